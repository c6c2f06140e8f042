-- Firms: profile, figures, qualifications, who speaks for them.

-- name: fin_firm_get opt
-- row: fin_firm_row
-- in: area int, id int
SELECT id, code, name, place, rev, created, touched FROM fin_firm WHERE area = $1 AND id = $2;

-- name: fin_firm_of_code opt
-- row: fin_firm_row
-- in: area int, code text
SELECT id, code, name, place, rev, created, touched FROM fin_firm WHERE area = $1 AND code = $2;

-- The firms an account speaks for.
-- name: fin_firm_of_account many
-- row: fin_firm_row
-- in: area int, account int
SELECT f.id, f.code, f.name, f.place, f.rev, f.created, f.touched FROM fin_firm_person p JOIN fin_firm f ON f.area = p.area AND f.id = p.firm
WHERE p.area = $1 AND p.account = $2 ORDER BY f.created, f.id;

-- name: fin_firm_insert do
-- in: area int, id int, code text, name text, place int, at int
INSERT INTO fin_firm (area, id, code, name, place, rev, created, touched) VALUES ($1, $2, $3, $4, $5, 0, $6, $6);

-- name: fin_firm_write do
-- in: area int, id int, rev int, name text, place int, at int
UPDATE fin_firm SET name = $4, place = $5, touched = $6, rev = rev + 1 WHERE area = $1 AND id = $2 AND rev = $3;

-- name: fin_fact_list many
-- in: area int, firm int
SELECT field, value, source, day, touched FROM fin_firm_fact WHERE area = $1 AND firm = $2;

-- name: fin_fact_put do
-- in: area int, firm int, field text, value text, source text, day int, touched int, account int
INSERT INTO fin_firm_fact (area, firm, field, value, source, day, touched, account) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (area, firm, field) DO UPDATE SET value = $4, source = $5, day = $6, touched = $7, account = $8;

-- name: fin_fact_drop do
-- in: area int, firm int, field text
DELETE FROM fin_firm_fact WHERE area = $1 AND firm = $2 AND field = $3;

-- name: fin_qual_list many
-- in: area int, firm int
SELECT qual, level, from_day, to_day, source, touched FROM fin_firm_qual WHERE area = $1 AND firm = $2;

-- name: fin_qual_put do
-- in: area int, firm int, qual text, level text, from_day int, to_day int, source text, touched int, account int
INSERT INTO fin_firm_qual (area, firm, qual, level, from_day, to_day, source, touched, account) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (area, firm, qual) DO UPDATE SET level = $4, from_day = $5, to_day = $6, source = $7, touched = $8, account = $9;

-- name: fin_qual_drop do
-- in: area int, firm int, qual text
DELETE FROM fin_firm_qual WHERE area = $1 AND firm = $2 AND qual = $3;

-- name: fin_person_get opt
-- in: area int, firm int, account int
SELECT since, checked FROM fin_firm_person WHERE area = $1 AND firm = $2 AND account = $3;

-- name: fin_person_list many
-- in: area int, firm int
SELECT account, since, checked FROM fin_firm_person WHERE area = $1 AND firm = $2 ORDER BY since, account;

-- name: fin_person_put do
-- in: area int, firm int, account int, since int
INSERT INTO fin_firm_person (area, firm, account, since, checked, checker) VALUES ($1, $2, $3, $4, 0, 0)
ON CONFLICT (area, firm, account) DO NOTHING;

-- name: fin_person_drop do
-- in: area int, firm int, account int
DELETE FROM fin_firm_person WHERE area = $1 AND firm = $2 AND account = $3;

-- Who was asked to speak for a firm and has not answered.
-- name: fin_guest_list many
-- in: area int, firm int
SELECT phone_hash, shown, asked FROM fin_firm_guest WHERE area = $1 AND firm = $2 ORDER BY asked, phone_hash;

-- The firms that asked whoever has this account's number.
-- name: fin_guest_of many
-- in: area int, account int
SELECT f.id, f.name, f.code, g.phone_hash FROM account a JOIN fin_firm_guest g ON g.area = a.area AND g.phone_hash = a.phone_hash
	JOIN fin_firm f ON f.area = g.area AND f.id = g.firm
WHERE a.area = $1 AND a.id = $2 ORDER BY g.asked, f.id;

-- name: fin_guest_put do
-- in: area int, firm int, phone_hash text, shown text, asked int, account int
INSERT INTO fin_firm_guest (area, firm, phone_hash, shown, asked, account) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (area, firm, phone_hash) DO NOTHING;

-- name: fin_guest_drop do
-- in: area int, firm int, phone_hash text
DELETE FROM fin_firm_guest WHERE area = $1 AND firm = $2 AND phone_hash = $3;

-- The firms that let an institution look, by name; pattern: of LIKE, % for all.
-- name: fin_firm_seen_list many
-- row: fin_firm_row
-- in: area int, org int, day int, pattern text, skip int, most int
SELECT f.id, f.code, f.name, f.place, f.rev, f.created, f.touched FROM fin_firm f
WHERE f.area = $1 AND (f.name LIKE $4 ESCAPE '\' OR f.code LIKE $4 ESCAPE '\') AND EXISTS (SELECT 1 FROM fin_consent c
	WHERE c.area = f.area AND c.firm = f.id AND c.org = $2 AND c.purpose = 'look' AND c.revoked = 0 AND c.to_day >= $3)
ORDER BY f.name, f.id LIMIT $6 OFFSET $5;
