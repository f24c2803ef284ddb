-- Grain: one row per split of a dataset version that has examples: how many, and how long they are in estimated tokens.
SELECT
  split,
  COUNT(*) AS count_examples,
  COUNT(DISTINCT group_key) AS count_groups,
  SUM(text_bytes) AS text_bytes,
  SUM(prompt_tokens) AS prompt_total,
  APPROX_QUANTILES(prompt_tokens, 100) AS prompt_percentiles,
  SUM(target_tokens) AS target_total,
  APPROX_QUANTILES(target_tokens, 100) AS target_percentiles
FROM `{{features}}`
GROUP BY split
