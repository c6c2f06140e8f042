-- Surveys (踏勘): a visit to the candidate places of a proposal, what was found at each, which was chosen and why. A later visit is
-- a survey of its own; nothing of an earlier one is changed.
CREATE TABLE survey (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	matter INTEGER NOT NULL,
	pos INTEGER NOT NULL,		-- 1, 2, 3 … of this matter
	day INTEGER NOT NULL,
	present TEXT NOT NULL,		-- heads by role: "unit=2,grid=1"
	people TEXT NOT NULL,		-- who they were, by role and body, in words
	chosen INTEGER NOT NULL,	-- a spot's id; 0 = none of them is suitable
	why TEXT NOT NULL,
	author INTEGER NOT NULL,
	created INTEGER NOT NULL,
	PRIMARY KEY (area, id)
) STRICT;
CREATE UNIQUE INDEX survey_pos ON survey (area, matter, pos);

CREATE TABLE survey_spot (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	survey INTEGER NOT NULL,
	matter INTEGER NOT NULL,
	pos INTEGER NOT NULL,
	name TEXT NOT NULL,
	whereabouts TEXT NOT NULL,
	lat INTEGER,			-- base/geo.h; NULL = not known
	lon INTEGER,
	PRIMARY KEY (area, id)
) STRICT;
CREATE INDEX survey_spot_of ON survey_spot (area, survey, pos);
CREATE INDEX survey_spot_matter ON survey_spot (area, matter);

CREATE TABLE survey_fact (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	spot INTEGER NOT NULL,
	survey INTEGER NOT NULL,
	matter INTEGER NOT NULL,
	pos INTEGER NOT NULL,
	kind TEXT NOT NULL,		-- fact | rule
	name TEXT NOT NULL,		-- 人行道宽; for a rule: what it asks
	value TEXT NOT NULL,		-- 3.2; for a rule: how this spot stands to it
	unit TEXT NOT NULL,		-- 米
	origin TEXT NOT NULL,		-- measured | reported | computed | sample
	source TEXT NOT NULL,		-- by whom or by what; for a rule: where it is written
	PRIMARY KEY (area, id)
) STRICT;
CREATE INDEX survey_fact_of ON survey_fact (area, survey, spot, pos);
CREATE INDEX survey_fact_matter ON survey_fact (area, matter);

CREATE TABLE survey_photo (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	spot INTEGER NOT NULL,
	survey INTEGER NOT NULL,
	matter INTEGER NOT NULL,
	stored TEXT NOT NULL,		-- file.stored of this matter
	PRIMARY KEY (area, id)
) STRICT;
CREATE INDEX survey_photo_of ON survey_photo (area, survey, spot);
CREATE INDEX survey_photo_matter ON survey_photo (area, matter);
