-- Grain: one row that counts what no example may be.
SELECT
  COUNT(*) AS count_examples,
  COUNTIF(key IS NULL) AS count_missing_keys,
  COUNT(key) - COUNT(DISTINCT key) AS count_repeated_keys,
  COUNTIF(TRIM(COALESCE(target, '')) = '') AS count_missing_targets,
  COUNTIF(TRIM(user_prompt) = '') AS count_empty_prompts,
  COUNTIF(ARRAY_LENGTH(origins) = 0) AS count_missing_origins,
  COUNTIF({{is_bad_history}}) AS count_bad_histories
FROM `{{rendered}}`
