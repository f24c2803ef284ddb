-- Grain: one row per rendered example, with the kinds of personal data and secrets in its texts, and redacted where the pipeline says so.
WITH
-- Each text by itself. Earlier turns are JSON: what is looked at is what they say, before it is quoted.
texts AS (
  SELECT key, 'system_prompt' AS field, 0 AS turn, system_prompt AS text FROM `{{rendered}}`
  UNION ALL
  SELECT key, 'user_prompt' AS field, 0 AS turn, user_prompt AS text FROM `{{rendered}}`
  UNION ALL
  SELECT key, 'variant_system_prompt' AS field, place AS turn, variant.system_prompt AS text
  FROM `{{rendered}}`, UNNEST(variants) AS variant WITH OFFSET AS place
  UNION ALL
  SELECT key, 'variant_user_prompt' AS field, place AS turn, variant.user_prompt AS text
  FROM `{{rendered}}`, UNNEST(variants) AS variant WITH OFFSET AS place
  UNION ALL
  SELECT key, 'target' AS field, 0 AS turn, target AS text FROM `{{rendered}}`
  UNION ALL
  SELECT key, 'rejected' AS field, 0 AS turn, rejected AS text FROM `{{rendered}}`
  UNION ALL
  SELECT key, 'history' AS field, place AS turn, JSON_VALUE(said, '$.text') AS text
  FROM `{{rendered}}`, UNNEST(JSON_QUERY_ARRAY(history)) AS said WITH OFFSET AS place
  UNION ALL
  SELECT key, 'references' AS field, place AS turn, reference AS text
  FROM `{{rendered}}`, UNNEST(references) AS reference WITH OFFSET AS place
),

-- Most texts have nothing that could be any of it, which one cheap look tells.
suspects AS (
  SELECT key, field, turn, text
  FROM texts
  WHERE REGEXP_CONTAINS(
    text,
    r'@|(?:\d[ ().\/-]{0,2}){6}|-----BEGIN|AKIA|ASIA|AIza|gh[opsur]_|github_pat_|xox[a-z]-|sk-|[rs]k_(?:live|test)_|eyJ'
  )
),

-- Around everything with the shape of something goes a mark, so that every second piece between the marks is such a thing.
-- The mark is the text's own digest, which no text holds.
cut AS (
  SELECT
    key,
    field,
    turn,
    SPLIT(
      REGEXP_REPLACE(
        text,
        {{version/personal-data-shapes.sql}},
        CONCAT(TO_HEX(MD5(text)), r'\0', TO_HEX(MD5(text)))
      ),
      TO_HEX(MD5(text))
    ) AS pieces
  FROM suspects
),

pieces AS (
  SELECT
    key,
    field,
    turn,
    place,
    piece,
    MOD(place, 2) = 1 AS is_suspect,
    -- What stands around it says what a number is.
    IF(MOD(place, 2) = 1, SUBSTR(pieces[SAFE_OFFSET(place - 1)], -80), NULL) AS before,
    IF(MOD(place, 2) = 1, SUBSTR(pieces[SAFE_OFFSET(place + 1)], 1, 2), NULL) AS after
  FROM cut, UNNEST(pieces) AS piece WITH OFFSET AS place
),

shaped AS (
  SELECT
    *,
    REGEXP_REPLACE(piece, r'\D', '') AS digits,
    -- Whatever letters it begins with.
    REGEXP_CONTAINS(piece, r'^[A-Za-z]{2,}[-_#][\d-]+$') AS is_numbered,
    IF(
      REGEXP_CONTAINS(piece, r'^[A-Za-z]{2}\d\d[A-Za-z0-9 -]{11,}$'),
      UPPER(REGEXP_REPLACE(piece, r'[ -]', '')),
      NULL
    ) AS account,
    CONCAT(before, COALESCE(REGEXP_EXTRACT(piece, r'^(?:[A-Za-z]+[-_#]|#)'), '')) AS lead
  FROM pieces
  WHERE is_suspect
),

