-- Grain: one row, with the line of the landed file that a row of it stands on.
SELECT _line AS line
FROM `{{table}}`
WHERE _row = @row
