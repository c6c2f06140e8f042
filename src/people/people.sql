-- Named statements of people (tools/README.md, sqlc).

-- name: place_one opt
-- row: place_row
-- in: area int, id int
SELECT id, parent, kind, code, slug, zh, en, phone, lat, lon FROM place WHERE area = $1 AND id = $2;

-- What walking up asks for: numbers alone, so no memory is needed.
-- name: place_step opt
-- in: area int, id int
SELECT id, parent, kind, lat, lon FROM place WHERE area = $1 AND id = $2;

-- name: place_of_slug opt
-- row: place_row
-- in: area int, slug text
SELECT id, parent, kind, code, slug, zh, en, phone, lat, lon FROM place WHERE area = $1 AND slug = $2;

-- name: place_of_code opt
-- row: place_row
-- in: area int, code text
SELECT id, parent, kind, code, slug, zh, en, phone, lat, lon FROM place WHERE area = $1 AND code = $2;

-- name: place_of_kind many
-- row: place_row
-- in: area int, kind int
SELECT id, parent, kind, code, slug, zh, en, phone, lat, lon FROM place WHERE area = $1 AND kind = $2 AND to_day IS NULL ORDER BY code, id;

-- name: place_children many
-- row: place_row
-- in: area int, parent int
SELECT id, parent, kind, code, slug, zh, en, phone, lat, lon FROM place WHERE area = $1 AND parent = $2 AND to_day IS NULL ORDER BY code, id;

-- name: place_insert do
-- in: area int, id int, parent int, kind int, code text, slug text, zh text, en text, phone text, lat int?, lon int?
INSERT INTO place (area, id, parent, kind, code, slug, zh, en, phone, lat, lon)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- A row without a point keeps the one that is there.
-- name: place_update do
-- in: area int, id int, parent int, kind int, slug text, zh text, en text, phone text, lat int?, lon int?
UPDATE place SET parent = $3, kind = $4, slug = $5, zh = $6, en = $7, phone = $8, lat = coalesce($9, lat), lon = coalesce($10, lon)
WHERE area = $1 AND id = $2;

-- name: heads_put do
-- in: area int, place int, age_from int, age_to int, heads int
INSERT INTO place_heads (area, place, age_from, age_to, heads) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (area, place, age_from) DO UPDATE SET age_to = $4, heads = $5;

-- Residents of a place and all below it.
-- name: heads_below one
-- in: area int, place int
-- out: all_n int, over60 int
WITH RECURSIVE below(id) AS (
	SELECT place.id FROM place WHERE place.area = $1 AND place.id = $2
	UNION ALL
	SELECT place.id FROM place JOIN below ON place.parent = below.id WHERE place.area = $1
)
SELECT coalesce(sum(place_heads.heads), 0), coalesce(sum(place_heads.heads) FILTER (WHERE place_heads.age_from >= 60), 0)
FROM place_heads JOIN below ON place_heads.place = below.id WHERE place_heads.area = $1;

-- Places that have residents of their own.
-- name: heads_list many
-- in: area int
-- out: place int, all_n int, over60 int
SELECT place_heads.place, sum(place_heads.heads), coalesce(sum(place_heads.heads) FILTER (WHERE place_heads.age_from >= 60), 0)
FROM place_heads JOIN place ON place.area = place_heads.area AND place.id = place_heads.place
WHERE place_heads.area = $1 AND place.to_day IS NULL GROUP BY place_heads.place ORDER BY place_heads.place;

-- name: org_one opt
-- row: org_row
-- in: area int, id int
SELECT id, code, kind, zh, en, phone, email, place, superior FROM org WHERE area = $1 AND id = $2;

-- name: org_of_code opt
-- row: org_row
-- in: area int, code text
SELECT id, code, kind, zh, en, phone, email, place, superior FROM org WHERE area = $1 AND code = $2;

-- name: org_all many
-- row: org_row
-- in: area int, kind text?
SELECT id, code, kind, zh, en, phone, email, place, superior FROM org WHERE area = $1 AND ($2 IS NULL OR kind = $2) ORDER BY kind, code;

-- name: org_insert do
-- in: area int, id int, code text, kind text, zh text, en text, phone text, email text, place int, superior int
INSERT INTO org (area, id, code, kind, zh, en, phone, email, place, superior) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: org_update do
-- in: area int, id int, kind text, zh text, en text, phone text, email text, place int, superior int
UPDATE org SET kind = $3, zh = $4, en = $5, phone = $6, email = $7, place = $8, superior = $9 WHERE area = $1 AND id = $2;

-- Accounts.
-- name: account_one opt
-- row: account_row
-- in: area int, id int
SELECT id, staff, login, password, label_zh, label_en, org, key, phone, totp, totp_last, active, lang, created, phone_at, hushed FROM account
WHERE area = $1 AND id = $2;

-- name: account_of_login opt
-- row: account_row
-- in: area int, login text
SELECT id, staff, login, password, label_zh, label_en, org, key, phone, totp, totp_last, active, lang, created, phone_at, hushed FROM account
WHERE area = $1 AND login = $2;

