-- Grain: one row per answer of production that joins, in the columns that training.sql would select it in.
SELECT
  key,
  group_key,
  key AS _origin,
  target,
  rejected,
  -- Where a column says the split, somebody has chosen what is held out.
  'train' AS _split,
  -- Users are cut at the same shares beside the rows of the batch, which stay where they are.
  'landfall://predictions' AS _stratum,
  CAST(NULL AS STRING) AS _slice,
  {{fields}}
FROM `{{curated}}`
WHERE left_out IS NULL
