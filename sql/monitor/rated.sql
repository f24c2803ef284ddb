-- Grain: one row per user and hour with a rating: its first one. An answer of which nothing is known here stands for a user of its own.
SELECT
  ratings.id,
  UNIX_MILLIS(rated_at) AS at,
  good,
  correction,
  text
FROM `{{ratings}}` AS ratings
LEFT JOIN (
  SELECT id, user_key, text
  FROM `{{predictions}}`
  WHERE pipeline = @pipeline
    -- Most ratings come soon.
    AND made_at >= TIMESTAMP_SUB(TIMESTAMP(@from), INTERVAL 7 DAY)
    AND made_at < TIMESTAMP(@until)
) AS predictions ON predictions.id = ratings.id
WHERE ratings.pipeline = @pipeline AND rated_at >= TIMESTAMP(@from) AND rated_at < TIMESTAMP(@until)
QUALIFY
  ROW_NUMBER() OVER (
    PARTITION BY COALESCE(user_key, ratings.id), TIMESTAMP_TRUNC(rated_at, HOUR)
    ORDER BY rated_at, ratings.id, good
  ) = 1
