-- refuse 2: a: -- out: names 1 columns, the statement gives 2
-- name: a one
-- out: id int
SELECT id, name FROM t;
