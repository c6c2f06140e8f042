-- refuse 4: a: there is one of this name at line 2
-- name: a many
SELECT id FROM t;
-- name: a many
SELECT id FROM t;
