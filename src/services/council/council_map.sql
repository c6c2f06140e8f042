-- What lies on the map: matters under way and estates, each with its own point or that of the nearest place above.

-- name: map_matters many
-- in: area int, place int, category text, limit int
-- out: id int, number text, title text, slug text, place_zh text, place_en text, state text, kind text, category text, due int?, state_since int, lat int, lon int
SELECT matter.id, matter.number, matter.title, community.slug, community.zh, community.en, matter.state, matter.kind,
	matter.category, matter.due, matter.state_since,
	coalesce(matter.lat, spot.lat, up.lat, above.lat, community.lat, 0), coalesce(matter.lon, spot.lon, up.lon, above.lon, community.lon, 0)
FROM matter JOIN place community ON community.area = matter.area AND community.id = matter.place
	JOIN place spot ON spot.area = matter.area AND spot.id = matter.spot
	LEFT JOIN place up ON up.area = spot.area AND up.id = spot.parent AND up.kind > 1
	LEFT JOIN place above ON above.area = up.area AND above.id = up.parent AND above.kind > 1
WHERE matter.area = $1 AND ($2 = 0 OR matter.place = $2 OR community.parent = $2) AND matter.closed IS NULL AND matter.merged_into = 0 AND matter.home = ''
	AND ($3 = '' OR matter.category = $3)
ORDER BY matter.updated DESC, matter.id DESC LIMIT $4;

-- Estates and communities with a point.
-- name: map_places many
-- in: area int, kind int, limit int
SELECT id, parent, zh, en, lat, lon FROM place WHERE area = $1 AND kind = $2 AND lat IS NOT NULL ORDER BY code LIMIT $3;
