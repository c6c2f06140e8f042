-- refuse 6: b: its columns are not those of a (line 2)
-- name: a many
-- row: r
-- area: none a test
SELECT id FROM t;
-- name: b many
-- row: r
SELECT name FROM t;
