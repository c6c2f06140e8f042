-- Doors for other programs: keys (src/people/apikey.c), webhooks and Open311 tokens (src/services/council).
CREATE TABLE apikey (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,		-- also stands as actor in entries: no account has this number
	hash TEXT NOT NULL,		-- keyed; the key itself is nowhere
	zh TEXT NOT NULL,		-- which program it is for
	en TEXT NOT NULL,
	role TEXT NOT NULL,
	place INTEGER NOT NULL,		-- the role holds here and below; 0 = the whole district
	org INTEGER NOT NULL,		-- for units
	scopes INTEGER NOT NULL,	-- enum scope, added up
	minute INTEGER NOT NULL,	-- requests a minute
	made_by INTEGER NOT NULL,	-- account; 0 = the demonstration
	created INTEGER NOT NULL,
	expires INTEGER NOT NULL,
	revoked INTEGER,
	seen INTEGER NOT NULL DEFAULT 0,	-- last used, to the minute; 0 = never
	PRIMARY KEY (area, id)
) STRICT;
CREATE UNIQUE INDEX apikey_hash ON apikey (area, hash);

-- Open311: a token stands for a request whose number is given out later.
CREATE TABLE open311_token (
	area INTEGER NOT NULL,
	token TEXT NOT NULL,		-- keyed hash
	matter INTEGER NOT NULL,
	at INTEGER NOT NULL,
	PRIMARY KEY (area, token)
) STRICT;

CREATE TABLE hook (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	url TEXT NOT NULL,
	secret BLOB NOT NULL,		-- sealed with the district's key
	events INTEGER NOT NULL,	-- enum hook_event as bits
	place INTEGER NOT NULL,		-- 0 = the whole district
	active INTEGER NOT NULL,
	made_by INTEGER NOT NULL,
	created INTEGER NOT NULL,
	PRIMARY KEY (area, id)
) STRICT;

-- Open311 asks for matters by the time they came in.
CREATE INDEX matter_created ON matter (area, created, id);
