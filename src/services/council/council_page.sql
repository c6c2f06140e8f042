-- What the public pages read beside the case engine's own statements.

-- name: page_plan opt
-- in: area int, matter int
SELECT id, version, state, summary, adopted_by, created FROM plan WHERE area = $1 AND matter = $2 ORDER BY version DESC LIMIT 1;

-- name: page_meetings many
-- in: area int, matter int
SELECT meeting.id AS id, meeting.number AS number, gather.title AS title, gather.starts AS starts, meeting.state AS state,
	gather.state AS called, place.slug AS slug, agenda_item.decision AS decision, agenda_item.words AS words
FROM agenda_item JOIN meeting ON meeting.area = agenda_item.area AND meeting.id = agenda_item.meeting
	JOIN gather ON gather.area = meeting.area AND gather.id = meeting.id
	JOIN place ON place.area = meeting.area AND place.id = meeting.place
WHERE agenda_item.area = $1 AND agenda_item.matter = $2 ORDER BY gather.starts DESC, meeting.id DESC;

-- name: page_next_meeting opt
-- in: area int, now int
SELECT meeting.number AS number, gather.title AS title, gather.starts AS starts, gather.venue AS venue, place.slug AS slug
FROM meeting JOIN gather ON gather.area = meeting.area AND gather.id = meeting.id
	JOIN place ON place.area = meeting.area AND place.id = meeting.place
WHERE meeting.area = $1 AND meeting.state = 'called' AND gather.state = 'called' AND gather.starts >= $2
ORDER BY gather.starts, meeting.id LIMIT 1;

-- A meeting found by words.
-- name: page_meeting opt
-- in: area int, id int
SELECT meeting.number AS number, gather.title AS title, gather.starts AS starts, meeting.state AS state, place.slug AS slug
FROM meeting JOIN gather ON gather.area = meeting.area AND gather.id = meeting.id
	JOIN place ON place.area = meeting.area AND place.id = meeting.place
WHERE meeting.area = $1 AND meeting.id = $2;
