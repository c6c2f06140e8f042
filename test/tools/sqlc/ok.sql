-- fine

-- name: by_id opt
-- in: area int, id int
-- One row. */ of t
SELECT id, name, data -- a comment; with ; and $9 'inside
FROM t /* and
another */ WHERE area = $1 AND id = $2;

-- name: turned many
-- in: a1 text?, area int, b blob?, c int?
-- out: n int?, name text?, half blob
SELECT max(id) * 2, ' ;  $1 ''"' || name, data FROM t
WHERE area = $2 AND ($1 IS NULL OR name = $1) AND ($3 IS NULL OR data = $3) AND ($4 IS NULL OR id < $4)
ORDER BY id LIMIT 5;

-- name: add one
-- in: area int, id int, name text, data blob
INSERT INTO t (area, id, name, data) VALUES ($1, $2, $3, $4) ON CONFLICT (area, id) DO UPDATE SET name = $3 RETURNING id, name;

-- name: drop_old do
-- area: none the sweeper goes through all districts
-- in: before int
DELETE FROM t WHERE id < $1;

-- name: first many
-- row: names
-- in: area int
WITH RECURSIVE r(id) AS (SELECT 1) SELECT t.id AS id, name FROM t JOIN r ON r.id = t.id WHERE area = $1;

-- name: second many
-- row: names
-- area: none all districts
SELECT id, name FROM t;

-- name: generic raw
-- in: area int
SELECT id, count(*) FROM t WHERE area = $1 GROUP BY id;

-- part: cols
id, name,
	data

-- part: here
area = $1 AND id

-- name: parted many
-- in: area int, id int
SELECT {cols} FROM t WHERE {here} > $2 AND {here} < $2 + 9;

-- name: parted_one opt
-- row: parted
-- in: area int, id int
SELECT {cols} FROM t WHERE {here} = $2;
