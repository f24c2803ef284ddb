-- Grain: one row per tuning job of a run, in US dollars by list price; a bill that is not known is NULL.
WITH committed AS (
  SELECT
    pipeline,
    run,
    JSON_VALUE(job, '$.candidate') AS candidate,
    MAX(JSON_VALUE(job, '$.base')) AS base,
    MIN(said_at) AS committed_at,
    MAX(CAST(JSON_VALUE(job, '$.committed') AS FLOAT64)) AS committed_usd
  FROM ({{run_events.sql}}) AS run_events, UNNEST(JSON_QUERY_ARRAY(data, '$.jobs')) AS job
  WHERE type = 'landfall.tuning.started.v1'
  GROUP BY pipeline, run, candidate
),
settled AS (
  SELECT
    pipeline,
    run,
    JSON_VALUE(candidate, '$.id') AS candidate,
    MAX(CAST(JSON_VALUE(candidate, '$.billedTokens') AS INT64)) AS billed_tokens,
    MAX(CAST(JSON_VALUE(candidate, '$.spent') AS FLOAT64)) AS spent_usd
  FROM ({{run_events.sql}}) AS run_events, UNNEST(JSON_QUERY_ARRAY(data, '$.candidates')) AS candidate
  WHERE type = 'landfall.tuning.finished.v1'
  GROUP BY pipeline, run, candidate
)
SELECT committed.*, settled.billed_tokens, settled.spent_usd
FROM committed
LEFT JOIN settled USING (pipeline, run, candidate)
