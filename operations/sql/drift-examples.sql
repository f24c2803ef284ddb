-- Grain: one row per answer that is asked for by its id.
SELECT id, made_at, input, text
FROM `{{predictions}}`
WHERE made_at >= TIMESTAMP(@from) AND pipeline = @pipeline AND id IN UNNEST(@ids)
-- An answer may be written more than once.
QUALIFY ROW_NUMBER() OVER (PARTITION BY id) = 1
ORDER BY made_at
