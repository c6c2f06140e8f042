-- refuse 2: a: has no statement
-- name: a one
-- name: b one
SELECT id FROM t;
