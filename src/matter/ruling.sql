-- Rulings: what moderators decided about what the public sees, with the words as they were.

-- name: ruling_insert do
-- in: area int, id int, matter int, remark int, what text, title text, body text, reason text, made_by int, at int
INSERT INTO ruling (area, id, matter, remark, what, title, body, reason, made_by, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: shown_ruling_row raw
-- in: area int, id int
SELECT matter, remark, what, title, body, reason, made_by, at, appeal, appealed, outcome, answer, answered, answered_by
FROM ruling WHERE area = $1 AND id = $2;

-- name: ids_of_ruling raw
-- in: area int, matter int
SELECT id FROM ruling WHERE area = $1 AND matter = $2;

-- name: ruling_one opt
-- row: ruling_row
-- in: area int, id int
SELECT id, matter, remark, what, title, body, reason, made_by, at, appeal, appealed, outcome, answer, answered, answered_by
FROM ruling WHERE area = $1 AND id = $2;

-- Newest first; remark 0: those about the matter's own words.
-- name: ruling_of many
-- row: ruling_row
-- in: area int, matter int, remark int
SELECT id, matter, remark, what, title, body, reason, made_by, at, appeal, appealed, outcome, answer, answered, answered_by
FROM ruling WHERE area = $1 AND matter = $2 AND remark = $3 ORDER BY at DESC, id DESC;

-- All of a matter, oldest first: for its page.
-- name: ruling_of_matter many
-- row: ruling_row
-- in: area int, matter int
SELECT id, matter, remark, what, title, body, reason, made_by, at, appeal, appealed, outcome, answer, answered, answered_by
FROM ruling WHERE area = $1 AND matter = $2 ORDER BY at, id;

-- name: ruling_set_appeal do
-- in: area int, id int, appeal text, at int
UPDATE ruling SET appeal = $3, appealed = $4 WHERE area = $1 AND id = $2;

-- name: ruling_set_answer do
-- in: area int, id int, outcome text, answer text, at int, by int
UPDATE ruling SET outcome = $3, answer = $4, answered = $5, answered_by = $6 WHERE area = $1 AND id = $2;

-- name: matter_set_words do
-- in: area int, id int, title text, body text
UPDATE matter SET title = $3, body = $4 WHERE area = $1 AND id = $2;

-- name: remark_set_body do
-- in: area int, id int, body text, state text
UPDATE remark SET body = $3, state = $4, reason = '' WHERE area = $1 AND id = $2;
