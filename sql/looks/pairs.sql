-- Grain: one row per prompt (-1: that of training), split and outcome of the pairs of target and rejected answer: how many, and how long
-- they are, in estimated tokens and in bytes.
WITH
asked AS (
  SELECT -1 AS place, split, pair, system_prompt, history, user_prompt, target, rejected
  FROM `{{dataset}}`
  WHERE split_number IN (0, 2)
  UNION ALL
  SELECT
    place,
    split,
    pair,
    variant.system_prompt AS system_prompt,
    history,
    variant.user_prompt AS user_prompt,
    target,
    rejected
  FROM `{{dataset}}`, UNNEST(variants) AS variant WITH OFFSET AS place
  WHERE split_number IN (0, 2)
)

SELECT
  place,
  split,
  COALESCE(pair, 'none') AS pair,
  COUNT(*) AS count_examples,
  SUM(
    CEIL(BYTE_LENGTH(COALESCE(system_prompt, '')) / 4)
    + CEIL(BYTE_LENGTH(COALESCE(history, '')) / 4)
    + CEIL(BYTE_LENGTH(user_prompt) / 4)
    + {{example_tokens}}[OFFSET(place + 1)]
  ) AS prompt_total,
  SUM(CEIL(BYTE_LENGTH(target) / 4) + CEIL(BYTE_LENGTH(COALESCE(rejected, '')) / 4)) AS answers_total,
  SUM(
    BYTE_LENGTH(COALESCE(system_prompt, ''))
    + BYTE_LENGTH(COALESCE(history, ''))
    + BYTE_LENGTH(user_prompt)
    + BYTE_LENGTH(target)
    + BYTE_LENGTH(COALESCE(rejected, ''))
    + {{example_bytes}}[OFFSET(place + 1)]
  ) AS text_bytes
FROM asked
GROUP BY place, split, pair
