-- Polls: what the rules write and read. Envelopes, papers and voters never meet a ballot in any statement.

-- name: poll_row opt
-- in: area int, id int
SELECT id, matter, place, number, title, kind, basis, plan_version, pack, pack_version, state, reason, opens, closes, electorate, voted,
	ballots, sample, sample_wrong, digest, public_key, share1, share2, proved, sampled, reminded, created, version, lawful, extent_all,
	extent_part, extent_for, extent_state
FROM poll WHERE area = $1 AND id = $2;

-- name: poll_of_number opt
-- in: area int, place int, number text
SELECT id FROM poll WHERE area = $1 AND place = $2 AND number = $3;

-- name: poll_insert do
-- in: area int, id int, matter int, place int, number text, title text, kind text, basis text, plan_version int, pack text, pack_version text, created int, lawful text?
INSERT INTO poll (area, id, matter, place, number, title, kind, basis, plan_version, pack, pack_version, state, created, version, lawful)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'made', $12, 1, $13);

-- name: poll_set_keys do
-- in: area int, id int, public_key blob, share1 blob, share2 blob
UPDATE poll SET public_key = $3, share1 = $4, share2 = $5, proved = 0, version = version + 1 WHERE area = $1 AND id = $2 AND state = 'made';

-- name: poll_set_proved do
-- in: area int, id int, bit int
UPDATE poll SET proved = proved | $3 WHERE area = $1 AND id = $2;

-- name: poll_set_open do
-- in: area int, id int, opens int, closes int, electorate int, extent_all int?
UPDATE poll SET state = 'open', opens = $3, closes = $4, electorate = $5, extent_all = $6, version = version + 1 WHERE area = $1 AND id = $2;

-- name: poll_set_closed do
-- in: area int, id int, closes int, voted int
UPDATE poll SET state = 'closed', closes = $3, voted = $4, version = version + 1 WHERE area = $1 AND id = $2;

-- name: poll_set_cancelled do
-- in: area int, id int, reason text
UPDATE poll SET state = 'cancelled', reason = $3, version = version + 1 WHERE area = $1 AND id = $2;

-- name: poll_set_counted do
-- in: area int, id int, state text, ballots int, sample int, sample_wrong int, digest text
UPDATE poll SET state = $3, ballots = $4, sample = $5, sample_wrong = $6, digest = $7, share1 = NULL, share2 = NULL,
	version = version + 1 WHERE area = $1 AND id = $2;

-- name: poll_set_extent do
-- in: area int, id int, part int?, in_favour int?, state text
UPDATE poll SET extent_part = $3, extent_for = $4, extent_state = $5 WHERE area = $1 AND id = $2;

-- What was read before is stale now: a paper ballot came in while somebody was about to count.
-- name: poll_touch do
-- in: area int, id int
UPDATE poll SET version = version + 1 WHERE area = $1 AND id = $2;

-- name: poll_set_sampled do
-- in: area int, id int
UPDATE poll SET sampled = 1, version = version + 1 WHERE area = $1 AND id = $2;

-- name: poll_set_reminded do
-- in: area int, id int
UPDATE poll SET reminded = 1 WHERE area = $1 AND id = $2;

-- name: question_insert do
-- in: area int, id int, poll int, pos int, title text, method text, most int, choices text, against int?
INSERT INTO poll_question (area, id, poll, pos, title, method, most, choices, against) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: question_list many
-- in: area int, poll int
SELECT id, pos, title, method, most, choices, votes, blank, invalid, outcome, against FROM poll_question WHERE area = $1 AND poll = $2 ORDER BY pos;

-- name: question_set_result do
-- in: area int, id int, votes text, blank int, invalid int, outcome text?
UPDATE poll_question SET votes = $3, blank = $4, invalid = $5, outcome = $6 WHERE area = $1 AND id = $2;

-- Of a matter, newest first.
-- name: poll_of_matter many
-- in: area int, matter int
SELECT poll.id AS id, poll.number AS number, poll.title AS title, poll.state AS state, poll.closes AS closes,
	poll.plan_version AS plan_version, place.slug AS slug
FROM poll JOIN place ON place.area = poll.area AND place.id = poll.place WHERE poll.area = $1 AND poll.matter = $2 ORDER BY poll.id DESC;

