-- Open data: what is public, in the order of ids, a batch at a time (keyset: no batch gets slower than the first).

-- name: open_matters many
-- in: area int, after int, limit int
SELECT matter.id AS id, matter.place AS place, matter.number AS number, matter.title AS title, matter.body AS body,
	matter.whereabouts AS whereabouts, matter.category AS category, matter.channel AS channel, matter.kind AS kind,
	matter.lifecycle AS lifecycle, matter.state AS state, matter.due AS due, matter.supports AS supports,
	matter.remarks AS remarks, matter.outcome AS outcome, matter.r4 AS r4, matter.r3 AS r3, matter.r2 AS r2, matter.r1 AS r1,
	matter.created AS created, matter.updated AS updated, matter.closed AS closed, matter.merged_into AS merged_into,
	matter.lat AS lat, matter.lon AS lon, place.slug AS slug, place.zh AS place_zh, place.en AS place_en, place.code AS code
FROM matter JOIN place ON place.area = matter.area AND place.id = matter.place
WHERE matter.area = $1 AND matter.home = '' AND matter.id > $2 ORDER BY matter.id LIMIT $3;

-- name: open_assignments many
-- in: area int, after int, limit int
SELECT assignment.id AS id, assignment.standing AS standing, assignment.part AS part, assignment.due AS due,
	assignment.outcome AS outcome, assignment.created AS created, assignment.answered AS answered,
	assignment.dispatch AS dispatch, assignment.chased AS chased, org.zh AS org_zh, org.en AS org_en,
	matter.number AS number, place.slug AS slug
FROM assignment JOIN org ON org.area = assignment.area AND org.id = assignment.org
	JOIN matter ON matter.area = assignment.area AND matter.id = assignment.matter
	JOIN place ON place.area = matter.area AND place.id = matter.place
WHERE assignment.area = $1 AND assignment.id > $2 AND matter.home = '' ORDER BY assignment.id LIMIT $3;

-- When a matter's result was published: its newest entry of that move.
-- name: open_result_at one
-- in: area int, matter int
-- out: at int
SELECT coalesce(max(at), 0) FROM entry WHERE area = $1 AND matter = $2 AND act = 'publish_result';

-- name: open_roots many
-- in: area int, after int, limit int
SELECT day, after_no, upto_no, root FROM daily_root WHERE area = $1 AND day > $2 ORDER BY day LIMIT $3;

-- The newest change: what says whether a copy somebody holds is still right.
-- name: open_newest opt
-- in: area int
SELECT log_no, at FROM entry WHERE area = $1 ORDER BY log_no DESC LIMIT 1;

-- Feeds. Ids grow with time: the newest matters stand at the end of the key; the newest results among the last that moved.
-- name: feed_matters many
-- row: feed_row
-- in: area int, kind text, limit int
SELECT matter.id AS id, matter.number AS number, matter.title AS title, matter.body AS body, matter.category AS category,
	matter.outcome AS outcome, matter.created AS created, matter.updated AS updated,
	place.slug AS slug, place.zh AS place_zh, place.en AS place_en
FROM matter JOIN place ON place.area = matter.area AND place.id = matter.place
WHERE matter.area = $1 AND matter.home = '' AND matter.kind = $2 AND matter.merged_into = 0
ORDER BY matter.id DESC LIMIT $3;

-- name: feed_matters_place many
-- row: feed_row
-- in: area int, kind text, place int, limit int
SELECT matter.id AS id, matter.number AS number, matter.title AS title, matter.body AS body, matter.category AS category,
	matter.outcome AS outcome, matter.created AS created, matter.updated AS updated,
	place.slug AS slug, place.zh AS place_zh, place.en AS place_en
FROM matter JOIN place ON place.area = matter.area AND place.id = matter.place
WHERE matter.area = $1 AND matter.home = '' AND matter.kind = $2 AND matter.place = $3 AND matter.merged_into = 0
ORDER BY matter.id DESC LIMIT $4;

-- name: feed_results many
-- row: feed_row
-- in: area int, kind text, limit int
SELECT matter.id AS id, matter.number AS number, matter.title AS title, matter.body AS body, matter.category AS category,
	matter.outcome AS outcome, matter.created AS created, matter.updated AS updated,
	place.slug AS slug, place.zh AS place_zh, place.en AS place_en
FROM matter JOIN place ON place.area = matter.area AND place.id = matter.place
WHERE matter.area = $1 AND matter.home = '' AND matter.kind = $2 AND matter.outcome <> '' AND matter.merged_into = 0
ORDER BY matter.updated DESC, matter.id DESC LIMIT $3;

-- name: feed_results_place many
-- row: feed_row
-- in: area int, kind text, place int, limit int
SELECT matter.id AS id, matter.number AS number, matter.title AS title, matter.body AS body, matter.category AS category,
	matter.outcome AS outcome, matter.created AS created, matter.updated AS updated,
	place.slug AS slug, place.zh AS place_zh, place.en AS place_en
FROM matter JOIN place ON place.area = matter.area AND place.id = matter.place
WHERE matter.area = $1 AND matter.home = '' AND matter.kind = $2 AND matter.place = $3 AND matter.outcome <> '' AND matter.merged_into = 0
ORDER BY matter.updated DESC, matter.id DESC LIMIT $4;
