-- Grain: one row per example of a dataset version that is in a split: its sizes, its language as far as it can be told, and its label.
WITH
-- The texts that were left out are in a partition of their own, which is not read.
examples AS (
  SELECT
    key,
    split,
    group_key,
    target,
    origins[SAFE_OFFSET(0)] AS origin,
    CAST(
      CEIL(BYTE_LENGTH(COALESCE(system_prompt, '')) / 4)
      + CEIL(BYTE_LENGTH(COALESCE(history, '')) / 4)
      + CEIL(BYTE_LENGTH(user_prompt) / 4)
      + {{example_tokens}}[OFFSET(0)] AS INT64
    ) AS prompt_tokens,
    CAST(CEIL(BYTE_LENGTH(target) / 4) AS INT64) AS target_tokens,
    -- In the longest of its prompts.
    {{text_bytes}} AS text_bytes,
    {{text_characters}} AS text_characters,
    -- The beginning is enough to tell a language by.
    LOWER(SUBSTR({{text}}, 1, 400)) AS sample
  FROM `{{dataset}}`
  WHERE split_number < 3
),

-- Targets are labels when there are two to a thousand of them, with five examples each on average.
labelled AS (
  SELECT COUNT(DISTINCT target) BETWEEN 2 AND 1000 AND COUNT(DISTINCT target) * 5 <= COUNT(*) AS is_labelled
  FROM examples
),

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
)

SELECT
  examples.key,
  examples.split,
  examples.group_key,
  examples.origin,
  examples.prompt_tokens,
  examples.target_tokens,
  examples.text_bytes,
  examples.text_characters,
  COALESCE(scripts.language, told.language, 'und') AS language,
  IF(labelled.is_labelled, examples.target, NULL) AS label
FROM examples
CROSS JOIN labelled
LEFT JOIN scripts ON scripts.key = examples.key
LEFT JOIN told ON told.key = examples.key
