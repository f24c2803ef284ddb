-- Grain: one row per selected example, as split; training examples beyond the caps are left out, the same ones every time.
WITH
training AS (
  SELECT
    split.key,
    FARM_FINGERPRINT(CONCAT(@salt, ':sampling:', split.key)) AS place,
    ROW_NUMBER() OVER (
      PARTITION BY screened.target
      ORDER BY FARM_FINGERPRINT(CONCAT(@salt, ':sampling:', split.key)), split.key
    ) AS place_of_target
  FROM `{{split}}` AS split
  INNER JOIN `{{screened}}` AS screened ON screened.key = split.key
  WHERE
    split.split = 'train'
    AND split.key NOT IN (SELECT key FROM `{{leaks}}`)
),

sampled AS (
  SELECT key
  FROM training
  WHERE place_of_target <= @maximum_per_target
  QUALIFY ROW_NUMBER() OVER (ORDER BY place, key) <= @maximum_examples
)

SELECT
  split.key,
  IF(split.split = 'train' AND sampled.key IS NULL, NULL, split.split) AS split,
  IF(split.split = 'train' AND sampled.key IS NULL, 'sampling', split.left_out) AS left_out
FROM `{{split}}` AS split
LEFT JOIN sampled ON sampled.key = split.key
