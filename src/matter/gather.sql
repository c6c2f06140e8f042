-- Gatherings, invitations, who came.

-- name: gather_row opt
-- in: area int, id int
SELECT id, kind, place, path, title, venue, starts, ends, capacity, quota, state, reason, sequence, closed, changed FROM gather
WHERE area = $1 AND id = $2;

-- name: gather_insert do
-- in: area int, id int, kind text, place int, path text, title text, venue text, starts int, ends int, capacity int, quota text, now int
INSERT INTO gather (area, id, kind, place, path, title, venue, starts, ends, capacity, quota, state, changed)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'called', $12);

-- name: gather_set_when do
-- in: area int, id int, sequence int, venue text, starts int, ends int, capacity int, quota text, reason text, now int
UPDATE gather SET venue = $4, starts = $5, ends = $6, capacity = $7, quota = $8, reason = $9, sequence = $3 + 1, changed = $10
WHERE area = $1 AND id = $2 AND sequence = $3 AND state = 'called';

-- name: gather_set_off do
-- in: area int, id int, sequence int, reason text, now int
UPDATE gather SET state = 'cancelled', reason = $4, sequence = $3 + 1, changed = $5
WHERE area = $1 AND id = $2 AND sequence = $3 AND state = 'called';

-- name: gather_set_closed do
-- in: area int, id int, closed int?
UPDATE gather SET closed = $3 WHERE area = $1 AND id = $2;

-- name: gather_told_put do
-- in: area int, gather int, grp text, told int, coming int
INSERT INTO gather_told (area, gather, grp, told, coming) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (area, gather, grp) DO UPDATE SET told = $4, coming = $5;

-- name: gather_told_list many
-- in: area int, gather int
SELECT grp, told, coming FROM gather_told WHERE area = $1 AND gather = $2 ORDER BY grp;

-- name: invitation_insert do
-- in: area int, id int, gather int, grp text, account int, created int
INSERT INTO invitation (area, id, gather, grp, account, created) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (area, gather, account) DO NOTHING;

-- name: invitation_get opt
-- row: invitation_row
-- in: area int, id int
SELECT id, gather, grp, account, reply, replied FROM invitation WHERE area = $1 AND id = $2;

-- name: invitation_list many
-- row: invitation_row
-- in: area int, gather int
SELECT id, gather, grp, account, reply, replied FROM invitation WHERE area = $1 AND gather = $2 ORDER BY grp, id;

-- name: invitation_set_reply do
-- in: area int, id int, reply text, replied int
UPDATE invitation SET reply = $3, replied = $4 WHERE area = $1 AND id = $2;

-- Accounts that hold a role at this very place.
-- name: invitation_role many
-- in: area int, role text, place int
SELECT account_role.account AS account FROM account_role JOIN account ON account.area = account_role.area AND account.id = account_role.account
WHERE account_role.area = $1 AND account_role.role = $2 AND account_role.place = $3 AND account.active = 1 ORDER BY account_role.account;

-- name: attendance_insert do
-- in: area int, id int, gather int, grp text, owner text, via text, at int, entered_by int
INSERT INTO attendance (area, id, gather, grp, owner, via, at, entered_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (area, gather, owner) DO UPDATE SET grp = $4, struck = NULL, reason = '';

-- name: attendance_get opt
-- row: attendance_row
-- in: area int, id int
SELECT id, gather, grp, owner, via, at, entered_by, struck, reason FROM attendance WHERE area = $1 AND id = $2;

-- name: attendance_of_owner opt
-- row: attendance_row
-- in: area int, gather int, owner text
SELECT id, gather, grp, owner, via, at, entered_by, struck, reason FROM attendance WHERE area = $1 AND gather = $2 AND owner = $3;

-- name: attendance_list many
-- row: attendance_row
-- in: area int, gather int, limit int
SELECT id, gather, grp, owner, via, at, entered_by, struck, reason FROM attendance WHERE area = $1 AND gather = $2
ORDER BY at, id LIMIT $3;

-- name: attendance_strike do
-- in: area int, id int, struck int, reason text
UPDATE attendance SET struck = $3, reason = $4 WHERE area = $1 AND id = $2 AND struck IS NULL;

-- name: attendance_heads many
-- in: area int, gather int
-- out: grp text, n int
SELECT grp, count(*) FROM attendance WHERE area = $1 AND gather = $2 AND struck IS NULL GROUP BY grp ORDER BY grp;

-- name: rule_pack_put do
-- in: area int, version text, id text, body text, at int
INSERT INTO rule_pack (area, version, id, text, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (area, version) DO NOTHING;

-- name: rule_pack_get opt
-- in: area int, version text
SELECT id, text FROM rule_pack WHERE area = $1 AND version = $2;
