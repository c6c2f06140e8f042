-- Webhooks (council_api_hook.c).

-- Those that may have asked: active, for this community, its street or all of the district.
-- name: hook_for many
-- row: hook_row
-- in: area int, place int
SELECT hook.id AS id, hook.url AS url, hook.secret AS secret, hook.events AS events, hook.place AS place, hook.active AS active,
	hook.created AS created
FROM hook WHERE hook.area = $1 AND hook.active = 1 AND (hook.place = 0 OR hook.place = $2
	OR hook.place IN (SELECT place.parent FROM place WHERE place.area = $1 AND place.id = $2))
ORDER BY hook.id;

-- name: hook_some opt
-- in: area int
SELECT id FROM hook WHERE area = $1 AND active = 1 ORDER BY id LIMIT 1;

-- name: hook_all many
-- row: hook_row
-- in: area int
SELECT id, url, secret, events, place, active, created FROM hook WHERE area = $1 ORDER BY active DESC, created DESC, id DESC;

-- name: hook_one opt
-- row: hook_row
-- in: area int, id int
SELECT id, url, secret, events, place, active, created FROM hook WHERE area = $1 AND id = $2;

-- name: hook_insert do
-- in: area int, id int, url text, secret blob, events int, place int, made_by int, created int
INSERT INTO hook (area, id, url, secret, events, place, active, made_by, created) VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $8);

-- name: hook_set_secret do
-- in: area int, id int, secret blob
UPDATE hook SET secret = $3 WHERE area = $1 AND id = $2;

-- name: hook_set_active do
-- in: area int, id int, active int
UPDATE hook SET active = $3 WHERE area = $1 AND id = $2;
