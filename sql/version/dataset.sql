-- Grain: one row per selected example of a dataset version, exported or left out; a partition per split (3: left out), by key within.
WITH
leaks AS (
  SELECT DISTINCT key FROM `{{leaks}}`
),

decided AS (
  SELECT
    split.key,
    -- What would be left out anyway is no leak: only what would have been trained on is.
    IF(leaks.key IS NOT NULL, NULL, split.split) AS split,
    IF(leaks.key IS NOT NULL, 'leakage', split.left_out) AS left_out
  FROM `{{split}}` AS split
  LEFT JOIN leaks ON leaks.key = split.key
)

SELECT
  decided.key,
  screened.group_key,
  decided.split,
  CASE decided.split WHEN 'train' THEN 0 WHEN 'evaluation' THEN 1 WHEN 'validation' THEN 2 ELSE 3 END AS split_number,
  decided.left_out,
  -- Personal data that was put aside is not kept here either.
  IF(decided.left_out = 'personalData', NULL, screened.system_prompt) AS system_prompt,
  IF(decided.left_out = 'personalData', NULL, screened.user_prompt) AS user_prompt,
  IF(
    decided.left_out = 'personalData',
    ARRAY<STRUCT<system_prompt STRING, user_prompt STRING>>[],
    screened.variants
  ) AS variants,
  IF(decided.left_out = 'personalData', NULL, screened.target) AS target,
  IF(decided.left_out = 'personalData', NULL, screened.history) AS history,
  -- Nobody is asked but what is held out.
  IF(decided.split = 'evaluation', screened.references, ARRAY<STRING>[]) AS references,
  -- What is held out is judged by its target alone.
  IF(decided.split IN ('train', 'validation'), screened.rejected, NULL) AS rejected,
  -- What becomes of the two answers together: used, or why not; NULL without a second one.
  {{pair}} AS pair,
  screened.origins,
  screened.slices,
  screened.personal_data
FROM decided
INNER JOIN `{{screened}}` AS screened ON screened.key = decided.key
