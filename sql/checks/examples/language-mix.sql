-- Grain: one row that counts the examples in another language than most, among those whose language is told.
WITH
languages AS (
  SELECT language, COUNT(*) AS count_examples FROM `{{features}}` GROUP BY language
),

main AS (
  SELECT language FROM languages WHERE language != 'und' ORDER BY count_examples DESC, language LIMIT 1
)

SELECT
  'languageMix' AS name,
  COUNTIF(features.language != main.language) AS count_concerned,
  COUNT(*) AS count_looked_at,
  ARRAY(
    SELECT AS STRUCT language AS name, count_examples FROM languages ORDER BY count_examples DESC, language LIMIT 100
  ) AS details,
  ARRAY(
    SELECT AS STRUCT
      others.key,
      others.origin,
      [examples.prompt, others.language] AS facts
    FROM `{{features}}` AS others
    INNER JOIN main ON main.language != others.language
    INNER JOIN {{examples}} AS examples ON examples.key = others.key
    WHERE others.language != 'und'
    ORDER BY others.key
    LIMIT 5
  ) AS findings
FROM `{{features}}` AS features
CROSS JOIN main
WHERE features.language != 'und'
