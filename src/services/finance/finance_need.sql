-- Needs and referrals. Whoever reads them is settled before: finance_need.h.

-- name: fin_need_insert do
-- in: area int, id int, firm int, code text, name text, amount int, term int, purpose text, old_due int, facts text
INSERT INTO fin_need (area, id, firm, code, name, amount, term, purpose, old_due, facts) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: fin_need_get opt
-- row: fin_need_row
-- in: area int, id int
SELECT id, firm, code, name, amount, term, purpose, old_due, facts, checked FROM fin_need WHERE area = $1 AND id = $2;

-- name: fin_need_set do
-- in: area int, id int, amount int, term int, purpose text, old_due int, facts text
UPDATE fin_need SET amount = $3, term = $4, purpose = $5, old_due = $6, facts = $7 WHERE area = $1 AND id = $2;

-- name: fin_need_checked do
-- in: area int, id int, account int
UPDATE fin_need SET checked = $3 WHERE area = $1 AND id = $2;

-- name: shown_fin_need_row raw
-- in: area int, id int
SELECT firm, code, name, amount, term, purpose, old_due, facts, nullif(checked, 0) FROM fin_need WHERE area = $1 AND id = $2;

-- name: ids_of_fin_need raw
-- in: area int, matter int
SELECT id FROM fin_need WHERE area = $1 AND id = $2;

-- An account's own, the newest first.
-- name: fin_need_mine many
-- row: fin_need_item
-- in: area int, account int, limit int
SELECT m.id AS id, m.number AS number, m.state AS state, m.lifecycle AS lifecycle, m.created AS created, m.due AS due, m.home AS home,
	n.name AS name, n.amount AS amount, n.term AS term, n.purpose AS purpose
FROM matter m JOIN fin_need n ON n.area = m.area AND n.id = m.id
WHERE m.area = $1 AND m.author = $2 AND m.kind = 'financing' ORDER BY m.created DESC, m.id DESC LIMIT $3;

-- name: fin_need_one opt
-- row: fin_need_item
-- in: area int, id int
SELECT m.id AS id, m.number AS number, m.state AS state, m.lifecycle AS lifecycle, m.created AS created, m.due AS due, m.home AS home,
	n.name AS name, n.amount AS amount, n.term AS term, n.purpose AS purpose
FROM matter m JOIN fin_need n ON n.area = m.area AND n.id = m.id WHERE m.area = $1 AND m.id = $2;

-- The bureau's: in one state ("" = all that are open), the oldest first.
-- name: fin_need_in many
-- row: fin_need_item
-- in: area int, state text, after int, limit int
SELECT m.id AS id, m.number AS number, m.state AS state, m.lifecycle AS lifecycle, m.created AS created, m.due AS due, m.home AS home,
	n.name AS name, n.amount AS amount, n.term AS term, n.purpose AS purpose
FROM fin_need n JOIN matter m ON m.area = n.area AND m.id = n.id
WHERE n.area = $1 AND m.closed IS NULL AND ($2 = '' OR m.state = $2) AND n.id > $3 ORDER BY n.id LIMIT $4;

-- name: fin_referral_insert do
-- in: area int, id int, need int, org int, product int, phone int
INSERT INTO fin_referral (area, id, need, org, product, phone, amount, rate, term, ground, passed_to, drawn, mature, score, chased, answered,
	reminded, chased_day)
VALUES ($1, $2, $3, $4, $5, $6, 0, 0, 0, '', 0, 0, 0, 0, 0, 0, 0, 0);

-- name: fin_referral_get opt
-- row: fin_referral_row
-- in: area int, id int
SELECT id, need, org, product, phone, amount, rate, term, ground, passed_to, drawn, mature, score, chased, answered, reminded, chased_day
FROM fin_referral WHERE area = $1 AND id = $2;

