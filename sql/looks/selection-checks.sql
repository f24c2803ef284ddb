-- Grain: one row that counts what no example may be. A search for one character that is no white space ends early; TRIM reads all.
SELECT
  COUNT(*) AS count_examples,
  COUNTIF(key IS NULL) AS count_missing_keys,
  COUNT(key) - COUNT(DISTINCT key) AS count_repeated_keys,
  COUNTIF(NOT REGEXP_CONTAINS(COALESCE(target, ''), r'[^\s\pZ]')) AS count_missing_targets,
  COUNTIF(NOT REGEXP_CONTAINS(user_prompt, r'[^\s\pZ]')) AS count_empty_prompts,
  COUNTIF(ARRAY_LENGTH(origins) = 0) AS count_missing_origins,
  COUNTIF({{is_bad_history}}) AS count_bad_histories,
  COUNTIF({{is_bad_split}}) AS count_bad_splits,
  MIN(IF({{is_bad_split}}, TO_JSON_STRING(STRUCT(key, SUBSTR(stratum, 1, 60) AS split)), NULL)) AS first_bad_split
FROM `{{rendered}}`
