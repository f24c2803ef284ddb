-- Grain: one row per vote in the order of time: whether the answer was without a word.
SELECT
  id,
  at,
  IF(outcome = 'empty', 'bad', 'good') AS category
FROM ({{votes}})
WHERE outcome IS NOT NULL
ORDER BY at, id
