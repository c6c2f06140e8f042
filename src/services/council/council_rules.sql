-- Meetings and plans: what the rules of the hall write and read.

-- name: meeting_row opt
-- in: area int, id int
SELECT id, place, number, title, starts, venue, state, minutes, present, called_by, created, version FROM meeting
WHERE area = $1 AND id = $2;

-- name: meeting_insert do
-- in: area int, id int, place int, number text, title text, starts int, venue text, called_by int, created int
INSERT INTO meeting (area, id, place, number, title, starts, venue, state, called_by, created, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, 'called', $8, $9, 1);

-- name: meeting_set_held do
-- in: area int, id int, minutes text, present text, version int
UPDATE meeting SET state = 'held', minutes = $3, present = $4, version = $5 WHERE area = $1 AND id = $2;

-- name: agenda_insert do
-- in: area int, id int, meeting int, matter int, pos int
INSERT INTO agenda_item (area, id, meeting, matter, pos) VALUES ($1, $2, $3, $4, $5);

-- name: agenda_find opt
-- in: area int, meeting int, matter int
SELECT id, pos, decision FROM agenda_item WHERE area = $1 AND meeting = $2 AND matter = $3;

-- name: agenda_of many
-- in: area int, meeting int
SELECT agenda_item.id AS id, agenda_item.matter AS matter, agenda_item.pos AS pos, agenda_item.decision AS decision,
	agenda_item.words AS words, agenda_item.ayes AS ayes, agenda_item.nays AS nays, agenda_item.abstain AS abstain,
	matter.number AS number, matter.title AS title, matter.state AS state, place.slug AS slug
FROM agenda_item JOIN matter ON matter.area = agenda_item.area AND matter.id = agenda_item.matter
	JOIN place ON place.area = matter.area AND place.id = matter.place
WHERE agenda_item.area = $1 AND agenda_item.meeting = $2 ORDER BY agenda_item.pos;

-- name: agenda_set do
-- in: area int, id int, decision text, words text, ayes int?, nays int?, abstain int?
UPDATE agenda_item SET decision = $3, words = $4, ayes = $5, nays = $6, abstain = $7 WHERE area = $1 AND id = $2;

-- name: plan_last opt
-- row: plan_row
-- in: area int, matter int
SELECT id, matter, version, state, summary, adopted_by, author, created, adopted FROM plan WHERE area = $1 AND matter = $2
ORDER BY version DESC LIMIT 1;

-- name: plan_of_version opt
-- row: plan_row
-- in: area int, matter int, version int
SELECT id, matter, version, state, summary, adopted_by, author, created, adopted FROM plan WHERE area = $1 AND matter = $2 AND version = $3;

-- name: plan_list many
-- row: plan_row
-- in: area int, matter int
SELECT id, matter, version, state, summary, adopted_by, author, created, adopted FROM plan WHERE area = $1 AND matter = $2
ORDER BY version DESC;

-- name: plan_insert do
-- in: area int, id int, matter int, version int, summary text, author int, created int
INSERT INTO plan (area, id, matter, version, state, summary, author, created) VALUES ($1, $2, $3, $4, 'open', $5, $6, $7);

-- name: plan_set_state do
-- in: area int, id int, state text, adopted_by text, adopted int?
UPDATE plan SET state = $3, adopted_by = $4, adopted = $5 WHERE area = $1 AND id = $2;

-- cost in fen; -1 = not known.
-- name: option_insert do
-- in: area int, id int, plan int, pos int, title text, body text, cost int, payer text
INSERT INTO plan_option (area, id, plan, pos, title, body, cost, payer) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: option_list many
-- in: area int, plan int
SELECT id, pos, title, body, cost, payer, chosen FROM plan_option WHERE area = $1 AND plan = $2 ORDER BY pos;

-- name: option_set_chosen do
-- in: area int, id int, chosen int
UPDATE plan_option SET chosen = $3 WHERE area = $1 AND id = $2;

-- name: option_count one
-- in: area int, plan int
-- out: n int
SELECT count(*) FROM plan_option WHERE area = $1 AND plan = $2;

-- name: task_insert do
-- in: area int, id int, plan int, pos int, org int, what text
INSERT INTO plan_task (area, id, plan, pos, org, what) VALUES ($1, $2, $3, $4, $5, $6);

-- name: task_list many
-- in: area int, plan int
SELECT plan_task.id AS id, plan_task.pos AS pos, plan_task.org AS org, plan_task.what AS what, org.zh AS zh, org.en AS en
FROM plan_task JOIN org ON org.area = plan_task.area AND org.id = plan_task.org
WHERE plan_task.area = $1 AND plan_task.plan = $2 ORDER BY plan_task.pos;

-- What verify recomputes.
-- name: shown_meeting_row raw
-- in: area int, id int
SELECT place, number, title, starts, venue, state, minutes, present, created FROM meeting WHERE area = $1 AND id = $2;

-- name: shown_agenda_row raw
-- in: area int, id int
SELECT meeting, matter, pos, decision, words, ayes, nays, abstain FROM agenda_item WHERE area = $1 AND id = $2;

-- name: shown_plan_row raw
-- in: area int, id int
SELECT matter, version, state, summary, adopted_by, created, adopted FROM plan WHERE area = $1 AND id = $2;

-- name: shown_option_row raw
-- in: area int, id int
SELECT plan, pos, title, body, cost, payer, chosen FROM plan_option WHERE area = $1 AND id = $2;

-- name: shown_task_row raw
-- in: area int, id int
SELECT plan, pos, org, what FROM plan_task WHERE area = $1 AND id = $2;

-- Which rows a matter has: verify looks for those no entry speaks of. Meetings belong to several: all, matter is 0.
-- name: ids_of_meeting raw
-- in: area int, matter int
SELECT id FROM meeting WHERE area = $1 AND $2 = 0;

-- name: ids_of_agenda raw
-- in: area int, matter int
SELECT id FROM agenda_item WHERE area = $1 AND matter = $2;

-- name: ids_of_plan raw
-- in: area int, matter int
SELECT id FROM plan WHERE area = $1 AND matter = $2;

-- name: ids_of_option raw
-- in: area int, matter int
SELECT plan_option.id FROM plan JOIN plan_option ON plan_option.area = plan.area AND plan_option.plan = plan.id
WHERE plan.area = $1 AND plan.matter = $2;

-- name: ids_of_task raw
-- in: area int, matter int
SELECT plan_task.id FROM plan JOIN plan_task ON plan_task.area = plan.area AND plan_task.plan = plan.id
WHERE plan.area = $1 AND plan.matter = $2;
