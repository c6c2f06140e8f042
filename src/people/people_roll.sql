-- The roll of a community.

-- name: roll_of_no opt
-- in: area int, place int, no text
SELECT id, key, phone_hash FROM roll WHERE area = $1 AND place = $2 AND no = $3;

-- name: roll_one opt
-- in: area int, id int
SELECT id, place, no, kind, spot, door, key, phone, active FROM roll WHERE area = $1 AND id = $2;

-- name: roll_insert do
-- in: area int, id int, place int, no text, kind text, spot int, door text, extent int, owner text, key int, phone blob?, phone_hash text?, active int
INSERT INTO roll (area, id, place, no, kind, spot, door, extent, owner, key, phone, phone_hash, active)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- name: roll_update do
-- in: area int, id int, kind text, spot int, door text, extent int, owner text, active int
UPDATE roll SET kind = $3, spot = $4, door = $5, extent = $6, owner = $7, active = $8 WHERE area = $1 AND id = $2;

-- name: roll_set_phone do
-- in: area int, id int, key int, phone blob?, phone_hash text?
UPDATE roll SET key = $3, phone = $4, phone_hash = $5 WHERE area = $1 AND id = $2;

-- name: roll_active many
-- in: area int, place int, kind text
SELECT id, no, spot, door FROM roll WHERE area = $1 AND place = $2 AND kind = $3 AND active = 1 ORDER BY no;

-- Units with an owner, an owner's together; those with a telephone first.
-- name: roll_owned many
-- in: area int, place int
-- out: id int, no text, spot int, door text, extent int, owner text
SELECT id, no, spot, door, extent, owner FROM roll WHERE area = $1 AND place = $2 AND owner <> '' AND active = 1
ORDER BY owner, CASE WHEN phone_hash IS NULL THEN 1 ELSE 0 END, no;

-- What the roll holds, without a single entry: for its page.
-- name: roll_counts one
-- in: area int, place int
-- out: voters int, households int, phones int, heads int, extent int
SELECT coalesce(sum(CASE WHEN kind = 'voter' THEN 1 ELSE 0 END), 0), coalesce(sum(CASE WHEN kind = 'household' THEN 1 ELSE 0 END), 0),
	coalesce(sum(CASE WHEN phone_hash IS NOT NULL THEN 1 ELSE 0 END), 0),
	count(DISTINCT CASE WHEN owner = '' THEN NULL ELSE owner END), coalesce(sum(extent), 0)
FROM roll WHERE area = $1 AND place = $2 AND active = 1;

-- name: roll_by_phone many
-- in: area int, phone_hash text
SELECT id FROM roll WHERE area = $1 AND phone_hash = $2 AND active = 1 ORDER BY id;

-- How whoever has this number was last here; nobody, when there is no such account.
-- name: roll_speaks opt
-- in: area int, id int
SELECT account.lang AS lang FROM roll JOIN account ON account.area = roll.area AND account.phone_hash = roll.phone_hash
WHERE roll.area = $1 AND roll.id = $2;

-- Entries with the number of an account: for erasing it.
-- name: roll_of_account many
-- in: area int, account int
SELECT roll.id AS id, roll.key AS key FROM roll JOIN account ON account.area = roll.area AND account.phone_hash = roll.phone_hash
WHERE roll.area = $1 AND account.id = $2 ORDER BY roll.id;
