-- Grain: one row that counts the examples whose prompt is nearly that of another; copies of others are not among those looked at.
SELECT
  'nearDuplicates' AS name,
  (SELECT COUNT(*) FROM `{{neighbours}}`) AS count_concerned,
  COUNTIF(left_out IS NULL OR left_out NOT IN ('exactDuplicates', 'personalData')) AS count_looked_at,
  ARRAY(
    SELECT AS STRUCT 'withAnotherTarget' AS name, COUNT(*) AS count_examples
    FROM `{{neighbours}}` AS neighbours
    INNER JOIN {{examples}} AS examples ON examples.key = neighbours.key
    INNER JOIN {{examples}} AS near ON near.key = neighbours.near_key
    WHERE near.whole_target != examples.whole_target
  ) AS details,
  ARRAY(
    SELECT AS STRUCT
      examples.key,
      examples.origin,
      [examples.prompt, near.prompt, near.key, CAST(nearest.similarity AS STRING)] AS facts
    FROM (SELECT key, near_key, similarity FROM `{{neighbours}}` ORDER BY key LIMIT 5) AS nearest
    INNER JOIN {{examples}} AS examples ON examples.key = nearest.key
    INNER JOIN {{examples}} AS near ON near.key = nearest.near_key
    ORDER BY examples.key
  ) AS findings
FROM {{examples}}
