-- Grain: one row per landed object that a run has read, with what of it was kept.
WITH read_objects AS (
  SELECT DISTINCT
    pipeline,
    run,
    JSON_VALUE(source, '$.source') AS source,
    JSON_VALUE(object, '$.uri') AS uri,
    JSON_VALUE(object, '$.generation') AS generation,
    CAST(JSON_VALUE(object, '$.rows') AS INT64) AS count_rows,
    CAST(JSON_VALUE(object, '$.quarantined') AS INT64) AS count_quarantined
  FROM ({{run_events.sql}}) AS run_events,
    UNNEST(JSON_QUERY_ARRAY(data, '$.sources')) AS source,
    UNNEST(JSON_QUERY_ARRAY(source, '$.objects')) AS object
  WHERE type = 'landfall.dataset.validated.v1'
)
SELECT read_objects.*, landed.batch, landed.landed_at
FROM read_objects
LEFT JOIN ({{landed.sql}}) AS landed USING (pipeline, uri, generation)
