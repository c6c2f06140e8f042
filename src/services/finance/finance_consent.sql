-- What firms allow, what of it is in force, and who looked.

-- name: fin_consent_insert do
-- in: area int, id int, firm int, org int, purpose text, fields text, version text, body text, hash text, lang text, signer int, at int, to_day int
INSERT INTO fin_consent (area, id, firm, org, purpose, fields, version, text, hash, lang, signer, signed, to_day, revoked, revoker)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, 0);

-- name: fin_consent_revoke do
-- in: area int, firm int, id int, at int, account int
UPDATE fin_consent SET revoked = $4, revoker = $5 WHERE area = $1 AND firm = $2 AND id = $3 AND revoked = 0;

-- name: fin_consent_revoke_all do
-- in: area int, firm int, at int, account int
UPDATE fin_consent SET revoked = $3, revoker = $4 WHERE area = $1 AND firm = $2 AND revoked = 0;

-- name: fin_consent_get opt
-- row: fin_consent_row
-- in: area int, firm int, id int
-- out: id int, firm int, org int, purpose text, fields text, version text, body text, hash text, signer int, signed_at int, to_day int, revoked int, bank_zh text?, bank_en text?
SELECT c.id, c.firm, c.org, c.purpose, c.fields, c.version, c.text, c.hash, c.signer, c.signed, c.to_day, c.revoked, o.zh, o.en
FROM fin_consent c LEFT JOIN org o ON o.area = c.area AND o.id = c.org WHERE c.area = $1 AND c.firm = $2 AND c.id = $3;

-- name: fin_consent_of_firm many
-- row: fin_consent_row
-- in: area int, firm int
-- out: id int, firm int, org int, purpose text, fields text, version text, body text, hash text, signer int, signed_at int, to_day int, revoked int, bank_zh text?, bank_en text?
SELECT c.id, c.firm, c.org, c.purpose, c.fields, c.version, c.text, c.hash, c.signer, c.signed, c.to_day, c.revoked, o.zh, o.en
FROM fin_consent c LEFT JOIN org o ON o.area = c.area AND o.id = c.org WHERE c.area = $1 AND c.firm = $2 ORDER BY c.signed DESC, c.id DESC;

-- In force on a day: what one institution was allowed by one firm.
-- name: fin_consent_live many
-- in: area int, firm int, org int, day int
SELECT id, purpose, fields, to_day FROM fin_consent
WHERE area = $1 AND firm = $2 AND org = $3 AND revoked = 0 AND to_day >= $4 ORDER BY signed, id;

-- Who looked at a firm, newest first.
-- name: fin_look_list many
-- in: area int, firm int, most int
-- out: at int, why text, label_zh text?, label_en text?, bank_zh text?, bank_en text?
SELECT l.at, l.why, a.label_zh, a.label_en, o.zh, o.en FROM access_log l
	LEFT JOIN account a ON a.area = l.area AND a.id = l.account LEFT JOIN org o ON o.area = l.area AND o.id = a.org
WHERE l.area = $1 AND l.subject = $2 ORDER BY l.at DESC, l.id DESC LIMIT $3;

-- Firms whose people the bureau has not seen yet, the oldest first.
-- name: fin_unchecked many
-- in: area int, most int
SELECT f.id, f.code, f.name, p.account, p.since FROM fin_firm_person p JOIN fin_firm f ON f.area = p.area AND f.id = p.firm
WHERE p.area = $1 AND p.checked = 0 ORDER BY p.since, f.id LIMIT $2;

-- name: fin_unchecked_count one
-- in: area int
-- out: n int
SELECT count(*) FROM fin_firm_person WHERE area = $1 AND checked = 0;

-- name: fin_person_check do
-- in: area int, firm int, account int, at int, checker int
UPDATE fin_firm_person SET checked = $4, checker = $5 WHERE area = $1 AND firm = $2 AND account = $3 AND checked = 0;

-- Does somebody speak for it whom the bureau has seen?
-- name: fin_firm_checked one
-- in: area int, firm int
-- out: n int
SELECT count(*) FROM fin_firm_person WHERE area = $1 AND firm = $2 AND checked > 0;

-- Everything in force for an institution, of all firms.
-- name: fin_consent_in_force many
-- in: area int, org int, day int
SELECT firm, purpose, fields FROM fin_consent WHERE area = $1 AND org = $2 AND revoked = 0 AND to_day >= $3 ORDER BY firm;

-- Figures of the firms that allowed an institution anything. Which of them it may use, the consent's fields say.
-- name: fin_fact_allowed many
-- in: area int, org int, day int
SELECT t.firm, t.field, t.value FROM fin_firm_fact t WHERE t.area = $1 AND EXISTS (SELECT 1 FROM fin_consent c
	WHERE c.area = t.area AND c.firm = t.firm AND c.org = $2 AND c.revoked = 0 AND c.to_day >= $3) ORDER BY t.firm;

-- name: fin_qual_allowed many
-- in: area int, org int, day int
SELECT q.firm, q.qual, q.from_day, q.to_day FROM fin_firm_qual q WHERE q.area = $1 AND EXISTS (SELECT 1 FROM fin_consent c
	WHERE c.area = q.area AND c.firm = q.firm AND c.org = $2 AND c.revoked = 0 AND c.to_day >= $3) ORDER BY q.firm;
