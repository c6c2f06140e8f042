-- Files nobody names (sweep.c), and erasing a matter's or a person's words (erase.c).

-- name: file_names many
-- in: area int
SELECT stored, thumb FROM file WHERE area = $1;

-- name: file_named opt
-- in: area int, name text
SELECT id FROM file WHERE area = $1 AND (stored = $2 OR thumb = $2) ORDER BY id LIMIT 1;

-- name: file_drop do
-- in: area int, id int
DELETE FROM file WHERE area = $1 AND id = $2;

-- name: entry_body_drop do
-- in: area int, id int
DELETE FROM entry_body WHERE area = $1 AND id = $2;

-- Where an account left words: the matters it filed, and those in which it acted.
-- name: erase_matters many
-- in: area int, account int
SELECT id FROM matter WHERE area = $1 AND author = $2
UNION SELECT matter FROM entry WHERE area = $1 AND actor = $2 ORDER BY 1;

-- name: matter_erase do
-- in: area int, id int, title text
UPDATE matter SET title = $3, body = '', whereabouts = '', lat = NULL, lon = NULL WHERE area = $1 AND id = $2;

-- name: erase_remarks many
-- in: area int, matter int, author int
SELECT id FROM remark WHERE area = $1 AND matter = $2 AND author = $3 ORDER BY id;

-- name: remark_erase do
-- in: area int, id int
UPDATE remark SET body = '', reason = '', state = 'erased' WHERE area = $1 AND id = $2;

-- name: rating_erase do
-- in: area int, matter int, owner text
UPDATE rating SET body = '', browser = '' WHERE area = $1 AND matter = $2 AND owner = $3;

-- name: erase_rulings many
-- in: area int, matter int
SELECT id, remark FROM ruling WHERE area = $1 AND matter = $2 ORDER BY id;

-- name: ruling_erase do
-- in: area int, id int
UPDATE ruling SET title = '', body = '', appeal = '' WHERE area = $1 AND id = $2;

-- name: erase_fixes many
-- in: area int, matter int
SELECT id, remark FROM fix WHERE area = $1 AND matter = $2 ORDER BY id;

-- name: fix_erase do
-- in: area int, id int
UPDATE fix SET old_title = '', old_body = '', title = '', body = '', reason = '', answer = '' WHERE area = $1 AND id = $2;

-- name: follow_drop_all do
-- in: area int, account int
DELETE FROM follow WHERE area = $1 AND account = $2;

-- Of one entry, and blurred copies made of them.
-- name: erase_files many
-- in: area int, matter int, entry int
SELECT file.id AS id, file.stored AS stored, file.thumb AS thumb, file.key AS key FROM file
WHERE file.area = $1 AND file.matter = $2 AND (file.entry = $3 OR file.blurs IN (
	SELECT base.id FROM file AS base WHERE base.area = $1 AND base.matter = $2 AND base.entry = $3))
ORDER BY file.id;

-- What the author said when staff called, as it was written down.
-- name: call_erase do
-- in: area int, matter int
UPDATE call_back SET words = '' WHERE area = $1 AND matter = $2;

-- name: alert_drop_all do
-- in: area int, account int
DELETE FROM alert WHERE area = $1 AND account = $2;

-- Nobody's from now on, and still one each: how many were invited and came does not change.
-- name: invitation_forget do
-- in: area int, account int
UPDATE invitation SET account = -id WHERE area = $1 AND account = $2;

-- name: attendance_forget do
-- in: area int, owner text
UPDATE attendance SET owner = 'x' || CAST(id AS TEXT) WHERE area = $1 AND owner = $2;
