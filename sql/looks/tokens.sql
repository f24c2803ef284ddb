-- Grain: one row per training example whose tokens the models' own tokenizers count: chosen by hash, hundreds, and fewer where they are long.
WITH
chosen AS (
  SELECT
    key,
    system_prompt,
    history,
    user_prompt,
    target,
    IF(pair = 'used', rejected, NULL) AS rejected,
    variants,
    {{text_bytes}} AS text_bytes
  FROM `{{dataset}}`
  WHERE split_number = 0
  ORDER BY MD5(key), key
  LIMIT 600
)

SELECT * EXCEPT (text_bytes)
FROM chosen
QUALIFY SUM(text_bytes) OVER (ORDER BY MD5(key), key) - text_bytes < 3000000
ORDER BY MD5(key), key
