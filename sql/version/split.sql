-- Grain: one row per selected example, with the digest of its prompt, and its split or the reason it is left out for; a group's hash decides, whatever else is in the data.
WITH
kept AS (
{{kept}}
),

placed AS (
  SELECT
    key,
    prompt_id,
    left_out,
    -- The remainder comes before ABS: the absolute value of the smallest INT64 is none.
    ABS(MOD(FARM_FINGERPRINT(CONCAT(@salt, ':', group_key)), 1000000)) AS place
  FROM kept
)

SELECT
  key,
  CASE
    WHEN left_out IS NOT NULL THEN NULL
    WHEN place < @evaluation_share * 1000000 THEN 'evaluation'
    WHEN place < (@evaluation_share + @validation_share) * 1000000 THEN 'validation'
    ELSE 'train'
  END AS split,
  left_out,
  prompt_id
FROM placed
