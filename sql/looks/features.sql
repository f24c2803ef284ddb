-- Grain: one row per example of a dataset version that is in a split: its sizes, its language as far as it can be told, and its label.
WITH
-- The texts that were left out are in a partition of their own, which is not read.
examples AS (
  SELECT
    key,
    split,
    group_key,
    target,
    origins[SAFE_OFFSET(0)] AS origin,
    CAST(
      CEIL(BYTE_LENGTH(COALESCE(system_prompt, '')) / 4)
      + CEIL(BYTE_LENGTH(COALESCE(history, '')) / 4)
      + CEIL(BYTE_LENGTH(user_prompt) / 4)
      + {{example_tokens}}[OFFSET(0)] AS INT64
    ) AS prompt_tokens,
    CAST(CEIL(BYTE_LENGTH(target) / 4) AS INT64) AS target_tokens,
    -- In the longest of its prompts.
    {{text_bytes}} AS text_bytes,
    {{text_characters}} AS text_characters,
    -- The beginning is enough to tell a language by.
    LOWER(SUBSTR({{text}}, 1, 400)) AS sample
  FROM `{{dataset}}`
  WHERE split_number < 3
),

-- Targets are labels when there are two to a thousand of them, with five examples each on average.
labelled AS (
  SELECT COUNT(DISTINCT target) BETWEEN 2 AND 1000 AND COUNT(DISTINCT target) * 5 <= COUNT(*) AS is_labelled
  FROM examples
),

{{looks/languages.sql}}
SELECT
  examples.key,
  examples.split,
  examples.group_key,
  examples.origin,
  examples.prompt_tokens,
  examples.target_tokens,
  examples.text_bytes,
  examples.text_characters,
  languages.language,
  IF(labelled.is_labelled, examples.target, NULL) AS label
FROM examples
CROSS JOIN labelled
INNER JOIN languages ON languages.key = examples.key
