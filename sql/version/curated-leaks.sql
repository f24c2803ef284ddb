-- Grain: one row per training example and held-out one that are alike, with the one of the two that is left out: an answer of production before a row of the batch.
SELECT IF({{is_key_curated}} OR NOT {{is_held_out_curated}}, key, held_out_key) AS key
FROM `{{leaks}}`
