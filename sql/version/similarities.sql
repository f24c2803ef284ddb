-- Grain: one row per pair of candidates, with the share of their shingles that both have: the similarity of Jaccard.
-- They are joined by text and shingle in one number, as a join by shingle alone would bring together all texts that have a
-- common word.
WITH
shingles AS (
  SELECT text_id, shingle, text_id ^ shingle AS mark FROM texts, UNNEST(shingles) AS shingle
),

wanted AS (
  SELECT candidates.text_id, candidates.near_id, candidates.near_id ^ own.shingle AS mark
  FROM candidates
  INNER JOIN shingles AS own ON own.text_id = candidates.text_id
),

shared AS (
  SELECT wanted.text_id, wanted.near_id, COUNT(*) AS count_shared
  FROM wanted
  INNER JOIN shingles AS other ON other.text_id = wanted.near_id AND other.mark = wanted.mark
  GROUP BY wanted.text_id, wanted.near_id
)

SELECT
  shared.text_id,
  shared.near_id,
  shared.count_shared
  / (ARRAY_LENGTH(own.shingles) + ARRAY_LENGTH(other.shingles) - shared.count_shared) AS similarity
FROM shared
INNER JOIN texts AS own ON own.text_id = shared.text_id
INNER JOIN texts AS other ON other.text_id = shared.near_id
