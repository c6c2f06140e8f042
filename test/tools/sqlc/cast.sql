-- refuse 4: a: : is not used here
-- name: a many
-- in: area int
SELECT id FROM t WHERE area = $1::integer;
