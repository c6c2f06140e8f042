-- refuse 4: a: this belongs between the name and the statement
-- name: a one
SELECT id FROM t
-- in: area int
WHERE area = $1;
