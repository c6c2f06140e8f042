-- refuse 4: a: $0 is no parameter
-- name: a many
-- in: area int
SELECT id FROM t WHERE area = $0;
