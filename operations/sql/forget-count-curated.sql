-- Grain: one row. Answers to somebody among those that a run has looked at to learn from.
SELECT COUNT(*) AS count
FROM `{{curated}}`
WHERE user_key = @user
