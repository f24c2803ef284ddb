-- Grain: one row per training example and held-out prompt that it would give away: the same one, or one nearly the same.
-- For the same one all are found. For nearly the same ones a text is compared with the first few held out of each bucket it is in.
WITH
placed AS (
  SELECT examples.key, examples.text_id, examples.first_key, split.split
  FROM `{{signatures}}` AS examples
  INNER JOIN `{{split}}` AS split ON split.key = examples.key
  WHERE split.split IS NOT NULL
),

held_out AS (
  SELECT text_id, ANY_VALUE(first_key) AS first_key, MIN(key) AS held_out_key
  FROM placed
  WHERE split != 'train'
  GROUP BY text_id
),

training AS (
  SELECT DISTINCT text_id, first_key FROM placed WHERE split = 'train'
),

texts AS (
  SELECT key AS first_key, shingles, buckets FROM `{{signatures}}` WHERE key = first_key
),

members AS (
  SELECT first_key, bucket FROM texts, UNNEST(buckets) AS bucket
),

proposed AS (
  SELECT members.bucket, held_out.first_key AS held_out_first_key
  FROM held_out
  INNER JOIN members ON members.first_key = held_out.first_key
  WHERE TRUE
  QUALIFY ROW_NUMBER() OVER (PARTITION BY members.bucket ORDER BY held_out.first_key) <= 4
),

candidates AS (
  SELECT DISTINCT training.first_key, proposed.held_out_first_key
  FROM training
  INNER JOIN members ON members.first_key = training.first_key
  INNER JOIN proposed ON proposed.bucket = members.bucket
  WHERE training.first_key != proposed.held_out_first_key
),

shingles AS (
  SELECT first_key, shingle FROM texts, UNNEST(shingles) AS shingle
),

shared AS (
  SELECT candidates.first_key, candidates.held_out_first_key, COUNT(*) AS count_shared
  FROM candidates
  INNER JOIN shingles AS own ON own.first_key = candidates.first_key
  INNER JOIN shingles AS other ON other.first_key = candidates.held_out_first_key AND other.shingle = own.shingle
  GROUP BY candidates.first_key, candidates.held_out_first_key
),

near AS (
  SELECT
    shared.first_key,
    shared.held_out_first_key,
    shared.count_shared
    / (ARRAY_LENGTH(own.shingles) + ARRAY_LENGTH(other.shingles) - shared.count_shared) AS similarity
  FROM shared
  INNER JOIN texts AS own ON own.first_key = shared.first_key
  INNER JOIN texts AS other ON other.first_key = shared.held_out_first_key
)

SELECT placed.key, held_out.held_out_key, 'exact' AS kind, 1.0 AS similarity
FROM placed
INNER JOIN held_out ON held_out.text_id = placed.text_id
WHERE placed.split = 'train'

UNION ALL

SELECT placed.key, held_out.held_out_key, 'near' AS kind, near.similarity
FROM placed
INNER JOIN near ON near.first_key = placed.first_key
INNER JOIN held_out ON held_out.first_key = near.held_out_first_key
WHERE placed.split = 'train' AND near.similarity >= @similarity
