-- Grain: one row per limit that a base model sets, with how many examples are longer.
SELECT
  CONCAT('tokensPerExample ', token_limit) AS name,
  COUNTIF(prompt_tokens + target_tokens > CAST(token_limit AS INT64)) AS count_concerned,
  COUNT(*) AS count_looked_at,
  [STRUCT('longest' AS name, COALESCE(MAX(prompt_tokens + target_tokens), 0) AS count_examples)] AS details,
  -- The longest of all: which of them are too long for a limit, their figures say.
  ARRAY(
    SELECT AS STRUCT
      key,
      origin,
      [CAST(prompt_tokens + target_tokens AS STRING)] AS facts
    FROM `{{features}}`
    ORDER BY prompt_tokens + target_tokens DESC, key
    LIMIT 5
  ) AS findings
FROM `{{features}}`
CROSS JOIN UNNEST(@token_limits) AS token_limit
GROUP BY token_limit
