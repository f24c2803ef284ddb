-- Grain: one row with the sizes of a dataset version.
SELECT
  COUNTIF(split = 'train') AS count_train,
  COUNTIF(split = 'evaluation') AS count_evaluation
FROM `{{dataset}}`
