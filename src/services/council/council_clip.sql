-- Voice clips: said at the door, written down by staff, then a filing like any other.

-- name: clip_insert do
-- in: area int, id int, place int, spot int, stored text, key int, type text, bytes int, author int, by int, at int
INSERT INTO voice_clip (area, id, place, spot, stored, key, type, bytes, author, made_by, at, state)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'waiting');

-- name: clip_one opt
-- in: area int, id int
SELECT id, place, spot, stored, key, type, bytes, author, made_by, at, state, matter, reason FROM voice_clip WHERE area = $1 AND id = $2;

-- The oldest first; place 0: the whole district.
-- name: clip_waiting many
-- in: area int, place int, limit int
SELECT voice_clip.id AS id, voice_clip.at AS at, voice_clip.spot AS spot, voice_clip.type AS type
FROM voice_clip JOIN place ON place.area = voice_clip.area AND place.id = voice_clip.place
WHERE voice_clip.area = $1 AND voice_clip.state = 'waiting' AND ($2 = 0 OR voice_clip.place = $2 OR place.parent = $2)
ORDER BY voice_clip.at, voice_clip.id LIMIT $3;

-- name: clip_count one
-- in: area int, place int
-- out: n int
SELECT count(*) FROM voice_clip JOIN place ON place.area = voice_clip.area AND place.id = voice_clip.place
WHERE voice_clip.area = $1 AND voice_clip.state = 'waiting' AND ($2 = 0 OR voice_clip.place = $2 OR place.parent = $2);

-- name: clip_done do
-- in: area int, id int, state text, matter int, reason text, at int, by int
UPDATE voice_clip SET state = $3, matter = $4, reason = $5, done = $6, done_by = $7 WHERE area = $1 AND id = $2 AND state = 'waiting';

-- Does a clip name this file?
-- name: clip_named opt
-- in: area int, stored text
SELECT id FROM voice_clip WHERE area = $1 AND stored = $2 ORDER BY id LIMIT 1;

-- What somebody said at the door, when their words are erased: of one matter, or of an account. The file goes with it.
-- name: clip_of_person many
-- in: area int, matter int, account int
SELECT id, stored, key, at FROM voice_clip WHERE area = $1 AND stored <> ''
	AND (($2 <> 0 AND matter = $2) OR ($3 <> 0 AND author = $3)) ORDER BY id;

-- name: clip_erase do
-- in: area int, id int, at int
UPDATE voice_clip SET stored = '', key = -1, reason = '', state = CASE WHEN state = 'waiting' THEN 'dropped' ELSE state END,
	done = coalesce(done, $3) WHERE area = $1 AND id = $2;
