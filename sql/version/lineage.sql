-- Grain: one line of JSON per exported example: which line of which split's file it is, and the landed rows it was made of.
-- Held-out ones come first: who compares models on them has no need of the rest.
EXPORT DATA OPTIONS (uri = '{{uri}}', format = 'JSON', overwrite = TRUE) AS
SELECT
  split,
  -- An export writes INT64 as text.
  CAST(ROW_NUMBER() OVER (PARTITION BY split_number ORDER BY key) AS FLOAT64) AS line,
  -- Its line in the split's file of preferences, where it is in there.
  IF(pair = 'used', CAST(ROW_NUMBER() OVER (PARTITION BY split_number, pair ORDER BY key) AS FLOAT64), NULL) AS pairLine,
  key,
  group_key AS `group`,
  origins,
  slices,
  references
FROM `{{dataset}}`
WHERE split_number < 3
ORDER BY IF(split_number = 1, 0, 1), split_number, key
