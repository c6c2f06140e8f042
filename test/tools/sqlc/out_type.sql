-- refuse 2: a: column 1 (id) is INTEGER in the schema
-- name: a one
-- out: id text
SELECT id FROM t;
