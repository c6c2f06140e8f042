-- Named statements of the case engine (tools/README.md, sqlc). area first, always.

-- name: matter_get opt
-- in: area int, id int
SELECT id, kind, lifecycle, place, spot, number, title, body, whereabouts, category, lang, channel, author, entered_by,
	state, state_since, due, holder, outcome, merged_into, supports, remarks, r4, r3, r2, r1, created, updated, closed,
	version, head, before_merge, lat, lon, home
FROM matter WHERE area = $1 AND id = $2;

-- A private kind's: only its service knows the address.
-- name: matter_by_home opt
-- in: area int, home text, number text
SELECT id FROM matter WHERE area = $1 AND home = $2 AND home <> '' AND number = $3;

-- name: matter_by_number opt
-- in: area int, place int, number text
SELECT id FROM matter WHERE area = $1 AND place = $2 AND number = $3 AND home = '';

-- name: matter_insert do
-- in: area int, id int, kind text, lifecycle text, place int, spot int, number text, title text, body text, whereabouts text, category text, lang text, channel text, author int, entered_by int, state text, at int, due int?, head blob, lat int?, lon int?, home text
INSERT INTO matter (area, id, kind, lifecycle, place, spot, number, title, body, whereabouts, category, lang, channel,
	author, entered_by, state, state_since, due, holder, created, updated, version, head, lat, lon, home)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, 0, $17, $17, 0, $19, $20, $21, $22);

-- name: matter_set_state do
-- in: area int, id int, state text, since int, due int?, closed int?
UPDATE matter SET state = $3, state_since = $4, due = $5, closed = $6 WHERE area = $1 AND id = $2;

-- name: matter_set_outcome do
-- in: area int, id int, outcome text
UPDATE matter SET outcome = $3 WHERE area = $1 AND id = $2;

-- name: matter_set_holder do
-- in: area int, id int, holder int
UPDATE matter SET holder = $3 WHERE area = $1 AND id = $2;

-- name: matter_set_head do
-- in: area int, id int, version int, head blob, updated int
UPDATE matter SET version = $3, head = $4, updated = $5 WHERE area = $1 AND id = $2;

-- The same where its place in the lists stays: their indexes are not written then.
-- name: matter_set_head_there do
-- in: area int, id int, version int, head blob
UPDATE matter SET version = $3, head = $4 WHERE area = $1 AND id = $2;

-- name: matter_updated opt
-- in: area int, id int
SELECT updated FROM matter WHERE area = $1 AND id = $2;

-- name: matter_count_support do
-- in: area int, id int
UPDATE matter SET supports = (SELECT count(*) FROM support WHERE support.area = $1 AND support.matter = $2)
WHERE area = $1 AND id = $2;

-- name: matter_count_remarks do
-- in: area int, id int
UPDATE matter SET remarks = (SELECT count(*) FROM remark WHERE remark.area = $1 AND remark.matter = $2 AND remark.state = 'shown')
WHERE area = $1 AND id = $2;

-- name: matter_count_ratings do
-- in: area int, id int
UPDATE matter SET
	r4 = (SELECT count(*) FROM rating WHERE rating.area = $1 AND rating.matter = $2 AND rating.score = 4),
	r3 = (SELECT count(*) FROM rating WHERE rating.area = $1 AND rating.matter = $2 AND rating.score = 3),
	r2 = (SELECT count(*) FROM rating WHERE rating.area = $1 AND rating.matter = $2 AND rating.score = 2),
	r1 = (SELECT count(*) FROM rating WHERE rating.area = $1 AND rating.matter = $2 AND rating.score = 1)
WHERE area = $1 AND id = $2;

-- What verify recomputes from the entries: every field a page shows.
-- name: shown_matter_row raw
-- in: area int, id int
SELECT place, spot, number, title, body, whereabouts, category, lang, channel, author, entered_by, state, state_since, due,
	holder, outcome, merged_into, supports, remarks, r4, r3, r2, r1, created, closed, lat, lon
FROM matter WHERE area = $1 AND id = $2;

