-- Grain: one row per base model, with how many examples are longer than it reads, by estimate; a model is its limit in tokens, and
-- the bytes of ASCII and of other characters that are a token. Those that were left out for their length are among them.
WITH
sized AS (
  SELECT key, origin, text_bytes, text_characters FROM `{{features}}`
  UNION ALL
  SELECT
    key,
    origin,
    whole_bytes AS text_bytes,
    whole_characters AS text_characters
  FROM {{examples}}
  WHERE split_number = 3 AND left_out = 'tooLong'
),

models AS (
  SELECT
    model,
    CAST(SPLIT(model, ' ')[OFFSET(0)] AS INT64) AS most_tokens,
    CAST(SPLIT(model, ' ')[OFFSET(1)] AS FLOAT64) AS ascii_bytes,
    CAST(SPLIT(model, ' ')[OFFSET(2)] AS FLOAT64) AS other_bytes
  FROM UNNEST(@models) AS model
),

estimated AS (
  SELECT
    models.model,
    models.most_tokens,
    sized.key,
    sized.origin,
    {{tokens}} AS tokens
  FROM sized
  CROSS JOIN models
)

SELECT
  model AS name,
  COUNTIF(tokens > most_tokens) AS count_concerned,
  COUNT(*) AS count_looked_at,
  [STRUCT('longest' AS name, COALESCE(MAX(tokens), 0) AS count_examples)] AS details,
  -- The longest of all: which of them are too long, their figures say.
  ARRAY_AGG(STRUCT(key, origin, [CAST(tokens AS STRING)] AS facts) ORDER BY tokens DESC, key LIMIT 5) AS findings
FROM estimated
GROUP BY model
