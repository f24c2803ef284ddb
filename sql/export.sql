-- Grain: one line of JSON per example of a split, in the form that Gemini's supervised tuning reads.
EXPORT DATA OPTIONS (uri = '{{uri}}', format = 'JSON', overwrite = TRUE) AS
SELECT
  {{system_instruction}}
  [
    STRUCT('user' AS role, [STRUCT(user_prompt AS text)] AS parts),
    STRUCT('model' AS role, [STRUCT(target AS text)] AS parts)
  ] AS contents
FROM `{{dataset}}`
WHERE split = @split
ORDER BY key
