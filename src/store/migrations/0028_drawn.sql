-- What staff add to the map for walking (src/services/council/council_drawn.h). A row is never changed but by being undone, never deleted.
CREATE TABLE map_drawn (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	place INTEGER NOT NULL,		-- the community it is in
	kind TEXT NOT NULL,		-- path | gate | block | door
	name TEXT NOT NULL,		-- of a path; of a door: its building
	hours TEXT NOT NULL,		-- of a gate: 06:00-22:00; '' = always open
	lat INTEGER NOT NULL,		-- base/geo.h
	lon INTEGER NOT NULL,
	lat2 INTEGER NOT NULL,		-- a path's other end; 0 = none
	lon2 INTEGER NOT NULL,
	note TEXT NOT NULL,		-- how they know
	account INTEGER NOT NULL,
	by_zh TEXT NOT NULL,		-- the author by role
	by_en TEXT NOT NULL,
	at INTEGER NOT NULL,
	undone_account INTEGER NOT NULL DEFAULT 0,	-- 0 = it stands
	undone_zh TEXT NOT NULL DEFAULT '',
	undone_en TEXT NOT NULL DEFAULT '',
	undone_why TEXT NOT NULL DEFAULT '',
	undone_at INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (area, id)
) STRICT;
CREATE INDEX map_drawn_place ON map_drawn (area, place, at);
