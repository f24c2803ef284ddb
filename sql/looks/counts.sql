-- Grain: one row per split and reason of a dataset version, with how many examples it has.
SELECT split, left_out, COUNT(*) AS count_examples
FROM `{{dataset}}`
GROUP BY split, left_out
