-- Grain: one row per canary that anybody was drawn for.
SELECT DISTINCT rollout FROM `{{predictions}}` WHERE rollout IS NOT NULL
