-- One row per message.
SELECT TO_HEX(MD5(text)) AS key, _origin, text, intent AS target
FROM messages
