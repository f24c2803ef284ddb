-- Grain: one row per sample of a dataset version, a few of each split, chosen by hash.
-- Split by split: the first few of an order are found without sorting the rest.
WITH
samples AS (
  (
    SELECT key, split, split_number, system_prompt, user_prompt, target, origins
    FROM `{{dataset}}`
    WHERE split_number = 0
    ORDER BY MD5(key), key
    LIMIT 3
  )
  UNION ALL
  (
    SELECT key, split, split_number, system_prompt, user_prompt, target, origins
    FROM `{{dataset}}`
    WHERE split_number = 1
    ORDER BY MD5(key), key
    LIMIT 3
  )
  UNION ALL
  (
    SELECT key, split, split_number, system_prompt, user_prompt, target, origins
    FROM `{{dataset}}`
    WHERE split_number = 2
    ORDER BY MD5(key), key
    LIMIT 3
  )
)

SELECT key, split, system_prompt, user_prompt, target, origins
FROM samples
ORDER BY split_number, key
