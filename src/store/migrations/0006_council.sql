-- Tables of src/services/council: meetings and plans. A hall's result is advice: it binds only when a residents'
-- or owners' meeting adopts it (domain: council).
CREATE TABLE meeting (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	place INTEGER NOT NULL,
	number TEXT NOT NULL,
	title TEXT NOT NULL,
	starts INTEGER NOT NULL,
	venue TEXT NOT NULL,
	state TEXT NOT NULL,		-- called | held
	minutes TEXT NOT NULL DEFAULT '',
	present TEXT NOT NULL DEFAULT '',	-- heads by role, never a name: "party=3,stairwell=6"
	called_by INTEGER NOT NULL,
	created INTEGER NOT NULL,
	version INTEGER NOT NULL,
	PRIMARY KEY (area, id)
) STRICT;
CREATE UNIQUE INDEX meeting_number ON meeting (area, place, number);
CREATE INDEX meeting_starts ON meeting (area, place, starts);

CREATE TABLE agenda_item (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	meeting INTEGER NOT NULL,
	matter INTEGER NOT NULL,
	pos INTEGER NOT NULL,
	decision TEXT NOT NULL DEFAULT '',	-- '' | adopt | reject | more
	words TEXT NOT NULL DEFAULT '',		-- the decision in a sentence
	ayes INTEGER, nays INTEGER, abstain INTEGER,
	PRIMARY KEY (area, id)
) STRICT;
CREATE UNIQUE INDEX agenda_meeting ON agenda_item (area, meeting, matter);
CREATE INDEX agenda_matter ON agenda_item (area, matter);

CREATE TABLE plan (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	matter INTEGER NOT NULL,
	version INTEGER NOT NULL,	-- 1, 2, 3 … of this matter
	state TEXT NOT NULL,		-- open | adopted | replaced
	summary TEXT NOT NULL,
	adopted_by TEXT NOT NULL DEFAULT '',	-- which body adopted it, in words
	author INTEGER NOT NULL,
	created INTEGER NOT NULL,
	adopted INTEGER,
	PRIMARY KEY (area, id)
) STRICT;
CREATE UNIQUE INDEX plan_version ON plan (area, matter, version);

CREATE TABLE plan_option (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	plan INTEGER NOT NULL,
	pos INTEGER NOT NULL,
	title TEXT NOT NULL,
	body TEXT NOT NULL,
	cost INTEGER,			-- fen; NULL = not known
	payer TEXT NOT NULL,
	chosen INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (area, id)
) STRICT;

CREATE TABLE plan_task (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	plan INTEGER NOT NULL,
	pos INTEGER NOT NULL,
	org INTEGER NOT NULL,
	what TEXT NOT NULL,
	PRIMARY KEY (area, id)
) STRICT;
CREATE UNIQUE INDEX plan_option_pos ON plan_option (area, plan, pos);
CREATE UNIQUE INDEX plan_task_pos ON plan_task (area, plan, pos);
