-- Grain: one row that counts the examples with personal data or secrets, by kind.
SELECT
  'personalData' AS name,
  COUNTIF(ARRAY_LENGTH(personal_data) > 0) AS count_concerned,
  COUNT(*) AS count_looked_at,
  ARRAY(
    SELECT AS STRUCT kind AS name, COUNT(*) AS count_examples
    FROM `{{screened}}`, UNNEST(personal_data) AS kind
    GROUP BY kind
    ORDER BY kind
  ) AS details,
  ARRAY(
    SELECT AS STRUCT
      key,
      origins[SAFE_OFFSET(0)] AS origin,
      [ARRAY_TO_STRING(personal_data_masked, ', ')] AS facts
    FROM `{{screened}}`
    WHERE ARRAY_LENGTH(personal_data) > 0
    ORDER BY key
    LIMIT 5
  ) AS findings
FROM `{{screened}}`
