-- Grain: one row per vote in the order of time: what was answered, where that is short enough to be a label.
SELECT
  id,
  at,
  IF(CHAR_LENGTH(text) <= 60, LOWER(TRIM(text)), '(a text)') AS category
FROM ({{votes}})
WHERE text IS NOT NULL
ORDER BY at, id
