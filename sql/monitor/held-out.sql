-- Grain: one row per held-out example that a subject of a run has answered, with the columns of votes.sql that questions and answers have.
SELECT
  CAST(line AS STRING) AS id,
  line AS at,
  prompt AS input,
  prompt AS question,
  text,
  outcome
FROM `{{evaluations}}`
WHERE pipeline = @pipeline AND run = @run AND subject = @subject
