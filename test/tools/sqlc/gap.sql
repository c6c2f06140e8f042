-- refuse 2: a: $2 (id) is never used
-- name: a many
-- in: area int, id int, name text
SELECT id FROM t WHERE area = $1 AND name = $3;
