-- Grain: one row per landed object that examples are made of: how many of its rows, and how many examples have one of them first.
WITH
parts AS (
  SELECT
    REGEXP_EXTRACT(made_of, r'^(.*:)\d+$') AS object,
    CAST(REGEXP_EXTRACT(made_of, r':(\d+)$') AS INT64) AS row_of_object,
    place
  FROM {{examples}}, UNNEST(origins) AS made_of WITH OFFSET AS place
)

SELECT
  object AS name,
  COUNT(DISTINCT row_of_object) AS count_concerned,
  COUNTIF(place = 0) AS count_looked_at,
  ARRAY<STRUCT<name STRING, count_examples INT64>>[] AS details,
  ARRAY<STRUCT<key STRING, origin STRING, facts ARRAY<STRING>>>[] AS findings
FROM parts
WHERE object IS NOT NULL
GROUP BY object
