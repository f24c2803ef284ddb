-- Grain: one row per vote in the order of time: what its tokens cost, in millionths of the currency that a million of them is priced in.
SELECT
  id,
  at,
  input_tokens * CAST(@input_price AS FLOAT64) + output_tokens * CAST(@output_price AS FLOAT64) AS measure
FROM ({{votes}})
WHERE outcome = 'answered'
ORDER BY at, id
