-- Grain: one row that counts what no example may be, with one such example of each kind. A search for one character that is no
-- white space ends early; TRIM reads all.
WITH
judged AS (
  SELECT
    key,
    origins,
    key IS NULL AS is_missing_key,
    NOT REGEXP_CONTAINS(COALESCE(target, ''), r'[^\s\pZ]') AS is_missing_target,
    NOT REGEXP_CONTAINS(user_prompt, r'[^\s\pZ]') OR {{is_empty_variant}} AS is_empty_prompt,
    {{is_bad_history}} AS is_bad_history,
    {{is_bad_split}} AS is_bad_split,
    TO_JSON_STRING(STRUCT(key, origins[SAFE_OFFSET(0)] AS origin, SUBSTR(stratum, 1, 60) AS split)) AS place
  FROM `{{rendered}}`
)

SELECT
  COUNT(*) AS count_examples,
  COUNTIF(is_missing_key) AS count_missing_keys,
  COUNT(key) - COUNT(DISTINCT key) AS count_repeated_keys,
  COUNTIF(is_missing_target) AS count_missing_targets,
  COUNTIF(is_empty_prompt) AS count_empty_prompts,
  COUNTIF(ARRAY_LENGTH(origins) = 0) AS count_missing_origins,
  COUNTIF(is_bad_history) AS count_bad_histories,
  COUNTIF(is_bad_split) AS count_bad_splits,
  MIN(IF(is_missing_key, place, NULL)) AS first_missing_key,
  MIN(IF(is_missing_target, place, NULL)) AS first_missing_target,
  MIN(IF(is_empty_prompt, place, NULL)) AS first_empty_prompt,
  MIN(IF(is_bad_history, place, NULL)) AS first_bad_history,
  MIN(IF(is_bad_split, place, NULL)) AS first_bad_split
FROM judged
