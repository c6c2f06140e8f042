-- The staff's day: reply templates, several matters at once, appeals that wait.

-- Those of a community and of the street above it; move "": all.
-- name: template_list many
-- row: template_row
-- in: area int, place int, street int, move text
SELECT reply_template.id AS id, reply_template.place AS place, reply_template.move AS move, reply_template.name AS name,
	reply_template.zh AS zh, reply_template.en AS en
FROM reply_template
WHERE reply_template.area = $1 AND reply_template.place IN ($2, $3) AND reply_template.dropped IS NULL
	AND ($4 = '' OR reply_template.move IN ('', $4))
ORDER BY reply_template.move, reply_template.at, reply_template.id;

-- Those somebody may keep: of a place and the communities below it; 0: the whole district.
-- name: template_kept many
-- row: template_row
-- in: area int, place int
SELECT reply_template.id AS id, reply_template.place AS place, reply_template.move AS move, reply_template.name AS name,
	reply_template.zh AS zh, reply_template.en AS en
FROM reply_template JOIN place ON place.area = reply_template.area AND place.id = reply_template.place
WHERE reply_template.area = $1 AND ($2 = 0 OR reply_template.place = $2 OR place.parent = $2) AND reply_template.dropped IS NULL
ORDER BY place.code, reply_template.move, reply_template.at, reply_template.id;

-- name: template_one opt
-- row: template_row
-- in: area int, id int
SELECT id, place, move, name, zh, en FROM reply_template WHERE area = $1 AND id = $2 AND dropped IS NULL;

-- name: template_insert do
-- in: area int, id int, place int, move text, name text, zh text, en text, at int
INSERT INTO reply_template (area, id, place, move, name, zh, en, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: template_set do
-- in: area int, id int, place int, move text, name text, zh text, en text
UPDATE reply_template SET place = $3, move = $4, name = $5, zh = $6, en = $7 WHERE area = $1 AND id = $2 AND dropped IS NULL;

-- name: template_drop do
-- in: area int, id int, at int
UPDATE reply_template SET dropped = $3 WHERE area = $1 AND id = $2;

-- name: bulk_insert do
-- in: area int, id int, account int, act text, at int
INSERT INTO bulk (area, id, account, act, at) VALUES ($1, $2, $3, $4, $5);

-- name: bulk_item_insert do
-- in: area int, bulk int, matter int, fault text
INSERT INTO bulk_item (area, bulk, matter, fault) VALUES ($1, $2, $3, $4);

-- name: bulk_one opt
-- in: area int, id int
SELECT id, account, act, at FROM bulk WHERE area = $1 AND id = $2;

-- name: bulk_items many
-- in: area int, bulk int
SELECT bulk_item.matter AS matter, bulk_item.fault AS fault, matter.number AS number, matter.title AS title, place.slug AS slug
FROM bulk_item JOIN matter ON matter.area = bulk_item.area AND matter.id = bulk_item.matter
	JOIN place ON place.area = matter.area AND place.id = matter.place
WHERE bulk_item.area = $1 AND bulk_item.bulk = $2
ORDER BY bulk_item.fault = '', matter.number;

-- Appeals that wait, the oldest first. place 0: the whole district.
-- name: appeal_list many
-- in: area int, place int, limit int
SELECT ruling.id AS id, ruling.what AS what, ruling.remark AS remark, ruling.reason AS reason, ruling.appeal AS appeal,
	ruling.appealed AS appealed, ruling.made_by AS made_by, matter.number AS number, matter.title AS title, place.slug AS slug
FROM ruling JOIN matter ON matter.area = ruling.area AND matter.id = ruling.matter
	JOIN place ON place.area = matter.area AND place.id = matter.place
WHERE ruling.area = $1 AND ($2 = 0 OR matter.place = $2 OR place.parent = $2) AND ruling.outcome = '' AND ruling.appealed IS NOT NULL
ORDER BY ruling.appealed, ruling.id LIMIT $3;
