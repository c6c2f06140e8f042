-- Orders of other systems that stand behind a matter.

-- name: outside_insert do
-- in: area int, id int, matter int, source text, number text, due int?, received int?, cells text, at int
INSERT INTO outside (area, id, matter, source, number, due, received, cells, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: outside_by_number opt
-- in: area int, source text, number text
SELECT id, matter, due FROM outside WHERE area = $1 AND source = $2 AND number = $3;

-- name: outside_of_matter many
-- in: area int, matter int
SELECT id, source, number, due, received, at FROM outside WHERE area = $1 AND matter = $2 ORDER BY at, id;

-- name: outside_set_due do
-- in: area int, id int, due int?
UPDATE outside SET due = $3 WHERE area = $1 AND id = $2;

-- The earliest day any other system wants its answer; 0: none says.
-- name: outside_earliest one
-- in: area int, matter int
-- out: due int
SELECT coalesce(min(due), 0) FROM outside WHERE area = $1 AND matter = $2;

-- name: shown_outside_row raw
-- in: area int, id int
SELECT matter, source, number, due, received FROM outside WHERE area = $1 AND id = $2;

-- name: ids_of_outside raw
-- in: area int, matter int
SELECT id FROM outside WHERE area = $1 AND matter = $2;

-- name: matter_set_due do
-- in: area int, id int, due int?
UPDATE matter SET due = $3 WHERE area = $1 AND id = $2;

-- What is given back to a source: its rows, whose matters changed after `since`. place 0: the whole district.
-- name: outside_replies many
-- in: area int, source text, since int, place int, after int, limit int
SELECT outside.id AS id, outside.matter AS matter, outside.number AS number, outside.cells AS cells
FROM outside JOIN matter ON matter.area = outside.area AND matter.id = outside.matter
	JOIN place ON place.area = matter.area AND place.id = matter.place
WHERE outside.area = $1 AND outside.source = $2 AND matter.updated > $3 AND ($4 = 0 OR matter.place = $4 OR place.parent = $4)
	AND outside.id > $5
ORDER BY outside.id LIMIT $6;

-- Erasing a matter's words: what its row of the other system's table said. Its number stays, to answer by.
-- name: outside_forget do
-- in: area int, matter int
UPDATE outside SET cells = '[]' WHERE area = $1 AND matter = $2;