-- name: account_of_phone opt
-- row: account_row
-- in: area int, phone_hash text
SELECT id, staff, login, password, label_zh, label_en, org, key, phone, totp, totp_last, active, lang, created, phone_at, hushed FROM account
WHERE area = $1 AND phone_hash = $2;

-- name: account_staff many
-- row: account_row
-- in: area int
SELECT id, staff, login, password, label_zh, label_en, org, key, phone, totp, totp_last, active, lang, created, phone_at, hushed FROM account
WHERE area = $1 AND staff = 1 ORDER BY login;

-- name: account_insert do
-- in: area int, id int, staff int, login text?, password text, label_zh text, label_en text, org int, key int, phone blob?, phone_hash text?, totp blob?, created int
INSERT INTO account (area, id, staff, login, password, label_zh, label_en, org, key, phone, phone_hash, totp, created)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- name: account_set_lang do
-- in: area int, id int, lang text
UPDATE account SET lang = $3 WHERE area = $1 AND id = $2 AND lang <> $3;

-- name: account_set_password do
-- in: area int, id int, password text
UPDATE account SET password = $3 WHERE area = $1 AND id = $2;

-- name: account_set_label do
-- in: area int, id int, zh text, en text
UPDATE account SET label_zh = $3, label_en = $4 WHERE area = $1 AND id = $2;

-- A staff account's number has no hash: a code by SMS alone opens no staff account.
-- name: account_set_phone do
-- in: area int, id int, phone blob?, key int
UPDATE account SET phone = $3, key = $4, phone_at = 0 WHERE area = $1 AND id = $2 AND staff = 1;

-- A resident's own new number, seen to be theirs.
-- name: account_move_phone do
-- in: area int, id int, phone blob, phone_hash text, at int
UPDATE account SET phone = $3, phone_hash = $4, phone_at = $5 WHERE area = $1 AND id = $2 AND staff = 0 AND active = 1;

-- name: account_phone_seen do
-- in: area int, id int, at int
UPDATE account SET phone_at = $3 WHERE area = $1 AND id = $2 AND phone IS NOT NULL;

-- name: account_set_hushed do
-- in: area int, id int, at int
UPDATE account SET hushed = $3 WHERE area = $1 AND id = $2 AND staff = 0;

-- name: account_set_active do
-- in: area int, id int, active int
UPDATE account SET active = $3 WHERE area = $1 AND id = $2;

-- name: account_set_totp do
-- in: area int, id int, totp blob?, totp_last int
UPDATE account SET totp = $3, totp_last = $4 WHERE area = $1 AND id = $2;

-- A code works once: only a later step is taken.
-- name: account_use_totp do
-- in: area int, id int, step int
UPDATE account SET totp_last = $3 WHERE area = $1 AND id = $2 AND totp_last < $3;

-- name: account_set_org do
-- in: area int, id int, org int
UPDATE account SET org = $3 WHERE area = $1 AND id = $2;

-- name: role_put do
-- in: area int, account int, role text, place int, org int
INSERT INTO account_role (area, account, role, place, org) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (area, account, role, place, org) DO NOTHING;

-- name: role_drop do
-- in: area int, account int, role text, place int, org int
DELETE FROM account_role WHERE area = $1 AND account = $2 AND role = $3 AND place = $4 AND org = $5;

-- name: role_drop_all do
-- in: area int, account int
DELETE FROM account_role WHERE area = $1 AND account = $2;

-- name: account_erase do
-- in: area int, id int
UPDATE account SET phone = NULL, phone_hash = NULL, phone_at = 0, hushed = 0, label_zh = '', label_en = '', key = -1, active = 0
WHERE area = $1 AND id = $2 AND staff = 0;

-- name: role_list many
-- in: area int, account int
SELECT role, place, org FROM account_role WHERE area = $1 AND account = $2 ORDER BY role, place, org;

-- Sessions.
-- name: session_insert do
-- in: area int, token text, account int, at int, level int
INSERT INTO session (area, token, account, created, seen, level, proved) VALUES ($1, $2, $3, $4, $4, $5, $4);

-- name: session_get opt
-- in: area int, token text
SELECT account, created, seen, level, proved FROM session WHERE area = $1 AND token = $2;

-- name: session_touch do
-- in: area int, token text, seen int
UPDATE session SET seen = $3 WHERE area = $1 AND token = $2;

-- name: session_drop do
-- in: area int, token text
DELETE FROM session WHERE area = $1 AND token = $2;

-- name: session_drop_all do
-- in: area int, account int, but text
DELETE FROM session WHERE area = $1 AND account = $2 AND token <> $3;

-- name: session_drop_mine do
-- in: area int, account int, token text
DELETE FROM session WHERE area = $1 AND account = $2 AND token = $3;

-- name: session_list many
-- in: area int, account int
SELECT token, created, seen FROM session WHERE area = $1 AND account = $2 AND level = 2 ORDER BY seen DESC, token;