-- name: shown_assignment_row raw
-- in: area int, id int
SELECT matter, org, standing, part, ask, due, outcome, answer, review, wanted, dispatch, named, created, answered, chased
FROM assignment WHERE area = $1 AND id = $2;

-- name: shown_remark_row raw
-- in: area int, id int
SELECT matter, kind, body, state, reason, at, topic FROM remark WHERE area = $1 AND id = $2;

-- Which rows a matter has: verify looks for those no entry speaks of.
-- name: ids_of_assignment raw
-- in: area int, matter int
SELECT id FROM assignment WHERE area = $1 AND matter = $2;

-- name: ids_of_remark raw
-- in: area int, matter int
SELECT id FROM remark WHERE area = $1 AND matter = $2;

-- part: card
matter.id AS id, matter.place AS place, place.slug AS slug, place.zh AS place_zh, place.en AS place_en,
	matter.number AS number, matter.title AS title, matter.category AS category, matter.kind AS kind,
	matter.lifecycle AS lifecycle, matter.state AS state, matter.state_since AS state_since, matter.due AS due,
	matter.supports AS supports, matter.remarks AS remarks, matter.created AS created, matter.updated AS updated,
	matter.closed AS closed, matter.author AS author, matter.version AS version
FROM matter JOIN place ON place.area = matter.area AND place.id = matter.place

-- Lists: one query a page, keyset paging (domain: slow lists are the first complaint about every peer). Those under way and those with a
-- result have statements and indexes of their own (0021_lists.sql): among a million matters the few of one kind are found at once.
-- name: matter_list_all many
-- row: matter_card
-- in: area int, kind text?, state text?, category text?, at int, id int, limit int
SELECT {card}
WHERE matter.area = $1 AND matter.home = '' AND ($2 IS NULL OR matter.kind = $2) AND ($3 IS NULL OR matter.state = $3)
	AND ($4 IS NULL OR matter.category = $4) AND matter.merged_into = 0
	AND (matter.updated, matter.id) < ($5, $6)
ORDER BY matter.updated DESC, matter.id DESC LIMIT $7;

-- name: matter_list_place many
-- row: matter_card
-- in: area int, place int, kind text?, state text?, category text?, at int, id int, limit int
SELECT {card}
WHERE matter.area = $1 AND matter.home = '' AND matter.place = $2 AND ($3 IS NULL OR matter.kind = $3) AND ($4 IS NULL OR matter.state = $4)
	AND ($5 IS NULL OR matter.category = $5) AND matter.merged_into = 0
	AND (matter.updated, matter.id) < ($6, $7)
ORDER BY matter.updated DESC, matter.id DESC LIMIT $8;

-- name: matter_list_all_open many
-- row: matter_card
-- in: area int, kind text?, state text?, category text?, at int, id int, limit int
SELECT {card}
WHERE matter.area = $1 AND matter.home = '' AND ($2 IS NULL OR matter.kind = $2) AND ($3 IS NULL OR matter.state = $3)
	AND matter.closed IS NULL AND matter.outcome = ''
	AND ($4 IS NULL OR matter.category = $4) AND matter.merged_into = 0
	AND (matter.updated, matter.id) < ($5, $6)
ORDER BY matter.updated DESC, matter.id DESC LIMIT $7;

-- name: matter_list_place_open many
-- row: matter_card
-- in: area int, place int, kind text?, state text?, category text?, at int, id int, limit int
SELECT {card}
WHERE matter.area = $1 AND matter.home = '' AND matter.place = $2 AND ($3 IS NULL OR matter.kind = $3) AND ($4 IS NULL OR matter.state = $4)
	AND matter.closed IS NULL AND matter.outcome = ''
	AND ($5 IS NULL OR matter.category = $5) AND matter.merged_into = 0
	AND (matter.updated, matter.id) < ($6, $7)
ORDER BY matter.updated DESC, matter.id DESC LIMIT $8;

-- name: matter_list_all_done many
-- row: matter_card
-- in: area int, kind text?, state text?, category text?, at int, id int, limit int
SELECT {card}
WHERE matter.area = $1 AND matter.home = '' AND ($2 IS NULL OR matter.kind = $2) AND ($3 IS NULL OR matter.state = $3)
	AND matter.outcome <> ''
	AND ($4 IS NULL OR matter.category = $4) AND matter.merged_into = 0
	AND (matter.updated, matter.id) < ($5, $6)
