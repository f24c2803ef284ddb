-- Grain: one row per example, as the pipeline's training.sql selects it from the clean rows of one run. Only asked for its columns, never run.
-- No source is named with an underscore first.
WITH
{{sources}},
_examples AS (
{{training}}
)
SELECT * FROM _examples
