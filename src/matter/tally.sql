-- Figures: the counters, what a matter puts into them, the lists behind them.

-- name: tally_add do
-- in: area int, kind text, org int, place int, category text, month int, figure text, bucket int, n int
INSERT INTO tally (area, kind, org, place, category, month, figure, bucket, n) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (area, kind, org, place, category, month, figure, bucket) DO UPDATE SET n = tally.n + $9;

-- name: tally_fact_get opt
-- in: area int, matter int
SELECT kind, place, street, estate, category, received, ended, at, how, days, voice, responded, solved, satisfied, thanks, tasks
FROM tally_matter WHERE area = $1 AND matter = $2;

-- name: tally_fact_put do
-- in: area int, matter int, kind text, place int, street int, estate int, category text, received int, ended int, at int, how int, days int, voice int, responded int, solved int, satisfied int, thanks int, tasks text
INSERT INTO tally_matter (area, matter, kind, place, street, estate, category, received, ended, at, how, days, voice, responded, solved,
	satisfied, thanks, tasks)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
ON CONFLICT (area, matter) DO UPDATE SET kind = $3, place = $4, street = $5, estate = $6, category = $7, received = $8, ended = $9,
	at = $10, how = $11, days = $12, voice = $13, responded = $14, solved = $15, satisfied = $16, thanks = $17, tasks = $18;

-- name: tally_org_drop do
-- in: area int, org int, ended int, matter int
DELETE FROM tally_org WHERE area = $1 AND org = $2 AND ended = $3 AND matter = $4;

-- name: tally_org_put do
-- in: area int, org int, ended int, matter int, thanks int
INSERT INTO tally_org (area, org, ended, matter, thanks) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (area, org, ended, matter) DO UPDATE SET thanks = $5;

-- name: tally_clear do
-- in: area int
DELETE FROM tally WHERE area = $1;

-- name: tally_clear_matters do
-- in: area int
DELETE FROM tally_matter WHERE area = $1;

-- name: tally_clear_orgs do
-- in: area int
DELETE FROM tally_org WHERE area = $1;

-- name: tally_all raw
-- in: area int
SELECT kind, org, place, category, month, figure, bucket, n FROM tally WHERE area = $1;

-- name: tally_state do
-- in: area int, value int
INSERT INTO counter (area, name, value) VALUES ($1, 'tally', $2) ON CONFLICT (area, name) DO UPDATE SET value = $2;

-- What a matter's part is made of.
-- name: tally_row opt
-- in: area int, matter int
-- out: id int, kind text, lifecycle text, place int, spot int, category text, author int, merged_into int, created int, closed int, result int, home text
SELECT id, kind, lifecycle, place, spot, category, author, merged_into, created, closed, outcome <> '', home
FROM matter WHERE area = $1 AND id = $2;

-- name: tally_moves many
-- in: area int, matter int
SELECT act, at FROM entry WHERE area = $1 AND matter = $2 AND act NOT IN ('support', 'comment', 'thanks') ORDER BY seq DESC;

-- name: tally_assignments many
-- in: area int, matter int
SELECT org, outcome, created, answered, due FROM assignment WHERE area = $1 AND matter = $2 ORDER BY id;

-- name: tally_ratings one
-- in: area int, matter int, since int
-- out: n int, solved int, good int
SELECT count(*), count(*) FILTER (WHERE solved = 1), count(*) FILTER (WHERE score >= 3) FROM rating
WHERE area = $1 AND matter = $2 AND at >= $3;

-- name: tally_calls many
-- in: area int, matter int, since int
SELECT reached, responded, solved, score FROM call_back WHERE area = $1 AND matter = $2 AND at >= $3 ORDER BY at DESC, id DESC;

-- name: tally_thanks_of one
-- in: area int, matter int
-- out: n int
SELECT count(*) FROM remark WHERE area = $1 AND matter = $2 AND state = 'shown' AND kind = 'thanks';

