-- Witnesses: what was handed out, what was handed to us.

-- name: witness_one opt
-- in: area int, kind text
SELECT day, letter, error, tries, at FROM witness WHERE area = $1 AND kind = $2;

-- name: witness_put do
-- in: area int, kind text, day int, letter int, at int
INSERT INTO witness (area, kind, day, letter, at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (area, kind) DO UPDATE SET day = $3, letter = $4, error = '', tries = 0, at = $5;

-- name: witness_failed do
-- in: area int, kind text, error text, at int
INSERT INTO witness (area, kind, day, error, tries, at) VALUES ($1, $2, 0, $3, 1, $4)
ON CONFLICT (area, kind) DO UPDATE SET error = $3, tries = witness.tries + 1, at = $4;

-- What became of the letter with the roots.
-- name: witness_letter opt
-- in: area int, letter int
SELECT state, tries, error, detail, sent_at FROM outbox WHERE area = $1 AND letter = $2 ORDER BY id LIMIT 1;

-- name: witness_roots many
-- in: area int, after int, limit int
SELECT day, upto_no, root FROM daily_root WHERE area = $1 AND day > $2 ORDER BY day LIMIT $3;

-- name: foreign_put do
-- in: area int, id int, site text, day int, upto_no int, root blob, at int
INSERT INTO foreign_root (area, id, site, day, upto_no, root, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (area, site, day, upto_no, root) DO NOTHING;

-- name: foreign_of_day one
-- in: area int, site text, day int
-- out: n int
SELECT count(*) FROM foreign_root WHERE area = $1 AND site = $2 AND day = $3;

-- name: foreign_site one
-- in: area int, site text
-- out: n int, days int, last int, at int
SELECT count(*), count(DISTINCT day), coalesce(max(day), 0), coalesce(max(at), 0) FROM foreign_root WHERE area = $1 AND site = $2;

-- name: foreign_list many
-- in: area int, site text
SELECT day, upto_no, root FROM foreign_root WHERE area = $1 AND site = $2 ORDER BY day, id;

-- name: foreign_open many
-- in: area int, after int, limit int
SELECT id, site, day, upto_no, root, at FROM foreign_root WHERE area = $1 AND id > $2 ORDER BY id LIMIT $3;
