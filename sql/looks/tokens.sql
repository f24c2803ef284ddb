-- Grain: one row per training example whose tokens the models' own tokenizers count: chosen by hash, hundreds, and fewer where they are long.
WITH
chosen AS (
  SELECT
    key,
    system_prompt,
    history,
    user_prompt,
    target,
    variants,
    BYTE_LENGTH(COALESCE(system_prompt, '')) + BYTE_LENGTH(COALESCE(history, '')) + BYTE_LENGTH(user_prompt) + BYTE_LENGTH(target) AS bytes
  FROM `{{dataset}}`
  WHERE split_number = 0
  ORDER BY MD5(key), key
  LIMIT 600
),

summed AS (
  SELECT *, SUM(bytes) OVER (ORDER BY MD5(key), key) - bytes AS bytes_before FROM chosen
)

SELECT
  key,
  system_prompt,
  history,
  user_prompt,
  target,
  variants
FROM summed
WHERE bytes_before < 3000000
ORDER BY MD5(key), key
