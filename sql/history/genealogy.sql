-- Grain: one row per step of descent: landed object → run → dataset version → candidate → model → endpoint.
WITH tuned AS (
  SELECT
    pipeline,
    run,
    CONCAT(run, '/', JSON_VALUE(candidate, '$.id')) AS candidate,
    JSON_VALUE(candidate, '$.model') AS model,
    JSON_VALUE(candidate, '$.endpoint') AS endpoint,
    said_at
  FROM ({{run_events.sql}}) AS run_events, UNNEST(JSON_QUERY_ARRAY(data, '$.candidates')) AS candidate
  WHERE type IN ('landfall.tuning.finished.v1', 'landfall.model.evaluated.v1')
),
deployed AS (
  SELECT
    pipeline,
    run,
    CONCAT(run, '/', JSON_VALUE(data, '$.champion')) AS candidate,
    JSON_VALUE(data, '$.endpoint') AS endpoint,
    said_at
  FROM ({{run_events.sql}}) AS run_events
  WHERE type = 'landfall.endpoint.deployed.v1'
),
versioned AS (
  SELECT pipeline, run, CONCAT(pipeline, '@', JSON_VALUE(data, '$.version')) AS version, said_at
  FROM ({{run_events.sql}}) AS run_events
  WHERE type = 'landfall.dataset.versioned.v1'
),
steps AS (
  SELECT pipeline, run, 'object' AS parent_kind, CONCAT(uri, '#', generation) AS parent, 'run' AS child_kind, run AS child, landed_at AS at
  FROM ({{run_objects.sql}}) AS run_objects
  UNION ALL
  SELECT pipeline, run, 'run', run, 'version', version, said_at
  FROM versioned
  UNION ALL
  SELECT pipeline, run, 'version', version, 'candidate', candidate, candidates.said_at
  FROM versioned
  JOIN (
    SELECT pipeline, run, candidate, said_at FROM tuned
    UNION ALL
    -- One that is asked as it is has no tuning job: it is known once it is deployed.
    SELECT pipeline, run, candidate, said_at FROM deployed
  ) AS candidates USING (pipeline, run)
  UNION ALL
  SELECT pipeline, run, 'candidate', candidate, 'model', model, said_at
  FROM tuned
  WHERE model IS NOT NULL
  UNION ALL
  SELECT pipeline, run, 'model', model, 'endpoint', endpoint, said_at
  FROM tuned
  WHERE model IS NOT NULL AND endpoint IS NOT NULL AND model != endpoint
  UNION ALL
  SELECT pipeline, run, 'candidate', candidate, 'endpoint', deployed.endpoint, deployed.said_at
  FROM deployed
  LEFT JOIN (SELECT DISTINCT pipeline, run, candidate FROM tuned WHERE model IS NOT NULL) AS models USING (pipeline, run, candidate)
  WHERE models.candidate IS NULL
)
SELECT pipeline, run, parent_kind, parent, child_kind, child, MIN(at) AS at
FROM steps
GROUP BY pipeline, run, parent_kind, parent, child_kind, child
