-- Grain: one row for one reference of a source: how many of its rows refer to nothing, and the first of them.
SELECT
  {{check}} AS check_index,
  COUNT(*) AS count_rows,
  ARRAY_AGG(
    STRUCT(
      _origin AS origin,
      _line AS line,
      TO_JSON_STRING({{column}}) AS found,
      CAST(NULL AS STRING) AS first_origin,
      CAST(NULL AS INT64) AS first_line
    )
    ORDER BY _row, _origin
    LIMIT 5
  ) AS findings
FROM {{source}} AS referring
WHERE
  referring.{{column}} IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM {{target}} AS referred WHERE referred.{{target_column}} = referring.{{column}})
