-- Grain: one row per example that others are compared with: an exact copy of another is none.
-- text_id names the text an example is compared by; the first example of each text, and no other, has the text's shingles, sketch and buckets.
WITH
examples AS (
  SELECT
    key,
    FARM_FINGERPRINT(text) AS text_id,
    text
  FROM (
    SELECT
      key,
      {{text}} AS text,
      MD5(CONCAT(
        MD5(COALESCE(system_prompt, '')), MD5(COALESCE(history, '')), MD5(user_prompt), MD5(target)
      )) AS content
    FROM `{{examples}}`
    -- What is put aside for its personal data must not be the reason that another example is left out.
    WHERE NOT @quarantines_personal_data OR ARRAY_LENGTH(personal_data) = 0
  )
  WHERE TRUE
  QUALIFY ROW_NUMBER() OVER (PARTITION BY content ORDER BY {{precedence}}key) = 1
),

texts AS (
  SELECT
    text_id,
    MIN(key) AS first_key,
    ANY_VALUE(text) AS text
  FROM examples
  GROUP BY text_id
),

-- As core/words.ts says. A digit and a symbol make a difference: an example left out by mistake is worse than a copy left in.
normalised AS (
  SELECT
    text_id,
    text,
    {{words}} AS words
  FROM texts
),

-- Of one to three words there is too little to compare; there it is every five characters in a row, unless a number is among
-- them: "question 12" is not nearly "question 13".
cut AS (
  SELECT
    text_id,
    REGEXP_CONTAINS(words, r'^\S+ \S+ \S+ \S|\pN') AS is_of_words,
    CASE
      WHEN words = '' THEN [text]
      WHEN REGEXP_CONTAINS(words, r'^\S+ \S+ \S+ \S|\pN') THEN SPLIT(words, ' ')
      WHEN CHAR_LENGTH(words) < 5 THEN [words]
      ELSE ARRAY_CONCAT(
        REGEXP_EXTRACT_ALL(words, r'.{5}'),
        REGEXP_EXTRACT_ALL(SUBSTR(words, 2), r'.{5}'),
        REGEXP_EXTRACT_ALL(SUBSTR(words, 3), r'.{5}'),
        REGEXP_EXTRACT_ALL(SUBSTR(words, 4), r'.{5}'),
        REGEXP_EXTRACT_ALL(SUBSTR(words, 5), r'.{5}')
      )
    END AS pieces
  FROM normalised
),

-- Below the prime 2^31 - 1, so that no sum of two products overflows; the remainder comes before ABS, as the smallest INT64
-- has no absolute value.
numbered AS (
  SELECT
    text_id,
    is_of_words,
    ARRAY(
      SELECT ABS(MOD(FARM_FINGERPRINT(piece), 2147483647))
      FROM UNNEST(pieces) AS piece WITH OFFSET AS place
      ORDER BY place
    ) AS numbers
  FROM cut
),

-- A pair is made of its words' numbers, by two factors that nothing else has. Behind the last word is none: it stands for itself.
paired AS (
  SELECT
    text_id,
    is_of_words,
    numbers,
    ARRAY(
      SELECT COALESCE(MOD(number * 1103515245 + numbers[SAFE_OFFSET(place + 1)] * 1640531527, 2147483647), number)
      FROM UNNEST(numbers) AS number WITH OFFSET AS place
    ) AS pairs
  FROM numbered
),

-- Words and pairs of neighbouring words: their order counts, and one word changed in twelve still leaves two texts alike.
shingled AS (
  SELECT text_id, IF(is_of_words, ARRAY_CONCAT(numbers, pairs), numbers) AS shingles
  FROM paired
),

hashed AS (
  SELECT text_id, ARRAY(SELECT DISTINCT shingle FROM UNNEST(shingles) AS shingle) AS shingles
  FROM shingled
),

ordered AS (
  SELECT
    text_id,
    {{orders}},
    {{place}}
  FROM hashed, UNNEST(shingles) AS shingle
),

least AS (
  SELECT
    text_id,
    {{minima}},
    {{parities}}
  FROM ordered
  GROUP BY text_id
),

signed AS (
  SELECT
    least.*,
    hashed.shingles,
    {{sketch}} AS sketch
  FROM least
  INNER JOIN hashed ON hashed.text_id = least.text_id
)

SELECT
  examples.key,
  examples.text_id,
  texts.first_key,
  IF(examples.key = texts.first_key, signed.shingles, ARRAY<INT64>[]) AS shingles,
  IF(examples.key = texts.first_key, signed.sketch, NULL) AS sketch,
  IF(
    examples.key = texts.first_key,
    [
      {{buckets}}
    ],
    ARRAY<INT64>[]
  ) AS buckets
FROM examples
INNER JOIN texts ON texts.text_id = examples.text_id
INNER JOIN signed ON signed.text_id = examples.text_id
