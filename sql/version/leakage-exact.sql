-- Grain: one row per training example whose prompt, with what stands before it, is also a held-out one's.
WITH
held_out AS (
  SELECT prompt_id, MIN(key) AS held_out_key
  FROM `{{split}}`
  WHERE split != 'train'
  GROUP BY prompt_id
)

SELECT training.key, held_out.held_out_key, 'exact' AS kind, 1.0 AS similarity
FROM `{{split}}` AS training
INNER JOIN held_out ON held_out.prompt_id = training.prompt_id
WHERE training.split = 'train'
