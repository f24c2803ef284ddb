-- Grain: one row per split, feature and value of a dataset version, with how many examples have it; lengths by powers of two.
WITH
bounds AS (
  SELECT [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536, 131072] AS powers
),

valued AS (
  SELECT split, 'language' AS feature, language AS value FROM `{{features}}`
  UNION ALL
  SELECT split, 'label' AS feature, label AS value FROM `{{features}}` WHERE label IS NOT NULL
  UNION ALL
  SELECT split, 'promptLength' AS feature, CAST(RANGE_BUCKET(prompt_tokens, powers) AS STRING) AS value
  FROM `{{features}}`, bounds
  UNION ALL
  SELECT split, 'targetLength' AS feature, CAST(RANGE_BUCKET(target_tokens, powers) AS STRING) AS value
  FROM `{{features}}`, bounds
)

SELECT split, feature, value, COUNT(*) AS count_examples
FROM valued
GROUP BY split, feature, value
ORDER BY split, feature, count_examples DESC, value
