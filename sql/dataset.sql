-- Grain: one row per example of a dataset version: its prompt rendered, exact duplicates left out, its split decided.
WITH
rendered AS (
  SELECT
    CAST(key AS STRING) AS key,
    CAST({{split_key}} AS STRING) AS split_key,
    {{system_prompt}} AS system_prompt,
    {{user_prompt}} AS user_prompt,
    CAST(target AS STRING) AS target
  FROM `{{examples}}`
),

numbered AS (
  SELECT
    *,
    ROW_NUMBER() OVER (PARTITION BY system_prompt, user_prompt, target ORDER BY key) AS occurrence
  FROM rendered
)

SELECT
  key,
  -- The remainder comes before ABS: the absolute value of the smallest INT64 is none.
  IF(
    ABS(MOD(FARM_FINGERPRINT(CONCAT(@salt, ':', COALESCE(split_key, key))), 1000000)) < @evaluation_share * 1000000,
    'evaluation',
    'train'
  ) AS split,
  system_prompt,
  user_prompt,
  target
FROM numbered
WHERE occurrence = 1
