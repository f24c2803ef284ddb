-- Grain: one row, with how many answers of a pipeline people have corrected or approved since a moment, each answer once.
SELECT COUNT(*) AS new_examples
FROM ({{monitor/new-answers.sql}})
