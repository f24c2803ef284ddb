-- Grain: a row goes per rating of somebody's answers; before the answers, by which they are found.
DELETE FROM `{{ratings}}`
WHERE id IN (SELECT id FROM `{{predictions}}` WHERE user_key = @user OR key IN UNNEST(@keys))
