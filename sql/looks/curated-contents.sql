-- Grain: one row that digests the answers of production that join: the same ones have the same digest.
SELECT
  TO_HEX(MD5(COALESCE(STRING_AGG(TO_HEX(MD5(TO_JSON_STRING([key, group_key, input, target, COALESCE(rejected, '')]))), '' ORDER BY key), ''))) AS digest
FROM `{{curated}}`
WHERE left_out IS NULL
