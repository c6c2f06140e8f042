-- Witnesses of the daily roots (src/matter/witness.h): what was handed out, and what others handed to us.
CREATE TABLE witness (
	area INTEGER NOT NULL,
	kind TEXT NOT NULL,		-- mail | folder | url
	day INTEGER NOT NULL,		-- roots up to this day are handed over; 0 = none yet
	letter INTEGER NOT NULL DEFAULT 0,	-- mail, url: the letter they are in
	error TEXT NOT NULL DEFAULT '',	-- folder: what the machine said
	tries INTEGER NOT NULL DEFAULT 0,	-- folder: failures since the last success
	at INTEGER NOT NULL,
	PRIMARY KEY (area, kind)
) STRICT;

-- Kept for ever and never overwritten: two roots for one day are what a witness is there to see.
CREATE TABLE foreign_root (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	site TEXT NOT NULL,		-- witness.allow.SITE
	day INTEGER NOT NULL,
	upto_no INTEGER NOT NULL,
	root BLOB NOT NULL,
	at INTEGER NOT NULL,
	PRIMARY KEY (area, id)
) STRICT;
CREATE UNIQUE INDEX foreign_root_day ON foreign_root (area, site, day, upto_no, root);