-- Sums.
-- name: tally_figures many
-- in: area int, kind text, org int, place int, from int, to int
-- out: figure text, bucket int, n int
SELECT figure, bucket, sum(n) FROM tally
WHERE area = $1 AND kind = $2 AND org = $3 AND place = $4 AND category = '' AND month >= $5 AND month <= $6
GROUP BY figure, bucket ORDER BY figure, bucket;

-- name: tally_months many
-- in: area int, kind text, org int, place int, from int, to int
SELECT month, figure, bucket, n FROM tally
WHERE area = $1 AND kind = $2 AND org = $3 AND place = $4 AND category = '' AND month >= $5 AND month <= $6
ORDER BY month DESC, figure, bucket;

-- name: tally_categories many
-- in: area int, kind text, place int, from int, to int
-- out: category text, figure text, n int
SELECT category, figure, sum(n) FROM tally
WHERE area = $1 AND kind = $2 AND org = 0 AND place = $3 AND category > '' AND month >= $4 AND month <= $5
GROUP BY category, figure ORDER BY category, figure;

-- name: tally_places many
-- in: area int, kind text, parent int, from int, to int
-- out: id int, zh text, en text, slug text, figure text, bucket int, n int
SELECT place.id, place.zh, place.en, place.slug, tally.figure, tally.bucket, sum(tally.n)
FROM place JOIN tally ON tally.area = place.area AND tally.kind = $2 AND tally.org = 0 AND tally.place = place.id
	AND tally.category = '' AND tally.month >= $4 AND tally.month <= $5
WHERE place.area = $1 AND place.parent = $3
GROUP BY place.id, place.zh, place.en, place.slug, tally.figure, tally.bucket ORDER BY place.id, tally.figure, tally.bucket;

-- name: tally_orgs many
-- in: area int, kind text, from int, to int
-- out: id int, zh text, en text, slug text, figure text, bucket int, n int
SELECT org.id, org.zh, org.en, org.code, tally.figure, tally.bucket, sum(tally.n)
FROM org JOIN tally ON tally.area = org.area AND tally.kind = $2 AND tally.org = org.id AND tally.place = 0
	AND tally.category = '' AND tally.month >= $3 AND tally.month <= $4
WHERE org.area = $1
GROUP BY org.id, org.zh, org.en, org.code, tally.figure, tally.bucket ORDER BY org.id, tally.figure, tally.bucket;

-- part: item
matter.number AS number, matter.title AS title, matter.category AS category, matter.kind AS kind,
	matter.lifecycle AS lifecycle, matter.state AS state, place.slug AS slug, place.zh AS place_zh, place.en AS place_en,
	t.at AS at, t.days AS days, t.voice AS voice, t.responded AS responded, t.solved AS solved, t.satisfied AS satisfied

-- part: of_matters
FROM tally_matter AS t JOIN matter ON matter.area = t.area AND matter.id = t.matter
	JOIN place ON place.area = t.area AND place.id = t.place

-- part: chosen
CASE $11 WHEN 1 THEN t.responded WHEN 2 THEN t.solved WHEN 3 THEN t.satisfied ELSE $12 END >= $12
	AND CASE $11 WHEN 1 THEN t.responded WHEN 2 THEN t.solved WHEN 3 THEN t.satisfied ELSE $13 END <= $13
	AND t.kind = $2 AND ($5 = '' OR t.category = $5)

-- The matters behind a figure. which: 1 responded, 2 solved, 3 satisfied must lie in lo … hi; 0: no such test. how and voice: -1 any.
-- name: tally_list_received many
-- row: tally_item
-- in: area int, kind text, from int, to int, category text, month int, id int, limit int
SELECT t.matter AS matter, t.received AS month, {item}
{of_matters}
WHERE t.area = $1 AND t.received >= $3 AND t.received <= $4 AND (t.received, t.matter) < ($6, $7)
	AND t.kind = $2 AND ($5 = '' OR t.category = $5)