-- name: fin_referral_set do
-- in: area int, id int, phone int, amount int, rate int, term int, ground text, passed_to int, drawn int, mature int, score int, chased int, answered int, reminded int, chased_day int
UPDATE fin_referral SET phone = $3, amount = $4, rate = $5, term = $6, ground = $7, passed_to = $8, drawn = $9, mature = $10, score = $11,
	chased = $12, answered = $13, reminded = $14, chased_day = $15 WHERE area = $1 AND id = $2;

-- name: shown_fin_referral_row raw
-- in: area int, id int
SELECT need, org, product, phone, amount, rate, term, ground, passed_to, drawn, mature, score, chased, answered FROM fin_referral
WHERE area = $1 AND id = $2;

-- name: ids_of_fin_referral raw
-- in: area int, matter int
SELECT id FROM fin_referral WHERE area = $1 AND id = $2;

-- name: fin_loan_insert do
-- in: area int, id int, referral int, kind text, day int, amount int, rate int, mature int
INSERT INTO fin_loan (area, id, referral, kind, day, amount, rate, mature) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: shown_fin_loan_row raw
-- in: area int, id int
SELECT referral, kind, day, amount, rate, mature FROM fin_loan WHERE area = $1 AND id = $2;

-- name: ids_of_fin_loan raw
-- in: area int, matter int
SELECT id FROM fin_loan WHERE area = $1 AND referral = $2;

-- name: fin_loan_of many
-- in: area int, referral int
SELECT kind, day, amount, rate, mature FROM fin_loan WHERE area = $1 AND referral = $2 ORDER BY day, id;

-- part: row
r.id AS id, m.number AS number, m.state AS state, m.lifecycle AS lifecycle, m.state_since AS since, m.due AS due, m.created AS created,
	m.version AS version, m.closed AS closed, r.need AS need, r.org AS org, o.zh AS bank_zh, o.en AS bank_en, r.product AS product,
	r.phone AS phone, r.amount AS amount, r.rate AS rate, r.term AS term, r.ground AS ground, r.passed_to AS passed_to,
	r.drawn AS drawn, r.mature AS mature, r.score AS score, r.chased AS chased, r.answered AS answered, n.name AS name, n.amount AS wants,
	n.term AS wants_term, n.purpose AS purpose, m.home AS home
FROM fin_referral r JOIN matter m ON m.area = r.area AND m.id = r.id JOIN org o ON o.area = r.area AND o.id = r.org
	JOIN fin_need n ON n.area = r.area AND n.id = r.need

-- name: fin_referral_of_need many
-- row: fin_referral_item
-- in: area int, need int
SELECT {row}
WHERE r.area = $1 AND r.need = $2 ORDER BY r.id;

-- A bank's own, those with the nearest day first; open: 1 under way, 0 those that ended. What the firm withdrew is not there.
-- name: fin_referral_of_bank many
-- row: fin_referral_item
-- in: area int, org int, open int, limit int
SELECT {row}
WHERE r.area = $1 AND r.org = $2 AND m.state <> 'withdrawn' AND (($3 = 1 AND m.closed IS NULL) OR ($3 = 0 AND m.closed IS NOT NULL))
ORDER BY coalesce(m.due, 1000000), r.id LIMIT $4;

-- Past their day, of all banks.
-- name: fin_referral_late many
-- row: fin_referral_item
-- in: area int, today int, limit int
SELECT {row}
WHERE r.area = $1 AND m.closed IS NULL AND m.due < $2 ORDER BY m.due, r.id LIMIT $3;

-- The timer's: loans due within so many days, of which nobody was told since then.
-- name: fin_referral_due many
-- in: area int, today int, window int, limit int
SELECT r.id AS id, r.mature AS mature FROM fin_referral r JOIN matter m ON m.area = r.area AND m.id = r.id
WHERE r.area = $1 AND m.state = 'drawn' AND r.mature >= $2 AND r.mature <= $2 + $3 AND r.reminded < r.mature - $3 AND m.home <> '' ORDER BY r.mature, r.id LIMIT $4;

