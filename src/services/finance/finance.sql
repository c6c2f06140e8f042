-- The handbook: products, versions, conditions, examples.

-- name: fin_version_get opt
-- row: fin_version_row
-- in: area int, id int
SELECT v.id, v.product, v.version, v.rev, v.state, v.class, v.name_zh, v.name_en, v.intro_zh, v.intro_en, v.cap, v.formula, v.grades,
	v.term_min, v.term_max, v.rate_low, v.rate_high, v.fee, v.days, v.repay, v.security, v.phone, v.from_day, v.to_day, v.author,
	v.touched, v.reviewer, v.reviewed, v.reason, p.org, p.number, o.zh AS bank_zh, o.en AS bank_en
FROM fin_version v JOIN fin_product p ON p.area = v.area AND p.id = v.product JOIN org o ON o.area = p.area AND o.id = p.org
WHERE v.area = $1 AND v.id = $2;

-- name: fin_version_list many
-- row: fin_version_row
-- in: area int, product int
SELECT v.id, v.product, v.version, v.rev, v.state, v.class, v.name_zh, v.name_en, v.intro_zh, v.intro_en, v.cap, v.formula, v.grades,
	v.term_min, v.term_max, v.rate_low, v.rate_high, v.fee, v.days, v.repay, v.security, v.phone, v.from_day, v.to_day, v.author,
	v.touched, v.reviewer, v.reviewed, v.reason, p.org, p.number, o.zh AS bank_zh, o.en AS bank_en
FROM fin_version v JOIN fin_product p ON p.area = v.area AND p.id = v.product JOIN org o ON o.area = p.area AND o.id = p.org
WHERE v.area = $1 AND v.product = $2 ORDER BY v.version DESC;

-- Of one institution (0: of all), the newest version of each product and the one in force.
-- name: fin_version_of_bank many
-- row: fin_version_row
-- in: area int, org int
SELECT v.id, v.product, v.version, v.rev, v.state, v.class, v.name_zh, v.name_en, v.intro_zh, v.intro_en, v.cap, v.formula, v.grades,
	v.term_min, v.term_max, v.rate_low, v.rate_high, v.fee, v.days, v.repay, v.security, v.phone, v.from_day, v.to_day, v.author,
	v.touched, v.reviewer, v.reviewed, v.reason, p.org, p.number, o.zh AS bank_zh, o.en AS bank_en
FROM fin_version v JOIN fin_product p ON p.area = v.area AND p.id = v.product JOIN org o ON o.area = p.area AND o.id = p.org
WHERE v.area = $1 AND p.org = $2 AND v.state <> 'replaced' ORDER BY p.number, v.version DESC;

-- name: fin_version_waiting many
-- row: fin_version_row
-- in: area int
SELECT v.id, v.product, v.version, v.rev, v.state, v.class, v.name_zh, v.name_en, v.intro_zh, v.intro_en, v.cap, v.formula, v.grades,
	v.term_min, v.term_max, v.rate_low, v.rate_high, v.fee, v.days, v.repay, v.security, v.phone, v.from_day, v.to_day, v.author,
	v.touched, v.reviewer, v.reviewed, v.reason, p.org, p.number, o.zh AS bank_zh, o.en AS bank_en
FROM fin_version v JOIN fin_product p ON p.area = v.area AND p.id = v.product JOIN org o ON o.area = p.area AND o.id = p.org
WHERE v.area = $1 AND v.state = 'review' ORDER BY v.touched, v.id;

-- What is in force on a day, after the number `after`.
-- name: fin_handbook many
-- row: fin_version_row
-- in: area int, day int, after int, most int
SELECT v.id, v.product, v.version, v.rev, v.state, v.class, v.name_zh, v.name_en, v.intro_zh, v.intro_en, v.cap, v.formula, v.grades,
	v.term_min, v.term_max, v.rate_low, v.rate_high, v.fee, v.days, v.repay, v.security, v.phone, v.from_day, v.to_day, v.author,
	v.touched, v.reviewer, v.reviewed, v.reason, p.org, p.number, o.zh AS bank_zh, o.en AS bank_en
FROM fin_product p JOIN fin_version v ON v.area = p.area AND v.product = p.id JOIN org o ON o.area = p.area AND o.id = p.org
WHERE p.area = $1 AND v.state = 'force' AND v.from_day <= $2 AND (v.to_day = 0 OR v.to_day >= $2) AND p.number > $3
ORDER BY p.number LIMIT $4;

-- name: fin_condition_list many
-- row: fin_condition_row
-- in: area int, version int
SELECT version, pos, field, op, value, feel, label_zh, label_en FROM fin_condition WHERE area = $1 AND version = $2 ORDER BY pos;

