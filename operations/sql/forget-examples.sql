-- Grain: one row per example of a dataset version with one of these keys, or made of one of these landed rows, exported or left out.
SELECT
  key,
  user_prompt,
  target
FROM `{{dataset}}`
WHERE key IN UNNEST(@keys) OR EXISTS (SELECT 1 FROM UNNEST(origins) AS origin WHERE origin IN UNNEST(@origins))
