-- Grain: what was said of an answer, each time.
SELECT rated_at, good, comment, correction
FROM `{{ratings}}`
WHERE id = @id AND rated_at >= TIMESTAMP(@from)
ORDER BY rated_at
