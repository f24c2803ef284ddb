-- One row per message; the label's underscores become spaces, which are words to a language model. Messages have no id: equal
-- ones are numbered, so that Landfall finds them as duplicates instead of two rows of one key.
SELECT
  CONCAT(
    TO_HEX(MD5(CONCAT(text, category))),
    '-',
    CAST(ROW_NUMBER() OVER (PARTITION BY text, category ORDER BY _origin) AS STRING)
  ) AS key,
  _origin,
  TRIM(text) AS text,
  REPLACE(category, '_', ' ') AS target
FROM messages
