-- Grain: one row per pair of candidates, with the share of their shingles that both have: the similarity of Jaccard.
-- They are joined by text and shingle in one number, as a join by shingle alone would bring together all texts that have a
-- common word. Many texts are near a few: what is looked up in are the shingles of these few.
WITH
wanted AS (
  SELECT candidates.text_id, candidates.near_id, candidates.near_id ^ shingle AS mark
  FROM candidates
  INNER JOIN texts ON texts.text_id = candidates.text_id
  CROSS JOIN UNNEST(texts.shingles) AS shingle
),

known AS (
  SELECT near.text_id AS near_id, near.text_id ^ shingle AS mark
  FROM (SELECT DISTINCT near_id FROM candidates) AS few
  INNER JOIN texts AS near ON near.text_id = few.near_id
  CROSS JOIN UNNEST(near.shingles) AS shingle
),

shared AS (
  SELECT wanted.text_id, wanted.near_id, COUNT(*) AS count_shared
  FROM wanted
  INNER JOIN known ON known.near_id = wanted.near_id AND known.mark = wanted.mark
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