ORDER BY t.received DESC, t.matter DESC LIMIT $8;

-- name: tally_list_received_street many
-- row: tally_item
-- in: area int, kind text, from int, to int, category text, month int, id int, limit int, place int
SELECT t.matter AS matter, t.received AS month, {item}
{of_matters}
WHERE t.area = $1 AND t.street = $9 AND t.received >= $3 AND t.received <= $4 AND (t.received, t.matter) < ($6, $7)
	AND t.kind = $2 AND ($5 = '' OR t.category = $5)
ORDER BY t.received DESC, t.matter DESC LIMIT $8;

-- name: tally_list_received_place many
-- row: tally_item
-- in: area int, kind text, from int, to int, category text, month int, id int, limit int, place int, estate int
SELECT t.matter AS matter, t.received AS month, {item}
{of_matters}
WHERE t.area = $1 AND t.place = $9 AND t.received >= $3 AND t.received <= $4 AND (t.received, t.matter) < ($6, $7)
	AND t.kind = $2 AND ($5 = '' OR t.category = $5) AND ($10 = 0 OR t.estate = $10)
ORDER BY t.received DESC, t.matter DESC LIMIT $8;

-- name: tally_list_ended many
-- row: tally_item
-- in: area int, kind text, from int, to int, category text, month int, id int, limit int, how int, voice int, which int, lo int, hi int
SELECT t.matter AS matter, t.ended AS month, {item}
{of_matters}
WHERE t.area = $1 AND t.ended >= $3 AND t.ended <= $4 AND (t.ended, t.matter) < ($6, $7)
	AND t.how = $9 AND ($10 < 0 OR t.voice = $10)
	AND {chosen}
ORDER BY t.ended DESC, t.matter DESC LIMIT $8;

-- name: tally_list_ended_street many
-- row: tally_item
-- in: area int, kind text, from int, to int, category text, month int, id int, limit int, how int, voice int, which int, lo int, hi int, place int
SELECT t.matter AS matter, t.ended AS month, {item}
{of_matters}
WHERE t.area = $1 AND t.street = $14 AND t.ended >= $3 AND t.ended <= $4 AND (t.ended, t.matter) < ($6, $7)
	AND t.how = $9 AND ($10 < 0 OR t.voice = $10)
	AND {chosen}
ORDER BY t.ended DESC, t.matter DESC LIMIT $8;

-- name: tally_list_ended_place many
-- row: tally_item
-- in: area int, kind text, from int, to int, category text, month int, id int, limit int, how int, voice int, which int, lo int, hi int, place int, estate int
SELECT t.matter AS matter, t.ended AS month, {item}
{of_matters}
WHERE t.area = $1 AND t.place = $14 AND t.ended >= $3 AND t.ended <= $4 AND (t.ended, t.matter) < ($6, $7)
	AND t.how = $9 AND ($10 < 0 OR t.voice = $10)
	AND {chosen} AND ($15 = 0 OR t.estate = $15)
ORDER BY t.ended DESC, t.matter DESC LIMIT $8;

-- name: tally_list_ended_org many
-- row: tally_item
-- in: area int, kind text, from int, to int, category text, month int, id int, limit int, how int, voice int, which int, lo int, hi int, org int, thanks int
SELECT t.matter AS matter, t.ended AS month, {item}
FROM tally_org AS o JOIN tally_matter AS t ON t.area = o.area AND t.matter = o.matter
	JOIN matter ON matter.area = t.area AND matter.id = t.matter
	JOIN place ON place.area = t.area AND place.id = t.place
WHERE o.area = $1 AND o.org = $14 AND o.ended >= $3 AND o.ended <= $4 AND (o.ended, o.matter) < ($6, $7)
	AND t.how = $9 AND ($10 < 0 OR t.voice = $10) AND o.thanks >= $15
	AND {chosen}
