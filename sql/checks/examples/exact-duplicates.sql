-- Grain: one row that counts the examples equal to another in prompt and target.
SELECT
  'exactDuplicates' AS name,
  COUNTIF(left_out = 'exactDuplicates') AS count_concerned,
  COUNT(*) AS count_looked_at,
  ARRAY<STRUCT<name STRING, count_examples INT64>>[] AS details,
  ARRAY(
    SELECT AS STRUCT
      dataset.key,
      dataset.origins[SAFE_OFFSET(0)] AS origin,
      [
        IF(ARRAY_LENGTH(dataset.personal_data) = 0, SUBSTR(dataset.user_prompt, 1, 200), ''),
        IF(ARRAY_LENGTH(dataset.personal_data) = 0, SUBSTR(dataset.target, 1, 200), '')
      ] AS facts
    FROM `{{dataset}}` AS dataset
    WHERE dataset.left_out = 'exactDuplicates'
    ORDER BY dataset.key
    LIMIT 5
  ) AS findings
FROM `{{dataset}}`
