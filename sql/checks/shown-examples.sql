-- Grain: one row per example of a dataset version, as checks are given it: its texts as a report may show them, cut, and empty where
-- personal data is. The whole ones are there to be compared, and for nothing else.
SELECT
  key,
  origins,
  origins[SAFE_OFFSET(0)] AS origin,
  split,
  group_key,
  split_number,
  left_out,
  IF(ARRAY_LENGTH(personal_data) = 0, SUBSTR(user_prompt, 1, 200), '') AS prompt,
  IF(ARRAY_LENGTH(personal_data) = 0, SUBSTR(target, 1, 200), '') AS target,
  CONCAT(COALESCE(system_prompt, ''), ' ', COALESCE(history, ''), ' ', user_prompt) AS whole_prompt,
  user_prompt AS whole_user_prompt,
  target AS whole_target,
  {{text_bytes}} AS whole_bytes,
  {{text_characters}} AS whole_characters
FROM `{{dataset}}`
