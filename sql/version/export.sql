-- Grain: one line of JSON per example of a split, in the form that the provider's tuner reads; sorted across all files.
EXPORT DATA OPTIONS (uri = '{{uri}}', format = 'JSON', overwrite = TRUE) AS
SELECT
  {{line}}
FROM {{examples}}
WHERE split_number = @split_number
ORDER BY key
