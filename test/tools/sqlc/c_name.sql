-- refuse 2: int cannot be a name in C
-- name: int one
SELECT id FROM t;
