-- Versions of decision tables, and what they are tried against.

-- The one in force on a day. Without its text, as the one below: the text is read when its version is not on the shelf.
-- name: rule_on opt
-- row: rule_row
-- in: area int, name text, day int
SELECT id, name, version, state, from_day FROM rule_version
WHERE area = $1 AND name = $2 AND state = 'set' AND from_day <= $3 ORDER BY from_day DESC, at DESC, id DESC LIMIT 1;

-- name: rule_list many
-- in: area int, name text
SELECT id, version, state, from_day, at FROM rule_version WHERE area = $1 AND name = $2 ORDER BY state, from_day DESC, at DESC, id DESC;

-- name: rule_one opt
-- row: rule_row
-- in: area int, id int
SELECT id, name, version, state, from_day FROM rule_version WHERE area = $1 AND id = $2;

-- name: rule_body one
-- in: area int, id int
-- out: body text
SELECT body FROM rule_version WHERE area = $1 AND id = $2;

-- name: rule_insert do
-- in: area int, id int, name text, version text, body text, account int, at int
INSERT INTO rule_version (area, id, name, version, body, state, account, at) VALUES ($1, $2, $3, $4, $5, 'draft', $6, $7);

-- Only while it is the draft that was read.
-- name: rule_change do
-- in: area int, id int, was text, version text, body text, account int, at int
UPDATE rule_version SET version = $4, body = $5, account = $6, at = $7 WHERE area = $1 AND id = $2 AND state = 'draft' AND version = $3;

-- name: rule_force do
-- in: area int, id int, was text, day int, account int, at int
UPDATE rule_version SET state = 'set', from_day = $4, account = $5, at = $6 WHERE area = $1 AND id = $2 AND state = 'draft' AND version = $3;

-- name: rule_drop do
-- in: area int, id int
DELETE FROM rule_version WHERE area = $1 AND id = $2 AND state = 'draft';

-- Matters of the past, newest first, that a table is tried against.
-- name: rule_cases many
-- in: area int, max int
SELECT matter.id AS id, matter.number AS number, matter.title AS title, matter.body AS body, matter.category AS category,
	spot.kind AS kind, place.slug AS slug
FROM matter JOIN place ON place.area = matter.area AND place.id = matter.place
	JOIN place AS spot ON spot.area = matter.area AND spot.id = matter.spot
WHERE matter.area = $1 AND matter.home = '' ORDER BY matter.created DESC, matter.id DESC LIMIT $2;