-- The one that stands for the matter in guards: the running one, else the newest that was not cancelled.
-- name: poll_for_facts opt
-- in: area int, matter int
SELECT id, state, electorate, voted FROM poll WHERE area = $1 AND matter = $2 AND state <> 'cancelled'
ORDER BY CASE WHEN state IN ('open', 'closed') THEN 0 ELSE 1 END, id DESC LIMIT 1;

-- name: poll_list many
-- in: area int, place int, limit int
-- out: id int, number text, title text, kind text, state text, opens int, closes int, electorate int, voted int, slug text, place_zh text, place_en text, so_far int
SELECT poll.id AS id, poll.number AS number, poll.title AS title, poll.kind AS kind, poll.state AS state, poll.opens AS opens,
	poll.closes AS closes, poll.electorate AS electorate, poll.voted AS voted, place.slug AS slug, place.zh AS place_zh,
	place.en AS place_en, (SELECT count(*) FROM poll_voter WHERE poll_voter.area = $1 AND poll_voter.poll = poll.id AND poll_voter.channel <> '') AS so_far
FROM poll JOIN place ON place.area = poll.area AND place.id = poll.place
WHERE poll.area = $1 AND poll.state <> 'cancelled' AND ($2 = 0 OR poll.place = $2)
ORDER BY CASE poll.state WHEN 'open' THEN 0 WHEN 'closed' THEN 1 WHEN 'made' THEN 2 ELSE 3 END, poll.id DESC LIMIT $3;

-- name: poll_due many
-- in: area int, now int
SELECT id FROM poll WHERE area = $1 AND state = 'open' AND closes <= $2;

-- name: poll_to_remind many
-- in: area int, before int
SELECT id FROM poll WHERE area = $1 AND state = 'open' AND reminded = 0 AND closes <= $2;

-- ---- who may vote, who has

-- name: voter_insert do
-- in: area int, poll int, id int, no text, estate int, spot int, door text
INSERT INTO poll_voter (area, poll, id, no, estate, spot, door) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: voter_one opt
-- in: area int, poll int, id int
SELECT id, no, estate, spot, door, channel, day FROM poll_voter WHERE area = $1 AND poll = $2 AND id = $3;

-- name: voter_mark do
-- in: area int, poll int, id int, channel text, day int
UPDATE poll_voter SET channel = $4, day = $5 WHERE area = $1 AND poll = $2 AND id = $3 AND channel = '';

-- An owner is found by each of their doors.
-- name: voter_find many
-- row: voter_one
-- in: area int, poll int, q text, limit int
SELECT id, no, estate, spot, door, channel, day FROM poll_voter
WHERE area = $1 AND poll = $2 AND (no = $3 OR door = $3 OR id IN (SELECT voter FROM poll_unit
	WHERE poll_unit.area = $1 AND poll_unit.poll = $2 AND (poll_unit.no = $3 OR poll_unit.door = $3)))
ORDER BY spot, door, no LIMIT $4;

-- ---- owners' votes: the units behind a voter

-- name: unit_put do
-- in: area int, poll int, id int, voter int, no text, spot int, door text, extent int
INSERT INTO poll_unit (area, poll, id, voter, no, spot, door, extent) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: unit_voter opt
-- in: area int, poll int, id int
SELECT voter FROM poll_unit WHERE area = $1 AND poll = $2 AND id = $3;

-- name: unit_of_voter one
-- in: area int, poll int, voter int
-- out: n int, extent int
SELECT count(*), coalesce(sum(extent), 0) FROM poll_unit WHERE area = $1 AND poll = $2 AND voter = $3;

-- name: unit_sums many
-- in: area int, poll int
-- out: voter int, extent int
SELECT voter, sum(extent) FROM poll_unit WHERE area = $1 AND poll = $2 GROUP BY voter ORDER BY voter;

-- name: hander_put do
-- in: area int, poll int, account int
INSERT INTO poll_hander (area, poll, account) VALUES ($1, $2, $3) ON CONFLICT (area, poll, account) DO NOTHING;

-- name: hander_drop do
-- in: area int, poll int
DELETE FROM poll_hander WHERE area = $1 AND poll = $2;

-- name: hander_find opt
-- in: area int, poll int, account int
SELECT account FROM poll_hander WHERE area = $1 AND poll = $2 AND account = $3;

