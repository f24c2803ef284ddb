-- Grain: one row per message about a run, as often as it was written; ticks, answers and dead letters are none.
SELECT
  JSON_VALUE(data, '$.pipeline') AS pipeline,
  JSON_VALUE(data, '$.run') AS run,
  JSON_VALUE(attributes, '$."ce-type"') AS type,
  REGEXP_EXTRACT(JSON_VALUE(attributes, '$."ce-source"'), r'^/landfall/(.+)$') AS stage,
  -- The same of a message that is said again, unlike publish_time.
  TIMESTAMP(JSON_VALUE(attributes, '$."ce-time"')) AS said_at,
  publish_time,
  data
FROM `{{events}}`
WHERE JSON_VALUE(data, '$.run') IS NOT NULL
  AND NOT ENDS_WITH(subscription_name, '/dead-letter-history')
