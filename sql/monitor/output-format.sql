-- Grain: one row per vote in the order of time: the form of the answer.
SELECT
  id,
  at,
  CASE
    WHEN REGEXP_CONTAINS(text, r'^\s*[{\[]') AND SAFE.PARSE_JSON(text) IS NOT NULL THEN 'JSON'
    WHEN REGEXP_CONTAINS(text, r'```') THEN 'code'
    WHEN REGEXP_CONTAINS(text, r'(?m)^\s*\|.*\|\s*$') THEN 'table'
    WHEN REGEXP_CONTAINS(text, r'(?m)^\s*(?:[-*•]|\d+[.)])\s') THEN 'list'
    WHEN REGEXP_CONTAINS(text, r'(?m)^#{1,6} |\*\*\S') THEN 'Markdown'
    WHEN REGEXP_CONTAINS(TRIM(text), r'\n\s*\n') THEN 'paragraphs'
    WHEN REGEXP_CONTAINS(TRIM(text), r'\n') THEN 'lines'
    WHEN REGEXP_CONTAINS(TRIM(text), r'[.!?…。！？]$') THEN 'sentence'
    ELSE 'words'
  END AS category
FROM ({{votes}})
WHERE text IS NOT NULL
ORDER BY at, id
