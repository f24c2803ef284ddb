-- Grain: one row per answer of production that was corrected or called good, as of the beginning of a run, with what there is to learn of it, or why nothing.
WITH
ratings AS (
  SELECT id, rated_at, good, correction, redacted
  FROM `{{ratings}}`
  WHERE pipeline = @pipeline AND rated_at BETWEEN TIMESTAMP(@from) AND TIMESTAMP(@until)
),

-- Any bad one counts.
opinions AS (
  SELECT id, LOGICAL_AND(good) AS is_good
  FROM ratings
  GROUP BY id
),

-- Whoever corrects twice means the last.
corrections AS (
  SELECT id, correction, redacted
  FROM ratings
  WHERE REGEXP_CONTAINS(correction, r'[^\s\pZ]')
  QUALIFY ROW_NUMBER() OVER (PARTITION BY id ORDER BY rated_at DESC, correction) = 1
),

-- Only what somebody was shown can be learnt from, and only what the prompt can say again: an answer that rests on turns before it, or
-- was asked by other fields, would be one to another question.
answers AS (
  SELECT
    predictions.id,
    predictions.made_at,
    COALESCE(predictions.user_key, '') AS asker,
    predictions.user_key,
    predictions.input,
    predictions.text,
    corrections.id IS NOT NULL AS is_corrected,
    COALESCE(corrections.correction, predictions.text) AS target,
    predictions.redacted IS NOT NULL OR corrections.redacted IS NOT NULL AS is_redacted
  FROM `{{predictions}}` AS predictions
  INNER JOIN opinions ON opinions.id = predictions.id
  LEFT JOIN corrections ON corrections.id = predictions.id
  WHERE
    predictions.pipeline = @pipeline
    AND predictions.made_at BETWEEN TIMESTAMP(@from) AND TIMESTAMP(@until)
    AND predictions.outcome = 'answered'
    AND predictions.shadow IS NOT TRUE
    AND predictions.history IS NULL
    AND TO_JSON_STRING(JSON_KEYS(PARSE_JSON(predictions.input), 1)) = @fields
    AND (
      (corrections.id IS NOT NULL AND 'corrected' IN UNNEST(@kinds))
      OR (
        corrections.id IS NULL
        AND opinions.is_good
        AND predictions.finish_reason != 'MAX_TOKENS'
        AND 'rated' IN UNNEST(@kinds)
      )
    )
  -- A row may be written twice.
  QUALIFY ROW_NUMBER() OVER (PARTITION BY predictions.id ORDER BY predictions.made_at) = 1
),

-- Texts are the same whatever their case and white space.
told AS (
  SELECT
    *,
    FARM_FINGERPRINT(CONCAT(@salt, ':curated:', id)) AS place,
    MD5(CONCAT({{question}})) AS question_id,
    MD5(LOWER(TRIM(REGEXP_REPLACE(target, r'\s{2,}|[^\S ]', ' ')))) AS target_id
  FROM answers
),

-- Who asks the same a hundred times has one voice: the last one.
voiced AS (
  SELECT
    *,
    CASE
      -- A token in place of a value is something that nobody says, unless the pipeline's own examples say it.
      WHEN is_redacted AND NOT @redacts THEN 'personalData'
      WHEN
        ROW_NUMBER() OVER (PARTITION BY is_redacted AND NOT @redacts, asker, question_id ORDER BY made_at DESC, id) > 1
        THEN 'repeated'
    END AS left_out
  FROM told
),

capped AS (
  SELECT
    * EXCEPT (left_out),
    CASE
      WHEN left_out IS NOT NULL THEN left_out
      WHEN ROW_NUMBER() OVER (PARTITION BY left_out, asker ORDER BY is_corrected DESC, place, id) > @maximum_per_user THEN 'perUser'
    END AS left_out
  FROM voiced
),

-- Where several say different things, more than half decide.
counted AS (
  SELECT
    *,
    COUNT(*) OVER (PARTITION BY left_out, question_id) AS count_voices,
    COUNT(*) OVER (PARTITION BY left_out, question_id, target_id) AS count_alike,
    ROW_NUMBER() OVER (PARTITION BY left_out, question_id, target_id ORDER BY place, id) AS place_alike
  FROM capped
)

SELECT
  CONCAT('landfall://predictions/', id) AS key,
  -- Whoever asked stands on one side of the split.
  IF(user_key IS NULL, CONCAT('landfall://predictions/', id), CONCAT('landfall://users/', user_key)) AS group_key,
  user_key,
  input,
  target,
  IF(is_corrected, text, NULL) AS rejected,
  IF(is_corrected, 'corrected', 'rated') AS kind,
  CASE
    WHEN left_out IS NOT NULL THEN left_out
    WHEN 2 * count_alike <= count_voices THEN 'contradicted'
    WHEN place_alike > 1 THEN 'repeated'
  END AS left_out
FROM counted
