-- Grain: one row per example of different words that a probe looks at, drawn by hash: of the training split, and of what would be in it but for its copies.
WITH
texts AS (
  SELECT
    key,
    origins[SAFE_OFFSET(0)] AS origin,
    ARRAY_LENGTH(personal_data) > 0 AS is_personal,
    {{text}} AS prompt,
    target
  FROM `{{dataset}}`
  WHERE split = 'train' OR left_out IN ('exactDuplicates', 'nearDuplicates', 'leakage')
),

-- All copies of an example have its digest: all are counted or none.
named AS (
  SELECT
    key,
    origin,
    is_personal,
    prompt,
    target,
    TO_HEX(MD5(CONCAT(MD5({{prompt_words}}), MD5({{target_words}})))) AS words_id
  FROM texts
),

counted AS (
  SELECT
    words_id,
    COUNT(*) AS count_copies,
    MIN(key) AS key,
    ANY_VALUE(origin HAVING MIN key) AS origin,
    ANY_VALUE(is_personal HAVING MIN key) AS is_personal,
    ANY_VALUE(prompt HAVING MIN key) AS prompt,
    ANY_VALUE(target HAVING MIN key) AS target
  FROM named
  GROUP BY words_id
)

SELECT
  key,
  origin,
  is_personal,
  IF(
    CHAR_LENGTH(prompt) > 2 * @half_length,
    CONCAT(SUBSTR(prompt, 1, @half_length), ' ', SUBSTR(prompt, CHAR_LENGTH(prompt) - @half_length + 1)),
    prompt
  ) AS prompt,
  IF(
    CHAR_LENGTH(target) > 2 * @half_length,
    CONCAT(SUBSTR(target, 1, @half_length), ' ', SUBSTR(target, CHAR_LENGTH(target) - @half_length + 1)),
    target
  ) AS target,
  CHAR_LENGTH(prompt) > 2 * @half_length OR CHAR_LENGTH(target) > 2 * @half_length AS is_cut,
  SUM(count_copies) OVER () AS count_rows,
  COUNT(*) OVER () AS count_distinct
FROM counted
ORDER BY words_id
LIMIT @most
