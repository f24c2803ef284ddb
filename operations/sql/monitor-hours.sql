-- Grain: one row per hour in which the pipeline answered; an hour without an answer has none. Days before are not read.
SELECT
  UNIX_MILLIS(TIMESTAMP_TRUNC(made_at, HOUR)) AS at,
  COUNT(DISTINCT id) AS count_answers,
  COUNT(DISTINCT IF(outcome = 'failed', id, NULL)) AS count_failed,
  COUNT(DISTINCT IF(outcome IN ('blocked', 'empty'), id, NULL)) AS count_unanswered,
  SUM(input_tokens) AS input_tokens,
  SUM(output_tokens) AS output_tokens,
  APPROX_QUANTILES(IF(outcome = 'failed', NULL, latency_ms), 20) AS latency_ms
FROM `{{predictions}}`
WHERE made_at >= TIMESTAMP(@from)
  AND pipeline = @pipeline
  -- As alerts count: what the caller did wrong says nothing of the model, nor does whom nobody waited for, nor an answer that nobody saw.
  AND COALESCE(outcome, 'answered') NOT IN ('rejected', 'cancelled')
  AND NOT COALESCE(shadow, FALSE)
GROUP BY at
ORDER BY at
