-- Tables of src/matter: the case engine. What is shown is what the entries say; `qiao verify` replays them.
CREATE TABLE counter (
	area INTEGER NOT NULL,
	name TEXT NOT NULL,		-- "log", "number/PLACE/YEAR"
	value INTEGER NOT NULL,
	PRIMARY KEY (area, name)
) STRICT;

CREATE TABLE lifecycle (
	area INTEGER NOT NULL,
	hash TEXT NOT NULL,
	kind TEXT NOT NULL,
	text TEXT NOT NULL,
	at INTEGER NOT NULL,
	PRIMARY KEY (area, hash)
) STRICT;

CREATE TABLE matter (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	kind TEXT NOT NULL,
	lifecycle TEXT NOT NULL,	-- hash of the version under which it runs
	place INTEGER NOT NULL,		-- the community
	spot INTEGER NOT NULL,		-- estate, building or stairwell; the community when not said
	number TEXT NOT NULL,		-- "2023-12": counted per community and year
	title TEXT NOT NULL,
	body TEXT NOT NULL,
	whereabouts TEXT NOT NULL,	-- place in words
	category TEXT NOT NULL,
	lang TEXT NOT NULL,
	channel TEXT NOT NULL,		-- web | doorstep | phone | paper
	author INTEGER NOT NULL,	-- account; 0 = nobody left a contact
	entered_by INTEGER NOT NULL,	-- staff account that typed it (代填); 0 = the author
	state TEXT NOT NULL,
	state_since INTEGER NOT NULL,
	due INTEGER,			-- day by which this state must end
	holder INTEGER NOT NULL,	-- org that holds it; 0 = the community
	outcome TEXT NOT NULL DEFAULT '',	-- the published result
	merged_into INTEGER NOT NULL DEFAULT 0,
	supports INTEGER NOT NULL DEFAULT 0,
	remarks INTEGER NOT NULL DEFAULT 0,	-- comments and thanks that are shown
	r4 INTEGER NOT NULL DEFAULT 0,	-- ratings: very satisfied … not satisfied
	r3 INTEGER NOT NULL DEFAULT 0,
	r2 INTEGER NOT NULL DEFAULT 0,
	r1 INTEGER NOT NULL DEFAULT 0,
	created INTEGER NOT NULL,
	updated INTEGER NOT NULL,
	closed INTEGER,
	version INTEGER NOT NULL,	-- counts entries; a stale edit is seen by it
	head BLOB NOT NULL,		-- hash of the last entry
	PRIMARY KEY (area, id)
) STRICT;
CREATE UNIQUE INDEX matter_number ON matter (area, place, number);
CREATE INDEX matter_list ON matter (area, updated, id);
CREATE INDEX matter_place ON matter (area, place, updated, id);
CREATE INDEX matter_state ON matter (area, state, due);
CREATE INDEX matter_author ON matter (area, author, created);

CREATE TABLE entry (
	area INTEGER NOT NULL,
	matter INTEGER NOT NULL,
	seq INTEGER NOT NULL,		-- 1, 2, 3 … within the matter
	id INTEGER NOT NULL,
	at INTEGER NOT NULL,
	actor INTEGER NOT NULL,		-- account; 0 = nobody signed in
	role TEXT NOT NULL,		-- as whom: resident, committee, unit, system …
	act TEXT NOT NULL,		-- a move of the life cycle, or an act of the engine (support, comment …)
	log_no INTEGER NOT NULL,	-- number in the area's log
	prev BLOB NOT NULL,
	commitment BLOB NOT NULL,	-- BLAKE2b(payload) keyed with the salt
	hash BLOB NOT NULL,
	PRIMARY KEY (area, matter, seq)
) STRICT;
CREATE UNIQUE INDEX entry_log ON entry (area, log_no);
CREATE UNIQUE INDEX entry_id ON entry (area, id);

-- Apart from the entry: erasing a person deletes these rows, the commitments stay and verify.
CREATE TABLE entry_body (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	salt BLOB NOT NULL,
	payload BLOB NOT NULL,		-- canonical JSON
	PRIMARY KEY (area, id)
) STRICT;

CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;

CREATE TABLE daily_root (
	area INTEGER NOT NULL,
	day INTEGER NOT NULL,
	after_no INTEGER NOT NULL,	-- the root covers log numbers (after_no, upto_no]
	upto_no INTEGER NOT NULL,
	root BLOB NOT NULL,
	at INTEGER NOT NULL,
	PRIMARY KEY (area, day)
) STRICT;

