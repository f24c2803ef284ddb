-- Grain: one row per answer of a pipeline that people have corrected or approved since a moment, and that a version would learn from.
SELECT id
FROM `{{ratings}}`
WHERE pipeline = @pipeline AND rated_at >= TIMESTAMP(@since)
GROUP BY id
HAVING
  (LOGICAL_OR(correction IS NOT NULL) AND 'corrected' IN UNNEST(@kinds))
  -- What somebody found bad, and nobody has put right, teaches nothing.
  OR (LOGICAL_AND(correction IS NULL AND good) AND 'rated' IN UNNEST(@kinds))
