-- Grain: one row per run that a stage has said something of, under way or ended.
WITH said AS (
  SELECT
    pipeline,
    run,
    MAX(IF(type = 'landfall.dataset.versioned.v1', JSON_VALUE(data, '$.version'), NULL)) AS version,
    MAX(IF(type = 'landfall.dataset.versioned.v1', CAST(JSON_VALUE(data, '$.train') AS INT64), NULL)) AS count_train,
    MAX(IF(type = 'landfall.endpoint.deployed.v1', JSON_VALUE(data, '$.champion'), NULL)) AS champion,
    MAX(IF(type = 'landfall.endpoint.deployed.v1', JSON_VALUE(data, '$.endpoint'), NULL)) AS endpoint,
    MIN(IF(type = 'landfall.endpoint.deployed.v1', said_at, NULL)) AS deployed_at,
    MIN(IF(type = 'landfall.deployment.refused.v1', said_at, NULL)) AS refused_at,
    MIN(IF(type = 'landfall.run.cancelled.v1', said_at, NULL)) AS cancelled_at,
    MIN(IF(type = 'landfall.stage.failed.v1', said_at, NULL)) AS failed_at,
    MAX(
      CASE type
        WHEN 'landfall.stage.failed.v1' THEN CONCAT(stage, ': ', JSON_VALUE(data, '$.error.message'))
        WHEN 'landfall.deployment.refused.v1' THEN ARRAY_TO_STRING(JSON_VALUE_ARRAY(data, '$.reasons'), '; ')
      END
    ) AS reason,
    MAX(said_at) AS last_said_at
  FROM ({{run_events.sql}}) AS run_events
  GROUP BY pipeline, run
),
triggers AS (
  SELECT
    pipeline,
    run,
    MAX(batch) AS batch,
    MAX(landed_at) AS begun_at,
    SUM(count_rows) AS count_rows,
    SUM(count_quarantined) AS count_quarantined
  FROM ({{run_objects.sql}}) AS run_objects
  GROUP BY pipeline, run
)
SELECT
  pipeline,
  run,
  -- As statusOf of core/stages.ts has it: what a person or the gate has ended has not failed.
  CASE
    WHEN deployed_at IS NOT NULL THEN 'deployed'
    WHEN refused_at IS NOT NULL THEN 'refused'
    WHEN cancelled_at IS NOT NULL THEN 'cancelled'
    WHEN failed_at IS NOT NULL THEN 'failed'
    ELSE 'running'
  END AS status,
  triggers.batch,
  triggers.begun_at,
  COALESCE(deployed_at, refused_at, cancelled_at, failed_at) AS ended_at,
  last_said_at,
  triggers.count_rows,
  triggers.count_quarantined,
  version,
  count_train,
  champion,
  endpoint,
  IF(deployed_at IS NULL AND cancelled_at IS NULL, reason, NULL) AS reason,
  deployed_at,
  -- By the next deployment: that a person has gone back is no event.
  IF(
    deployed_at IS NULL,
    NULL,
    MIN(deployed_at) OVER (PARTITION BY pipeline ORDER BY deployed_at ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)
  ) AS superseded_at
FROM said
LEFT JOIN triggers USING (pipeline, run)
