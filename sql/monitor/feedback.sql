-- Grain: one row per rating that counts, in the order of time: whether it was a good one.
SELECT
  id,
  at,
  IF(good, 'good', 'bad') AS category
FROM ({{monitor/rated.sql}})
ORDER BY at, id
