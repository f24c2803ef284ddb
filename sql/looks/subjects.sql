-- Grain: one line of JSON per example of a dataset version that was made of rows about somebody, left out or not: who that is, by digests.
EXPORT DATA OPTIONS (uri = '{{uri}}', format = 'JSON', overwrite = TRUE) AS
WITH
{{sources}},
{{about}}
SELECT
  examples.key,
  ARRAY_AGG(DISTINCT TO_HEX(SHA256(about._subject)) ORDER BY TO_HEX(SHA256(about._subject))) AS subjects
FROM `{{dataset}}` AS examples, UNNEST(examples.origins) AS origin
INNER JOIN _about AS about ON about._origin = origin
GROUP BY examples.key
ORDER BY examples.key
