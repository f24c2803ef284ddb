-- Grain: one row per stage of a run that has ended, with the seconds since the one before, or since its newest object has landed.
WITH ended AS (
  SELECT
    pipeline,
    run,
    -- Tuning ends with its last job, of which watch hears.
    IF(stage = 'watch', 'tune', stage) AS stage,
    CASE MIN(type)
      WHEN 'landfall.stage.failed.v1' THEN 'failed'
      WHEN 'landfall.run.cancelled.v1' THEN 'cancelled'
      ELSE 'succeeded'
    END AS outcome,
    MIN(said_at) AS ended_at,
    MAX(JSON_VALUE(data, '$.error.message')) AS error
  FROM ({{run_events.sql}}) AS run_events
  WHERE type NOT IN ('landfall.tuning.started.v1', 'landfall.evaluation.sharded.v1')
  GROUP BY pipeline, run, stage
),
begun AS (
  SELECT pipeline, run, MAX(landed_at) AS landed_at
  FROM ({{run_objects.sql}}) AS run_objects
  GROUP BY pipeline, run
),
timed AS (
  SELECT
    ended.*,
    -- A run whose objects validate could not tell of has no begin, and no zero in its place.
    COALESCE(LAG(ended_at) OVER (PARTITION BY pipeline, run ORDER BY ended_at), begun.landed_at) AS begun_at
  FROM ended
  LEFT JOIN begun USING (pipeline, run)
)
SELECT
  pipeline,
  run,
  stage,
  outcome,
  begun_at,
  ended_at,
  TIMESTAMP_DIFF(ended_at, begun_at, MILLISECOND) / 1000 AS seconds,
  error
FROM timed
