-- A person's own words corrected (fix.h).

-- name: fix_insert do
-- in: area int, id int, matter int, remark int, old_title text, old_body text, title text, body text, reason text, asked_by int, asked int, due int
INSERT INTO fix (area, id, matter, remark, old_title, old_body, title, body, reason, asked_by, asked, due)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: fix_set do
-- in: area int, id int, outcome text, answer text, answered int, answered_by int
UPDATE fix SET outcome = $3, answer = $4, answered = $5, answered_by = $6 WHERE area = $1 AND id = $2;

-- name: shown_fix_row raw
-- in: area int, id int
SELECT matter, remark, old_title, old_body, title, body, reason, asked_by, asked, due, outcome, answer, answered, answered_by
FROM fix WHERE area = $1 AND id = $2;

-- name: ids_of_fix raw
-- in: area int, matter int
SELECT id FROM fix WHERE area = $1 AND matter = $2;

-- name: fix_one opt
-- row: fix_row
-- in: area int, id int
SELECT id, matter, remark, old_title, old_body, title, body, reason, asked_by, asked, due, outcome, answer, answered, answered_by
FROM fix WHERE area = $1 AND id = $2;

-- One about these words that waits.
-- name: fix_open opt
-- in: area int, matter int, remark int
SELECT id, due FROM fix WHERE area = $1 AND matter = $2 AND remark = $3 AND outcome = '';

-- Everything this person asked for here, newest first.
-- name: fix_mine many
-- row: fix_row
-- in: area int, matter int, asked_by int
SELECT id, matter, remark, old_title, old_body, title, body, reason, asked_by, asked, due, outcome, answer, answered, answered_by
FROM fix WHERE area = $1 AND matter = $2 AND asked_by = $3 ORDER BY asked DESC, id DESC;

-- What waits for a moderator, the oldest first. place 0: the whole district.
-- name: fix_list many
-- in: area int, place int, limit int
SELECT fix.id AS id, fix.remark AS remark, fix.asked AS asked, fix.due AS due, matter.number AS number, matter.title AS title
FROM fix JOIN matter ON matter.area = fix.area AND matter.id = fix.matter
	JOIN place ON place.area = matter.area AND place.id = matter.place
WHERE fix.area = $1 AND ($2 = 0 OR matter.place = $2 OR place.parent = $2) AND fix.outcome = ''
ORDER BY fix.asked, fix.id LIMIT $3;

-- Own comments here that are shown or wait to be.
-- name: fix_remarks many
-- in: area int, matter int, author int
SELECT id, body, state, at FROM remark WHERE area = $1 AND matter = $2 AND author = $3 AND state IN ('shown', 'waiting') ORDER BY at, id;
