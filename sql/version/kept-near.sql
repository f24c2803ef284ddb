-- Grain: one row per selected example, with the reason it is left out for before the split; of nearly equal ones the smallest key stays, and one that a column holds out before any.
WITH
kept AS (
{{version/kept.sql}}
)

SELECT
  kept.key,
  kept.group_key,
  kept.stratum,
  kept.prompt_id,
  CASE
    WHEN kept.left_out IS NOT NULL THEN kept.left_out
    WHEN
      ROW_NUMBER() OVER (
        PARTITION BY COALESCE(neighbours.near_key, kept.key), kept.left_out IS NULL
        ORDER BY {{precedence}}kept.key
      ) > 1
      THEN 'nearDuplicates'
  END AS left_out
FROM kept
LEFT JOIN `{{neighbours}}` AS neighbours ON neighbours.key = kept.key