-- What is a part of a longer number, or said to be another one, is no card and no telephone, unless it is said to be that.
labelled AS (
  SELECT
    *,
    REGEXP_CONTAINS(
      lead,
      CONCAT(
        r'(?i)\b(?:(?:master|credit|debit|bank)?cards?|visa|master|mc|amex|american express|discover|diners(?: club)?|jcb|maestro|pan|',
        r'union ?pay|credit|debit|cc|(?:kredit|bank)?karte|carte|carta|tarjeta|kaart)',
        r'''(?:[ _-]?(?:no|nr|num|number|nummer|numero|número|numéro)\b)?(?: is)?[.:]?[\s:=#*"'(\/_-]{0,4}$'''
      )
    ) AS is_called_card,
    REGEXP_CONTAINS(
      lead,
      r'(?i)\b(?:tele)?(?:phone|fono|fon|fax|tel|call|cell|mobile|mobil|mob|whatsapp|dial|sms|handy)(?:[ _-]?(?:no|nr|number)\b)?[.:]?[\s:=#*(\/_-]{0,4}$'
    ) AS is_called_phone,
    REGEXP_CONTAINS(lead, {{version/personal-data-labels.sql}}) AS is_called_otherwise,
    REGEXP_CONTAINS(after, r'^(?:[-_]\w|\.\d|@)') AS is_longer
  FROM shaped
),

-- ISO 13616: the first four characters go to the end and letters become 10 to 35; the remainder by 97 has to be 1.
turned AS (
  SELECT *, TO_CODE_POINTS(CONCAT(SUBSTR(account, 5), SUBSTR(account, 1, 4))) AS account_codes
  FROM labelled
),

numbered AS (
  SELECT
    *,
    LPAD(
      ARRAY_TO_STRING(
        ARRAY(
          SELECT CAST(IF(code > 64, code - 55, code - 48) AS STRING)
          FROM UNNEST(account_codes) AS code WITH OFFSET AS code_place
          ORDER BY code_place
        ),
        ''
      ),
      72,
      '0'
    ) AS account_digits
  FROM turned
),

told AS (
  SELECT
    key,
    field,
    turn,
    place,
    piece,
    digits,
    account,
    CASE
      WHEN STRPOS(piece, '@') > 0 AND NOT STARTS_WITH(piece, '-----BEGIN') THEN 'email'
      WHEN
        NOT is_numbered
        AND REGEXP_CONTAINS(
          piece,
          r'^(?:-----BEGIN|AKIA|ASIA|AIza|gh[opsur]_|github_pat_|[rs]k_(?:live|test)_|eyJ)'
        )
        THEN 'key'
      -- Words and dates with hyphens between them begin so too.
      WHEN
        NOT is_numbered
        AND REGEXP_CONTAINS(piece, r'^(?:sk-|xox[a-z]-)')
        AND REGEXP_CONTAINS(piece, r'[A-Za-z0-9_]{10}')
        AND REGEXP_CONTAINS(digits, r'...')
        THEN 'key'
      WHEN
        account IS NOT NULL
        -- In pieces of 18 digits, each with the remainder of its power of ten, so that nothing overflows.
        AND MOD(
          MOD(CAST(SUBSTR(account_digits, 1, 18) AS INT64), 97) * 70
          + MOD(CAST(SUBSTR(account_digits, 19, 18) AS INT64), 97) * 64
          + MOD(CAST(SUBSTR(account_digits, 37, 18) AS INT64), 97) * 89
          + MOD(CAST(SUBSTR(account_digits, 55, 18) AS INT64), 97),
          97
        ) = 1
        THEN 'iban'
      WHEN
        REGEXP_CONTAINS(piece, r'^[A-Za-z]*[-_#]?[2-6][\d -]{12,}$')
        AND (is_called_card OR REGEXP_CONTAINS(digits, {{version/personal-data-networks.sql}}))
        -- In groups with spaces between them is how a card is printed.
        AND (is_called_card OR STRPOS(piece, ' ') > 0 OR NOT (is_called_otherwise OR is_longer))
        -- ISO/IEC 7812: every second digit from the right counts double, as the sum of its digits.
        AND (
          SELECT MOD(SUM(IF(MOD(offset_from_right, 2) = 1, DIV(2 * n, 10) + MOD(2 * n, 10), n)), 10)
          FROM (
            SELECT SAFE_CAST(digit AS INT64) AS n, offset_from_right
            FROM UNNEST(SPLIT(REVERSE(digits), '')) AS digit WITH OFFSET AS offset_from_right
          )
        ) = 0
        THEN 'card'
      WHEN STARTS_WITH(piece, '+') AND LENGTH(digits) BETWEEN 7 AND 15 THEN 'phone'
      -- An area code in parentheses is that of a telephone, whatever is said before it.
      WHEN NOT is_called_phone AND (is_called_otherwise AND STRPOS(piece, '(') = 0 OR is_longer) THEN NULL
      WHEN REGEXP_CONTAINS(piece, r'^00[1-9]\d{0,2}[ \/-]') THEN 'phone'
      WHEN REGEXP_CONTAINS(piece, r'^(?:1[ -])?\(?[2-9]\d{2}[). -]{1,2}\d{3}[. -]\d{4}$') THEN 'phone'
      WHEN REGEXP_CONTAINS(piece, r'^\(?0[1-9][\d). \/-]+$') AND LENGTH(digits) BETWEEN 10 AND 12 THEN 'phone'
    END AS kind
  FROM numbered
),

