-- Grain: one row per example whose text is nearly that of an example with a smaller key, or wholly while its target differs.
-- A text is compared with the smallest key of each bucket it is in and with no other: however many texts are alike, the
-- work grows with their number and not with its square.
WITH
texts AS (
  SELECT key, text_id, shingles, ARRAY_LENGTH(shingles) AS count_shingles, sketch, buckets
  FROM `{{signatures}}`
  WHERE key = first_key
),

members AS (
  SELECT key, text_id, bucket FROM texts, UNNEST(buckets) AS bucket
),

representatives AS (
  SELECT bucket, ANY_VALUE(text_id HAVING MIN key) AS near_id
  FROM members
  GROUP BY bucket
  HAVING COUNT(*) > 1
),

proposed AS (
  SELECT DISTINCT members.text_id, representatives.near_id
  FROM members
  INNER JOIN representatives ON representatives.bucket = members.bucket
  WHERE members.text_id != representatives.near_id
),

alike AS (
{{version/alike.sql}}
),

-- Of those the two that are most alike; and the smallest key, so that many texts of one kind have one representative.
candidates AS (
  SELECT alike.text_id, alike.near_id
  FROM alike
  INNER JOIN texts AS near ON near.text_id = alike.near_id
  WHERE TRUE
  QUALIFY
    ROW_NUMBER() OVER (PARTITION BY alike.text_id ORDER BY alike.share_differing, near.key) <= 2
    OR ROW_NUMBER() OVER (PARTITION BY alike.text_id ORDER BY near.key) = 1
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
