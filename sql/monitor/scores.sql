-- Grain: one row per kind of held-out examples and category in which a signal sees it: how many answers it has, and their mean score.
SELECT
  {{kind}} AS kind,
  category,
  COUNT(*) AS answers,
  AVG(value) AS mean
FROM (
{{votes}}
) AS votes
INNER JOIN (
  SELECT
    CAST(line AS STRING) AS id,
    score.value,
    LOWER(TRIM(`references`[SAFE_OFFSET(0)])) AS wanted
  FROM `{{evaluations}}`, UNNEST(scores) AS score
  WHERE pipeline = @pipeline AND run = @run AND subject = @subject AND score.name = @metric
) AS scored ON scored.id = votes.id
GROUP BY kind, category
ORDER BY kind, category
