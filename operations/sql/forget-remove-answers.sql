-- Grain: a row goes per answer of somebody.
DELETE FROM `{{predictions}}`
WHERE user_key = @user OR key IN UNNEST(@keys)
