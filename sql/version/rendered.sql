-- Grain: one row per example that the pipeline's training.sql selects, its prompt rendered; every value is text from here on.
WITH
{{sources}},
_examples AS (
{{training}}
)
SELECT
  CAST(key AS STRING) AS key,
  -- Without a group of its own an example is one.
  COALESCE(CAST({{group_key}} AS STRING), CAST(key AS STRING)) AS group_key,
  -- What the split goes by besides: the value of stratifyBy, or the split itself where a column says it.
  {{stratum}} AS stratum,
  {{system_prompt}} AS system_prompt,
  {{user_prompt}} AS user_prompt,
  -- The same in the other prompts of the pipeline's candidates, in their order.
  {{variants}} AS variants,
  CAST(target AS STRING) AS target,
  -- Earlier turns as JSON, [{"role": …, "text": …}, …], or NULL.
  {{history}} AS history,
  -- Right answers besides the target: an evaluation takes any of them.
  {{references}} AS references,
  -- What the target is preferred to, or NULL: of pairs, tuning can learn which of two answers is the better one.
  {{rejected}} AS rejected,
  {{origins}} AS origins,
  -- Its values of the columns that slices are of, in their order.
  {{slices}} AS slices,
  ARRAY<STRING>[] AS personal_data
FROM _examples
