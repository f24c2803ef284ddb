-- Grain: one row per step of descent, the oldest first.
SELECT run, parent_kind, parent, child_kind, child, FORMAT_TIMESTAMP('%FT%H:%M:%E3SZ', at) AS at
FROM `{{genealogy}}`
ORDER BY at, parent, child
