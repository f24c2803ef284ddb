-- Grain: one row per category of a signal among held-out examples: how many answers it has, and their mean score.
SELECT
  category,
  COUNT(*) AS answers,
  AVG(value) AS mean
FROM (
{{votes}}
) AS votes
INNER JOIN (
  SELECT CAST(line AS STRING) AS id, score.value
  FROM `{{evaluations}}`, UNNEST(scores) AS score
  WHERE pipeline = @pipeline AND run = @run AND subject = @subject AND score.name = @metric
) AS scored ON scored.id = votes.id
GROUP BY category
ORDER BY category
