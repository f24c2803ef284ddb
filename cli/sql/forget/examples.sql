-- Grain: one row per example of a dataset version that was made of one of these landed rows, exported or left out.
SELECT DISTINCT
  examples.key,
  examples.user_prompt,
  examples.target
FROM `{{dataset}}` AS examples, UNNEST(examples.origins) AS origin
WHERE origin IN UNNEST(@origins)