-- name: voter_of_spot many
-- row: voter_one
-- in: area int, poll int, spot int, limit int
SELECT id, no, estate, spot, door, channel, day FROM poll_voter
WHERE area = $1 AND poll = $2 AND spot = $3 ORDER BY door, no LIMIT $4;

-- name: voter_spots many
-- in: area int, poll int
-- out: spot int, estate int, n int, voted int
SELECT spot, min(estate), count(*), sum(CASE WHEN channel = '' THEN 0 ELSE 1 END) FROM poll_voter
WHERE area = $1 AND poll = $2 GROUP BY spot ORDER BY 2, spot;

-- name: voter_counts one
-- in: area int, poll int
-- out: n int, voted int, paper int
SELECT count(*), coalesce(sum(CASE WHEN channel = '' THEN 0 ELSE 1 END), 0), coalesce(sum(CASE WHEN channel = 'paper' THEN 1 ELSE 0 END), 0)
FROM poll_voter WHERE area = $1 AND poll = $2;

-- name: voter_estates many
-- in: area int, poll int
-- out: estate int, n int, voted int, paper int
SELECT estate, count(*), sum(CASE WHEN channel = '' THEN 0 ELSE 1 END), sum(CASE WHEN channel = 'paper' THEN 1 ELSE 0 END)
FROM poll_voter WHERE area = $1 AND poll = $2 GROUP BY estate ORDER BY estate;

-- name: voter_channels many
-- in: area int, poll int
-- out: channel text, n int
SELECT channel, count(*) FROM poll_voter WHERE area = $1 AND poll = $2 AND channel <> '' GROUP BY channel ORDER BY channel;

-- Who has not voted and can be told.
-- name: voter_silent many
-- in: area int, poll int
SELECT poll_voter.id AS id FROM poll_voter JOIN roll ON roll.area = poll_voter.area AND roll.id = poll_voter.id
WHERE poll_voter.area = $1 AND poll_voter.poll = $2 AND poll_voter.channel = '' AND roll.phone_hash IS NOT NULL AND roll.active = 1
ORDER BY poll_voter.id;

-- name: vote_code_put do
-- in: area int, hash text, poll int, voter int
INSERT INTO poll_code (area, hash, poll, voter) VALUES ($1, $2, $3, $4);

-- name: vote_code_find opt
-- in: area int, hash text
SELECT poll, voter FROM poll_code WHERE area = $1 AND hash = $2;

-- name: vote_code_drop do
-- in: area int, poll int
DELETE FROM poll_code WHERE area = $1 AND poll = $2;

-- ---- outer envelopes

-- name: envelope_put do
-- in: area int, poll int, voter int, sealed blob, receipt text
INSERT INTO poll_envelope (area, poll, voter, sealed, receipt) VALUES ($1, $2, $3, $4, $5);

-- name: envelope_receipt opt
-- in: area int, poll int, voter int
SELECT receipt FROM poll_envelope WHERE area = $1 AND poll = $2 AND voter = $3;

-- name: envelope_all many
-- in: area int, poll int
SELECT poll_envelope.voter AS voter, poll_envelope.sealed AS sealed, poll_voter.estate AS estate, poll_voter.channel AS channel
FROM poll_envelope JOIN poll_voter ON poll_voter.area = poll_envelope.area AND poll_voter.poll = poll_envelope.poll
	AND poll_voter.id = poll_envelope.voter
WHERE poll_envelope.area = $1 AND poll_envelope.poll = $2 ORDER BY poll_envelope.voter;

-- name: envelope_wipe do
-- in: area int, poll int, nothing blob
UPDATE poll_envelope SET sealed = $3, receipt = '' WHERE area = $1 AND poll = $2;

-- name: envelope_drop do
-- in: area int, poll int
DELETE FROM poll_envelope WHERE area = $1 AND poll = $2;

-- ---- paper ballots

-- name: paper_put do
-- in: area int, poll int, code text, estate int
INSERT INTO poll_paper (area, poll, code, estate) VALUES ($1, $2, $3, $4);

-- name: paper_one opt
-- in: area int, poll int, code text
SELECT code, estate, first, first_by, second, second_by, picked, settled, reason FROM poll_paper WHERE area = $1 AND poll = $2 AND code = $3;

