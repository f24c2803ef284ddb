-- Grain: one row per vote in the order of time: how many of the five training examples that are most like its question have its answer for
-- their target, by the cosine of words that are not in a tenth of all examples, weighed by how rare they are.
-- Only of answers that are short enough to be labels.
WITH
examples AS (
  SELECT key, LOWER(TRIM(target)) AS target, REGEXP_EXTRACT_ALL(LOWER(user_prompt), r'[\pL\pN]+') AS words
  FROM `{{examples}}`
  WHERE split = 'train' AND user_prompt IS NOT NULL
),

counts AS (
  SELECT key, word, COUNT(*) AS times FROM examples, UNNEST(words) AS word GROUP BY key, word
),

rarity AS (
  SELECT word, LN((SELECT COUNT(*) FROM examples) / COUNT(*)) AS weight
  FROM counts
  GROUP BY word
  HAVING 10 * COUNT(*) <= (SELECT COUNT(*) FROM examples)
),

weighed AS (
  SELECT counts.key, counts.word, counts.times * rarity.weight AS weight
  FROM counts
  INNER JOIN rarity ON rarity.word = counts.word
),

-- What it weighs beside the others of its example.
terms AS (
  SELECT key, word, weight / SQRT(SUM(weight * weight) OVER (PARTITION BY key)) AS weight
  FROM weighed
),

asked AS (
  SELECT
    id,
    at,
    LOWER(TRIM(text)) AS answer,
    REGEXP_EXTRACT_ALL(LOWER(question), r'[\pL\pN]+') AS words
  FROM ({{votes}})
  WHERE text IS NOT NULL AND CHAR_LENGTH(text) <= 60
),

likeness AS (
  SELECT asked_words.id, terms.key, SUM(asked_words.times * rarity.weight * terms.weight) AS likeness
  FROM (SELECT id, word, COUNT(*) AS times FROM asked, UNNEST(words) AS word GROUP BY id, word) AS asked_words
  INNER JOIN rarity ON rarity.word = asked_words.word
  INNER JOIN terms ON terms.word = asked_words.word
  GROUP BY id, key
),

nearest AS (
  SELECT id, key
  FROM likeness
  QUALIFY ROW_NUMBER() OVER (PARTITION BY id ORDER BY likeness DESC, key) <= 5
),

agreeing AS (
  SELECT nearest.id, COUNTIF(examples.target = asked.answer) AS count_agreeing
  FROM nearest
  INNER JOIN examples ON examples.key = nearest.key
  INNER JOIN asked ON asked.id = nearest.id
  GROUP BY nearest.id
)

SELECT
  asked.id,
  asked.at,
  FORMAT('%d of 5', COALESCE(agreeing.count_agreeing, 0)) AS category
FROM asked
LEFT JOIN agreeing ON agreeing.id = asked.id
ORDER BY at, id
