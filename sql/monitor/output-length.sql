-- Grain: one row per vote in the order of time: how long the answer was, in characters.
SELECT
  id,
  at,
  CHAR_LENGTH(text) AS measure
FROM ({{votes}})
WHERE text IS NOT NULL
ORDER BY at, id
