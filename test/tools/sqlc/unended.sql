-- refuse 2: a: the statement does not end with ;
-- name: a one
SELECT id FROM t
