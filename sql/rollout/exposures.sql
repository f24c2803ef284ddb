-- Grain: one row per step and arm of a canary, with the keys that were asked in it and those of them that had a bad answer.
WITH bad_ratings AS (
  SELECT DISTINCT id
  FROM `{{ratings}}`
  WHERE pipeline = @pipeline AND rated_at >= TIMESTAMP(@started_at) AND NOT good
),
-- A prediction may be written more than once: of a key it is counted what there is, not how often.
keys AS (
  SELECT
    step,
    arm,
    key,
    LOGICAL_OR(
      outcome IN ('blocked', 'empty', 'failed')
      OR latency_ms > @slow_after_ms
      OR bad_ratings.id IS NOT NULL
    ) AS is_bad
  FROM `{{predictions}}` AS predictions
  -- Of a step that nobody sees only production's answers can be rated: that compares nothing.
  LEFT JOIN bad_ratings ON bad_ratings.id = predictions.id AND step >= @first_shown
  WHERE pipeline = @pipeline
    AND rollout = @rollout
    AND made_at >= TIMESTAMP(@started_at)
    -- What the caller did wrong says nothing of the model, nor does whom nobody waited for.
    AND outcome NOT IN ('rejected', 'cancelled')
    -- For a key that the canary has had in a step before, nothing is drawn any more.
    AND draw < CAST(@drawn_below[SAFE_OFFSET(step)] AS FLOAT64)
  GROUP BY step, arm, key
)
SELECT step, arm, COUNT(*) AS asked, COUNTIF(is_bad) AS bad
FROM keys
GROUP BY step, arm
