-- Grain: one row per proposed pair of texts that may be as alike as asked for, with the share of their shingles that only one of them has.
-- What a sketch tells of these is never too much: no pair that is alike is passed over. Of similarity s are two texts of a and b
-- shingles that do not share (1 - s) / (1 + s) of a + b. Their numbers alone pass over many a pair before sketches are compared.
WITH
measured AS (
  SELECT
    proposed.text_id,
    proposed.near_id,
    own.count_shingles + near.count_shingles AS count_shingles,
    ABS(own.count_shingles - near.count_shingles) AS count_more,
    {{differing}} AS count_differing
  FROM proposed
  INNER JOIN texts AS own ON own.text_id = proposed.text_id
  INNER JOIN texts AS near ON near.text_id = proposed.near_id
)

SELECT text_id, near_id, GREATEST(count_more, count_differing) / count_shingles AS share_differing
FROM measured
WHERE
  count_more <= (1 - @similarity) / (1 + @similarity) * count_shingles + 1e-9
  AND count_differing <= (1 - @similarity) / (1 + @similarity) * count_shingles + 1e-9
