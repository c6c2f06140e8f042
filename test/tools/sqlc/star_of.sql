-- refuse 3: a: name the columns instead of *
-- name: a many
SELECT id, t.* FROM t;
