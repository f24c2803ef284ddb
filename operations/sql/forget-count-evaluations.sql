-- Grain: one row. Answers of evaluations to the examples with these keys, and those that repeat one of their targets, as what answers without a model does.
SELECT COUNT(*) AS count
FROM `{{evaluations}}`
WHERE pipeline = @pipeline AND (key IN UNNEST(@keys) OR TO_HEX(SHA256(text)) IN UNNEST(@digests))
