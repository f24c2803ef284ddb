-- Grain: one row that counts the examples whose prompt, but for case and white space, has another target elsewhere.
WITH
asked AS (
  SELECT
    key,
    MD5(LOWER(TRIM(REGEXP_REPLACE(
      CONCAT(COALESCE(system_prompt, ''), ' ', COALESCE(history, ''), ' ', user_prompt), r'\s+', ' '
    )))) AS prompt_id,
    LOWER(TRIM(REGEXP_REPLACE(target, r'\s+', ' '))) AS target
  FROM `{{dataset}}`
  WHERE left_out IS NULL OR left_out NOT IN ('exactDuplicates', 'personalData')
),

conflicts AS (
  SELECT
    prompt_id,
    COUNT(*) AS count_examples,
    MIN(target) AS one_target,
    MAX(target) AS another_target
  FROM asked
  GROUP BY prompt_id
  HAVING MIN(target) != MAX(target)
)

SELECT
  'conflictingTargets' AS name,
  (SELECT COALESCE(SUM(count_examples), 0) FROM conflicts) AS count_concerned,
  (SELECT COUNT(*) FROM asked) AS count_looked_at,
  ARRAY<STRUCT<name STRING, count_examples INT64>>[] AS details,
  ARRAY(
    SELECT AS STRUCT
      dataset.key,
      dataset.origins[SAFE_OFFSET(0)] AS origin,
      [
        IF(ARRAY_LENGTH(dataset.personal_data) = 0, SUBSTR(dataset.user_prompt, 1, 200), ''),
        IF(ARRAY_LENGTH(dataset.personal_data) = 0, SUBSTR(dataset.target, 1, 200), ''),
        IF(
          ARRAY_LENGTH(dataset.personal_data) = 0,
          SUBSTR(IF(asked.target = conflicts.one_target, conflicts.another_target, conflicts.one_target), 1, 200),
          ''
        )
      ] AS facts
    FROM conflicts
    INNER JOIN asked ON asked.prompt_id = conflicts.prompt_id
    INNER JOIN `{{dataset}}` AS dataset ON dataset.key = asked.key
    ORDER BY dataset.key
    LIMIT 5
  ) AS findings
