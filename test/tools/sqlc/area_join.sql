-- refuse 5: a: 2 tables have area, 1 times area =
-- name: a many
-- in: area int
SELECT t.id AS id FROM t
JOIN t u ON u.id = t.id WHERE t.area = $1;
