-- Grain: one row per training example and held-out prompt that it would give away: the same one, or one nearly the same.
-- For the same one all are found. For nearly the same ones a text is compared with the few that are most alike among the
-- first held out of each bucket it is in.
WITH
placed AS (
  SELECT examples.key, examples.text_id, split.split
  FROM `{{signatures}}` AS examples
  INNER JOIN `{{split}}` AS split ON split.key = examples.key
  WHERE split.split IS NOT NULL
),

held_out AS (
  SELECT text_id, MIN(key) AS held_out_key
  FROM placed
  WHERE split != 'train'
  GROUP BY text_id
),

training AS (
  SELECT DISTINCT text_id FROM placed WHERE split = 'train'
),

texts AS (
  SELECT text_id, shingles, sketch, buckets FROM `{{signatures}}` WHERE key = first_key
),

members AS (
  SELECT
    text_id,
    bucket,
    sketch,
    ARRAY_LENGTH(shingles) AS count_shingles
  FROM texts, UNNEST(buckets) AS bucket
),

proposed AS (
  SELECT members.*
  FROM held_out
  INNER JOIN members ON members.text_id = held_out.text_id
  WHERE TRUE
  QUALIFY ROW_NUMBER() OVER (PARTITION BY members.bucket ORDER BY members.text_id) <= 4
),

-- Neither of two texts that are alike has so many more shingles that it alone would make them differ.
pairs AS (
  SELECT DISTINCT
    own.text_id,
    near.text_id AS near_id,
    {{unlike}} AS count_unlike
  FROM training
  INNER JOIN members AS own ON own.text_id = training.text_id
  INNER JOIN proposed AS near ON near.bucket = own.bucket
  WHERE
    own.text_id != near.text_id
    AND LEAST(own.count_shingles, near.count_shingles) / GREATEST(own.count_shingles, near.count_shingles) >= @similarity
),

-- Sketches tell which few are worth comparing: the most alike to each text on either side.
candidates AS (
  SELECT text_id, near_id
  FROM pairs
  WHERE count_unlike <= @most_unlike
  QUALIFY
    ROW_NUMBER() OVER (PARTITION BY text_id ORDER BY count_unlike, near_id) <= 4
    OR ROW_NUMBER() OVER (PARTITION BY near_id ORDER BY count_unlike, text_id) <= 4
),

near AS (
{{version/similarities.sql}}
)

SELECT placed.key, held_out.held_out_key, 'exact' AS kind, 1.0 AS similarity
FROM placed
INNER JOIN held_out ON held_out.text_id = placed.text_id
WHERE placed.split = 'train'

UNION ALL

SELECT placed.key, held_out.held_out_key, 'near' AS kind, near.similarity
FROM placed
INNER JOIN near ON near.text_id = placed.text_id
INNER JOIN held_out ON held_out.text_id = near.near_id
WHERE placed.split = 'train' AND near.similarity >= @similarity
