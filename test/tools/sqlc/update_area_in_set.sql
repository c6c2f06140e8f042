-- refuse 4: a: no area = in its WHERE
-- name: a do
-- in: area int, id int
UPDATE t SET area = $1 WHERE id = $2;
