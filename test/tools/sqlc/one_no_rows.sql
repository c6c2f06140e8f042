-- refuse 2: a: gives no rows
-- name: a one
-- in: area int
DELETE FROM t WHERE area = $1;
