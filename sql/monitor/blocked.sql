-- Grain: one row per vote in the order of time: whether the provider withheld the answer.
SELECT
  id,
  at,
  IF(outcome = 'blocked', 'bad', 'good') AS category
FROM ({{votes}})
WHERE outcome IS NOT NULL
ORDER BY at, id
