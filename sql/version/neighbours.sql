-- Grain: one row per example whose text is nearly that of an example with a smaller key, or wholly while its target differs.
-- A text is compared with the smallest key of each bucket it is in and with no other: however many texts are alike, the
-- work grows with their number and not with its square.
WITH
texts AS (
  SELECT key, text_id, shingles, sketch, buckets FROM `{{signatures}}` WHERE key = first_key
),

members AS (
  SELECT
    key,
    text_id,
    bucket,
    sketch,
    ARRAY_LENGTH(shingles) AS count_shingles
  FROM texts, UNNEST(buckets) AS bucket
),

representatives AS (
  SELECT bucket, MIN(key) AS near_key
  FROM members
  GROUP BY bucket
  HAVING COUNT(*) > 1
),

-- Neither of two texts that are alike has so many more shingles that it alone would make them differ.
proposed AS (
  SELECT DISTINCT
    own.text_id,
    near.text_id AS near_id,
    {{unlike}} AS count_unlike
  FROM members AS own
  INNER JOIN representatives ON representatives.bucket = own.bucket
  INNER JOIN members AS near ON near.bucket = representatives.bucket AND near.key = representatives.near_key
  WHERE
    own.text_id != near.text_id
    AND LEAST(own.count_shingles, near.count_shingles) / GREATEST(own.count_shingles, near.count_shingles) >= @similarity
),

-- Sketches tell which few are worth comparing: of those the most alike.
candidates AS (
  SELECT text_id, near_id
  FROM proposed
  WHERE count_unlike <= @most_unlike
  QUALIFY ROW_NUMBER() OVER (PARTITION BY text_id ORDER BY count_unlike, near_id) <= 4
),

-- Buckets and sketches only propose: what counts is the shingles that two texts really share.
similarities AS (
{{version/similarities.sql}}
),

compared AS (
  SELECT own.key, other.key AS near_key, similarities.similarity
  FROM similarities
  INNER JOIN texts AS own ON own.text_id = similarities.text_id
  INNER JOIN texts AS other ON other.text_id = similarities.near_id
),

nearest AS (
  SELECT key, near_key, similarity
  FROM compared
  WHERE similarity >= @similarity
  QUALIFY ROW_NUMBER() OVER (PARTITION BY key ORDER BY near_key) = 1
)

SELECT
  examples.key,
  COALESCE(nearest.near_key, examples.first_key) AS near_key,
  COALESCE(nearest.similarity, 1.0) AS similarity
FROM `{{signatures}}` AS examples
LEFT JOIN nearest ON nearest.key = examples.first_key
WHERE nearest.key IS NOT NULL OR examples.key != examples.first_key
