-- refuse 4: a: INSERT OR
-- name: a do
-- in: area int, id int, name text
INSERT OR REPLACE INTO t (area, id, name) VALUES ($1, $2, $3);
