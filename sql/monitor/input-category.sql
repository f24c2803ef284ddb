-- Grain: one row per vote in the order of time: the fields of the question, with their values where these are short.
SELECT
  id,
  at,
  REGEXP_REPLACE(input, r'"(?:[^"\\]|\\.){25,}"|-?\d{4,}', '…') AS category
FROM ({{votes}})
ORDER BY at, id
