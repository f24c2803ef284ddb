-- Grain: one row per day, run and endpoint with what was answered; a filter on day reads those days alone.
SELECT
  DATE(made_at) AS day,
  pipeline,
  run,
  endpoint,
  COUNT(DISTINCT id) AS count_answers,
  COUNT(DISTINCT IF(outcome = 'failed', id, NULL)) AS count_failed,
  COUNT(DISTINCT IF(outcome = 'blocked', id, NULL)) AS count_blocked,
  COUNT(DISTINCT IF(outcome = 'empty', id, NULL)) AS count_empty,
  SUM(input_tokens) AS input_tokens,
  SUM(output_tokens) AS output_tokens,
  MIN(made_at) AS first_at,
  MAX(made_at) AS last_at
FROM `{{predictions}}`
GROUP BY day, pipeline, run, endpoint
