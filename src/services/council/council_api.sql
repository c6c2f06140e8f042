-- What the API reads beside the case engine's own statements.

-- name: api_meetings many
-- row: api_meeting_row
-- in: area int, place int, state text, at int, id int, limit int
SELECT meeting.id AS id, meeting.number AS number, gather.title AS title, gather.starts AS starts, gather.ends AS ends,
	gather.venue AS venue, gather.state AS called, meeting.state AS state, meeting.minutes AS minutes, gather.path AS path,
	place.slug AS slug, meeting.version AS version, gather.sequence AS sequence
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
	place.slug AS slug, meeting.version AS version, gather.sequence AS sequence
FROM meeting JOIN gather ON gather.area = meeting.area AND gather.id = meeting.id
	JOIN place ON place.area = meeting.area AND place.id = meeting.place
WHERE meeting.area = $1 AND meeting.id = $2;

-- name: api_polls many
-- row: api_poll_row
-- in: area int, place int, state text, at int, id int, limit int
-- out: id int, number text, matter int, title text, kind text, basis text, plan_version int, pack text, state text, reason text, opens int, closes int, electorate int, created int, slug text, so_far int
SELECT poll.id AS id, poll.number AS number, poll.matter AS matter, poll.title AS title, poll.kind AS kind, poll.basis AS basis,
	poll.plan_version AS plan_version, poll.pack AS pack, poll.state AS state, poll.reason AS reason, poll.opens AS opens,
	poll.closes AS closes, poll.electorate AS electorate, poll.created AS created, place.slug AS slug,
	(SELECT count(*) FROM poll_voter WHERE poll_voter.area = $1 AND poll_voter.poll = poll.id AND poll_voter.channel <> '') AS so_far
FROM poll JOIN place ON place.area = poll.area AND place.id = poll.place
WHERE poll.area = $1 AND ($2 = 0 OR poll.place = $2) AND ($3 = '' OR poll.state = $3) AND (poll.created, poll.id) < ($4, $5)
ORDER BY poll.created DESC, poll.id DESC LIMIT $6;

-- name: api_poll_one opt
-- row: api_poll_row
-- in: area int, id int
-- out: id int, number text, matter int, title text, kind text, basis text, plan_version int, pack text, state text, reason text, opens int, closes int, electorate int, created int, slug text, so_far int
SELECT poll.id AS id, poll.number AS number, poll.matter AS matter, poll.title AS title, poll.kind AS kind, poll.basis AS basis,
	poll.plan_version AS plan_version, poll.pack AS pack, poll.state AS state, poll.reason AS reason, poll.opens AS opens,
	poll.closes AS closes, poll.electorate AS electorate, poll.created AS created, place.slug AS slug,
	(SELECT count(*) FROM poll_voter WHERE poll_voter.area = $1 AND poll_voter.poll = poll.id AND poll_voter.channel <> '') AS so_far
FROM poll JOIN place ON place.area = poll.area AND place.id = poll.place
WHERE poll.area = $1 AND poll.id = $2;
