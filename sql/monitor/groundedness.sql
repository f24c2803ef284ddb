-- Grain: one row per vote that rests on sources, in the order of time: whether these bear out every sentence that claims something.
SELECT
  id,
  at,
  IF(
    EXISTS (
      SELECT 1 FROM UNNEST(JSON_QUERY_ARRAY(citations, '$.sentences')) AS sentence
      WHERE JSON_VALUE(sentence, '$.support') = 'unsupported'
    ),
    'bad',
    'good'
  ) AS category
FROM ({{votes}})
WHERE citations IS NOT NULL AND outcome = 'answered'
ORDER BY at, id
