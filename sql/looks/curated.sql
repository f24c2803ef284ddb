-- Grain: one row per kind of curated answer and what became of it: a split of the dataset version, or why it was left out.
WITH
placed AS (
  SELECT
    curated.kind,
    dataset.split,
    -- Those whose prompt would ask nothing are not among the examples.
    COALESCE(curated.left_out, IF(dataset.key IS NULL, 'emptyPrompt', dataset.left_out)) AS reason
  FROM `{{curated}}` AS curated
  LEFT JOIN `{{dataset}}` AS dataset ON dataset.key = curated.key
)

SELECT kind, split, reason AS left_out, COUNT(*) AS count_answers
FROM placed
GROUP BY kind, split, reason
ORDER BY kind, split, reason
