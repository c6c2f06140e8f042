-- refuse 4: a: name the columns instead of *
-- name: a opt
-- in: area int, id int
DELETE FROM t WHERE area = $1 AND id = $2 RETURNING *;
