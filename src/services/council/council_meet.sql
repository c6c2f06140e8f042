-- Meetings as the pages list them.

-- name: meeting_list many
-- in: area int, state text, limit int
SELECT meeting.id AS id, meeting.number AS number, gather.title AS title, gather.starts AS starts, gather.venue AS venue,
	meeting.state AS state, gather.state AS called, meeting.present AS present, place.slug AS slug, place.zh AS place_zh,
	place.en AS place_en
FROM meeting JOIN gather ON gather.area = meeting.area AND gather.id = meeting.id
	JOIN place ON place.area = meeting.area AND place.id = meeting.place
WHERE meeting.area = $1 AND meeting.state = $2 ORDER BY gather.starts DESC, meeting.id DESC LIMIT $3;

-- A community's meetings for its calendar, newest first.
-- name: meeting_calendar many
-- in: area int, place int, limit int
SELECT gather.id AS id, gather.title AS title, gather.starts AS starts, gather.ends AS ends, gather.venue AS venue,
	gather.state AS called, gather.sequence AS sequence, gather.changed AS changed, gather.path AS path
FROM gather JOIN meeting ON meeting.area = gather.area AND meeting.id = gather.id
WHERE gather.area = $1 AND gather.place = $2 ORDER BY gather.starts DESC, gather.id DESC LIMIT $3;

-- name: meeting_of_number opt
-- in: area int, place int, number text
SELECT id FROM meeting WHERE area = $1 AND place = $2 AND number = $3;

-- The meeting that has a matter on its agenda and is still to be held.
-- name: meeting_called_for opt
-- in: area int, matter int
SELECT meeting.number AS number, place.slug AS slug
FROM agenda_item JOIN meeting ON meeting.area = agenda_item.area AND meeting.id = agenda_item.meeting
	JOIN gather ON gather.area = meeting.area AND gather.id = meeting.id
	JOIN place ON place.area = meeting.area AND place.id = meeting.place
WHERE agenda_item.area = $1 AND agenda_item.matter = $2 AND meeting.state = 'called' AND gather.state = 'called'
ORDER BY gather.starts DESC, meeting.id DESC LIMIT 1;

-- What may be put on an agenda: taken in, or in deliberation already.
-- name: agenda_ready many
-- in: area int, place int, limit int
SELECT id, number, title, state FROM matter WHERE area = $1 AND place = $2 AND state IN ('accepted', 'meeting') AND merged_into = 0 AND home = ''
ORDER BY due, id LIMIT $3;
