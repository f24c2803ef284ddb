-- Grain: one row per example of a dataset version that holds a text, or was made of a landed row, by its key. The texts are cut: they are
-- shown in a list. What is empty is not asked for.
SELECT
  key,
  split,
  left_out,
  SUBSTR(user_prompt, 1, 300) AS prompt,
  SUBSTR(target, 1, 300) AS target
FROM `{{dataset}}`
WHERE
  (@text = '' OR STRPOS(LOWER(CONCAT(key, '\n', IFNULL(user_prompt, ''), '\n', IFNULL(target, ''))), LOWER(@text)) > 0)
  AND (@place = '' OR IFNULL(split, left_out) = @place)
  AND (@origin = '' OR @origin IN UNNEST(origins))
ORDER BY key
