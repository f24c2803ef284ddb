-- Grain: one row per rating that says what was wanted, in the order of time: how much of the answer that changes, in percent.
SELECT
  id,
  at,
  100 * EDIT_DISTANCE(SUBSTR(text, 1, 2000), SUBSTR(correction, 1, 2000))
    / GREATEST(CHAR_LENGTH(SUBSTR(text, 1, 2000)), CHAR_LENGTH(SUBSTR(correction, 1, 2000)), 1) AS measure
FROM ({{monitor/rated.sql}})
WHERE correction IS NOT NULL AND text IS NOT NULL
ORDER BY at, id
