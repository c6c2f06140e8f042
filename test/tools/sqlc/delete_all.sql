-- refuse 3: a: no area = in its WHERE
-- name: a do
DELETE FROM t;