found AS (
  SELECT
    key,
    field,
    turn,
    place,
    kind,
    CASE kind
      WHEN 'email' THEN LOWER(piece)
      WHEN 'iban' THEN account
      WHEN 'key' THEN piece
      ELSE REGEXP_REPLACE(digits, r'^00', '')
    END AS value,
    CASE kind
      WHEN 'email' THEN REGEXP_REPLACE(piece, r'^(.).*@(.).*(\.[^.]+)$', r'\1***@\2***\3')
      WHEN 'iban' THEN CONCAT(SUBSTR(account, 1, 2), '***', SUBSTR(account, -4))
      WHEN 'key' THEN IF(STARTS_WITH(piece, '-'), 'a private key', CONCAT(SUBSTR(piece, 1, 4), '***'))
      WHEN 'card' THEN CONCAT('****', SUBSTR(digits, -4))
      ELSE CONCAT('***', SUBSTR(digits, -2))
    END AS masked
  FROM told
  WHERE kind IN UNNEST(@kinds)
),

-- Per example.
kinds AS (
  SELECT
    key,
    ARRAY_AGG(DISTINCT kind ORDER BY kind) AS personal_data,
    ARRAY_AGG(DISTINCT CONCAT(kind, ' ', masked) ORDER BY CONCAT(kind, ' ', masked) LIMIT 3) AS masked
  FROM found
  GROUP BY key
),

-- The same value has the same token everywhere. Other pipelines have another salt, so that no list of tokens fits them all.
redacted AS (
  SELECT
    pieces.key,
    pieces.field,
    pieces.turn,
    STRING_AGG(
      IF(
        found.kind IS NULL,
        pieces.piece,
        CONCAT(
          '[',
          UPPER(found.kind),
          '_',
          SUBSTR(TO_HEX(SHA256(CONCAT(@salt, ':', found.kind, ':', found.value))), 1, 8),
          ']'
        )
      ),
      ''
      ORDER BY pieces.place
    ) AS text
  FROM pieces
  LEFT JOIN found
    ON
      found.key = pieces.key
      AND found.field = pieces.field
      AND found.turn = pieces.turn
      AND found.place = pieces.place
  WHERE @redacts
  GROUP BY pieces.key, pieces.field, pieces.turn
  HAVING COUNT(found.kind) > 0
),

