-- Grain: one row, with how many answers of a pipeline people have corrected or approved since a moment, each answer once.
WITH verdicts AS (
  SELECT
    id,
    LOGICAL_OR(correction IS NOT NULL) AS is_corrected,
    LOGICAL_OR(NOT good) AS is_bad
  FROM `{{ratings}}`
  WHERE pipeline = @pipeline AND rated_at >= TIMESTAMP(@since)
  GROUP BY id
)
SELECT COUNT(*) AS new_examples
FROM verdicts
-- What somebody found bad, and nobody has put right, teaches nothing.
WHERE is_corrected OR NOT is_bad
