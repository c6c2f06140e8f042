-- Merging that can be undone: what came with whom.

-- name: matter_set_merged do
-- in: area int, id int, into int, before text
UPDATE matter SET merged_into = $3, before_merge = $4 WHERE area = $1 AND id = $2;

-- name: merged_into many
-- in: area int, into int
SELECT id FROM matter WHERE area = $1 AND merged_into = $2 ORDER BY id;

-- name: support_move do
-- in: area int, matter int, into int
INSERT INTO support (area, matter, owner, at, came_from)
SELECT support.area, $3, support.owner, support.at, $2 FROM support WHERE support.area = $1 AND support.matter = $2
ON CONFLICT (area, matter, owner) DO NOTHING;

-- name: support_give_back do
-- in: area int, matter int, from int
DELETE FROM support WHERE area = $1 AND matter = $2 AND came_from = $3;

-- name: follow_move do
-- in: area int, matter int, into int
INSERT INTO follow (area, matter, account, at, came_from)
SELECT follow.area, $3, follow.account, follow.at, $2 FROM follow WHERE follow.area = $1 AND follow.matter = $2
ON CONFLICT (area, matter, account) DO NOTHING;

-- name: follow_give_back do
-- in: area int, matter int, from int
DELETE FROM follow WHERE area = $1 AND matter = $2 AND came_from = $3;
