-- refuse 3: a: name the columns instead of *
-- name: a many
SELECT * FROM t;
