-- Grain: one row per selected example, with the reason it is left out for before the split; of equal ones the smallest key stays, and one that a column holds out before any.
SELECT
  key,
  group_key,
  stratum,
  prompt_id,
  CASE
    WHEN is_quarantined THEN 'personalData'
    WHEN is_too_long THEN 'tooLong'{{repeats_batch}}
    WHEN ROW_NUMBER() OVER (PARTITION BY prompt_id, target_id, is_quarantined ORDER BY {{precedence}}key) > 1 THEN 'exactDuplicates'
  END AS left_out
FROM (
  SELECT
    key,
    group_key,
    stratum,
    @quarantines_personal_data AND ARRAY_LENGTH(personal_data) > 0 AS is_quarantined,
    {{is_too_long}} AS is_too_long,
    -- Each text by its own digest: side by side, one's end could pass for the next one's beginning.
    MD5(CONCAT(MD5(COALESCE(system_prompt, '')), MD5(COALESCE(history, '')), MD5(user_prompt))) AS prompt_id,
    MD5(target) AS target_id
  FROM (
    -- Measured once: a condition over every model would repeat it.
    SELECT
      *,
      {{text_bytes}} AS text_bytes,
      {{text_characters}} AS text_characters
    FROM `{{screened}}`
  )
)
