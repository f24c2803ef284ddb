-- Grain: one row per vote in the order of time: how long the question was, in characters.
SELECT
  id,
  at,
  CHAR_LENGTH(question) AS measure
FROM ({{votes}})
ORDER BY at, id
