-- What staff add to the map for walking.

-- part: drawn
id, place, kind, name, hours, lat, lon, lat2, lon2, note, account, by_zh, by_en, at, undone_account, undone_zh, undone_en, undone_why, undone_at

-- name: drawn_list many
-- row: drawn_row
-- in: area int
SELECT {drawn}
FROM map_drawn WHERE area = $1 ORDER BY at DESC, id DESC;

-- name: drawn_one opt
-- row: drawn_row
-- in: area int, id int
SELECT {drawn}
FROM map_drawn WHERE area = $1 AND id = $2;

-- What verify recomputes.
-- name: shown_drawn_row raw
-- in: area int, id int
SELECT place, kind, name, hours, lat, lon, lat2, lon2, note, account, by_zh, by_en, at, undone_account, undone_zh, undone_en, undone_why, undone_at
FROM map_drawn WHERE area = $1 AND id = $2;

-- name: ids_of_drawn raw
-- in: area int, matter int
SELECT id FROM map_drawn WHERE area = $1 AND $2 = 0;

-- name: drawn_insert do
-- in: area int, id int, place int, kind text, name text, hours text, lat int, lon int, lat2 int, lon2 int, note text, account int, by_zh text, by_en text, at int
INSERT INTO map_drawn (area, id, place, kind, name, hours, lat, lon, lat2, lon2, note, account, by_zh, by_en, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15);

-- name: drawn_undo do
-- in: area int, id int, account int, by_zh text, by_en text, why text, at int
UPDATE map_drawn SET undone_account = $3, undone_zh = $4, undone_en = $5, undone_why = $6, undone_at = $7
WHERE area = $1 AND id = $2 AND undone_at = 0;
