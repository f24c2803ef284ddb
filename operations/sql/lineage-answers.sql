-- Grain: one row per run and endpoint that has answered since a day.
SELECT run, endpoint, SUM(count_answers) AS count_answers
FROM `{{answers}}`
WHERE day >= DATE(TIMESTAMP(@since)) AND endpoint IN UNNEST(@endpoints)
GROUP BY run, endpoint
