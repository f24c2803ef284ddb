-- Grain: one row per vote in the order of time: how long the caller waited for the model, in milliseconds.
SELECT
  id,
  at,
  latency_ms AS measure
FROM ({{votes}})
WHERE outcome = 'answered'
ORDER BY at, id
