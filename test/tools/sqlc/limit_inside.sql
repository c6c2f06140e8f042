-- refuse 4: a: LIMIT without ORDER BY
-- name: a many
-- in: area int
SELECT id FROM t WHERE area = $1 AND id IN (SELECT id FROM t WHERE area = $1 LIMIT 1) ORDER BY id;
