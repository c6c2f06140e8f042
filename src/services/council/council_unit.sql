-- Units: their open work and their links.

-- name: unit_open many
-- in: area int, org int, but int
SELECT assignment.id AS id, assignment.due AS due, assignment.outcome AS outcome, assignment.part AS part, matter.title AS title,
	matter.number AS number, place.zh AS place_zh, place.en AS place_en
FROM assignment JOIN matter ON matter.area = assignment.area AND matter.id = assignment.matter
	JOIN place ON place.area = matter.area AND place.id = matter.place
WHERE assignment.area = $1 AND assignment.org = $2 AND assignment.id <> $3
	AND assignment.outcome NOT IN ('done', 'partly', 'impossible', 'returned', 'withdrawn')
ORDER BY assignment.due, assignment.id;

-- How many each unit has open.
-- name: unit_loads many
-- in: area int
-- out: org int, n int
SELECT org, count(*) FROM assignment WHERE area = $1
	AND outcome NOT IN ('done', 'partly', 'impossible', 'returned', 'withdrawn') GROUP BY org;

-- Units that were asked about matters of one category in one place.
-- name: unit_asked_before many
-- in: area int, place int, category text
SELECT DISTINCT assignment.org AS org FROM matter JOIN assignment ON assignment.area = matter.area AND assignment.matter = matter.id
WHERE matter.area = $1 AND matter.place = $2 AND matter.category = $3 AND matter.home = '';

-- The links of one assignment: the token itself is not kept, only its keyed hash.
-- name: unit_links many
-- in: area int, assignment int
SELECT handed, created, expires, revoked FROM link WHERE area = $1 AND assignment = $2 ORDER BY created, token;
