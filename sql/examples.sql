-- Grain: one row per example, as the pipeline's training.sql selects it from the clean rows of one run.
WITH
{{sources}},
examples AS (
{{training}}
)
SELECT * FROM examples
