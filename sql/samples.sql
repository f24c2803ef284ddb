-- Grain: one row per sample of a dataset version, a few of each split, chosen by hash.
WITH
-- Split by split: the first few of an order are found without sorting the rest.
chosen AS (
  (SELECT key FROM `{{dataset}}` WHERE split_number = 0 ORDER BY MD5(key), key LIMIT 3)
  UNION ALL
  (SELECT key FROM `{{dataset}}` WHERE split_number = 1 ORDER BY MD5(key), key LIMIT 3)
  UNION ALL
  (SELECT key FROM `{{dataset}}` WHERE split_number = 2 ORDER BY MD5(key), key LIMIT 3)
)

SELECT
  dataset.key,
  dataset.split,
  dataset.system_prompt,
  dataset.user_prompt,
  dataset.target,
  dataset.origins
FROM `{{dataset}}` AS dataset
INNER JOIN chosen ON chosen.key = dataset.key
WHERE dataset.split_number < 3
ORDER BY dataset.split_number, dataset.key
