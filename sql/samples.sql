-- Grain: one row per sample of a dataset version, a few of each split, chosen by hash.
WITH
chosen AS (
  SELECT key
  FROM `{{dataset}}`
  WHERE split_number < 3
  QUALIFY ROW_NUMBER() OVER (PARTITION BY split_number ORDER BY FARM_FINGERPRINT(key), key) <= @samples
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
ORDER BY dataset.split_number, FARM_FINGERPRINT(dataset.key), dataset.key