ORDER BY matter.updated DESC, matter.id DESC LIMIT $7;

-- name: matter_list_place_done many
-- row: matter_card
-- in: area int, place int, kind text?, state text?, category text?, at int, id int, limit int
SELECT {card}
WHERE matter.area = $1 AND matter.home = '' AND matter.place = $2 AND ($3 IS NULL OR matter.kind = $3) AND ($4 IS NULL OR matter.state = $4)
	AND matter.outcome <> ''
	AND ($5 IS NULL OR matter.category = $5) AND matter.merged_into = 0
	AND (matter.updated, matter.id) < ($6, $7)
ORDER BY matter.updated DESC, matter.id DESC LIMIT $8;

-- name: matter_list_mine many
-- row: matter_card
-- in: area int, account int, limit int
SELECT {card}
WHERE matter.area = $1 AND matter.home = '' AND (matter.author = $2 OR EXISTS (SELECT 1 FROM follow WHERE follow.area = matter.area
	AND follow.matter = matter.id AND follow.account = $2))
ORDER BY matter.updated DESC, matter.id DESC LIMIT $3;

-- name: matter_card_get opt
-- row: matter_card
-- in: area int, id int
SELECT {card}
WHERE matter.area = $1 AND matter.home = '' AND matter.id = $2;

-- Past its day in a state that the system itself ends: the timer's list.
-- name: matter_overdue many
-- in: area int, state text, today int, limit int
SELECT id, lifecycle FROM matter WHERE area = $1 AND state = $2 AND due < $3 AND merged_into = 0
ORDER BY due, id LIMIT $4;

-- Two steps instead of RETURNING, which SQLite keeps in a table of its own (counter_next in matter.h).
-- name: counter_up do
-- in: area int, name text
UPDATE counter SET value = value + 1 WHERE area = $1 AND name = $2;

-- name: counter_new do
-- in: area int, name text
INSERT INTO counter (area, name, value) VALUES ($1, $2, 1);

-- name: counter_get opt
-- in: area int, name text
SELECT value FROM counter WHERE area = $1 AND name = $2;

