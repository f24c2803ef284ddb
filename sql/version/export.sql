-- Grain: one line of JSON per example of a split, in the form that Gemini's supervised tuning reads; sorted across all files.
EXPORT DATA OPTIONS (uri = '{{uri}}', format = 'JSON', overwrite = TRUE) AS
SELECT
  {{system_instruction}}
  {{earlier_turns}} [
    STRUCT('user' AS role, [STRUCT(user_prompt AS text)] AS parts),
    STRUCT('model' AS role, [STRUCT(target AS text)] AS parts)
  ]{{end_of_turns}} AS contents
FROM `{{dataset}}`
WHERE split_number = @split_number
ORDER BY key
