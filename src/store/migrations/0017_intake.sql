-- Orders of other systems: the city hotline, the grid platform, another Open311 endpoint (src/matter/outside.h, intake.h).
CREATE TABLE outside (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	matter INTEGER NOT NULL,
	source TEXT NOT NULL,		-- the other system, as staff call it
	number TEXT NOT NULL,		-- its number there
	due INTEGER,			-- day by which the other system wants the answer
	received INTEGER,		-- day it came in there
	cells TEXT NOT NULL,		-- JSON: the row of its table; contact columns are empty. Given back with the reply
	at INTEGER NOT NULL,
	PRIMARY KEY (area, id)
) STRICT;
CREATE UNIQUE INDEX outside_number ON outside (area, source, number);
CREATE INDEX outside_matter ON outside (area, matter);

-- A kind of table that comes in: which column means what, found again by the names of its columns.
CREATE TABLE intake_source (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	name TEXT NOT NULL,
	channel TEXT NOT NULL,		-- hotline | grid_platform
	shape TEXT NOT NULL,		-- hash of the names of its columns
	heads TEXT NOT NULL,		-- JSON: the names, in order
	columns TEXT NOT NULL,		-- "3 0 1 …": for each field the column from 1; 0 = none
	place INTEGER NOT NULL,		-- community of rows that name none; 0 = each row must
	made INTEGER NOT NULL,
	exported INTEGER NOT NULL DEFAULT 0,	-- when replies were last given back
	PRIMARY KEY (area, id)
) STRICT;
CREATE UNIQUE INDEX intake_name ON intake_source (area, name);
CREATE INDEX intake_shape ON intake_source (area, shape);

-- A table on its way in: the file lies sealed under files/ until it is imported, a day at most.
CREATE TABLE intake_run (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	account INTEGER NOT NULL,	-- whose; nobody else sees it
	name TEXT NOT NULL,		-- of the file
	source INTEGER NOT NULL,	-- 0: not known yet
	stored TEXT NOT NULL,		-- '' = the file is gone
	key INTEGER NOT NULL,
	at INTEGER NOT NULL,
	done INTEGER,			-- when it was imported
	made INTEGER NOT NULL DEFAULT 0,	-- rows that became matters
	joined INTEGER NOT NULL DEFAULT 0,	-- joined to a matter that was there
	moved INTEGER NOT NULL DEFAULT 0,	-- known ones whose due day changed
	same INTEGER NOT NULL DEFAULT 0,	-- known ones without a change
	wrong INTEGER NOT NULL DEFAULT 0,	-- left out
	PRIMARY KEY (area, id)
) STRICT;
CREATE INDEX intake_at ON intake_run (area, at);
