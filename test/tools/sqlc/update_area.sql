-- refuse 4: a: no area = in its WHERE
-- name: a do
-- in: name text, id int
UPDATE t SET name = $1 WHERE id = $2;
