-- Grain: the answer of an id; it may be there twice. Its id tells when it was made, so that a day or two are read.
SELECT *
FROM `{{predictions}}`
WHERE id = @id AND made_at BETWEEN TIMESTAMP(@from) AND TIMESTAMP(@until)
LIMIT 1