-- What is in force on a day, as far as rules need it.
-- name: fin_book_rows many
-- in: area int, day int
-- out: id int, number int, cost int, cap int, formula text, grades text, term_min int, term_max int
SELECT v.id, p.number, v.rate_low + v.fee, v.cap, v.formula, v.grades, v.term_min, v.term_max
FROM fin_product p JOIN fin_version v ON v.area = p.area AND v.product = p.id
WHERE p.area = $1 AND v.state = 'force' AND v.from_day <= $2 AND (v.to_day = 0 OR v.to_day >= $2) ORDER BY p.number, v.id;

-- All conditions of these, in the same order.
-- name: fin_condition_force many
-- row: fin_condition_row
-- in: area int, day int
SELECT c.version, c.pos, c.field, c.op, c.value, c.feel, c.label_zh, c.label_en
FROM fin_product p JOIN fin_version v ON v.area = p.area AND v.product = p.id JOIN fin_condition c ON c.area = v.area AND c.version = v.id
WHERE p.area = $1 AND v.state = 'force' AND v.from_day <= $2 AND (v.to_day = 0 OR v.to_day >= $2) ORDER BY p.number, v.id, c.pos;

-- name: fin_book_stamp opt
-- in: area int
SELECT stamp FROM fin_book WHERE area = $1;

-- name: fin_book_touch do
-- in: area int, stamp int
INSERT INTO fin_book (area, stamp) VALUES ($1, $2) ON CONFLICT (area) DO UPDATE SET stamp = excluded.stamp;

-- name: fin_example_list many
-- in: area int, version int
SELECT pos, name, expect, facts FROM fin_example WHERE area = $1 AND version = $2 ORDER BY pos;

-- name: fin_product_org opt
-- in: area int, id int
SELECT org, number FROM fin_product WHERE area = $1 AND id = $2;

-- name: fin_product_last one
-- in: area int
-- out: number int
SELECT coalesce(max(number), 0) FROM fin_product WHERE area = $1;

-- name: fin_product_insert do
-- in: area int, id int, org int, number int, created int
INSERT INTO fin_product (area, id, org, number, created) VALUES ($1, $2, $3, $4, $5);

-- name: fin_version_insert do
-- in: area int, id int, product int, version int, author int, touched int
INSERT INTO fin_version (area, id, product, version, rev, state, class, name_zh, name_en, intro_zh, intro_en, cap, formula, grades, term_min,
	term_max, rate_low, rate_high, fee, days, repay, security, phone, from_day, to_day, author, touched, reviewer, reviewed, reason)
VALUES ($1, $2, $3, $4, 0, 'draft', '', '', '', '', '', -1, '', '', 0, 0, 0, 0, 0, 0, '', '', '', 0, 0, $5, $6, 0, 0, '');

-- name: fin_version_write do
-- in: area int, id int, class text, name_zh text, name_en text, intro_zh text, intro_en text, cap int, formula text, grades text, term_min int, term_max int, rate_low int, rate_high int, fee int, days int, repay text, security text, phone text, from_day int, to_day int, author int, touched int, state text, rev int
UPDATE fin_version SET class = $3, name_zh = $4, name_en = $5, intro_zh = $6, intro_en = $7, cap = $8, formula = $9, grades = $10,
	term_min = $11, term_max = $12, rate_low = $13, rate_high = $14, fee = $15, days = $16, repay = $17, security = $18, phone = $19,
	from_day = $20, to_day = $21, author = $22, touched = $23, state = $24, rev = rev + 1
WHERE area = $1 AND id = $2 AND rev = $25 AND state IN ('draft', 'returned');

-- name: fin_version_review do
-- in: area int, id int, state text, reviewer int, reviewed int, reason text
UPDATE fin_version SET state = $3, reviewer = $4, reviewed = $5, reason = $6, rev = rev + 1 WHERE area = $1 AND id = $2 AND state = 'review';

-- name: fin_version_replace do
-- in: area int, product int, keep int
UPDATE fin_version SET state = 'replaced', rev = rev + 1 WHERE area = $1 AND product = $2 AND state = 'force' AND id <> $3;

-- name: fin_version_withdraw do
-- in: area int, id int
UPDATE fin_version SET state = 'withdrawn', rev = rev + 1 WHERE area = $1 AND id = $2 AND state = 'force';

-- name: fin_condition_clear do
-- in: area int, version int
DELETE FROM fin_condition WHERE area = $1 AND version = $2;

-- name: fin_condition_insert do
-- in: area int, version int, pos int, field text, op text, value text, feel text, label_zh text, label_en text
INSERT INTO fin_condition (area, version, pos, field, op, value, feel, label_zh, label_en) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: fin_example_clear do
-- in: area int, version int
DELETE FROM fin_example WHERE area = $1 AND version = $2;

-- name: fin_example_insert do
-- in: area int, version int, pos int, name text, expect text, facts text
INSERT INTO fin_example (area, version, pos, name, expect, facts) VALUES ($1, $2, $3, $4, $5, $6);
