-- Grain: one row per vote in the order of time: the longest word of the question, which is often what it is about.
SELECT
  id,
  at,
  COALESCE(
    (
      SELECT word
      FROM UNNEST(REGEXP_EXTRACT_ALL(LOWER(question), r'\pL{4,}')) AS word
      ORDER BY CHAR_LENGTH(word) DESC, word
      LIMIT 1
    ),
    '(none)'
  ) AS category
FROM ({{votes}})
ORDER BY at, id
