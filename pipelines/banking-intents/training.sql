-- One row per message; the label's underscores become spaces, which are words to a language model.
SELECT
  TO_HEX(MD5(CONCAT(text, category))) AS key,
  _origin,
  TRIM(text) AS text,
  REPLACE(category, '_', ' ') AS target
FROM messages
