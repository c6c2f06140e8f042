-- refuse 4: a: text after the first statement
-- name: a do
-- in: area int
DELETE FROM t WHERE area = $1; DELETE FROM t;
