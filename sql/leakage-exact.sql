-- Grain: one row per training example whose prompt, with what stands before it, is also a held-out one's.
WITH
placed AS (
  SELECT
    split.key,
    split.split,
    MD5(CONCAT(
      MD5(COALESCE(screened.system_prompt, '')), MD5(COALESCE(screened.history, '')), MD5(screened.user_prompt)
    )) AS prompt_id
  FROM `{{split}}` AS split
  INNER JOIN `{{screened}}` AS screened ON screened.key = split.key
  WHERE split.split IS NOT NULL
),

held_out AS (
  SELECT prompt_id, MIN(key) AS held_out_key
  FROM placed
  WHERE split != 'train'
  GROUP BY prompt_id
)

SELECT placed.key, held_out.held_out_key, 'exact' AS kind, 1.0 AS similarity
FROM placed
INNER JOIN held_out ON held_out.prompt_id = placed.prompt_id
WHERE placed.split = 'train'