CREATE TABLE support (
	area INTEGER NOT NULL,
	matter INTEGER NOT NULL,
	owner TEXT NOT NULL,		-- "a" and account, or "v" and keyed hash of the visitor
	at INTEGER NOT NULL,
	came_from INTEGER NOT NULL DEFAULT 0,	-- merged matter it was given to
	PRIMARY KEY (area, matter, owner)
) STRICT;

CREATE TABLE follow (
	area INTEGER NOT NULL,
	matter INTEGER NOT NULL,
	account INTEGER NOT NULL,
	at INTEGER NOT NULL,
	PRIMARY KEY (area, matter, account)
) STRICT;
CREATE INDEX follow_account ON follow (area, account);

CREATE TABLE remark (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	matter INTEGER NOT NULL,
	kind TEXT NOT NULL,		-- comment | thanks
	author INTEGER NOT NULL,
	owner TEXT NOT NULL,
	body TEXT NOT NULL,
	state TEXT NOT NULL,		-- waiting | shown | refused
	reason TEXT NOT NULL DEFAULT '',
	at INTEGER NOT NULL,
	PRIMARY KEY (area, id)
) STRICT;
CREATE INDEX remark_matter ON remark (area, matter, state, at);
CREATE INDEX remark_state ON remark (area, state, at);

CREATE TABLE rating (
	area INTEGER NOT NULL,
	matter INTEGER NOT NULL,
	owner TEXT NOT NULL,
	score INTEGER NOT NULL,		-- 4 very satisfied … 1 not satisfied
	solved INTEGER NOT NULL,
	body TEXT NOT NULL,
	at INTEGER NOT NULL,
	PRIMARY KEY (area, matter, owner)
) STRICT;

CREATE TABLE file (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	matter INTEGER NOT NULL,
	entry INTEGER NOT NULL,		-- the entry it came with
	assignment INTEGER NOT NULL DEFAULT 0,
	stored TEXT NOT NULL,		-- hex hash of the ciphertext: its name under files/
	thumb TEXT NOT NULL,		-- the same of the small picture, "" = none
	key INTEGER NOT NULL,
	type TEXT NOT NULL,
	name TEXT NOT NULL,
	bytes INTEGER NOT NULL,
	width INTEGER NOT NULL,
	height INTEGER NOT NULL,
	class TEXT NOT NULL,		-- public | staff
	at INTEGER NOT NULL,
	PRIMARY KEY (area, id)
) STRICT;
CREATE INDEX file_matter ON file (area, matter);

CREATE TABLE assignment (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	matter INTEGER NOT NULL,
	org INTEGER NOT NULL,
	standing TEXT NOT NULL,		-- order (交办) | request (商请)
	part TEXT NOT NULL,		-- lead (主办) | assist (协办)
	ask TEXT NOT NULL,
	due INTEGER NOT NULL,
	outcome TEXT NOT NULL,		-- sent, acknowledged, progress, question, more_time, planned, done, partly, impossible, returned, withdrawn
	answer TEXT NOT NULL,
	review INTEGER,			-- planned: the day it is looked at again
	wanted INTEGER,			-- more_time: the day asked for
	dispatch INTEGER NOT NULL,	-- how many times this matter was sent out, this one included
	named INTEGER NOT NULL DEFAULT 0,	-- 1: the street or district named the unit; it cannot return it
	created INTEGER NOT NULL,
	answered INTEGER,
	chased INTEGER NOT NULL DEFAULT 0,
	chased_at INTEGER,
	version INTEGER NOT NULL,
	PRIMARY KEY (area, id)
) STRICT;
CREATE INDEX assignment_matter ON assignment (area, matter, id);
CREATE INDEX assignment_org ON assignment (area, org, outcome, due);

CREATE TABLE link (
	area INTEGER NOT NULL,
	token TEXT NOT NULL,		-- keyed hash
	purpose TEXT NOT NULL,		-- unit | rate
	matter INTEGER NOT NULL,
	assignment INTEGER NOT NULL,
	org INTEGER NOT NULL,
	made_by INTEGER NOT NULL,
	handed TEXT NOT NULL DEFAULT '',	-- to which desk or colleague (a role), when handed on
	created INTEGER NOT NULL,
	expires INTEGER NOT NULL,
	revoked INTEGER,
	opened INTEGER,
	PRIMARY KEY (area, token)
) STRICT;
CREATE INDEX link_assignment ON link (area, assignment);
