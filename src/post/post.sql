-- name: letter_insert do
-- in: area int, id int, matter int, purpose text, dedupe text?, lang text, subject text, body text, html text, unsubscribe text, words text, secret int, expires int, made_at int
INSERT INTO letter (area, id, matter, purpose, dedupe, lang, subject, body, html, unsubscribe, words, secret, expires, made_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
ON CONFLICT (area, dedupe) DO NOTHING;

-- name: outbox_insert do
-- in: area int, id int, letter int, channel text, owner int, sealed blob?, shown text, next_at int
INSERT INTO outbox (area, id, letter, channel, owner, sealed, shown, state, next_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', $8);

-- name: outbox_forget do
-- in: area int, owner int, error text
UPDATE outbox SET sealed = NULL, shown = '', detail = '',
	state = CASE WHEN state IN ('waiting', 'leased', 'failed') THEN 'dead' ELSE state END,
	error = CASE WHEN state IN ('waiting', 'leased', 'failed') THEN $3 ELSE error END
WHERE area = $1 AND owner = $2;

-- name: outbox_due many
-- in: area int, channel text, now int, limit int
SELECT id, letter, tries FROM outbox
WHERE area = $1 AND channel = $2 AND state IN ('waiting', 'leased', 'failed') AND next_at <= $3
ORDER BY next_at, id LIMIT $4;

-- name: outbox_lease do
-- in: area int, id int, lease int, until int
UPDATE outbox SET state = 'leased', lease = $3, next_at = $4
WHERE area = $1 AND id = $2 AND state IN ('waiting', 'leased', 'failed');

-- name: outbox_next many
-- in: area int, channel text, now int
SELECT next_at FROM outbox
WHERE area = $1 AND channel = $2 AND state IN ('waiting', 'leased', 'failed') AND next_at > $3
ORDER BY next_at LIMIT 1;

-- name: outbox_load opt
-- in: area int, id int, lease int
SELECT o.channel, o.owner, o.sealed, o.shown, l.purpose, l.subject, l.body, l.html, l.unsubscribe, l.words, l.expires,
	l.made_at, l.wiped
FROM outbox AS o JOIN letter AS l ON l.area = o.area AND l.id = o.letter
WHERE o.area = $1 AND o.id = $2 AND o.lease = $3 AND o.state = 'leased';

-- name: outbox_sent do
-- in: area int, id int, lease int, now int
UPDATE outbox SET state = 'sent', sent_at = $4, tries = tries + 1, sealed = NULL, error = '', detail = ''
WHERE area = $1 AND id = $2 AND lease = $3 AND state = 'leased';

-- name: outbox_failed do
-- in: area int, id int, lease int, state text, next_at int, error text, detail text
UPDATE outbox SET state = $4, next_at = $5, tries = tries + 1, error = $6, detail = $7
WHERE area = $1 AND id = $2 AND lease = $3 AND state = 'leased';

-- name: outbox_show do
-- in: area int, now int
UPDATE outbox SET state = 'shown', sent_at = $2
WHERE area = $1 AND state IN ('waiting', 'leased', 'failed') AND next_at <= $2;

-- name: outbox_forget_matter do
-- in: area int, matter int, error text
UPDATE outbox SET state = 'dead', error = $3, detail = '' WHERE area = $1 AND state IN ('waiting', 'leased', 'failed')
	AND letter IN (SELECT letter.id FROM letter WHERE letter.area = $1 AND letter.matter = $2);

-- name: letter_forget_matter do
-- in: area int, matter int
UPDATE letter SET subject = '', body = '', html = '', words = '', wiped = 1 WHERE area = $1 AND matter = $2;

-- name: letter_wipe do
-- in: area int, id int, now int
-- What staff may still send again keeps its contents.
UPDATE letter SET body = '', html = '', words = '', wiped = 1
WHERE area = $1 AND id = $2 AND secret = 1 AND wiped = 0
	AND NOT EXISTS (SELECT 1 FROM outbox AS o WHERE o.area = letter.area AND o.letter = letter.id
		AND (o.state IN ('waiting', 'leased', 'failed')
			OR (o.state = 'dead' AND (letter.expires = 0 OR letter.expires > $3))));

-- name: letter_wipe_late do
-- in: area int, now int
UPDATE letter SET body = '', html = '', words = '', wiped = 1
WHERE area = $1 AND secret = 1 AND wiped = 0 AND expires > 0 AND expires <= $2
	AND NOT EXISTS (SELECT 1 FROM outbox AS o WHERE o.area = letter.area AND o.letter = letter.id
		AND o.state IN ('waiting', 'leased', 'failed'));

-- name: outbox_sweep do
-- in: area int, before int
DELETE FROM outbox WHERE area = $1 AND state IN ('sent', 'shown', 'dropped')
	AND letter IN (SELECT l.id FROM letter AS l WHERE l.area = $1 AND l.made_at < $2);

-- name: letter_sweep do
-- in: area int, before int
DELETE FROM letter WHERE area = $1 AND made_at < $2
	AND NOT EXISTS (SELECT 1 FROM outbox AS o WHERE o.area = letter.area AND o.letter = letter.id);

-- name: outbox_list many
-- row: outbox_item
-- in: area int, before int, limit int
SELECT o.id, o.letter, l.matter, l.purpose, o.channel, o.shown, o.state, o.tries, o.next_at, l.made_at, o.sent_at, o.error,
	o.detail, l.lang, l.subject, l.body
FROM outbox AS o JOIN letter AS l ON l.area = o.area AND l.id = o.letter
WHERE o.area = $1 AND o.id < $2
ORDER BY o.id DESC LIMIT $3;

-- name: outbox_list_state many
-- row: outbox_item
-- in: area int, state text, before int, limit int
SELECT o.id, o.letter, l.matter, l.purpose, o.channel, o.shown, o.state, o.tries, o.next_at, l.made_at, o.sent_at, o.error,
	o.detail, l.lang, l.subject, l.body
FROM outbox AS o JOIN letter AS l ON l.area = o.area AND l.id = o.letter
WHERE o.area = $1 AND o.state = $2 AND o.id < $3
ORDER BY o.id DESC LIMIT $4;

-- name: outbox_list_open many
-- row: outbox_item
-- in: area int, before int, limit int
SELECT o.id, o.letter, l.matter, l.purpose, o.channel, o.shown, o.state, o.tries, o.next_at, l.made_at, o.sent_at, o.error,
	o.detail, l.lang, l.subject, l.body
FROM outbox AS o JOIN letter AS l ON l.area = o.area AND l.id = o.letter
WHERE o.area = $1 AND o.state IN ('waiting', 'leased', 'failed') AND o.id < $2
ORDER BY o.id DESC LIMIT $3;

-- name: outbox_list_matter many
-- row: outbox_item
-- in: area int, matter int
SELECT o.id, o.letter, l.matter, l.purpose, o.channel, o.shown, o.state, o.tries, o.next_at, l.made_at, o.sent_at, o.error,
	o.detail, l.lang, l.subject, l.body
FROM letter AS l JOIN outbox AS o ON o.area = l.area AND o.letter = l.id
WHERE l.area = $1 AND l.matter = $2
ORDER BY o.id DESC;

-- Letters whose dedupe key lies in [from, upto): all about one thing, newest first.
-- name: outbox_list_about many
-- row: outbox_item
-- in: area int, from text, upto text
SELECT o.id, o.letter, l.matter, l.purpose, o.channel, o.shown, o.state, o.tries, o.next_at, l.made_at, o.sent_at, o.error,
	o.detail, l.lang, l.subject, l.body
FROM letter AS l JOIN outbox AS o ON o.area = l.area AND o.letter = l.id
WHERE l.area = $1 AND l.dedupe >= $2 AND l.dedupe < $3
ORDER BY o.id DESC;

-- name: outbox_list_owner many
-- row: outbox_item
-- in: area int, owner int, limit int
SELECT o.id, o.letter, l.matter, l.purpose, o.channel, o.shown, o.state, o.tries, o.next_at, l.made_at, o.sent_at, o.error,
	o.detail, l.lang, l.subject, l.body
FROM outbox AS o JOIN letter AS l ON l.area = o.area AND l.id = o.letter
WHERE o.area = $1 AND o.owner = $2
ORDER BY o.id DESC LIMIT $3;

-- name: outbox_dead_one opt
-- in: area int, id int
SELECT o.letter, o.owner, o.sealed, o.shown, l.wiped, l.expires FROM outbox AS o JOIN letter AS l ON l.area = o.area AND l.id = o.letter
WHERE o.area = $1 AND o.id = $2 AND o.state = 'dead';

-- name: outbox_revive do
-- in: area int, id int, now int
UPDATE outbox SET state = 'waiting', tries = 0, next_at = $3, lease = 0
WHERE area = $1 AND id = $2 AND state = 'dead';

-- name: outbox_drop do
-- in: area int, id int
UPDATE outbox SET state = 'dropped', sealed = NULL WHERE area = $1 AND id = $2 AND state = 'dead';

-- name: outbox_counts many
-- in: area int
-- out: state text, n int
SELECT state, count(*) AS n FROM outbox WHERE area = $1 GROUP BY state;

-- name: outbox_oldest one
-- in: area int
-- out: made_at int
SELECT coalesce(min(l.made_at), 0) AS made_at FROM outbox AS o JOIN letter AS l ON l.area = o.area AND l.id = o.letter
WHERE o.area = $1 AND o.state IN ('waiting', 'leased', 'failed');
