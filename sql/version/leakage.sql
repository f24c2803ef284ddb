-- Grain: one row per training example and held-out prompt that it would give away: the same one, or one nearly the same.
-- For the same one all are found. For nearly the same ones a text is compared with the first few held out of each bucket it is in.
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
  SELECT text_id, shingles, buckets FROM `{{signatures}}` WHERE key = first_key
),

members AS (
  SELECT text_id, bucket FROM texts, UNNEST(buckets) AS bucket
),

proposed AS (
  SELECT members.bucket, members.text_id
  FROM held_out
  INNER JOIN members ON members.text_id = held_out.text_id
  WHERE TRUE
  QUALIFY ROW_NUMBER() OVER (PARTITION BY members.bucket ORDER BY members.text_id) <= 4
),

candidates AS (
  SELECT DISTINCT training.text_id, proposed.text_id AS near_id
  FROM training
  INNER JOIN members ON members.text_id = training.text_id
  INNER JOIN proposed ON proposed.bucket = members.bucket
  WHERE training.text_id != proposed.text_id
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
