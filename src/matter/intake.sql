-- Tables that come in: sources and runs.

-- name: intake_source_put do
-- in: area int, id int, name text, channel text, shape text, heads text, columns text, place int, at int
INSERT INTO intake_source (area, id, name, channel, shape, heads, columns, place, made) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (area, name) DO UPDATE SET channel = $4, shape = $5, heads = $6, columns = $7, place = $8;

-- name: intake_source_one opt
-- row: intake_source_row
-- in: area int, id int
SELECT id, name, channel, shape, heads, columns, place, exported FROM intake_source WHERE area = $1 AND id = $2;

-- name: intake_source_named opt
-- row: intake_source_row
-- in: area int, name text
SELECT id, name, channel, shape, heads, columns, place, exported FROM intake_source WHERE area = $1 AND name = $2;

-- name: intake_source_shaped many
-- row: intake_source_row
-- in: area int, shape text
SELECT id, name, channel, shape, heads, columns, place, exported FROM intake_source WHERE area = $1 AND shape = $2 ORDER BY made DESC, id DESC LIMIT 1;

-- name: intake_source_list many
-- row: intake_source_row
-- in: area int
SELECT id, name, channel, shape, heads, columns, place, exported FROM intake_source WHERE area = $1 ORDER BY name;

-- name: intake_source_exported do
-- in: area int, id int, at int
UPDATE intake_source SET exported = $3 WHERE area = $1 AND id = $2;

-- name: intake_run_put do
-- in: area int, id int, account int, name text, source int, stored text, key int, at int
INSERT INTO intake_run (area, id, account, name, source, stored, key, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: intake_run_one opt
-- row: intake_run_row
-- in: area int, id int
SELECT id, account, name, source, stored, key, at, done, made, joined, moved, same, wrong FROM intake_run WHERE area = $1 AND id = $2;

-- name: intake_run_list many
-- row: intake_run_row
-- in: area int, account int, limit int
SELECT id, account, name, source, stored, key, at, done, made, joined, moved, same, wrong FROM intake_run
WHERE area = $1 AND account = $2 ORDER BY at DESC, id DESC LIMIT $3;

-- name: intake_run_mapped do
-- in: area int, id int, source int
UPDATE intake_run SET source = $3 WHERE area = $1 AND id = $2;

-- name: intake_run_count do
-- in: area int, id int, made int, joined int, moved int, same int, wrong int
UPDATE intake_run SET made = made + $3, joined = joined + $4, moved = moved + $5, same = same + $6, wrong = wrong + $7 WHERE area = $1 AND id = $2;

-- name: intake_run_done do
-- in: area int, id int, at int
UPDATE intake_run SET done = $3 WHERE area = $1 AND id = $2;

-- name: intake_run_gone do
-- in: area int, id int
UPDATE intake_run SET stored = '', key = 0 WHERE area = $1 AND id = $2;

-- Files that are imported or a day old.
-- name: intake_run_old many
-- in: area int, before int, limit int
SELECT id, stored, key FROM intake_run WHERE area = $1 AND stored <> '' AND (done IS NOT NULL OR at < $2) ORDER BY at, id LIMIT $3;
