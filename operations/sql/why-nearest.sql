-- Grain: a training example that shares words with the question, the nearest first: by the cosine of its rare words, as the naive rival
-- `nearest` measures it.
WITH
examples AS (
  SELECT key, user_prompt, target, origins, REGEXP_EXTRACT_ALL(LOWER(user_prompt), r'[\pL\pN]+') AS words
  FROM `{{dataset}}`
  WHERE split = 'train' AND user_prompt IS NOT NULL
),

counts AS (
  SELECT key, word, COUNT(*) AS times FROM examples, UNNEST(words) AS word GROUP BY key, word
),

rarity AS (
  SELECT word, LN((SELECT COUNT(*) FROM examples) / COUNT(*)) AS weight FROM counts GROUP BY word
),

asked AS (
  SELECT word, COUNT(*) AS times
  FROM UNNEST(REGEXP_EXTRACT_ALL(LOWER(@question), r'[\pL\pN]+')) AS word
  GROUP BY word
),

scores AS (
  SELECT
    counts.key,
    SUM(counts.times * IFNULL(asked.times, 0) * POW(rarity.weight, 2)) AS shared,
    SQRT(SUM(POW(counts.times * rarity.weight, 2))) AS size
  FROM counts
  INNER JOIN rarity ON counts.word = rarity.word
  LEFT JOIN asked ON counts.word = asked.word
  GROUP BY counts.key
)

SELECT
  examples.key,
  examples.user_prompt,
  examples.target,
  examples.origins,
  scores.shared / (
    scores.size
    * (SELECT SQRT(SUM(POW(asked.times * rarity.weight, 2))) FROM asked INNER JOIN rarity ON asked.word = rarity.word)
  ) AS likeness
FROM scores
INNER JOIN examples ON scores.key = examples.key
WHERE scores.shared > 0
ORDER BY likeness DESC, examples.key
LIMIT 3
