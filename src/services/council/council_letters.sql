-- Letters about matters of a place that did not arrive: somebody must call instead, or send them again.

-- name: letters_dead many
-- in: area int, place int, before int, limit int
SELECT outbox.id AS id, outbox.channel AS channel, outbox.shown AS shown, outbox.error AS error, outbox.tries AS tries,
	letter.purpose AS purpose, letter.subject AS subject, letter.made_at AS made_at, matter.number AS number, matter.title AS title,
	place.slug AS slug
FROM outbox JOIN letter ON letter.area = outbox.area AND letter.id = outbox.letter
	JOIN matter ON matter.area = letter.area AND matter.id = letter.matter
	JOIN place ON place.area = matter.area AND place.id = matter.place
WHERE outbox.area = $1 AND outbox.state = 'dead' AND matter.home = '' AND outbox.id < $3 AND ($2 = 0 OR matter.place = $2 OR place.parent = $2)
ORDER BY outbox.id DESC LIMIT $4;

-- name: letters_dead_count one
-- in: area int, place int
-- out: n int
SELECT count(*) FROM outbox JOIN letter ON letter.area = outbox.area AND letter.id = outbox.letter
	JOIN matter ON matter.area = letter.area AND matter.id = letter.matter
	JOIN place ON place.area = matter.area AND place.id = matter.place
WHERE outbox.area = $1 AND outbox.state = 'dead' AND matter.home = '' AND ($2 = 0 OR matter.place = $2 OR place.parent = $2);

-- Is this row about that matter?
-- name: letters_of_matter opt
-- in: area int, id int, matter int
SELECT outbox.id AS id FROM outbox JOIN letter ON letter.area = outbox.area AND letter.id = outbox.letter
WHERE outbox.area = $1 AND outbox.id = $2 AND letter.matter = $3 AND outbox.state = 'dead';