-- The timer's: late ones that may be chased again.
-- name: fin_referral_chase many
-- in: area int, today int, before int, limit int
SELECT r.id AS id FROM fin_referral r JOIN matter m ON m.area = r.area AND m.id = r.id
WHERE r.area = $1 AND m.closed IS NULL AND m.home <> '' AND m.state IN ('sent', 'taken', 'met', 'looking', 'signed') AND m.due < $2 AND r.chased < 3
	AND r.chased_day < $3
ORDER BY m.due, r.id LIMIT $4;

-- Of each bank: how many, answered, granted, refused, late, and what the first answers took (microseconds, answered ones).
-- name: fin_bank_load many
-- in: area int, today int
-- out: org int, zh text, en text, n int, open_n int, late_n int, granted int, refused int, answered int
SELECT o.id, o.zh, o.en, count(*), count(*) FILTER (WHERE m.closed IS NULL AND m.state <> 'drawn'),
	count(*) FILTER (WHERE m.closed IS NULL AND m.due < $2), count(*) FILTER (WHERE r.amount > 0), count(*) FILTER (WHERE m.state = 'refused'),
	count(*) FILTER (WHERE r.answered > 0)
FROM fin_referral r JOIN matter m ON m.area = r.area AND m.id = r.id JOIN org o ON o.area = r.area AND o.id = r.org
WHERE r.area = $1 AND m.home <> '' GROUP BY o.id, o.zh, o.en ORDER BY 6 DESC, 4 DESC, o.id;

-- What waits at an institution (0: at any): under way and not paid out, and late.
-- name: fin_waiting one
-- in: area int, org int, today int
-- out: open_n int, late_n int
SELECT count(*) FILTER (WHERE m.state <> 'drawn'), count(*) FILTER (WHERE m.due < $3)
FROM fin_referral r JOIN matter m ON m.area = r.area AND m.id = r.id
WHERE r.area = $1 AND ($2 = 0 OR r.org = $2) AND m.closed IS NULL AND m.home <> '';

-- Needs that every bank refused.
-- name: fin_need_advised one
-- in: area int
-- out: n int
SELECT count(*) FROM fin_need n JOIN matter m ON m.area = n.area AND m.id = n.id WHERE n.area = $1 AND m.state = 'adviser' AND m.closed IS NULL AND m.home <> '';

-- Why banks refused, counted.
-- name: fin_ground_counts many
-- in: area int
-- out: ground text, n int
SELECT r.ground, count(*) FROM fin_referral r WHERE r.area = $1 AND r.ground <> '' GROUP BY r.ground ORDER BY 2 DESC, 1;

-- Needs with their facts, for counting which conditions stop firms: the newest.
-- name: fin_need_facts_list many
-- row: fin_need_row
-- in: area int, limit int
SELECT id, firm, code, name, amount, term, purpose, old_due, facts, checked FROM fin_need WHERE area = $1 ORDER BY id DESC LIMIT $2;

-- What our own referrals came to between two days, paid out: pieces, sum, amount times rate.
-- name: fin_own_loans one
-- in: area int, from int, to int
-- out: n int, firms int, amount int, weighted int, renewals int, firsts int
SELECT count(*), count(DISTINCT r.need), coalesce(sum(l.amount), 0), coalesce(sum(l.amount * l.rate), 0), count(*) FILTER (WHERE l.kind = 'renew'),
	count(*) FILTER (WHERE l.kind = 'draw' AND n.facts LIKE '%first=yes%')
FROM fin_loan l JOIN fin_referral r ON r.area = l.area AND r.id = l.referral JOIN fin_need n ON n.area = r.area AND n.id = r.need
WHERE l.area = $1 AND l.kind <> 'extend' AND l.day >= $2 AND l.day <= $3;

-- What came in between two times.
-- name: fin_own_needs one
-- in: area int, from int, to int
-- out: n int
SELECT count(*) FROM matter m WHERE m.area = $1 AND m.kind = 'financing' AND m.home <> '' AND m.created >= $2 AND m.created < $3;

-- The signed paper of an entry on behalf.
-- name: fin_need_paper opt
-- in: area int, need int
SELECT id, stored, key, type FROM file WHERE area = $1 AND matter = $2 ORDER BY id LIMIT 1;
