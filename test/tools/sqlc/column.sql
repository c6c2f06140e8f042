-- refuse 5: a: no such column: nmae
-- name: a many
-- in: area int
SELECT id
, nmae FROM t WHERE area = $1 ORDER BY id;
