-- Grain: one row per passage that the keywords of a question or its vector find, the @most best of each in a corpus's version.
-- Keywords are scored by BM25 as Lucene has it (Kamphuis et al. 2020, which BM25 do you mean; k1 = 1.5, b = 0.75), a word as often as it is asked;
-- unknown is the share of the question's words that no passage of the version has.
WITH
passages AS (
  SELECT source, passage, object, generation, start_byte, end_byte, heading, text, terms
  FROM {{passages}}
  WHERE corpus = @corpus AND source IN UNNEST(@sources)
),

corpus AS (
  SELECT COUNT(*) AS count_passages, AVG(ARRAY_LENGTH(terms)) AS mean_length
  FROM passages
),

asked AS (
  SELECT term, COUNT(*) AS count_asked
  FROM UNNEST(@terms) AS term
  GROUP BY term
),

occurrences AS (
  SELECT passages.source, passages.passage, term, ARRAY_LENGTH(passages.terms) AS length, COUNT(*) AS count_found
  FROM passages, UNNEST(passages.terms) AS term
  WHERE term IN UNNEST(@terms)
  GROUP BY passages.source, passages.passage, term, length
),

spread AS (
  SELECT term, COUNT(*) AS count_with
  FROM occurrences
  GROUP BY term
),

rarities AS (
  SELECT
    asked.term,
    asked.count_asked,
    LN(1 + (count_passages - IFNULL(count_with, 0) + 0.5) / (IFNULL(count_with, 0) + 0.5)) AS rarity
  FROM asked
  CROSS JOIN corpus
  LEFT JOIN spread ON spread.term = asked.term
),

strangers AS (
  SELECT COUNTIF(spread.term IS NULL) / COUNT(*) AS unknown
  FROM asked
  LEFT JOIN spread ON spread.term = asked.term
),

scored AS (
  SELECT
    source,
    passage,
    SUM(count_asked * rarity * count_found / (count_found + 1.5 * (1 - 0.75 + 0.75 * length / mean_length))) AS keywords
  FROM occurrences
  JOIN rarities ON rarities.term = occurrences.term
  CROSS JOIN corpus
  GROUP BY source, passage
),

by_keywords AS (
  SELECT source, passage, keywords
  FROM scored
  WHERE TRUE
  QUALIFY ROW_NUMBER() OVER (ORDER BY keywords DESC, source, passage) <= @most
),

by_meaning AS (
  SELECT base.source AS source, base.passage AS passage, distance
  FROM VECTOR_SEARCH(
    (SELECT source, passage, embedding FROM {{passages}} WHERE corpus = @corpus AND source IN UNNEST(@sources)),
    'embedding',
    (
      SELECT ARRAY(SELECT CAST(number AS FLOAT64) FROM UNNEST(@vector) AS number WITH OFFSET AS place ORDER BY place) AS vector
    ),
    query_column_to_search => 'vector',
    top_k => @most,
    distance_type => 'COSINE'
  )
),

found AS (
  SELECT source, passage FROM by_keywords
  UNION DISTINCT
  SELECT source, passage FROM by_meaning
)

SELECT
  passages.source,
  passages.passage,
  passages.object,
  passages.generation,
  passages.start_byte,
  passages.end_byte,
  passages.heading,
  passages.text,
  by_keywords.keywords,
  by_meaning.distance,
  strangers.unknown
FROM found
JOIN passages ON passages.source = found.source AND passages.passage = found.passage
LEFT JOIN by_keywords ON by_keywords.source = found.source AND by_keywords.passage = found.passage
LEFT JOIN by_meaning ON by_meaning.source = found.source AND by_meaning.passage = found.passage
CROSS JOIN strangers
ORDER BY passages.source, passages.passage
