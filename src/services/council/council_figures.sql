-- Figures' pages: what is read live, and thanks.

-- The first month with figures, of the whole district.
-- name: figures_first opt
-- in: area int, kind text
SELECT month FROM tally WHERE area = $1 AND kind = $2 AND org = 0 AND place = 0 AND category = '' ORDER BY month LIMIT 1;

-- A unit's open work: all, due within the next days, late.
-- name: figures_work one
-- in: area int, org int, today int, soon int
-- out: open_n int, soon_n int, late_n int, oldest int
SELECT count(*), count(*) FILTER (WHERE due >= $3 AND due <= $4), count(*) FILTER (WHERE due < $3), coalesce(min(due), 0)
FROM assignment WHERE area = $1 AND org = $2 AND outcome NOT IN ('done', 'partly', 'impossible', 'returned', 'withdrawn');

-- The same of every unit that has open work.
-- name: figures_loads many
-- in: area int, today int, soon int
-- out: org int, open_n int, soon_n int, late_n int
SELECT org, count(*), count(*) FILTER (WHERE due >= $2 AND due <= $3), count(*) FILTER (WHERE due < $2)
FROM assignment WHERE area = $1 AND outcome NOT IN ('done', 'partly', 'impossible', 'returned', 'withdrawn')
GROUP BY org ORDER BY org;

-- A unit's open work in rows, the most urgent first; from, to: days of the due day.
-- name: figures_open many
-- in: area int, org int, from int, to int, after int, id int, limit int
SELECT assignment.id AS id, assignment.due AS due, assignment.outcome AS outcome, assignment.part AS part, assignment.chased AS chased,
	assignment.dispatch AS dispatch, matter.title AS title, matter.number AS number, place.slug AS slug, place.zh AS place_zh,
	place.en AS place_en
FROM assignment JOIN matter ON matter.area = assignment.area AND matter.id = assignment.matter
	JOIN place ON place.area = matter.area AND place.id = matter.place
WHERE assignment.area = $1 AND assignment.org = $2 AND assignment.due >= $3 AND assignment.due <= $4
	AND (assignment.due, assignment.id) > ($5, $6)
	AND assignment.outcome NOT IN ('done', 'partly', 'impossible', 'returned', 'withdrawn')
ORDER BY assignment.due, assignment.id LIMIT $7;

-- Thanks that reached a unit, the newest matters first.
-- name: figures_thanks many
-- in: area int, org int, limit int
SELECT remark.body AS body, remark.at AS at, matter.title AS title, matter.number AS number, place.slug AS slug
FROM tally_org JOIN remark ON remark.area = tally_org.area AND remark.matter = tally_org.matter
	JOIN matter ON matter.area = tally_org.area AND matter.id = tally_org.matter
	JOIN place ON place.area = matter.area AND place.id = matter.place
WHERE tally_org.area = $1 AND tally_org.org = $2 AND tally_org.thanks > 0 AND remark.state = 'shown' AND remark.kind = 'thanks'
ORDER BY tally_org.matter DESC, remark.at DESC, remark.id DESC LIMIT $3;

-- Pictures of a matter with the act they came with: before and after.
-- name: settled_photos many
-- in: area int, matter int
SELECT file.id AS id, entry.seq AS seq, entry.act AS act FROM file JOIN entry ON entry.area = file.area AND entry.id = file.entry
WHERE file.area = $1 AND file.matter = $2 AND file.thumb <> '' AND file.class = 'public' ORDER BY entry.seq, file.id;

-- Answers given in a month to what was asked about a place's matters (place: a community or a street; 0: the district), and those after
-- their day. Only matters touched since the month began are looked at. zone: microseconds of the district's.
-- name: report_answers one
-- in: area int, place int, from int, to int, zone int
-- out: n int, late int
SELECT count(*), count(*) FILTER (WHERE (assignment.answered + $5) / 86400000000 > assignment.due)
FROM matter JOIN place ON place.area = matter.area AND place.id = matter.place
	JOIN assignment ON assignment.area = matter.area AND assignment.matter = matter.id
WHERE matter.area = $1 AND matter.home = '' AND matter.updated >= $3 AND ($2 = 0 OR matter.place = $2 OR place.parent = $2)
	AND assignment.outcome IN ('done', 'partly', 'impossible') AND assignment.answered >= $3 AND assignment.answered < $4;

-- What a ledger says of a matter beside its figures.
-- name: ledger_row opt
-- in: area int, matter int
SELECT matter.created AS created, matter.channel AS channel, matter.whereabouts AS whereabouts, matter.outcome AS outcome, matter.supports AS supports
FROM matter WHERE area = $1 AND id = $2;
