-- Grain: one row per pipeline that something was dropped for: how old its newest data, its production and its last answer are.
WITH dropped AS (
  SELECT pipeline, MAX(landed_at) AS last_landed_at
  FROM ({{landed.sql}}) AS landed
  GROUP BY pipeline
),
ran AS (
  SELECT
    pipeline,
    MAX(ended_at) AS last_ended_at,
    MAX(deployed_at) AS last_deployed_at,
    MAX(IF(deployed_at IS NOT NULL, begun_at, NULL)) AS deployed_data_landed_at
  FROM ({{runs.sql}}) AS runs
  GROUP BY pipeline
),
answered AS (
  SELECT pipeline, MAX(last_at) AS last_answer_at
  FROM ({{answers.sql}}) AS answers
  GROUP BY pipeline
)
SELECT *
FROM dropped
LEFT JOIN ran USING (pipeline)
LEFT JOIN answered USING (pipeline)
