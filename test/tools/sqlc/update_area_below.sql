-- refuse 4: a: no area = in its WHERE
-- name: a do
-- in: area int, id int
UPDATE t SET name = $2 WHERE id IN (SELECT id FROM t WHERE area = $1);
