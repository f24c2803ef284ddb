-- Grain: one row for one source: how many of its rows repeat the unique columns of an earlier one, and the first of them.
SELECT
  {{check}} AS check_index,
  COUNT(*) AS count_rows,
  ARRAY_AGG(
    STRUCT(_origin AS origin, _line AS line, found, first_origin, first_line)
    ORDER BY _row, _origin
    LIMIT 5
  ) AS findings
FROM (
  SELECT
    _origin,
    _row,
    _line,
    CONCAT('[', {{values_as_json}}, ']') AS found,
    FIRST_VALUE(_origin) OVER earlier AS first_origin,
    FIRST_VALUE(_line) OVER earlier AS first_line,
    ROW_NUMBER() OVER earlier AS occurrence
  FROM {{source}}
  -- Few values are repeated, if any: only their rows are put in order.
  WHERE
    {{values_as_text}} IN (
      SELECT {{values_as_text}} AS repeated_values
      FROM {{source}}
      GROUP BY repeated_values
      HAVING COUNT(*) > 1
    )
  WINDOW earlier AS (PARTITION BY {{values_as_text}} ORDER BY _row, _origin)
)
WHERE occurrence > 1
