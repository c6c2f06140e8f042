-- refuse 3: a: integer is no type
-- name: a one
-- in: area integer
SELECT id FROM t WHERE area = $1;
