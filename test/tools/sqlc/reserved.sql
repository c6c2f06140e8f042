-- refuse 3: a: a parameter cannot be called ret
-- name: a one
-- in: ret int
SELECT id FROM t WHERE area = $1;
