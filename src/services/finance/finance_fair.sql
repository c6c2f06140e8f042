-- Fairs: who registered, what is presented, who talks to whom, what came of it.

-- part: fair
f.id, f.year, f.number, f.intro, f.partners, f.closes, f.banks, f.talks, f.slot, f.closed, f.summary, g.path, g.title, g.venue, g.place,
	g.starts, g.ends, g.capacity, g.state, g.reason, g.sequence, g.closed AS list_closed, g.changed

-- name: fair_of_number opt
-- row: fair_row
-- in: area int, year int, number int
SELECT {fair} FROM fair f JOIN gather g ON g.area = f.area AND g.id = f.id WHERE f.area = $1 AND f.year = $2 AND f.number = $3;

-- name: fair_get opt
-- row: fair_row
-- in: area int, id int
SELECT {fair} FROM fair f JOIN gather g ON g.area = f.area AND g.id = f.id WHERE f.area = $1 AND f.id = $2;

-- The newest first.
-- name: fair_list many
-- row: fair_row
-- in: area int, most int
SELECT {fair} FROM fair f JOIN gather g ON g.area = f.area AND g.id = f.id WHERE f.area = $1 ORDER BY g.starts DESC, f.id LIMIT $2;

-- name: fair_last one
-- in: area int, year int
-- out: number int
SELECT coalesce(max(number), 0) FROM fair WHERE area = $1 AND year = $2;

-- name: fair_insert do
-- in: area int, id int, year int, number int, intro text, partners text, closes int, banks int, talks int, slot int
INSERT INTO fair (area, id, year, number, intro, partners, closes, banks, talks, slot, summary) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '');

-- name: fair_set do
-- in: area int, id int, intro text, partners text, closes int, banks int, talks int, slot int
UPDATE fair SET intro = $3, partners = $4, closes = $5, banks = $6, talks = $7, slot = $8 WHERE area = $1 AND id = $2 AND closed IS NULL;

-- name: fair_set_closed do
-- in: area int, id int, closed int, summary text
UPDATE fair SET closed = $3, summary = $4 WHERE area = $1 AND id = $2 AND closed IS NULL;

-- Nothing but the lock: a fair that is closed changes no more.
-- name: fair_touch do
-- in: area int, id int
UPDATE fair SET slot = slot WHERE area = $1 AND id = $2 AND closed IS NULL;

-- ---- institutions ----

-- name: fair_bank_list many
-- in: area int, fair int
-- out: org int, desks int, zh text, en text, came int
SELECT b.org, b.desks, o.zh, o.en, (SELECT count(*) FROM attendance t WHERE t.area = $1 AND t.gather = $2 AND t.owner = 'o' || b.org AND t.struck IS NULL)
FROM fair_bank b JOIN org o ON o.area = b.area AND o.id = b.org WHERE b.area = $1 AND b.fair = $2 ORDER BY length(o.code), o.code;

-- name: fair_bank_put do
-- in: area int, fair int, org int, desks int, created int
INSERT INTO fair_bank (area, fair, org, desks, created) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (area, fair, org) DO UPDATE SET desks = $4;

-- name: fair_bank_drop do
-- in: area int, fair int, org int
DELETE FROM fair_bank WHERE area = $1 AND fair = $2 AND org = $3;

-- name: fair_show_list many
-- in: area int, fair int
SELECT s.id, s.org, s.pos, s.title, s.minutes, o.zh, o.en FROM fair_show s JOIN org o ON o.area = s.area AND o.id = s.org
WHERE s.area = $1 AND s.fair = $2 ORDER BY s.pos;

-- name: fair_show_put do
-- in: area int, id int, fair int, org int, pos int, title text, minutes int
INSERT INTO fair_show (area, id, fair, org, pos, title, minutes) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: fair_show_drop do
-- in: area int, fair int, org int
DELETE FROM fair_show WHERE area = $1 AND fair = $2 AND org = $3;

-- name: fair_show_move do
-- in: area int, id int, pos int
UPDATE fair_show SET pos = $3 WHERE area = $1 AND id = $2;

-- ---- firms ----

-- name: fair_firm_list many
-- row: fair_firm_row
-- in: area int, fair int
-- out: id int, fair int, code text, name text, need text, amount int, account int, state text, created int, entered_by int, came int
SELECT f.id, f.fair, f.code, f.name, f.need, f.amount, f.account, f.state, f.created, f.entered_by,
	(SELECT count(*) FROM attendance t WHERE t.area = $1 AND t.gather = $2 AND t.owner = 'f' || f.id AND t.struck IS NULL)
