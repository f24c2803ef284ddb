-- Grain: one row per kind of curated answer and what became of it: a split of the dataset version, or why it was left out.
SELECT
  curated.kind,
  dataset.split,
  COALESCE(curated.left_out, dataset.left_out) AS left_out,
  COUNT(*) AS count_answers
FROM `{{curated}}` AS curated
LEFT JOIN `{{dataset}}` AS dataset ON dataset.key = curated.key
GROUP BY kind, split, left_out
ORDER BY kind, split, left_out
