-- Alerts: who wants to hear of new matters at a place or of a kind.

-- name: alert_insert do
-- in: area int, id int, account int, place int, category text, pace text, seen int, at int
INSERT INTO alert (area, id, account, place, category, pace, seen, made) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: alert_one opt
-- row: alert_row
-- in: area int, id int
SELECT id, account, place, category, pace, seen, ended FROM alert WHERE area = $1 AND id = $2;

-- name: alert_of many
-- row: alert_row
-- in: area int, account int
SELECT id, account, place, category, pace, seen, ended FROM alert WHERE area = $1 AND account = $2 AND ended IS NULL ORDER BY made, id;

-- Those that may be told now: of one pace, daily ones not yet today.
-- name: alert_due many
-- row: alert_row
-- in: area int, pace text, today int, after int, limit int
SELECT id, account, place, category, pace, seen, ended FROM alert
WHERE area = $1 AND pace = $2 AND ended IS NULL AND told_day < $3 AND id > $4 ORDER BY id LIMIT $5;

-- Filed since: at the place or anywhere below it.
-- name: alert_matters many
-- in: area int, place int, category text, after int, upto int, limit int
SELECT matter.id AS id, matter.title AS title, community.slug AS slug, matter.number AS number
FROM entry JOIN matter ON matter.area = entry.area AND matter.id = entry.matter
	JOIN place community ON community.area = matter.area AND community.id = matter.place
	JOIN place spot ON spot.area = matter.area AND spot.id = matter.spot
	LEFT JOIN place up ON up.area = spot.area AND up.id = spot.parent
WHERE entry.area = $1 AND entry.log_no > $4 AND entry.log_no <= $5 AND entry.seq = 1 AND matter.merged_into = 0 AND matter.home = ''
	AND ($3 = '' OR matter.category = $3)
	AND ($2 = 0 OR matter.place = $2 OR matter.spot = $2 OR spot.parent = $2 OR up.parent = $2 OR community.parent = $2)
ORDER BY entry.log_no LIMIT $6;

-- name: alert_told do
-- in: area int, id int, seen int, today int
UPDATE alert SET seen = $3, told_day = $4 WHERE area = $1 AND id = $2;

-- Nothing was new for the others: they need not look at these numbers again.
-- name: alert_seen do
-- in: area int, pace text, seen int
UPDATE alert SET seen = $3 WHERE area = $1 AND pace = $2 AND ended IS NULL AND seen < $3;

-- name: alert_end do
-- in: area int, id int, at int
UPDATE alert SET ended = $3 WHERE area = $1 AND id = $2 AND ended IS NULL;
