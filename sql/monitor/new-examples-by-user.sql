-- Grain: one row, with how many of them there are where nobody counts for more than a version takes of one user: all who named none are one.
-- An answer of which nothing is known here stands for a user of its own.
SELECT COALESCE(SUM(LEAST(count_answers, @maximum_per_user)), 0) AS new_examples
FROM (
  SELECT COUNT(DISTINCT answers.id) AS count_answers
  FROM ({{monitor/new-answers.sql}}) AS answers
  LEFT JOIN (
    SELECT id, COALESCE(user_key, '') AS asker
    FROM `{{predictions}}`
    WHERE
      pipeline = @pipeline
      -- Most ratings come soon.
      AND made_at >= TIMESTAMP_SUB(TIMESTAMP(@since), INTERVAL 7 DAY)
  ) AS predictions ON predictions.id = answers.id
  GROUP BY COALESCE(asker, answers.id)
)
