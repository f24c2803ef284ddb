-- Grain: one row per other prompt and split of a dataset version: how long its prompts are together, in estimated tokens.
SELECT
  place,
  split,
  SUM(
    CEIL(BYTE_LENGTH(COALESCE(variant.system_prompt, '')) / 4)
    + CEIL(BYTE_LENGTH(COALESCE(history, '')) / 4)
    + CEIL(BYTE_LENGTH(variant.user_prompt) / 4)
    + {{example_tokens}}[OFFSET(place + 1)]
  ) AS prompt_total
FROM `{{dataset}}`, UNNEST(variants) AS variant WITH OFFSET AS place
WHERE split_number < 3
GROUP BY place, split
