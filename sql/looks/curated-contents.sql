-- Grain: one row that digests the answers of production that join: the same ones have the same digest.
WITH
answers AS (
  SELECT key, TO_HEX(MD5(TO_JSON_STRING([key, group_key, input, target, kind, COALESCE(rejected, '')]))) AS contents
  FROM `{{curated}}`
  WHERE left_out IS NULL
)

SELECT TO_HEX(MD5(COALESCE(STRING_AGG(contents, '' ORDER BY key), ''))) AS digest
FROM answers
