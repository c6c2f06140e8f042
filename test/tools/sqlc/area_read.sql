-- refuse 4: a: 1 tables have area, 0 times area =
-- name: a many
-- in: id int
SELECT id FROM t WHERE id = $1;