ORDER BY o.ended DESC, o.matter DESC LIMIT $8;

-- part: task
SELECT assignment.id AS id, assignment.outcome AS outcome, assignment.created AS created, assignment.answered AS answered,
	assignment.due AS due, assignment.chased AS chased, matter.number AS number, matter.title AS title, place.slug AS slug,
	place.zh AS place_zh, place.en AS place_en
FROM assignment JOIN matter ON matter.area = assignment.area AND matter.id = assignment.matter
	JOIN place ON place.area = matter.area AND place.id = matter.place
WHERE assignment.area = $1 AND assignment.org = $2 AND matter.kind = $3

-- A unit's assignments. from, to: instants; outcomes by name; late 1: answered after the day (zone: microseconds of the district's).
-- name: tally_tasks_sent many
-- row: tally_task
-- in: area int, org int, kind text, from int, to int, before int, limit int
{task} AND assignment.created >= $4 AND assignment.created < $5
	AND assignment.id < $6
ORDER BY assignment.id DESC LIMIT $7;

-- name: tally_tasks_answered many
-- row: tally_task
-- in: area int, org int, kind text, from int, to int, before int, limit int, late int, zone int
{task} AND assignment.outcome IN ('done', 'partly', 'impossible')
	AND assignment.answered >= $4 AND assignment.answered < $5 AND assignment.id < $6
	AND ($8 = 0 OR (assignment.answered + $9) / 86400000000 > assignment.due)
ORDER BY assignment.id DESC LIMIT $7;

-- name: tally_tasks_returned many
-- row: tally_task
-- in: area int, org int, kind text, from int, to int, before int, limit int
{task} AND assignment.outcome = 'returned'
	AND assignment.answered >= $4 AND assignment.answered < $5 AND assignment.id < $6
ORDER BY assignment.id DESC LIMIT $7;

-- Call-backs.
-- name: call_insert do
-- in: area int, id int, matter int, at int, by int, reached int, responded int, solved int, score int, words text
INSERT INTO call_back (area, id, matter, at, by_account, reached, responded, solved, score, words)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: call_list many
-- in: area int, matter int
SELECT id, at, reached, responded, solved, score, words FROM call_back WHERE area = $1 AND matter = $2 ORDER BY at DESC, id DESC;

-- name: shown_call_row raw
-- in: area int, id int
SELECT matter, at, reached, responded, solved, score FROM call_back WHERE area = $1 AND id = $2;

-- name: ids_of_call raw
-- in: area int, matter int
SELECT id FROM call_back WHERE area = $1 AND matter = $2;

-- place: a community, or with street set all communities of a street, or 0 and 0 the district.
-- since, until: when the result was published.
-- name: call_due many
-- in: area int, place int, month int, id int, since int, until int, limit int
-- out: matter int, month int, number text, title text, outcome text, at int, slug text, place_zh text, place_en text, tries int
SELECT t.matter AS matter, t.ended AS month, matter.number AS number, matter.title AS title, matter.outcome AS outcome,
	t.at AS at, place.slug AS slug, place.zh AS place_zh, place.en AS place_en,
	(SELECT count(*) FROM call_back WHERE call_back.area = t.area AND call_back.matter = t.matter
		AND call_back.at >= t.at) AS tries
{of_matters}
WHERE t.area = $1 AND t.voice = 2 AND ($2 = 0 OR t.place = $2 OR t.street = $2) AND (t.ended, t.matter) > ($3, $4)
	AND t.at >= $5 AND t.at < $6
ORDER BY t.ended, t.matter LIMIT $7;

-- name: call_due_count one
-- in: area int, place int, since int
-- out: n int, older int
SELECT count(*) FILTER (WHERE at >= $3), count(*) FILTER (WHERE at < $3) FROM tally_matter
WHERE area = $1 AND voice = 2 AND ($2 = 0 OR place = $2 OR street = $2);
