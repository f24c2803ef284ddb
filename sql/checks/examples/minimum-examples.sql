-- Grain: one row that counts the examples which are left to train on and to hold out.
SELECT
  'minimumExamples' AS name,
  COUNTIF(split IS NOT NULL) AS count_concerned,
  COUNT(*) AS count_looked_at,
  ARRAY<STRUCT<name STRING, count_examples INT64>>[] AS details,
  ARRAY<STRUCT<key STRING, origin STRING, facts ARRAY<STRING>>>[] AS findings
FROM {{examples}}
