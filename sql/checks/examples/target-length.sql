-- Grain: one row that counts the examples whose target is longer than the model may answer.
SELECT
  'targetLength' AS name,
  COUNTIF(target_tokens * @tokens_per_four > @maximum_output_tokens) AS count_concerned,
  COUNT(*) AS count_looked_at,
  ARRAY<STRUCT<name STRING, count_examples INT64>>[] AS details,
  ARRAY(
    SELECT AS STRUCT
      features.key,
      features.origin,
      [examples.target, CAST(CAST(CEIL(features.target_tokens * @tokens_per_four) AS INT64) AS STRING)] AS facts
    FROM `{{features}}` AS features
    INNER JOIN {{examples}} AS examples ON examples.key = features.key
    WHERE features.target_tokens * @tokens_per_four > @maximum_output_tokens
    ORDER BY features.key
    LIMIT 5
  ) AS findings
FROM `{{features}}`
