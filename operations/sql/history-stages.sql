-- Grain: one row per stage of those runs that has ended, in the order of their ends.
SELECT run, stage, outcome, seconds
FROM `{{stage_times}}`
WHERE pipeline = @pipeline AND run IN UNNEST(@runs)
ORDER BY run, ended_at
