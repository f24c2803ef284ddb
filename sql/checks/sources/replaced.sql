-- Grain: one row for one source that rows were added to: how many of its rows an added row of the same key has taken the place of, and the first of them.
SELECT
  {{check}} AS check_index,
  COUNT(*) AS count_rows,
  ARRAY_AGG(
    STRUCT(
      _origin AS origin,
      _line AS line,
      CONCAT('[', {{values_as_json}}, ']') AS found,
      CAST(NULL AS STRING) AS first_origin,
      CAST(NULL AS INT64) AS first_line
    )
    ORDER BY _row, _origin
    LIMIT 5
  ) AS findings
FROM {{all}}
INNER JOIN (SELECT _key AS _added_key, _layer AS _added_layer FROM {{added}}) ON _added_key = _key
WHERE _layer < _added_layer
