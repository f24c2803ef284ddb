-- Grain: one row that counts what is wrong with the examples of one run.
SELECT
  COUNT(*) AS count_examples,
  COUNTIF(key IS NULL) AS count_missing_keys,
  COUNT(key) - COUNT(DISTINCT key) AS count_repeated_keys,
  COUNTIF(COALESCE(CAST(target AS STRING), '') = '') AS count_missing_targets
FROM `{{examples}}`
