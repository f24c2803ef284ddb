-- Grain: the one example of a dataset version that has the key, with its line in its split's file, if it is in one.
WITH
chosen AS (
  SELECT key, split, left_out, system_prompt, user_prompt, target, history, origins, personal_data
  FROM `{{dataset}}`
  WHERE key = @key
)

SELECT
  chosen.*,
  -- The file is written in the order of the keys.
  IF(
    chosen.split IS NULL,
    NULL,
    (SELECT COUNT(*) FROM `{{dataset}}` WHERE split = (SELECT split FROM chosen) AND key <= @key)
  ) AS line
FROM chosen
