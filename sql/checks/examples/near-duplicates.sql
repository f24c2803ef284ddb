-- Grain: one row that counts the examples whose prompt is nearly that of another; copies of others are not among those looked at.
SELECT
  'nearDuplicates' AS name,
  (SELECT COUNT(*) FROM `{{neighbours}}`) AS count_concerned,
  COUNTIF(left_out IS NULL OR left_out NOT IN ('exactDuplicates', 'personalData')) AS count_looked_at,
  ARRAY(
    SELECT AS STRUCT 'withAnotherTarget' AS name, COUNT(*) AS count_examples
    FROM `{{neighbours}}` AS neighbours
    INNER JOIN `{{dataset}}` AS dataset ON dataset.key = neighbours.key
    INNER JOIN `{{dataset}}` AS near ON near.key = neighbours.near_key
    WHERE near.target != dataset.target
  ) AS details,
  ARRAY(
    SELECT AS STRUCT
      dataset.key,
      dataset.origins[SAFE_OFFSET(0)] AS origin,
      [
        IF(ARRAY_LENGTH(dataset.personal_data) = 0, SUBSTR(dataset.user_prompt, 1, 200), ''),
        IF(ARRAY_LENGTH(near.personal_data) = 0, SUBSTR(near.user_prompt, 1, 200), ''),
        near.key,
        CAST(nearest.similarity AS STRING)
      ] AS facts
    FROM (SELECT key, near_key, similarity FROM `{{neighbours}}` ORDER BY key LIMIT 5) AS nearest
    INNER JOIN `{{dataset}}` AS dataset ON dataset.key = nearest.key
    INNER JOIN `{{dataset}}` AS near ON near.key = nearest.near_key
    ORDER BY dataset.key
  ) AS findings
FROM `{{dataset}}`
