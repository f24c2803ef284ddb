-- No statement but the expressions by which features.sql and monitor/input-language.sql tell the language of each key in examples, by a
-- sample of its text in lower case.
-- Other letters than Latin ones: their script tells, when most letters are of it; one that many languages share is told as such.
foreign_letters AS (
  SELECT
    key,
    REGEXP_REPLACE(sample, r'\PL', '') AS letters
  FROM examples
  WHERE REGEXP_CONTAINS(sample, r'[^\PL\p{Latin}]')
),

scripts AS (
  SELECT
    key,
    CASE
      WHEN CHAR_LENGTH(letters) > 2 * CHAR_LENGTH(REGEXP_REPLACE(letters, r'[\p{Han}\p{Hiragana}\p{Katakana}ー]', ''))
        THEN IF(REGEXP_CONTAINS(letters, r'[\p{Hiragana}\p{Katakana}]'), 'ja', 'zh')
      WHEN CHAR_LENGTH(letters) > 2 * CHAR_LENGTH(REGEXP_REPLACE(letters, r'\p{Cyrillic}', ''))
        THEN IF(REGEXP_CONTAINS(letters, r'[іїєґ]'), 'uk', 'und-Cyrl')
      WHEN CHAR_LENGTH(letters) > 2 * CHAR_LENGTH(REGEXP_REPLACE(letters, r'\p{Arabic}', ''))
        THEN IF(REGEXP_CONTAINS(letters, r'[پچژگ]'), 'fa', 'und-Arab')
      WHEN CHAR_LENGTH(letters) > 2 * CHAR_LENGTH(REGEXP_REPLACE(letters, r'\p{Hangul}', '')) THEN 'ko'
      WHEN CHAR_LENGTH(letters) > 2 * CHAR_LENGTH(REGEXP_REPLACE(letters, r'\p{Greek}', '')) THEN 'el'
      WHEN CHAR_LENGTH(letters) > 2 * CHAR_LENGTH(REGEXP_REPLACE(letters, r'\p{Hebrew}', '')) THEN 'he'
      WHEN CHAR_LENGTH(letters) > 2 * CHAR_LENGTH(REGEXP_REPLACE(letters, r'\p{Thai}', '')) THEN 'th'
      WHEN CHAR_LENGTH(letters) > 2 * CHAR_LENGTH(REGEXP_REPLACE(letters, r'\p{Devanagari}', '')) THEN 'und-Deva'
      WHEN CHAR_LENGTH(letters) > 2 * CHAR_LENGTH(REGEXP_REPLACE(letters, r'\p{Latin}', '')) THEN NULL
      ELSE 'und'
    END AS language
  FROM foreign_letters
),

-- Latin letters: words that a language has in nearly every sentence. One that languages share counts for each of them the less.
stop_words AS (
  SELECT language, word, 1 / COUNT(*) OVER (PARTITION BY word) AS weight
  FROM UNNEST({{looks/stop-words.sql}}), UNNEST(SPLIT(words, ' ')) AS word
),

words AS (
  SELECT examples.key, word
  FROM examples, UNNEST(REGEXP_EXTRACT_ALL(examples.sample, r'\pL+')) AS word
),

scores AS (
  SELECT
    words.key,
    stop_words.language,
    SUM(stop_words.weight) AS score,
    COUNT(*) AS count_words
  FROM words
  INNER JOIN stop_words ON stop_words.word = words.word
  GROUP BY words.key, stop_words.language
),

-- Two such words at the least, and clearly more than of the next language: otherwise nothing is said.
told AS (
  SELECT key, language
  FROM scores
  WHERE TRUE
  QUALIFY
    ROW_NUMBER() OVER (PARTITION BY key ORDER BY score DESC, language) = 1
    AND count_words >= 2
    AND score >= 1.3 * COALESCE(LEAD(score) OVER (PARTITION BY key ORDER BY score DESC, language), 0)
),

languages AS (
  SELECT examples.key, COALESCE(scripts.language, told.language, 'und') AS language
  FROM examples
  LEFT JOIN scripts ON scripts.key = examples.key
  LEFT JOIN told ON told.key = examples.key
)
