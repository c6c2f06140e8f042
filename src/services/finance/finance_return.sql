-- Returns of institutions.

-- name: fin_return_last opt
-- in: area int, org int, month int, calibre text
SELECT id, pos FROM fin_return WHERE area = $1 AND org = $2 AND month = $3 AND calibre = $4 ORDER BY pos DESC LIMIT 1;

-- name: fin_return_insert do
-- in: area int, id int, org int, month int, calibre text, pos int, sender int, received int
INSERT INTO fin_return (area, id, org, month, calibre, pos, counts, sender, received) VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $8);

-- name: fin_return_stop do
-- in: area int, id int
UPDATE fin_return SET counts = 0 WHERE area = $1 AND id = $2;

-- name: fin_figure_insert do
-- in: area int, return_id int, pos int, kind text, name text, loans int, balance int, base_loans int?, base_balance int?, firsts int?, renewals int?, credits int?, rate int?
INSERT INTO fin_figure (area, ret, pos, kind, name, loans, balance, base_loans, base_balance, firsts, renewals, credits, rate)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- name: fin_return_of_bank many
-- row: fin_return_row
-- in: area int, org int
SELECT r.id, r.org, r.month, r.calibre, r.pos, r.counts, r.received, o.zh AS bank_zh, o.en AS bank_en
FROM fin_return r JOIN org o ON o.area = r.area AND o.id = r.org
WHERE r.area = $1 AND r.org = $2 ORDER BY r.month DESC, r.calibre, r.pos DESC;

-- All returns of a month, those restated too.
-- name: fin_return_of_month many
-- row: fin_return_row
-- in: area int, month int, calibre text
SELECT r.id, r.org, r.month, r.calibre, r.pos, r.counts, r.received, o.zh AS bank_zh, o.en AS bank_en
FROM fin_return r JOIN org o ON o.area = r.area AND o.id = r.org
WHERE r.area = $1 AND r.month = $2 AND r.calibre = $3 ORDER BY length(o.code), o.code, r.pos DESC;

-- The lines of the returns that count.
-- name: fin_figure_of_month many
-- in: area int, month int, calibre text
-- out: ret int, org int, kind text, name text, loans int, balance int, base_loans int?, base_balance int?, firsts int?, renewals int?, credits int?, rate int?, pos int, received int, bank_zh text, bank_en text
SELECT f.ret, r.org, f.kind, f.name, f.loans, f.balance, f.base_loans, f.base_balance, f.firsts, f.renewals, f.credits, f.rate, r.pos, r.received,
	o.zh AS bank_zh, o.en AS bank_en
FROM fin_return r JOIN fin_figure f ON f.area = r.area AND f.ret = r.id JOIN org o ON o.area = r.area AND o.id = r.org
WHERE r.area = $1 AND r.month = $2 AND r.calibre = $3 AND r.counts = 1 ORDER BY f.kind, length(o.code), o.code, f.pos;

-- name: fin_return_months many
-- in: area int, calibre text
SELECT DISTINCT month FROM fin_return WHERE area = $1 AND calibre = $2 AND counts = 1 ORDER BY month DESC;

-- Every institution, and its returns of a month with who sent them: id 0 where there is none.
-- name: fin_return_due many
-- in: area int, month int
-- out: org int, bank_zh text, bank_en text, id int, calibre text, pos int, counts int, received int, sender_zh text, sender_en text
SELECT o.id, o.zh, o.en, coalesce(r.id, 0), coalesce(r.calibre, ''), coalesce(r.pos, 0), coalesce(r.counts, 0), coalesce(r.received, 0),
	coalesce(a.label_zh, ''), coalesce(a.label_en, '')
FROM org o LEFT JOIN fin_return r ON r.area = o.area AND r.org = o.id AND r.month = $2
	LEFT JOIN account a ON a.area = r.area AND a.id = r.sender
WHERE o.area = $1 AND o.kind = 'bank' ORDER BY o.zh, r.calibre, r.pos;
