-- Grain: one line of JSON per example that is put aside for its personal data: where it comes from, and nothing of what it says.
EXPORT DATA OPTIONS (uri = '{{uri}}', format = 'JSON', overwrite = TRUE) AS
SELECT key, origins, personal_data AS kinds
FROM `{{screened}}`
WHERE ARRAY_LENGTH(personal_data) > 0
ORDER BY key
