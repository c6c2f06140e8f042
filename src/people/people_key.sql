-- Keys for other programs (apikey.c).

-- name: apikey_insert do
-- in: area int, id int, hash text, zh text, en text, role text, place int, org int, scopes int, minute int, made_by int, created int, expires int
INSERT INTO apikey (area, id, hash, zh, en, role, place, org, scopes, minute, made_by, created, expires)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- name: apikey_of_hash opt
-- in: area int, hash text
SELECT id, zh, en, role, place, org, scopes, minute, expires, revoked, seen FROM apikey WHERE area = $1 AND hash = $2;

-- name: apikey_all many
-- in: area int
SELECT id, zh, en, role, place, org, scopes, minute, created, expires, revoked, seen FROM apikey WHERE area = $1
ORDER BY revoked IS NOT NULL, created DESC, id DESC;

-- name: apikey_touch do
-- in: area int, id int, seen int
UPDATE apikey SET seen = $3 WHERE area = $1 AND id = $2;

-- name: apikey_set_revoked do
-- in: area int, id int, at int
UPDATE apikey SET revoked = $3 WHERE area = $1 AND id = $2 AND revoked IS NULL;