histories AS (
  SELECT
    rendered.key,
    CONCAT(
      '[',
      STRING_AGG(
        TO_JSON_STRING(STRUCT(
          JSON_VALUE(said, '$.role') AS role,
          COALESCE(redacted.text, JSON_VALUE(said, '$.text')) AS text
        )),
        ','
        ORDER BY place
      ),
      ']'
    ) AS history
  FROM `{{rendered}}` AS rendered
  CROSS JOIN UNNEST(JSON_QUERY_ARRAY(rendered.history)) AS said WITH OFFSET AS place
  LEFT JOIN redacted ON redacted.key = rendered.key AND redacted.field = 'history' AND redacted.turn = place
  WHERE rendered.key IN (SELECT key FROM redacted WHERE field = 'history')
  GROUP BY rendered.key
),

variants AS (
  SELECT
    rendered.key,
    ARRAY_AGG(
      STRUCT(
        COALESCE(own_system.text, variant.system_prompt) AS system_prompt,
        COALESCE(own_user.text, variant.user_prompt) AS user_prompt
      )
      ORDER BY place
    ) AS variants
  FROM `{{rendered}}` AS rendered
  CROSS JOIN UNNEST(rendered.variants) AS variant WITH OFFSET AS place
  LEFT JOIN redacted AS own_system
    ON
      own_system.key = rendered.key
      AND own_system.field = 'variant_system_prompt'
      AND own_system.turn = place
  LEFT JOIN redacted AS own_user
    ON
      own_user.key = rendered.key
      AND own_user.field = 'variant_user_prompt'
      AND own_user.turn = place
  WHERE rendered.key IN (SELECT key FROM redacted WHERE field IN ('variant_system_prompt', 'variant_user_prompt'))
  GROUP BY rendered.key
),

further AS (
  SELECT
    rendered.key,
    ARRAY_AGG(COALESCE(redacted.text, reference) ORDER BY place) AS references
  FROM `{{rendered}}` AS rendered
  CROSS JOIN UNNEST(rendered.references) AS reference WITH OFFSET AS place
  LEFT JOIN redacted ON redacted.key = rendered.key AND redacted.field = 'references' AND redacted.turn = place
  WHERE rendered.key IN (SELECT key FROM redacted WHERE field = 'references')
  GROUP BY rendered.key
),

replacements AS (
  SELECT
    key,
    MAX(IF(field = 'system_prompt', text, NULL)) AS system_prompt,
    MAX(IF(field = 'user_prompt', text, NULL)) AS user_prompt,
    MAX(IF(field = 'target', text, NULL)) AS target,
    MAX(IF(field = 'rejected', text, NULL)) AS rejected
  FROM redacted
  GROUP BY key
)

SELECT
  rendered.key,
  rendered.group_key,
  rendered.stratum,
  COALESCE(replacements.system_prompt, rendered.system_prompt) AS system_prompt,
  COALESCE(replacements.user_prompt, rendered.user_prompt) AS user_prompt,
  IFNULL(variants.variants, rendered.variants) AS variants,
  COALESCE(replacements.target, rendered.target) AS target,
  COALESCE(histories.history, rendered.history) AS history,
  COALESCE(further.references, rendered.references) AS references,
  COALESCE(replacements.rejected, rendered.rejected) AS rejected,
  rendered.origins,
  rendered.slices,
  IFNULL(kinds.personal_data, ARRAY<STRING>[]) AS personal_data,
  -- For reports: what was found, but for most of it.
  IFNULL(kinds.masked, ARRAY<STRING>[]) AS personal_data_masked
FROM `{{rendered}}` AS rendered
LEFT JOIN kinds ON kinds.key = rendered.key
LEFT JOIN replacements ON replacements.key = rendered.key
LEFT JOIN variants ON variants.key = rendered.key
LEFT JOIN histories ON histories.key = rendered.key
LEFT JOIN further ON further.key = rendered.key
