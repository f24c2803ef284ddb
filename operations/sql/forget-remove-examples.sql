-- Grain: a row goes per example with one of these keys.
DELETE FROM `{{dataset}}` WHERE key IN UNNEST(@keys)
