-- Grain: one row per vote: the first answer in an hour that a user was given, or a conversation; of neither, an equal question.
SELECT
  id,
  UNIX_MILLIS(made_at) AS at,
  input,
  -- Without the names of its fields.
  REGEXP_REPLACE(input, r'"(?:[^"\\]|\\.)*"\s*:', ' ') AS question,
  text,
  outcome,
  input_tokens,
  output_tokens,
  latency_ms,
  citations
FROM `{{predictions}}`
WHERE pipeline = @pipeline
  AND made_at >= TIMESTAMP(@from)
  AND made_at < TIMESTAMP(@until)
  -- What the caller did wrong says nothing of the model, nor does whom nobody waited for.
  AND COALESCE(outcome, 'answered') NOT IN ('rejected', 'cancelled')
  -- A canary is compared with production beside it.
  AND COALESCE(arm, 'control') = 'control'
QUALIFY
  ROW_NUMBER() OVER (
    PARTITION BY COALESCE(user_key, JSON_VALUE(conversation, '$.key'), input), TIMESTAMP_TRUNC(made_at, HOUR)
    ORDER BY made_at, id
  ) = 1
