-- Open311: one statement an answer, however many rows (domain: one COUNT a row cost a peer 2.6 s).

-- name: o3_between many
-- row: o3_row
-- in: area int, from_at int, to_at int, services text, open int?, street int, limit int
-- out: id int, number text, slug text, title text, body text, category text, lang text, whereabouts text, lifecycle text, state text, state_since int, due int, outcome text, closed int, created int, updated int, merged_into int, spot_zh text?, spot_en text?, spot_slug text?, over_zh text?, over_en text?, top_zh text?, top_en text?, place_zh text, place_en text, street_zh text?, street_en text?, holder_zh text?, holder_en text?, lead_due int, lat int, lon int, photo int
SELECT matter.id, matter.number, place.slug, matter.title, matter.body, matter.category, matter.lang, matter.whereabouts,
	matter.lifecycle, matter.state, matter.state_since, coalesce(matter.due, 0), matter.outcome, coalesce(matter.closed, 0),
	matter.created, matter.updated, matter.merged_into, spot.zh, spot.en, spot.slug, over_spot.zh, over_spot.en, top_spot.zh, top_spot.en, place.zh, place.en,
	street.zh, street.en, org.zh, org.en,
	coalesce((SELECT max(assignment.due) FROM assignment WHERE assignment.area = $1 AND assignment.matter = matter.id
		AND assignment.part = 'lead' AND assignment.org = matter.holder), 0),
	coalesce(matter.lat, spot.lat, over_spot.lat, top_spot.lat, place.lat, street.lat, 0),
	coalesce(matter.lon, spot.lon, over_spot.lon, top_spot.lon, place.lon, street.lon, 0),
	coalesce((SELECT min(file.id) FROM file WHERE file.area = $1 AND file.matter = matter.id AND file.class = 'public'
		AND file.type = 'image/jpeg'), 0)
FROM matter JOIN place ON place.area = matter.area AND place.id = matter.place
	LEFT JOIN place AS spot ON spot.area = matter.area AND spot.id = matter.spot AND spot.id <> place.id
	LEFT JOIN place AS over_spot ON over_spot.area = spot.area AND over_spot.id = spot.parent AND over_spot.id <> place.id
	LEFT JOIN place AS top_spot ON top_spot.area = over_spot.area AND top_spot.id = over_spot.parent AND top_spot.id <> place.id
	LEFT JOIN place AS street ON street.area = place.area AND street.id = place.parent AND street.kind = 1
	LEFT JOIN org ON org.area = matter.area AND org.id = matter.holder
WHERE matter.area = $1 AND matter.kind = 'proposal' AND matter.home = '' AND matter.created >= $2 AND matter.created <= $3
	AND ($4 = '' OR $4 LIKE '%,' || matter.category || ',%')
	AND ($5 IS NULL OR ($5 = 1 AND matter.closed IS NULL AND matter.outcome = '')
		OR ($5 = 0 AND (matter.closed IS NOT NULL OR matter.outcome <> '')))
	AND ($6 = 0 OR place.parent = $6)
ORDER BY matter.created DESC, matter.id DESC LIMIT $7;

-- ids: numbers of 19 digits, one behind the other, cut apart here.
-- name: o3_of_ids many
-- row: o3_row
-- in: area int, ids text, street int
-- out: id int, number text, slug text, title text, body text, category text, lang text, whereabouts text, lifecycle text, state text, state_since int, due int, outcome text, closed int, created int, updated int, merged_into int, spot_zh text?, spot_en text?, spot_slug text?, over_zh text?, over_en text?, top_zh text?, top_en text?, place_zh text, place_en text, street_zh text?, street_en text?, holder_zh text?, holder_en text?, lead_due int, lat int, lon int, photo int
WITH RECURSIVE pieces(n) AS (
	SELECT 0 UNION ALL SELECT n + 1 FROM pieces WHERE (n + 1) * 19 < length($2)
)
SELECT matter.id, matter.number, place.slug, matter.title, matter.body, matter.category, matter.lang, matter.whereabouts,
	matter.lifecycle, matter.state, matter.state_since, coalesce(matter.due, 0), matter.outcome, coalesce(matter.closed, 0),
	matter.created, matter.updated, matter.merged_into, spot.zh, spot.en, spot.slug, over_spot.zh, over_spot.en, top_spot.zh, top_spot.en, place.zh, place.en,
	street.zh, street.en, org.zh, org.en,
	coalesce((SELECT max(assignment.due) FROM assignment WHERE assignment.area = $1 AND assignment.matter = matter.id
		AND assignment.part = 'lead' AND assignment.org = matter.holder), 0),
	coalesce(matter.lat, spot.lat, over_spot.lat, top_spot.lat, place.lat, street.lat, 0),
	coalesce(matter.lon, spot.lon, over_spot.lon, top_spot.lon, place.lon, street.lon, 0),
	coalesce((SELECT min(file.id) FROM file WHERE file.area = $1 AND file.matter = matter.id AND file.class = 'public'
		AND file.type = 'image/jpeg'), 0)
FROM pieces JOIN matter ON matter.id = CAST(substr($2, pieces.n * 19 + 1, 19) AS BIGINT)
	JOIN place ON place.area = matter.area AND place.id = matter.place
	LEFT JOIN place AS spot ON spot.area = matter.area AND spot.id = matter.spot AND spot.id <> place.id
	LEFT JOIN place AS over_spot ON over_spot.area = spot.area AND over_spot.id = spot.parent AND over_spot.id <> place.id
	LEFT JOIN place AS top_spot ON top_spot.area = over_spot.area AND top_spot.id = over_spot.parent AND top_spot.id <> place.id
	LEFT JOIN place AS street ON street.area = place.area AND street.id = place.parent AND street.kind = 1
	LEFT JOIN org ON org.area = matter.area AND org.id = matter.holder
WHERE matter.area = $1 AND matter.kind = 'proposal' AND matter.home = '' AND ($3 = 0 OR place.parent = $3)
ORDER BY matter.created DESC, matter.id DESC;

-- name: o3_token_put do
-- in: area int, token text, matter int, at int
INSERT INTO open311_token (area, token, matter, at) VALUES ($1, $2, $3, $4);

-- name: o3_token_get opt
-- in: area int, token text
SELECT open311_token.matter AS matter, matter.state AS state, place.parent AS street
FROM open311_token JOIN matter ON matter.area = open311_token.area AND matter.id = open311_token.matter
	JOIN place ON place.area = matter.area AND place.id = matter.place
WHERE open311_token.area = $1 AND open311_token.token = $2;

-- Estates and communities that lie somewhere, of one street or (0) of all.
-- name: o3_points many
-- in: area int, street int
-- out: id int, lat int, lon int
SELECT place.id, place.lat, place.lon FROM place LEFT JOIN place AS over_place ON over_place.area = place.area AND over_place.id = place.parent
WHERE place.area = $1 AND place.kind IN (2, 3) AND place.to_day IS NULL AND place.lat IS NOT NULL
	AND ($2 = 0 OR place.parent = $2 OR over_place.parent = $2)
ORDER BY place.kind DESC, place.id;

-- Estates and communities by name, the longest first: "河海花园" before "河海".
-- name: o3_names many
-- in: area int, street int
-- out: id int, zh text, en text
SELECT place.id, place.zh, place.en FROM place LEFT JOIN place AS over_place ON over_place.area = place.area AND over_place.id = place.parent
WHERE place.area = $1 AND place.kind IN (2, 3) AND place.to_day IS NULL
	AND ($2 = 0 OR place.parent = $2 OR over_place.parent = $2)
ORDER BY length(place.zh) DESC, place.kind DESC, place.id;
