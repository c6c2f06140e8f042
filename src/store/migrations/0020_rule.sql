-- Decision tables that a district changed (src/matter/routing.h): drafts, and what is in force from a day. Those set are never changed
-- or deleted: decisions name the version they used.
CREATE TABLE rule_version (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	name TEXT NOT NULL,		-- routing
	version TEXT NOT NULL,		-- BLAKE2b of body, hex
	body TEXT NOT NULL,		-- DMN
	state TEXT NOT NULL,		-- draft | set
	from_day INTEGER NOT NULL DEFAULT 0,	-- set: first day in force
	account INTEGER NOT NULL,	-- who wrote it last, or put it in force
	at INTEGER NOT NULL,
	PRIMARY KEY (area, id)
) STRICT;
CREATE INDEX rule_version_name ON rule_version (area, name, state, from_day);
