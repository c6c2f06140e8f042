-- What the API reads beside the case engine's own statements.

-- name: api_meetings many
-- row: api_meeting_row
-- in: area int, place int, state text, at int, id int, limit int
SELECT meeting.id AS id, meeting.number AS number, gather.title AS title, gather.starts AS starts, gather.ends AS ends,
	gather.venue AS venue, gather.state AS called, meeting.state AS state, meeting.minutes AS minutes, gather.path AS path,
	place.slug AS slug, meeting.version AS version
FROM meeting JOIN gather ON gather.area = meeting.area AND gather.id = meeting.id
	JOIN place ON place.area = meeting.area AND place.id = meeting.place
WHERE meeting.area = $1 AND ($2 = 0 OR meeting.place = $2)
	AND ($3 = '' OR ($3 = 'cancelled' AND gather.state = 'cancelled') OR ($3 = meeting.state AND gather.state <> 'cancelled'))
	AND (gather.starts, meeting.id) < ($4, $5)
ORDER BY gather.starts DESC, meeting.id DESC LIMIT $6;

-- name: api_meeting_one opt
-- row: api_meeting_row
-- in: area int, id int
SELECT meeting.id AS id, meeting.number AS number, gather.title AS title, gather.starts AS starts, gather.ends AS ends,
	gather.venue AS venue, gather.state AS called, meeting.state AS state, meeting.minutes AS minutes, gather.path AS path,
	place.slug AS slug, meeting.version AS version
FROM meeting JOIN gather ON gather.area = meeting.area AND gather.id = meeting.id
	JOIN place ON place.area = meeting.area AND place.id = meeting.place
WHERE meeting.area = $1 AND meeting.id = $2;
