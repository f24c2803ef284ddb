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
  SELECT text_id, shingles, ARRAY_LENGTH(shingles) AS count_shingles, sketch, buckets
  FROM `{{signatures}}`
  WHERE key = first_key
),

members AS (
  SELECT text_id, bucket FROM texts, UNNEST(buckets) AS bucket
),

first_held_out AS (
  SELECT members.text_id, members.bucket
  FROM held_out
  INNER JOIN members ON members.text_id = held_out.text_id
  WHERE TRUE
  QUALIFY ROW_NUMBER() OVER (PARTITION BY members.bucket ORDER BY members.text_id) <= 4
),

proposed AS (
  SELECT DISTINCT members.text_id, first_held_out.text_id AS near_id
  FROM training
  INNER JOIN members ON members.text_id = training.text_id
  INNER JOIN first_held_out ON first_held_out.bucket = members.bucket
  WHERE members.text_id != first_held_out.text_id
),

alike AS (
{{version/alike.sql}}
),

-- Of those the few that are most alike to each text on either side.
candidates AS (
  SELECT text_id, near_id
  FROM alike
  WHERE TRUE
  QUALIFY
    ROW_NUMBER() OVER (PARTITION BY text_id ORDER BY share_differing, near_id) <= 2
    OR ROW_NUMBER() OVER (PARTITION BY near_id ORDER BY share_differing, text_id) <= 2
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
