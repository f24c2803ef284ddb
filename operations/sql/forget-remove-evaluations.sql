-- Grain: a row goes per answer of an evaluation to an example with one of these keys.
DELETE FROM `{{evaluations}}` WHERE pipeline = @pipeline AND key IN UNNEST(@keys)
