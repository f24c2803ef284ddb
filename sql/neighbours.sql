-- Grain: one row per example whose text is nearly that of an example with a smaller key, or wholly while its target differs.
-- A text is compared with the smallest key of each bucket it is in and with no other: however many texts are alike, the
-- work grows with their number and not with its square.
WITH
texts AS (
  SELECT key, shingles, buckets FROM `{{signatures}}` WHERE key = first_key
),

members AS (
  SELECT key, bucket FROM texts, UNNEST(buckets) AS bucket
),

representatives AS (
  SELECT bucket, MIN(key) AS near_key
  FROM members
  GROUP BY bucket
  HAVING COUNT(*) > 1
),

candidates AS (
  SELECT DISTINCT members.key, representatives.near_key
  FROM members
  INNER JOIN representatives ON representatives.bucket = members.bucket
  WHERE members.key != representatives.near_key
),

shingles AS (
  SELECT key, shingle FROM texts, UNNEST(shingles) AS shingle
),

-- Buckets only propose: what counts is the shingles that two texts really share.
shared AS (
  SELECT candidates.key, candidates.near_key, COUNT(*) AS count_shared
  FROM candidates
  INNER JOIN shingles AS own ON own.key = candidates.key
  INNER JOIN shingles AS other ON other.key = candidates.near_key AND other.shingle = own.shingle
  GROUP BY candidates.key, candidates.near_key
),

compared AS (
  SELECT
    shared.key,
    shared.near_key,
    shared.count_shared
    / (ARRAY_LENGTH(own.shingles) + ARRAY_LENGTH(other.shingles) - shared.count_shared) AS similarity
  FROM shared
  INNER JOIN texts AS own ON own.key = shared.key
  INNER JOIN texts AS other ON other.key = shared.near_key
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
