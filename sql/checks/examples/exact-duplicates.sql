-- Grain: one row that counts the examples equal to another in prompt and target.
SELECT
  'exactDuplicates' AS name,
  COUNTIF(left_out = 'exactDuplicates') AS count_concerned,
  COUNT(*) AS count_looked_at,
  ARRAY<STRUCT<name STRING, count_examples INT64>>[] AS details,
  ARRAY(
    SELECT AS STRUCT
      key,
      origin,
      [prompt, target] AS facts
    FROM {{examples}}
    WHERE left_out = 'exactDuplicates'
    ORDER BY key
    LIMIT 5
  ) AS findings
FROM {{examples}}