FROM fair_firm f WHERE f.area = $1 AND f.fair = $2 ORDER BY f.created, f.id;

-- name: fair_firm_get opt
-- row: fair_firm_row
-- in: area int, id int
-- out: id int, fair int, code text, name text, need text, amount int, account int, state text, created int, entered_by int, came int
SELECT f.id, f.fair, f.code, f.name, f.need, f.amount, f.account, f.state, f.created, f.entered_by,
	(SELECT count(*) FROM attendance t WHERE t.area = $1 AND t.gather = f.fair AND t.owner = 'f' || f.id AND t.struck IS NULL)
FROM fair_firm f WHERE f.area = $1 AND f.id = $2;

-- name: fair_firm_of_code opt
-- in: area int, fair int, code text
SELECT id, state FROM fair_firm WHERE area = $1 AND fair = $2 AND code = $3;

-- name: fair_firm_insert do
-- in: area int, id int, fair int, code text, name text, need text, amount int, account int, created int, entered_by int
INSERT INTO fair_firm (area, id, fair, code, name, need, amount, account, state, created, entered_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'registered', $9, $10);

-- name: fair_firm_set do
-- in: area int, id int, name text, need text, amount int, account int, created int
UPDATE fair_firm SET name = $3, need = $4, amount = $5, account = $6, created = $7, state = 'registered' WHERE area = $1 AND id = $2;

-- name: fair_firm_leave do
-- in: area int, id int
UPDATE fair_firm SET state = 'withdrawn' WHERE area = $1 AND id = $2 AND state = 'registered';

-- name: fair_firm_count one
-- in: area int, fair int
-- out: n int
SELECT count(*) FROM fair_firm WHERE area = $1 AND fair = $2 AND state = 'registered';

-- name: fair_wish_list many
-- in: area int, fair int
SELECT w.firm, w.pos, w.org FROM fair_wish w JOIN fair_firm f ON f.area = w.area AND f.id = w.firm
WHERE w.area = $1 AND w.fair = $2 AND f.state = 'registered' ORDER BY f.created, f.id, w.pos;

-- name: fair_wish_put do
-- in: area int, fair int, firm int, pos int, org int
INSERT INTO fair_wish (area, fair, firm, pos, org) VALUES ($1, $2, $3, $4, $5);

-- name: fair_wish_clear do
-- in: area int, firm int
DELETE FROM fair_wish WHERE area = $1 AND firm = $2;

-- name: fair_wish_forget do
-- in: area int, fair int, org int
DELETE FROM fair_wish WHERE area = $1 AND fair = $2 AND org = $3;

-- ---- talks ----

-- part: talk
t.id, t.fair, t.firm, t.org, t.desk, t.slot, t.hand, t.outcome, t.amount, t.words, t.said, t.followed, t.follow, f.code, f.name, f.need,
	f.amount AS wanted, o.zh, o.en

-- name: fair_talk_list many
-- row: fair_talk_row
-- in: area int, fair int
SELECT {talk} FROM fair_talk t JOIN fair_firm f ON f.area = t.area AND f.id = t.firm JOIN org o ON o.area = t.area AND o.id = t.org
WHERE t.area = $1 AND t.fair = $2 ORDER BY t.slot, length(o.code), o.code, t.desk;

-- name: fair_talk_get opt
-- row: fair_talk_row
-- in: area int, id int
SELECT {talk} FROM fair_talk t JOIN fair_firm f ON f.area = t.area AND f.id = t.firm JOIN org o ON o.area = t.area AND o.id = t.org
WHERE t.area = $1 AND t.id = $2;

-- Firms that want to go on, and nobody has followed them up.
-- name: fair_talk_waiting many
-- row: fair_talk_row
-- in: area int
SELECT {talk} FROM fair_talk t JOIN fair_firm f ON f.area = t.area AND f.id = t.firm JOIN org o ON o.area = t.area AND o.id = t.org
WHERE t.area = $1 AND t.outcome = 'on' AND t.followed = 0 ORDER BY t.said, t.id;

-- name: fair_talk_insert do
-- in: area int, id int, fair int, firm int, org int, desk int, slot int, hand int
INSERT INTO fair_talk (area, id, fair, firm, org, desk, slot, hand, outcome, amount, words, said, followed, follow)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', 0, '', 0, 0, '');

