-- Grain: one row per run of the pipeline since a time, the oldest first; one that began before may have ended since.
SELECT runs.*, evaluated.data AS evaluated
FROM `{{runs}}` AS runs
LEFT JOIN (
  SELECT run, MAX(data) AS data
  FROM `{{run_events}}`
  WHERE pipeline = @pipeline AND type = 'landfall.model.evaluated.v1'
  GROUP BY run
) AS evaluated USING (run)
WHERE runs.pipeline = @pipeline AND runs.last_said_at >= TIMESTAMP(@from)
ORDER BY COALESCE(runs.begun_at, runs.last_said_at), runs.run
