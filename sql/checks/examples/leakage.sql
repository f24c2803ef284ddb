-- Grain: one row that counts the held-out examples whose prompt, or nearly that prompt, was among the training examples.
WITH
-- The text an example is compared by stands for its prompt: other held-out examples may have the same one.
leaked AS (
  SELECT DISTINCT signatures.text_id
  FROM `{{leaks}}` AS leaks
  INNER JOIN `{{signatures}}` AS signatures ON signatures.key = leaks.held_out_key
),

held_out AS (
  SELECT examples.key, leaked.text_id IS NOT NULL AS is_leaked
  FROM {{examples}} AS examples
  INNER JOIN `{{signatures}}` AS signatures ON signatures.key = examples.key
  LEFT JOIN leaked ON leaked.text_id = signatures.text_id
  WHERE examples.split_number IN (1, 2)
),

-- By hashes there are none; a column may say so.
both_sides AS (
  SELECT group_key
  FROM {{examples}}
  WHERE split IS NOT NULL
  GROUP BY group_key
  HAVING COUNTIF(split = 'train') > 0 AND COUNTIF(split != 'train') > 0
),

first_leaks AS (
  SELECT key, held_out_key, similarity FROM `{{leaks}}` ORDER BY held_out_key, key LIMIT 5
)

SELECT
  'leakage' AS name,
  COUNTIF(is_leaked) AS count_concerned,
  COUNT(*) AS count_looked_at,
  [
    STRUCT('trainingExamplesLeftOut' AS name, (SELECT COUNT(DISTINCT key) FROM `{{leaks}}`) AS count_examples),
    ('groupsOnBothSides', (SELECT COUNT(*) FROM both_sides))
  ] AS details,
  ARRAY(
    SELECT AS STRUCT
      examples.key,
      examples.origin,
      [examples.prompt, training.prompt, training.key, CAST(first_leaks.similarity AS STRING)] AS facts
    FROM first_leaks
    INNER JOIN {{examples}} AS examples ON examples.key = first_leaks.held_out_key
    INNER JOIN {{examples}} AS training ON training.key = first_leaks.key
    ORDER BY examples.key, training.key
  ) AS findings
FROM held_out
