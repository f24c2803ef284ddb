-- Grain: one row per answer of somebody.
SELECT id
FROM `{{predictions}}`
WHERE user_key = @user OR key IN UNNEST(@keys)
