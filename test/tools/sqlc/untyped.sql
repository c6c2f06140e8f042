-- refuse 4: a: $2 has no type; -- in: declares 1
-- name: a many
-- in: area int
SELECT id FROM t WHERE area = $1 AND id = $2;