-- name: paper_entered many
-- row: paper_one
-- in: area int, poll int
SELECT code, estate, first, first_by, second, second_by, picked, settled, reason FROM poll_paper
WHERE area = $1 AND poll = $2 AND first <> '' ORDER BY code;

-- name: paper_counts one
-- in: area int, poll int
-- out: printed int, entered int, picked int, checked int
SELECT count(*), coalesce(sum(CASE WHEN first = '' THEN 0 ELSE 1 END), 0), coalesce(sum(picked), 0),
	coalesce(sum(CASE WHEN second = '' THEN 0 ELSE 1 END), 0)
FROM poll_paper WHERE area = $1 AND poll = $2;

-- name: paper_first do
-- in: area int, poll int, code text, marks text, by int
UPDATE poll_paper SET first = $4, first_by = $5 WHERE area = $1 AND poll = $2 AND code = $3 AND first = '';

-- name: paper_second do
-- in: area int, poll int, code text, marks text, by int
UPDATE poll_paper SET second = $4, second_by = $5 WHERE area = $1 AND poll = $2 AND code = $3 AND second = '';

-- name: paper_pick do
-- in: area int, poll int, code text
UPDATE poll_paper SET picked = 1 WHERE area = $1 AND poll = $2 AND code = $3;

-- name: paper_settle do
-- in: area int, poll int, code text, marks text, reason text
UPDATE poll_paper SET settled = $4, reason = $5 WHERE area = $1 AND poll = $2 AND code = $3;

-- name: paper_wipe do
-- in: area int, poll int
UPDATE poll_paper SET first = '', first_by = 0, second = '', second_by = 0, settled = '', reason = '' WHERE area = $1 AND poll = $2;

-- name: paper_drop do
-- in: area int, poll int
DELETE FROM poll_paper WHERE area = $1 AND poll = $2;

-- ---- what is published

-- name: cell_put do
-- in: area int, poll int, no int, estates text, channels text, ballots int
INSERT INTO poll_cell (area, poll, no, estates, channels, ballots) VALUES ($1, $2, $3, $4, $5, $6);

-- name: cell_list many
-- in: area int, poll int
SELECT no, estates, channels, ballots FROM poll_cell WHERE area = $1 AND poll = $2 ORDER BY no;

-- name: ballot_put do
-- in: area int, poll int, question int, key int, cell int, marks text
INSERT INTO poll_ballot (area, poll, question, key, cell, marks) VALUES ($1, $2, $3, $4, $5, $6);

-- name: ballot_list many
-- in: area int, poll int
SELECT question, cell, marks FROM poll_ballot WHERE area = $1 AND poll = $2 ORDER BY question, key;

-- name: poll_receipt_put do
-- in: area int, poll int, code text
INSERT INTO poll_receipt (area, poll, code) VALUES ($1, $2, $3) ON CONFLICT (area, poll, code) DO NOTHING;

-- name: poll_receipt_find opt
-- in: area int, poll int, code text
SELECT code FROM poll_receipt WHERE area = $1 AND poll = $2 AND code = $3;

-- name: poll_receipt_list many
-- in: area int, poll int
SELECT code FROM poll_receipt WHERE area = $1 AND poll = $2 ORDER BY code;

-- What verify recomputes.
-- name: shown_poll_row raw
-- in: area int, id int
SELECT matter, number, title, kind, basis, plan_version, pack, pack_version, state, reason, opens, closes, electorate, voted, ballots,
	sample, sample_wrong, digest, created, lawful, extent_all, extent_part, extent_for, extent_state
FROM poll WHERE area = $1 AND id = $2;

-- name: shown_question_row raw
-- in: area int, id int
SELECT poll, pos, title, method, most, choices, votes, blank, invalid, outcome, against FROM poll_question WHERE area = $1 AND id = $2;

-- name: ids_of_poll raw
-- in: area int, matter int
SELECT id FROM poll WHERE area = $1 AND matter = $2;

-- name: ids_of_question raw
-- in: area int, matter int
SELECT poll_question.id FROM poll JOIN poll_question ON poll_question.area = poll.area AND poll_question.poll = poll.id
WHERE poll.area = $1 AND poll.matter = $2;
