-- Figures kept by increments (src/matter/tally.h), what they are made of, and call-backs. The first three tables are
-- derived: `qiao tally recount` makes them anew from the matters.
CREATE TABLE tally (
	area INTEGER NOT NULL,
	kind TEXT NOT NULL,
	org INTEGER NOT NULL,		-- a unit's figures; 0: a place's
	place INTEGER NOT NULL,		-- estate, community or street; 0: the whole district
	category TEXT NOT NULL,		-- '' = all
	month INTEGER NOT NULL,		-- 202304
	figure TEXT NOT NULL,
	bucket INTEGER NOT NULL,	-- working days, for medians; else 0
	n INTEGER NOT NULL,
	PRIMARY KEY (area, kind, org, place, category, month, figure, bucket)
) STRICT;

-- What one matter has put into the figures: the list behind each figure reads it.
CREATE TABLE tally_matter (
	area INTEGER NOT NULL,
	matter INTEGER NOT NULL,
	kind TEXT NOT NULL,
	place INTEGER NOT NULL,		-- the community
	street INTEGER NOT NULL,	-- above it; 0 = none
	estate INTEGER NOT NULL,	-- 0 = not said
	category TEXT NOT NULL,
	received INTEGER NOT NULL,	-- month; 0 = merged into another, which counts
	ended INTEGER NOT NULL,		-- month; 0 = under way
	at INTEGER NOT NULL,		-- of the result, or of the end without one; 0 = under way
	how INTEGER NOT NULL,		-- 0 under way, 1 settled (a result is published), 2 closed without a result
	days INTEGER NOT NULL,		-- working days from filing to the result
	voice INTEGER NOT NULL,		-- 0 none asked for, 1 heard, 2 to be called, 3 called and not reached, 4 nobody to call
	responded INTEGER NOT NULL,	-- 1 yes, 0 no, -1 not said
	solved INTEGER NOT NULL,
	satisfied INTEGER NOT NULL,
	thanks INTEGER NOT NULL,
	tasks TEXT NOT NULL,		-- assignments: "org:sent:ended:how:days;…"
	PRIMARY KEY (area, matter)
) STRICT;
CREATE INDEX tally_received ON tally_matter (area, received, matter);
CREATE INDEX tally_received_place ON tally_matter (area, place, received, matter);
CREATE INDEX tally_received_street ON tally_matter (area, street, received, matter);
CREATE INDEX tally_ended ON tally_matter (area, ended, matter, how, voice, responded, solved, satisfied);
CREATE INDEX tally_ended_place ON tally_matter (area, place, ended, matter, how, voice, responded, solved, satisfied);
CREATE INDEX tally_ended_street ON tally_matter (area, street, ended, matter, how, voice, responded, solved, satisfied);
CREATE INDEX tally_to_call ON tally_matter (area, place, ended, matter) WHERE voice = 2;

-- Settled matters of a unit that had a part in them.
CREATE TABLE tally_org (
	area INTEGER NOT NULL,
	org INTEGER NOT NULL,
	ended INTEGER NOT NULL,
	matter INTEGER NOT NULL,
	thanks INTEGER NOT NULL,	-- shown thanks of the matter
	PRIMARY KEY (area, org, ended, matter)
) STRICT;
CREATE INDEX tally_thanks ON tally_org (area, org, matter) WHERE thanks > 0;

-- One try to reach the person who raised a matter, after its result. What was said is for staff.
CREATE TABLE call_back (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	matter INTEGER NOT NULL,
	at INTEGER NOT NULL,
	by_account INTEGER NOT NULL,
	reached INTEGER NOT NULL,
	responded INTEGER NOT NULL,	-- 1 yes, 0 no, -1 not said
	solved INTEGER NOT NULL,
	score INTEGER NOT NULL,		-- 4 very satisfied … 1 not satisfied, 0 not said
	words TEXT NOT NULL,
	PRIMARY KEY (area, id)
) STRICT;
CREATE INDEX call_back_matter ON call_back (area, matter, at);

-- A unit's open work by day, and open matters past their day: read live, they are few.
CREATE INDEX assignment_open ON assignment (area, org, due) WHERE outcome NOT IN ('done', 'partly', 'impossible', 'returned', 'withdrawn');
CREATE INDEX matter_open ON matter (area, place, due) WHERE closed IS NULL;
