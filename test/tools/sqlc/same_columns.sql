-- refuse 2: a: two columns are called id
-- name: a one
SELECT t.id, u.id FROM t JOIN t u ON u.area = t.area;
