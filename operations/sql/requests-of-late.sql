-- Grain: one row, with how many answers a pipeline has given since a moment.
SELECT COUNT(*) AS requests
FROM `{{predictions}}`
WHERE pipeline = @pipeline AND made_at >= TIMESTAMP(@since)
