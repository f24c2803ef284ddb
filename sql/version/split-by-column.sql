-- Grain: one row per selected example, with the digest of its prompt, and its split or the reason it is left out for; a column of
-- training.sql has said which split.
WITH
kept AS (
{{kept}}
)

SELECT
  key,
  IF(left_out IS NULL, stratum, NULL) AS split,
  left_out,
  prompt_id
FROM kept
