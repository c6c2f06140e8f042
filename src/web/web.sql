-- name: idem_any opt
-- in: area int
SELECT at FROM idem WHERE area = $1 ORDER BY at LIMIT 1;

-- name: idem_get opt
-- in: area int, owner text, key text
SELECT hash, place FROM idem WHERE area = $1 AND owner = $2 AND key = $3;

-- name: idem_add do
-- in: area int, owner text, key text, hash blob, place text, at int
INSERT INTO idem (area, owner, key, hash, place, at) VALUES ($1, $2, $3, $4, $5, $6);

-- name: idem_sweep do
-- in: area int, before int
DELETE FROM idem WHERE area = $1 AND at < $2;

-- name: draft_read opt
-- in: area int, owner text, form text, since int
SELECT body FROM draft WHERE area = $1 AND owner = $2 AND form = $3 AND at >= $4;

-- name: draft_write do
-- in: area int, owner text, form text, body text, at int
INSERT INTO draft (area, owner, form, body, at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (area, owner, form) DO UPDATE SET body = excluded.body, at = excluded.at;

-- name: draft_remove do
-- in: area int, owner text, form text
DELETE FROM draft WHERE area = $1 AND owner = $2 AND form = $3;

-- name: draft_sweep do
-- in: area int, before int
DELETE FROM draft WHERE area = $1 AND at < $2;

-- pattern: "%word%", a word of hex digits.
-- name: draft_with opt
-- in: area int, since int, pattern text
SELECT at FROM draft WHERE area = $1 AND at >= $2 AND body LIKE $3 ORDER BY at LIMIT 1;
