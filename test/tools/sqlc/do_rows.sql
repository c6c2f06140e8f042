-- refuse 2: a: gives rows
-- name: a do
SELECT id FROM t;
