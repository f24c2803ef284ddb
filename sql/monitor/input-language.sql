-- Grain: one row per vote in the order of time: the language of the question, as far as it can be told.
WITH
examples AS (
  SELECT id AS key, at, LOWER(SUBSTR(question, 1, 400)) AS sample
  FROM ({{votes}})
),

{{looks/languages.sql}}
SELECT examples.key AS id, examples.at, languages.language AS category
FROM examples
INNER JOIN languages ON languages.key = examples.key
ORDER BY at, id
