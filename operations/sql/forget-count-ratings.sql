-- Grain: one row. Ratings of somebody's answers.
SELECT COUNT(*) AS count
FROM `{{ratings}}`
WHERE id IN (SELECT id FROM `{{predictions}}` WHERE user_key = @user OR key IN UNNEST(@keys))
