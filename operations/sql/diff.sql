-- Grain: one row per kind of change between two dataset versions and each of the first examples that changed so; an example
-- is the same one in both when its key is. The texts are cut: they are shown to a person.
WITH
paired AS (
  SELECT
    COALESCE(older.key, newer.key) AS key,
    older.key IS NULL AS is_added,
    newer.key IS NULL AS is_removed,
    -- Texts that hold personal data are kept of neither side: that is a change of place, not of text.
    older.user_prompt IS NOT NULL
    AND newer.user_prompt IS NOT NULL
    AND (
      older.system_prompt IS DISTINCT FROM newer.system_prompt
      OR older.user_prompt IS DISTINCT FROM newer.user_prompt
      OR older.history IS DISTINCT FROM newer.history
    ) AS is_other_prompt,
    older.target IS NOT NULL AND newer.target IS NOT NULL AND older.target != newer.target AS is_other_target,
    COALESCE(older.split, older.left_out) AS place_before,
    COALESCE(newer.split, newer.left_out) AS place_after,
    older.split IS NOT NULL AND newer.split IS NOT NULL AS is_used_in_both,
    IF(
      older.user_prompt IS DISTINCT FROM newer.user_prompt,
      older.user_prompt,
      CONCAT(COALESCE(older.system_prompt, ''), '\n', COALESCE(older.history, ''))
    ) AS changed_prompt_before,
    IF(
      older.user_prompt IS DISTINCT FROM newer.user_prompt,
      newer.user_prompt,
      CONCAT(COALESCE(newer.system_prompt, ''), '\n', COALESCE(newer.history, ''))
    ) AS changed_prompt_after,
    older.user_prompt AS prompt_before,
    newer.user_prompt AS prompt_after,
    older.target AS target_before,
    newer.target AS target_after
  FROM `{{before}}` AS older
  FULL OUTER JOIN `{{after}}` AS newer ON older.key = newer.key
),

changed AS (
  SELECT * FROM paired
  WHERE is_added OR is_removed OR is_other_prompt OR is_other_target OR place_before IS DISTINCT FROM place_after
),

changes AS (
  SELECT 'added' AS change, key, place_after AS text_before, prompt_after AS text_after, target_after AS target
  FROM changed
  WHERE is_added
  UNION ALL
  SELECT 'removed', key, place_before, prompt_before, target_before
  FROM changed
  WHERE is_removed
  UNION ALL
  SELECT 'prompt', key, changed_prompt_before, changed_prompt_after, NULL
  FROM changed
  WHERE is_other_prompt AND NOT is_added AND NOT is_removed
  UNION ALL
  SELECT 'target', key, target_before, target_after, NULL
  FROM changed
  WHERE is_other_target AND NOT is_added AND NOT is_removed
  UNION ALL
  SELECT IF(is_used_in_both, 'split', 'leftOut'), key, place_before, place_after, NULL
  FROM changed
  WHERE place_before IS DISTINCT FROM place_after AND NOT is_added AND NOT is_removed
),

numbered AS (
  SELECT
    *,
    COUNT(*) OVER (PARTITION BY change) AS count_examples,
    ROW_NUMBER() OVER (PARTITION BY change ORDER BY key) AS number
  FROM changes
)

SELECT
  change,
  count_examples,
  (SELECT COUNT(*) FROM changed WHERE NOT is_added AND NOT is_removed) AS count_changed,
  key,
  SUBSTR(text_before, 1, 20000) AS text_before,
  SUBSTR(text_after, 1, 20000) AS text_after,
  SUBSTR(target, 1, 20000) AS target
FROM numbered
WHERE number <= @examples
ORDER BY change, number
