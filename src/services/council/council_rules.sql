-- Meetings and plans: what the rules of the hall write and read.

-- name: meeting_row opt
-- in: area int, id int
SELECT meeting.id AS id, meeting.place AS place, meeting.number AS number, gather.title AS title, gather.starts AS starts,
	gather.ends AS ends, gather.venue AS venue, gather.capacity AS capacity, gather.quota AS quota, gather.state AS called,
	gather.reason AS reason, gather.sequence AS sequence, gather.closed AS closed, gather.changed AS changed, gather.path AS path,
	meeting.state AS state, meeting.minutes AS minutes, meeting.present AS present, meeting.present_note AS present_note,
	meeting.caller AS caller, meeting.asked AS asked, meeting.asked_of AS asked_of, meeting.asked_basis AS asked_basis,
	meeting.pack AS pack, meeting.voters AS voters, meeting.body_basis AS body_basis, meeting.body_all AS body_all,
	meeting.body_present AS body_present, meeting.called_by AS called_by, meeting.created AS created, meeting.version AS version
FROM meeting JOIN gather ON gather.area = meeting.area AND gather.id = meeting.id
WHERE meeting.area = $1 AND meeting.id = $2;

-- name: meeting_insert do
-- in: area int, id int, place int, number text, caller text, asked int?, asked_of int?, asked_basis text, pack text, called_by int, created int
INSERT INTO meeting (area, id, place, number, state, caller, asked, asked_of, asked_basis, pack, called_by, created, version)
VALUES ($1, $2, $3, $4, 'called', $5, $6, $7, $8, $9, $10, $11, 1);

-- name: meeting_set_held do
-- in: area int, id int, minutes text, present text, present_note text, pack text, voters int?, body_basis text, body_all int?, body_present int?, version int
UPDATE meeting SET state = 'held', minutes = $3, present = $4, present_note = $5, pack = $6, voters = $7, body_basis = $8,
	body_all = $9, body_present = $10, version = $11
WHERE area = $1 AND id = $2;

-- name: motion_insert do
-- in: area int, id int, meeting int, matter int, item int, pos int, words text, ayes int, nays int, abstain int, pack text, version text, verdict text, numbers text
INSERT INTO motion (area, id, meeting, matter, item, pos, words, ayes, nays, abstain, pack, version, verdict, numbers)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);

-- name: motion_list many
-- in: area int, meeting int
SELECT id, item, pos, words, ayes, nays, abstain, pack, version, verdict, numbers FROM motion WHERE area = $1 AND meeting = $2
ORDER BY item, pos;

-- name: agenda_insert do
-- in: area int, id int, meeting int, matter int, pos int
INSERT INTO agenda_item (area, id, meeting, matter, pos) VALUES ($1, $2, $3, $4, $5);

-- name: agenda_find opt
-- in: area int, meeting int, matter int
SELECT id, pos, decision FROM agenda_item WHERE area = $1 AND meeting = $2 AND matter = $3;

-- name: agenda_of many
-- in: area int, meeting int
SELECT agenda_item.id AS id, agenda_item.matter AS matter, agenda_item.pos AS pos, agenda_item.decision AS decision,
	agenda_item.words AS words,
	matter.number AS number, matter.title AS title, matter.state AS state, place.slug AS slug
FROM agenda_item JOIN matter ON matter.area = agenda_item.area AND matter.id = agenda_item.matter
	JOIN place ON place.area = matter.area AND place.id = matter.place
WHERE agenda_item.area = $1 AND agenda_item.meeting = $2 ORDER BY agenda_item.pos;

-- name: agenda_set do
-- in: area int, id int, decision text, words text
UPDATE agenda_item SET decision = $3, words = $4 WHERE area = $1 AND id = $2;

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
SELECT meeting.place, meeting.number, gather.title, gather.starts, gather.ends, gather.venue, gather.capacity, gather.quota, gather.state,
	gather.reason, meeting.state, meeting.minutes, meeting.present, meeting.present_note, meeting.caller, meeting.asked, meeting.asked_of,
	meeting.asked_basis, meeting.pack, meeting.voters, meeting.body_basis, meeting.body_all, meeting.body_present, meeting.created
FROM meeting JOIN gather ON gather.area = meeting.area AND gather.id = meeting.id WHERE meeting.area = $1 AND meeting.id = $2;

-- name: shown_agenda_row raw
-- in: area int, id int
SELECT meeting, matter, pos, decision, words FROM agenda_item WHERE area = $1 AND id = $2;

-- name: shown_motion_row raw
-- in: area int, id int
SELECT meeting, matter, item, pos, words, ayes, nays, abstain, pack, version, verdict, numbers FROM motion WHERE area = $1 AND id = $2;

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

-- name: ids_of_motion raw
-- in: area int, matter int
SELECT id FROM motion WHERE area = $1 AND matter = $2;

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