-- name: session_drop_old do
-- in: area int, created int, seen int
DELETE FROM session WHERE area = $1 AND (created < $2 OR seen < $3);

-- What is kept beyond its time goes with the day's pass (src/main/retain.c) also where nobody signs in any more.
-- name: session_retain do
-- in: area int, before int
DELETE FROM session WHERE area = $1 AND (created < $2 OR seen < $2);

-- name: code_retain do
-- in: area int, before int
DELETE FROM code WHERE area = $1 AND at < $2;

-- name: access_retain do
-- in: area int, before int
DELETE FROM access_log WHERE area = $1 AND at < $2;

-- One-time codes and attempts.
-- name: code_put do
-- in: area int, subject text, hash text, at int
INSERT INTO code (area, subject, hash, tries, at) VALUES ($1, $2, $3, 0, $4)
ON CONFLICT (area, subject) DO UPDATE SET hash = $3, tries = 0, at = $4;

-- name: code_get opt
-- in: area int, subject text
SELECT hash, tries, at FROM code WHERE area = $1 AND subject = $2;

-- name: code_try do
-- in: area int, subject text
UPDATE code SET tries = tries + 1 WHERE area = $1 AND subject = $2;

-- name: attempt_put do
-- in: area int, subject text, at int, id int
INSERT INTO attempt (area, subject, at, id) VALUES ($1, $2, $3, $4);

-- name: attempt_count one
-- in: area int, subject text, since int
-- out: n int
SELECT count(*) FROM attempt WHERE area = $1 AND subject = $2 AND at > $3;

-- name: attempt_drop do
-- in: area int, subject text
DELETE FROM attempt WHERE area = $1 AND subject = $2;

-- name: attempt_drop_old do
-- in: area int, before_at int
DELETE FROM attempt WHERE area = $1 AND at < $2;

-- name: access_put do
-- in: area int, id int, at int, account int, subject int, field text, why text
INSERT INTO access_log (area, id, at, account, subject, field, why) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- Logged already since then?
-- name: access_since opt
-- in: area int, subject int, since int, account int, why text
SELECT id FROM access_log WHERE area = $1 AND subject = $2 AND at >= $3 AND account = $4 AND why = $5 ORDER BY id LIMIT 1;

-- name: access_list many
-- in: area int, before_id int, limit int
SELECT access_log.id AS id, access_log.at AS at, access_log.account AS account, access_log.subject AS subject,
	access_log.field AS field, access_log.why AS why, account.label_zh AS label_zh, account.label_en AS label_en
FROM access_log LEFT JOIN account ON account.area = access_log.area AND account.id = access_log.account
WHERE access_log.area = $1 AND access_log.id < $2 ORDER BY access_log.id DESC LIMIT $3;

-- name: access_about many
-- in: area int, subject int, limit int
SELECT access_log.id AS id, access_log.at AS at, access_log.field AS field, access_log.why AS why,
	account.label_zh AS label_zh, account.label_en AS label_en
FROM access_log LEFT JOIN account ON account.area = access_log.area AND account.id = access_log.account
WHERE access_log.area = $1 AND access_log.subject = $2 ORDER BY access_log.id DESC LIMIT $3;

-- Whose sealed data was looked at between two moments, and how often; by 0: by anybody. Only residents and staff, not firms.
-- name: access_subjects many
-- in: area int, since int, before int, by int
-- out: subject int, reads int, first int, last int
SELECT access_log.subject, count(*), min(access_log.at), max(access_log.at) FROM access_log
WHERE access_log.area = $1 AND access_log.at >= $2 AND access_log.at < $3 AND access_log.field = 'phone' AND ($4 = 0 OR access_log.account = $4)
	AND access_log.account <> access_log.subject AND access_log.why NOT IN ('people.changed_phone', 'people.dropped_phone')
GROUP BY access_log.subject ORDER BY min(access_log.at), access_log.subject;

-- Tables between two presses. what: places | orgs | users, or done (sealed is then the report).
-- name: kept_insert do
-- in: area int, id int, account int, what text, name text, key int, sealed blob, at int
INSERT INTO import_kept (area, id, account, what, name, key, sealed, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: kept_get opt
-- in: area int, id int, account int
SELECT what, name, key, sealed, at FROM import_kept WHERE area = $1 AND id = $2 AND account = $3;

-- name: kept_set_done do
-- in: area int, id int, was text, done text, sealed blob, at int
UPDATE import_kept SET what = $4, sealed = $5, at = $6 WHERE area = $1 AND id = $2 AND what = $3;

-- name: kept_old many
-- in: area int, done text, done_before int, before int, limit int
SELECT id, key FROM import_kept WHERE area = $1 AND (at < $4 OR (what = $2 AND at < $3)) ORDER BY at, id LIMIT $5;

-- name: kept_drop do
-- in: area int, id int
DELETE FROM import_kept WHERE area = $1 AND id = $2;
