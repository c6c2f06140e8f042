-- The workbench: counts of its queues and their rows. place 0: the whole district; street: its communities.

-- name: desk_counts one
-- in: area int, place int, today int
-- out: fresh int, today_n int, late int, units int, answered int, open_n int
SELECT
	count(*) FILTER (WHERE matter.state = 'filed'),
	count(*) FILTER (WHERE matter.due = $3),
	count(*) FILTER (WHERE matter.due < $3),
	count(*) FILTER (WHERE EXISTS (SELECT 1 FROM assignment WHERE assignment.area = matter.area AND assignment.matter = matter.id
		AND assignment.outcome NOT IN ('done', 'partly', 'impossible', 'returned', 'withdrawn'))),
	count(*) FILTER (WHERE matter.state IN ('asking', 'doing') AND NOT EXISTS (SELECT 1 FROM assignment WHERE assignment.area = matter.area
		AND assignment.matter = matter.id AND assignment.outcome NOT IN ('done', 'partly', 'impossible', 'returned', 'withdrawn'))),
	count(*)
FROM matter JOIN place ON place.area = matter.area AND place.id = matter.place
WHERE matter.area = $1 AND ($2 = 0 OR matter.place = $2 OR place.parent = $2) AND matter.closed IS NULL AND matter.merged_into = 0 AND matter.home = '';

-- name: desk_remarks one
-- in: area int, place int
-- out: n int
SELECT (SELECT count(*) FROM remark JOIN matter ON matter.area = remark.area AND matter.id = remark.matter
	JOIN place ON place.area = matter.area AND place.id = matter.place
	WHERE remark.area = $1 AND remark.state = 'waiting' AND ($2 = 0 OR matter.place = $2 OR place.parent = $2))
	+ (SELECT count(*) FROM ruling JOIN matter ON matter.area = ruling.area AND matter.id = ruling.matter
	JOIN place ON place.area = matter.area AND place.id = matter.place
	WHERE ruling.area = $1 AND ruling.outcome = '' AND ruling.appealed IS NOT NULL
	AND ($2 = 0 OR matter.place = $2 OR place.parent = $2));

-- name: desk_list many
-- in: area int, place int, state text?, due_from int, due_to int, units int?, at int, id int, limit int
SELECT matter.id AS id, matter.place AS place, place.slug AS slug, place.zh AS place_zh, place.en AS place_en,
	matter.number AS number, matter.title AS title, matter.category AS category, matter.kind AS kind,
	matter.state AS state, matter.state_since AS state_since, matter.due AS due,
	matter.supports AS supports, matter.version AS version, matter.entered_by AS entered_by
FROM matter JOIN place ON place.area = matter.area AND place.id = matter.place
WHERE matter.area = $1 AND ($2 = 0 OR matter.place = $2 OR place.parent = $2) AND matter.closed IS NULL AND matter.merged_into = 0 AND matter.home = ''
	AND ($3 IS NULL OR matter.state = $3)
	AND ($5 = 0 OR (matter.due >= $4 AND matter.due <= $5))
	AND ($6 IS NULL OR ($6 = 1 AND EXISTS (SELECT 1 FROM assignment WHERE assignment.area = matter.area AND assignment.matter = matter.id
			AND assignment.outcome NOT IN ('done', 'partly', 'impossible', 'returned', 'withdrawn')))
		OR ($6 = 0 AND matter.state IN ('asking', 'doing') AND NOT EXISTS (SELECT 1 FROM assignment WHERE assignment.area = matter.area
			AND assignment.matter = matter.id AND assignment.outcome NOT IN ('done', 'partly', 'impossible', 'returned', 'withdrawn'))))
	AND (coalesce(matter.due, 1000000), matter.id) > ($7, $8)
ORDER BY coalesce(matter.due, 1000000), matter.id LIMIT $9;

-- name: moderate_list many
-- in: area int, place int, kind text?, limit int
SELECT remark.id AS id, remark.matter AS matter, remark.kind AS kind, remark.body AS body, remark.at AS at, remark.topic AS topic,
	matter.title AS title, matter.number AS number, matter.place AS place, place.slug AS slug
FROM remark JOIN matter ON matter.area = remark.area AND matter.id = remark.matter
	JOIN place ON place.area = matter.area AND place.id = matter.place
WHERE remark.area = $1 AND remark.state = 'waiting' AND ($2 = 0 OR matter.place = $2 OR place.parent = $2)
	AND ($3 IS NULL OR remark.kind = $3)
ORDER BY remark.at, remark.id LIMIT $4;
