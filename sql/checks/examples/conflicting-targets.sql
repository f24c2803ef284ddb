-- Grain: one row that counts the examples whose prompt, but for case and white space, has another target elsewhere.
-- One space between two words is replaced by none: that is most of them.
WITH
asked AS (
  SELECT
    key,
    origin,
    prompt,
    target,
    whole_target,
    MD5(LOWER(TRIM(REGEXP_REPLACE(whole_prompt, r'\s{2,}|[^\S ]', ' ')))) AS prompt_id
  FROM {{examples}}
  WHERE left_out IS NULL OR left_out NOT IN ('exactDuplicates', 'personalData')
),

-- Most prompts are there once: their targets need not be looked at.
repeated AS (
  SELECT
    *,
    LOWER(TRIM(REGEXP_REPLACE(whole_target, r'\s{2,}|[^\S ]', ' '))) AS compared_target,
    LOWER(TRIM(REGEXP_REPLACE(target, r'\s{2,}|[^\S ]', ' '))) AS shown_target
  FROM asked
  INNER JOIN (SELECT prompt_id FROM asked GROUP BY prompt_id HAVING COUNT(*) > 1) USING (prompt_id)
),

conflicts AS (
  SELECT
    prompt_id,
    COUNT(*) AS count_examples,
    MIN(shown_target) AS one_target,
    MAX(shown_target) AS another_target
  FROM repeated
  GROUP BY prompt_id
  HAVING MIN(compared_target) != MAX(compared_target)
)

SELECT
  'conflictingTargets' AS name,
  (SELECT COALESCE(SUM(count_examples), 0) FROM conflicts) AS count_concerned,
  (SELECT COUNT(*) FROM asked) AS count_looked_at,
  ARRAY<STRUCT<name STRING, count_examples INT64>>[] AS details,
  ARRAY(
    SELECT AS STRUCT
      repeated.key,
      repeated.origin,
      [
        repeated.prompt,
        repeated.target,
        IF(repeated.shown_target = conflicts.one_target, conflicts.another_target, conflicts.one_target)
      ] AS facts
    FROM conflicts
    INNER JOIN repeated ON repeated.prompt_id = conflicts.prompt_id
    ORDER BY repeated.key
    LIMIT 5
  ) AS findings
