-- refuse 2: a: some is no kind
-- name: a some
SELECT id FROM t;
