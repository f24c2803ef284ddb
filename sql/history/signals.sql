-- Grain: one row per day, minute, measure and subject: how often it was looked at, and how often it was bad; alerts are judged by these.
WITH answers AS (
  SELECT
    DATE(made_at) AS day,
    TIMESTAMP_TRUNC(made_at, MINUTE) AS at,
    pipeline,
    COUNT(DISTINCT id) AS total,
    COUNT(DISTINCT IF(outcome = 'failed', id, NULL)) AS failed,
    COUNT(DISTINCT IF(outcome IN ('blocked', 'empty'), id, NULL)) AS unanswered,
    COUNT(DISTINCT IF(latency_ms > 20000, id, NULL)) AS slow
  FROM `{{predictions}}`
  -- What the caller did wrong says nothing of the model, nor does whom nobody waited for, nor an answer that nobody saw.
  WHERE COALESCE(outcome, 'answered') NOT IN ('rejected', 'cancelled') AND NOT COALESCE(shadow, FALSE)
  GROUP BY day, at, pipeline
),
runs AS (
  SELECT *
  FROM ({{runs.sql}}) AS runs
),
canaries AS (
  SELECT
    pipeline,
    run,
    MIN(said_at) AS ended_at,
    LOGICAL_OR(JSON_VALUE(verdict, '$.decision') = 'rollback') AS is_rolled_back
  FROM ({{run_events.sql}}) AS run_events, UNNEST(JSON_QUERY_ARRAY(data, '$.canary')) AS verdict
  WHERE type IN ('landfall.endpoint.deployed.v1', 'landfall.deployment.refused.v1')
  GROUP BY pipeline, run
),
letters AS (
  SELECT
    COALESCE(JSON_VALUE(data, '$.pipeline'), JSON_VALUE(attributes, '$."ce-type"'), 'a message of no type') AS subject,
    publish_time,
    message_id
  FROM `{{events}}`
  WHERE ENDS_WITH(subscription_name, '/dead-letter-history')
)
-- What was told, so that it is told once.
SELECT
  DATE(publish_time) AS day,
  TIMESTAMP_TRUNC(TIMESTAMP(JSON_VALUE(attributes, '$."ce-time"')), MINUTE) AS at,
  'told' AS measure,
  CONCAT(JSON_VALUE(data, '$.alert'), ' ', JSON_VALUE(data, '$.subject')) AS subject,
  1 AS total,
  1 AS bad
FROM `{{events}}`
WHERE ENDS_WITH(subscription_name, '/alert-raised-history')
UNION ALL
SELECT day, at, 'failed-answers' AS measure, pipeline AS subject, total, failed AS bad
FROM answers
UNION ALL
SELECT day, at, 'unanswered', pipeline, total, unanswered
FROM answers
UNION ALL
SELECT day, at, 'slow-answers', pipeline, total, slow
FROM answers
UNION ALL
SELECT DATE(ended_at), TIMESTAMP_TRUNC(ended_at, MINUTE), 'failed-runs', pipeline, COUNT(*), COUNTIF(status = 'failed')
FROM runs
WHERE ended_at IS NOT NULL
GROUP BY 1, 2, 4
UNION ALL
-- It stands at the last that was heard of it, and is gone once something is heard again.
SELECT DATE(last_said_at), TIMESTAMP_TRUNC(last_said_at, MINUTE), 'silent-runs', run, 1, 1
FROM runs
WHERE status = 'running'
UNION ALL
SELECT DATE(ended_at), TIMESTAMP_TRUNC(ended_at, MINUTE), 'canaries', pipeline, COUNT(*), COUNTIF(is_rolled_back)
FROM canaries
GROUP BY 1, 2, 4
UNION ALL
SELECT DATE(publish_time), TIMESTAMP_TRUNC(publish_time, MINUTE), 'dead-letters', subject, COUNT(DISTINCT message_id), COUNT(DISTINCT message_id)
FROM letters
GROUP BY 1, 2, 4
