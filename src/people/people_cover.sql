-- Cover during leave: who stands in for whom, from day to day.

-- name: cover_insert do
-- in: area int, id int, account int, deputy int, from int, to int, at int
INSERT INTO cover (area, id, account, deputy, from_day, to_day, made) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- Is this an active staff account with a role at the workbench?
-- name: cover_fits one
-- in: area int, account int
-- out: n int
SELECT count(*) FROM account WHERE account.area = $1 AND account.id = $2 AND account.staff = 1 AND account.active = 1
	AND EXISTS (SELECT 1 FROM account_role WHERE account_role.area = account.area AND account_role.account = account.id
	AND account_role.role IN ('grid', 'committee', 'moderator', 'street', 'leader'));

-- name: cover_clash one
-- in: area int, account int, from int, to int
-- out: n int
SELECT count(*) FROM cover WHERE area = $1 AND account = $2 AND ended IS NULL AND from_day <= $4 AND to_day >= $3;

-- name: cover_today opt
-- in: area int, account int, today int
SELECT deputy FROM cover WHERE area = $1 AND account = $2 AND ended IS NULL AND from_day <= $3 AND to_day >= $3
ORDER BY id LIMIT 1;

-- The roles a deputy holds today for others. Nobody hands on what they only hold as a deputy themselves.
-- name: cover_grants many
-- in: area int, deputy int, today int
SELECT cover.account AS account, account_role.role AS role, account_role.place AS place
FROM cover JOIN account ON account.area = cover.area AND account.id = cover.account
	JOIN account_role ON account_role.area = cover.area AND account_role.account = cover.account
WHERE cover.area = $1 AND cover.deputy = $2 AND cover.ended IS NULL AND cover.from_day <= $3 AND cover.to_day >= $3
	AND account.active = 1 AND account_role.role IN ('grid', 'committee', 'moderator', 'street', 'leader')
ORDER BY cover.id, account_role.role, account_role.place;

-- Those of an account, as away or as deputy, that are not over.
-- name: cover_of many
-- in: area int, account int, today int
SELECT cover.id AS id, cover.account AS account, cover.deputy AS deputy, cover.from_day AS from_day, cover.to_day AS to_day,
	away.label_zh AS away_zh, away.label_en AS away_en, stands.label_zh AS deputy_zh, stands.label_en AS deputy_en,
	stands.login AS deputy_login, away.login AS away_login
FROM cover JOIN account away ON away.area = cover.area AND away.id = cover.account
	JOIN account stands ON stands.area = cover.area AND stands.id = cover.deputy
WHERE cover.area = $1 AND (cover.account = $2 OR cover.deputy = $2) AND cover.ended IS NULL AND cover.to_day >= $3
ORDER BY cover.from_day, cover.id;

-- name: cover_end do
-- in: area int, id int, account int, at int
UPDATE cover SET ended = $4 WHERE area = $1 AND id = $2 AND account = $3 AND ended IS NULL;

-- name: cover_choices many
-- in: area int, account int
SELECT account.id AS id, account.login AS login, account.label_zh AS label_zh, account.label_en AS label_en FROM account
WHERE account.area = $1 AND account.id <> $2 AND account.staff = 1 AND account.active = 1
	AND EXISTS (SELECT 1 FROM account_role WHERE account_role.area = account.area AND account_role.account = account.id
	AND account_role.role IN ('grid', 'committee', 'moderator', 'street', 'leader'))
ORDER BY account.label_zh, account.login;