-- name: lifecycle_put do
-- in: area int, hash text, kind text, text text, at int
INSERT INTO lifecycle (area, hash, kind, text, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (area, hash) DO NOTHING;

-- name: lifecycle_text opt
-- in: area int, hash text
SELECT kind, text FROM lifecycle WHERE area = $1 AND hash = $2;

-- History.
-- name: entry_insert do
-- in: area int, matter int, seq int, id int, at int, actor int, role text, act text, log_no int, prev blob, commitment blob, hash blob
INSERT INTO entry (area, matter, seq, id, at, actor, role, act, log_no, prev, commitment, hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: entry_body_insert do
-- in: area int, id int, salt blob, payload blob
INSERT INTO entry_body (area, id, salt, payload) VALUES ($1, $2, $3, $4);

-- name: entry_last opt
-- in: area int, matter int
SELECT seq, at, hash FROM entry WHERE area = $1 AND matter = $2 ORDER BY seq DESC LIMIT 1;

-- name: entry_of_matter many
-- in: area int, matter int
-- out: seq int, id int, at int, actor int, role text, act text, log_no int, prev blob, commitment blob, hash blob, salt blob, payload blob
SELECT entry.seq, entry.id, entry.at, entry.actor, entry.role, entry.act, entry.log_no, entry.prev, entry.commitment,
	entry.hash, entry_body.salt, entry_body.payload
FROM entry LEFT JOIN entry_body ON entry_body.area = entry.area AND entry_body.id = entry.id
WHERE entry.area = $1 AND entry.matter = $2 ORDER BY entry.seq;

-- name: entry_log many
-- in: area int, after int, upto int
SELECT log_no, hash, at FROM entry WHERE area = $1 AND log_no > $2 AND log_no <= $3 ORDER BY log_no;

-- name: entry_count one
-- in: area int
-- out: n int, last int
SELECT count(*), coalesce(max(log_no), 0) FROM entry WHERE area = $1;

-- name: entry_first_after opt
-- in: area int, after int
SELECT log_no, at FROM entry WHERE area = $1 AND log_no > $2 ORDER BY log_no LIMIT 1;

-- name: entry_last_before one
-- in: area int, before_at int
-- out: log_no int
SELECT coalesce(max(log_no), 0) FROM entry WHERE area = $1 AND at < $2;

-- name: matter_ids many
-- in: area int, after int, limit int
SELECT id FROM matter WHERE area = $1 AND id > $2 ORDER BY id LIMIT $3;

-- name: matter_without_row many
-- in: area int
SELECT DISTINCT entry.matter AS matter FROM entry WHERE entry.area = $1
	AND NOT EXISTS (SELECT 1 FROM matter WHERE matter.area = entry.area AND matter.id = entry.matter)
ORDER BY entry.matter LIMIT 100;

-- name: root_put do
-- in: area int, day int, after int, upto int, root blob, at int
INSERT INTO daily_root (area, day, after_no, upto_no, root, at) VALUES ($1, $2, $3, $4, $5, $6);

-- name: root_list many
-- in: area int
SELECT day, after_no, upto_no, root FROM daily_root WHERE area = $1 ORDER BY day;

-- name: root_last opt
-- in: area int
SELECT day, upto_no, root FROM daily_root WHERE area = $1 ORDER BY day DESC LIMIT 1;

-- Support, follow, remarks, rating.
-- name: support_put do
-- in: area int, matter int, owner text, at int, came_from int
INSERT INTO support (area, matter, owner, at, came_from) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (area, matter, owner) DO NOTHING;

-- name: support_own do
-- in: area int, matter int, owner text
UPDATE support SET came_from = 0 WHERE area = $1 AND matter = $2 AND owner = $3;

-- name: support_has opt
-- in: area int, matter int, owner text
SELECT at FROM support WHERE area = $1 AND matter = $2 AND owner = $3;

-- name: follow_put do
-- in: area int, matter int, account int, at int
INSERT INTO follow (area, matter, account, at) VALUES ($1, $2, $3, $4)
ON CONFLICT (area, matter, account) DO UPDATE SET came_from = 0;

-- name: follow_drop do
-- in: area int, matter int, account int
DELETE FROM follow WHERE area = $1 AND matter = $2 AND account = $3;

-- name: follow_has opt
-- in: area int, matter int, account int
SELECT at FROM follow WHERE area = $1 AND matter = $2 AND account = $3;

-- name: follow_list many
-- in: area int, matter int
SELECT account FROM follow WHERE area = $1 AND matter = $2 ORDER BY account;

-- name: remark_insert do
-- in: area int, id int, matter int, kind text, author int, owner text, body text, state text, at int, topic text?
INSERT INTO remark (area, id, matter, kind, author, owner, body, state, at, topic)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: remark_get opt
-- in: area int, id int
SELECT id, matter, kind, author, owner, body, state, reason, at, topic FROM remark WHERE area = $1 AND id = $2;

-- name: remark_set do
-- in: area int, id int, state text, reason text
UPDATE remark SET state = $3, reason = $4 WHERE area = $1 AND id = $2;

-- name: remark_list many
-- row: remark_row
-- in: area int, matter int, state text
SELECT id, matter, kind, author, body, state, reason, at, topic FROM remark WHERE area = $1 AND matter = $2 AND state = $3
ORDER BY at DESC, id DESC;

-- name: remark_own many
-- row: remark_row
-- in: area int, matter int, owner text
SELECT id, matter, kind, author, body, state, reason, at, topic FROM remark
WHERE area = $1 AND matter = $2 AND owner = $3 AND state <> 'shown'
ORDER BY at DESC, id DESC;

-- name: rating_put do
-- in: area int, matter int, owner text, score int, solved int, body text, at int, browser text
INSERT INTO rating (area, matter, owner, score, solved, body, at, browser) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (area, matter, owner) DO UPDATE SET score = $4, solved = $5, body = $6, at = $7, browser = $8;

-- name: rating_drop do
-- in: area int, matter int, owner text
DELETE FROM rating WHERE area = $1 AND matter = $2 AND owner = $3;

-- name: rating_unsolved one
-- in: area int, matter int
-- out: n int
SELECT count(*) FROM rating WHERE area = $1 AND matter = $2 AND solved = 0;

-- name: rating_get opt
-- in: area int, matter int, owner text
SELECT score, solved, body, at FROM rating WHERE area = $1 AND matter = $2 AND owner = $3;

-- name: rating_on opt
-- in: area int, matter int, browser text
SELECT at FROM rating WHERE area = $1 AND matter = $2 AND browser = $3 ORDER BY at DESC LIMIT 1;

-- Files.
-- name: file_insert do
-- in: area int, id int, matter int, entry int, assignment int, stored text, thumb text, key int, type text, name text, bytes int, width int, height int, class text, blurs int, at int
INSERT INTO file (area, id, matter, entry, assignment, stored, thumb, key, type, name, bytes, width, height, class, blurs, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16);

-- name: file_get opt
-- row: file_row
-- in: area int, id int
SELECT id, matter, entry, assignment, stored, thumb, key, type, name, bytes, width, height, class, blurs, at FROM file WHERE area = $1 AND id = $2;

-- name: file_of_matter many
-- row: file_row
-- in: area int, matter int
SELECT id, matter, entry, assignment, stored, thumb, key, type, name, bytes, width, height, class, blurs, at FROM file
WHERE area = $1 AND matter = $2 ORDER BY at, id;

-- name: file_set_class do
-- in: area int, id int, class text
UPDATE file SET class = $3 WHERE area = $1 AND id = $2;

-- Assignments.
-- name: assignment_insert do
-- in: area int, id int, matter int, org int, standing text, part text, ask text, due int, dispatch int, named int, at int
INSERT INTO assignment (area, id, matter, org, standing, part, ask, due, outcome, answer, dispatch, named, created, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'sent', '', $9, $10, $11, 1);

-- name: assignment_one opt
-- row: assignment_row
-- in: area int, id int
SELECT assignment.id AS id, assignment.matter AS matter, assignment.org AS org, org.zh AS org_zh, org.en AS org_en, org.phone AS org_phone,
	assignment.standing AS standing, assignment.part AS part, assignment.ask AS ask, assignment.due AS due,
	assignment.outcome AS outcome, assignment.answer AS answer, assignment.review AS review, assignment.wanted AS wanted,
	assignment.dispatch AS dispatch, assignment.named AS named, assignment.created AS created, assignment.answered AS answered,
	assignment.chased AS chased, assignment.version AS version, assignment.received AS received
FROM assignment JOIN org ON org.area = assignment.area AND org.id = assignment.org
WHERE assignment.area = $1 AND assignment.id = $2;

-- name: assignment_of_matter many
-- row: assignment_row
-- in: area int, matter int
SELECT assignment.id AS id, assignment.matter AS matter, assignment.org AS org, org.zh AS org_zh, org.en AS org_en, org.phone AS org_phone,
	assignment.standing AS standing, assignment.part AS part, assignment.ask AS ask, assignment.due AS due,
	assignment.outcome AS outcome, assignment.answer AS answer, assignment.review AS review, assignment.wanted AS wanted,
	assignment.dispatch AS dispatch, assignment.named AS named, assignment.created AS created, assignment.answered AS answered,
	assignment.chased AS chased, assignment.version AS version, assignment.received AS received
FROM assignment JOIN org ON org.area = assignment.area AND org.id = assignment.org
WHERE assignment.area = $1 AND assignment.matter = $2 ORDER BY assignment.id;

-- name: assignment_open_of_org many
-- row: assignment_row
-- in: area int, org int
SELECT assignment.id AS id, assignment.matter AS matter, assignment.org AS org, org.zh AS org_zh, org.en AS org_en, org.phone AS org_phone,
	assignment.standing AS standing, assignment.part AS part, assignment.ask AS ask, assignment.due AS due,
	assignment.outcome AS outcome, assignment.answer AS answer, assignment.review AS review, assignment.wanted AS wanted,
	assignment.dispatch AS dispatch, assignment.named AS named, assignment.created AS created, assignment.answered AS answered,
	assignment.chased AS chased, assignment.version AS version, assignment.received AS received
FROM assignment JOIN org ON org.area = assignment.area AND org.id = assignment.org
WHERE assignment.area = $1 AND assignment.org = $2
	AND assignment.outcome NOT IN ('done', 'partly', 'impossible', 'returned', 'withdrawn')
ORDER BY assignment.due, assignment.id;

-- name: assignment_late_due many
-- in: area int, today int, limit int
SELECT id, due, chased_at FROM assignment WHERE area = $1 AND due < $2
	AND outcome NOT IN ('done', 'partly', 'impossible', 'returned', 'withdrawn')
ORDER BY due, id LIMIT $3;

-- name: assignment_counts one
-- in: area int, matter int
-- out: all_n int, open_n int, dispatched int
SELECT count(*), count(*) FILTER (WHERE outcome NOT IN ('done', 'partly', 'impossible', 'returned', 'withdrawn')),
	coalesce(max(dispatch), 0)
FROM assignment WHERE area = $1 AND matter = $2;

-- name: assignment_open_at_org one
-- in: area int, matter int, org int
-- out: n int
SELECT count(*) FROM assignment WHERE area = $1 AND matter = $2 AND org = $3
	AND outcome NOT IN ('done', 'partly', 'impossible', 'returned', 'withdrawn');

-- name: assignment_set_answer do
-- in: area int, id int, outcome text, answer text, review int?, wanted int?, answered int?, version int
UPDATE assignment SET outcome = $3, answer = $4, review = $5, wanted = $6, answered = $7, version = $8, received = coalesce(received, $7)
WHERE area = $1 AND id = $2;

-- name: assignment_set_part do
-- in: area int, id int, part text
UPDATE assignment SET part = $3 WHERE area = $1 AND id = $2;

-- name: assignment_set_chased do
-- in: area int, id int, at int
UPDATE assignment SET chased = chased + 1, chased_at = $3, version = version + 1 WHERE area = $1 AND id = $2;

-- name: assignment_set_due do
-- in: area int, id int, due int
UPDATE assignment SET due = $3, version = version + 1 WHERE area = $1 AND id = $2;

-- Signed links.
-- name: link_insert do
-- in: area int, token text, purpose text, matter int, assignment int, org int, made_by int, created int, expires int
INSERT INTO link (area, token, purpose, matter, assignment, org, made_by, created, expires) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: link_get opt
-- in: area int, token text
SELECT token, purpose, matter, assignment, org, made_by, handed, created, expires, revoked FROM link WHERE area = $1 AND token = $2;

-- name: link_set_handed do
-- in: area int, token text, handed text
UPDATE link SET handed = $3 WHERE area = $1 AND token = $2;

-- name: link_set_revoked do
-- in: area int, assignment int, at int
UPDATE link SET revoked = $3 WHERE area = $1 AND assignment = $2 AND revoked IS NULL AND expires >= $3;

-- Entries that make an older form stale: all but those act_is_quiet (history.c) names.
-- name: entry_loud_after one
-- in: area int, matter int, seq int
-- out: n int
SELECT count(*) FROM entry WHERE area = $1 AND matter = $2 AND seq > $3
	AND act NOT IN ('support', 'comment', 'thanks', 'note', 'hand_on', 'links_revoked');

-- How many there are, are under way, have a published result; place 0: the whole district. From the figures, which are kept by
-- increments: counting the matters themselves takes a second where there are a million.
-- name: matter_counts one
-- in: area int, kind text, place int
-- out: all_n int, open_n int, done_n int
SELECT coalesce(sum(CASE WHEN figure = 'received' THEN n ELSE 0 END), 0),
	coalesce(sum(CASE WHEN figure = 'received' THEN n WHEN figure IN ('settled', 'declined') THEN -n ELSE 0 END), 0),
	coalesce(sum(CASE WHEN figure = 'settled' THEN n ELSE 0 END), 0)
FROM tally WHERE area = $1 AND kind = $2 AND org = 0 AND place = $3 AND category = '';
