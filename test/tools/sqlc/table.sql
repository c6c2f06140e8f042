-- refuse 3: a: no such table: u
-- name: a one
SELECT id FROM u;