-- name: fair_talk_move do
-- in: area int, id int, desk int, slot int
UPDATE fair_talk SET desk = $3, slot = $4, hand = 1 WHERE area = $1 AND id = $2;

-- name: fair_talk_drop do
-- in: area int, id int
DELETE FROM fair_talk WHERE area = $1 AND id = $2 AND outcome = '';

-- What is made anew: all but those set by hand and those that were held.
-- name: fair_talk_clear do
-- in: area int, fair int
DELETE FROM fair_talk WHERE area = $1 AND fair = $2 AND hand = 0 AND outcome = '';

-- name: fair_talk_clear_firm do
-- in: area int, firm int
DELETE FROM fair_talk WHERE area = $1 AND firm = $2 AND outcome = '';

-- name: fair_talk_clear_bank do
-- in: area int, fair int, org int
DELETE FROM fair_talk WHERE area = $1 AND fair = $2 AND org = $3 AND outcome = '';

-- Slots that a shorter day has no more, and tables an institution has no more.
-- name: fair_talk_beyond do
-- in: area int, fair int, slots int
DELETE FROM fair_talk WHERE area = $1 AND fair = $2 AND slot > $3 AND outcome = '';

-- name: fair_talk_clear_desks do
-- in: area int, fair int, org int, desks int
DELETE FROM fair_talk WHERE area = $1 AND fair = $2 AND org = $3 AND desk > $4 AND outcome = '';

-- name: fair_talk_tell do
-- in: area int, id int, outcome text, amount int, words text, said int
UPDATE fair_talk SET outcome = $3, amount = $4, words = $5, said = $6 WHERE area = $1 AND id = $2;

-- name: fair_talk_follow do
-- in: area int, id int, at int, words text
UPDATE fair_talk SET followed = $3, follow = $4 WHERE area = $1 AND id = $2 AND outcome = 'on' AND followed = 0;

-- ---- figures: only fairs that were closed, who came or talked ----

-- part: took_firm
f.state = 'registered' AND (EXISTS (SELECT 1 FROM attendance t WHERE t.area = $1 AND t.gather = f.fair AND t.owner = 'f' || f.id AND t.struck IS NULL)
	OR EXISTS (SELECT 1 FROM fair_talk k WHERE k.area = $1 AND k.firm = f.id AND k.outcome IN ('met', 'on', 'signed')))

-- part: took_bank
(EXISTS (SELECT 1 FROM attendance t WHERE t.area = $1 AND t.gather = b.fair AND t.owner = 'o' || b.org AND t.struck IS NULL)
	OR EXISTS (SELECT 1 FROM fair_talk k WHERE k.area = $1 AND k.fair = b.fair AND k.org = b.org AND k.outcome IN ('met', 'on', 'signed')))

-- name: fair_firms_took many
-- in: area int, fair int
SELECT f.id, f.code FROM fair_firm f WHERE f.area = $1 AND f.fair = $2 AND {took_firm} ORDER BY f.code;

-- name: fair_banks_took many
-- in: area int, fair int
SELECT b.org, o.zh, o.en FROM fair_bank b JOIN org o ON o.area = b.area AND o.id = b.org WHERE b.area = $1 AND b.fair = $2 AND {took_bank}
ORDER BY length(o.code), o.code;

-- Presented by who came.
-- name: fair_shows_took many
-- in: area int, fair int
SELECT s.org, s.title, o.zh, o.en FROM fair_show s JOIN fair_bank b ON b.area = s.area AND b.fair = s.fair AND b.org = s.org
	JOIN org o ON o.area = s.area AND o.id = s.org
WHERE s.area = $1 AND s.fair = $2 AND {took_bank} ORDER BY s.pos;

-- name: fair_outcomes many
-- in: area int, fair int
-- out: outcome text, n int, amount int
SELECT outcome, count(*), coalesce(sum(amount), 0) FROM fair_talk WHERE area = $1 AND fair = $2 GROUP BY outcome ORDER BY outcome;
-- Closed, begun in [from, to).
-- name: fair_held many
-- row: fair_row
-- in: area int, from int, to int
SELECT {fair} FROM fair f JOIN gather g ON g.area = f.area AND g.id = f.id
WHERE f.area = $1 AND f.closed IS NOT NULL AND g.starts >= $2 AND g.starts < $3 ORDER BY g.starts, f.id;
