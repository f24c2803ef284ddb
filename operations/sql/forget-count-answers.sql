-- Grain: one row. Answers of somebody: by their pseudonym, and by what they were drawn by before rows had one.
SELECT COUNT(*) AS count
FROM `{{predictions}}`
WHERE user_key = @user OR key IN UNNEST(@keys)
