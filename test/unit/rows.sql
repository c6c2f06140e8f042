-- One statement of each kind for test_sqlc.c, on the note of store_help.h.

-- name: row_add do
-- in: area int, id int, text text, size int?, raw blob?
INSERT INTO note (area, id, text, size, raw) VALUES ($1, $2, $3, $4, $5);

-- name: row_add_full do
-- in: area int, id int, text text, raw blob
INSERT INTO note (area, id, text, raw) VALUES ($1, $2, $3, $4);

-- name: row_one one
-- in: area int, id int
-- out: text text, size int?, raw blob, id int, nothing text?
SELECT text, size, raw, id, NULL FROM note WHERE area = $1 AND id = $2;

-- name: row_opt opt
-- in: id int, area int
-- $2 before $1: numbered by name, not by first appearance.
SELECT id, text FROM note WHERE area = $2 AND id = $1;

-- name: row_many many
-- row: row_short
-- in: area int, text text?, above int?
SELECT id, text FROM note WHERE area = $1 AND ($2 IS NULL OR text = $2) AND ($3 IS NULL OR id > $3) ORDER BY id;

-- name: row_last many
-- row: row_short
-- in: area int, limit int
SELECT id, text FROM note WHERE area = $1 ORDER BY id DESC LIMIT $2;

-- name: row_set do
-- in: area int, text text, above int
UPDATE note SET text = $2 WHERE area = $1 AND id > $3;

-- name: row_take opt
-- in: area int, id int
DELETE FROM note WHERE area = $1 AND id = $2 RETURNING text, size;

-- name: row_any raw
-- in: area int
SELECT count(*), max(id) FROM note WHERE area = $1;
