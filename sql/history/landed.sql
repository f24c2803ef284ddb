-- Grain: one row per generation of an object that was dropped for a pipeline or a corpus.
SELECT
  REGEXP_EXTRACT(JSON_VALUE(attributes, '$.objectId'), r'^([^/]+)/') AS pipeline,
  REGEXP_EXTRACT(JSON_VALUE(attributes, '$.objectId'), r'^[^/]+/([^/]+)/') AS batch,
  CONCAT('gs://', JSON_VALUE(attributes, '$.bucketId'), '/', JSON_VALUE(attributes, '$.objectId')) AS uri,
  JSON_VALUE(attributes, '$.objectGeneration') AS generation,
  MIN(TIMESTAMP(JSON_VALUE(attributes, '$.eventTime'))) AS landed_at
FROM `{{events}}`
WHERE ENDS_WITH(subscription_name, '/dataset-landed-history')
  AND JSON_VALUE(attributes, '$.objectId') IS NOT NULL
GROUP BY pipeline, batch, uri, generation
