-- Gatherings: meetings now, fairs and activities later (matter/gather.h). What a meeting shares with them moves here; a meeting's row
-- and its gathering carry the same id. Heads are counted by role, never by name: "party=3,stairwell=6".
CREATE TABLE gather (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	kind TEXT NOT NULL,		-- meeting
	place INTEGER NOT NULL,
	path TEXT NOT NULL,		-- its public page: "/meetings/bhsq/2023-4"
	title TEXT NOT NULL,
	venue TEXT NOT NULL,
	starts INTEGER NOT NULL,
	ends INTEGER NOT NULL,
	capacity INTEGER NOT NULL DEFAULT 0,	-- seats, 0 = no limit
	quota TEXT NOT NULL DEFAULT '',	-- how many of each role are wanted
	state TEXT NOT NULL,		-- called | cancelled
	reason TEXT NOT NULL DEFAULT '',	-- why it was moved or cancelled last
	sequence INTEGER NOT NULL DEFAULT 0,	-- RFC 5545: counts changes of time, place and state
	closed INTEGER,			-- when the list of those present was closed
	changed INTEGER NOT NULL,
	PRIMARY KEY (area, id)
) STRICT;
CREATE INDEX gather_starts ON gather (area, place, starts);

INSERT INTO gather (area, id, kind, place, path, title, venue, starts, ends, state, changed)
SELECT meeting.area, meeting.id, 'meeting', meeting.place, '/meetings/' || place.slug || '/' || meeting.number, meeting.title,
	meeting.venue, meeting.starts, meeting.starts + 7200000000, 'called', meeting.created
FROM meeting JOIN place ON place.area = meeting.area AND place.id = meeting.place;

DROP INDEX meeting_starts;
ALTER TABLE meeting DROP COLUMN title;
ALTER TABLE meeting DROP COLUMN starts;
ALTER TABLE meeting DROP COLUMN venue;
ALTER TABLE meeting ADD COLUMN caller TEXT NOT NULL DEFAULT 'committee';	-- committee | party | street | members
ALTER TABLE meeting ADD COLUMN asked INTEGER;		-- members: how many asked for it …
ALTER TABLE meeting ADD COLUMN asked_of INTEGER;	-- … of how many
ALTER TABLE meeting ADD COLUMN asked_basis TEXT NOT NULL DEFAULT '';	-- … heads, households, representatives, groups
ALTER TABLE meeting ADD COLUMN pack TEXT NOT NULL DEFAULT '';	-- the rule it meets under: a rule pack's id, '' = none
ALTER TABLE meeting ADD COLUMN present_note TEXT NOT NULL DEFAULT '';	-- why those present are not those who signed in
ALTER TABLE meeting ADD COLUMN voters INTEGER;		-- of those present, who may vote
ALTER TABLE meeting ADD COLUMN body_basis TEXT NOT NULL DEFAULT '';	-- by what the body is composed: heads, households, representatives
ALTER TABLE meeting ADD COLUMN body_all INTEGER;	-- … all of it
ALTER TABLE meeting ADD COLUMN body_present INTEGER;	-- … of it present

-- Told and answered by hand (telephone, at the door); staff only.
CREATE TABLE gather_told (
	area INTEGER NOT NULL,
	gather INTEGER NOT NULL,
	grp TEXT NOT NULL,
	told INTEGER NOT NULL,
	coming INTEGER NOT NULL,
	PRIMARY KEY (area, gather, grp)
) STRICT;

CREATE TABLE invitation (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	gather INTEGER NOT NULL,
	grp TEXT NOT NULL,
	account INTEGER NOT NULL,
	reply TEXT NOT NULL DEFAULT '',	-- '' | yes | no
	replied INTEGER,
	created INTEGER NOT NULL,
	PRIMARY KEY (area, id)
) STRICT;
CREATE UNIQUE INDEX invitation_account ON invitation (area, gather, account);

CREATE TABLE attendance (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	gather INTEGER NOT NULL,
	grp TEXT NOT NULL,
	owner TEXT NOT NULL,		-- "v" and keyed hash of the visitor, "a" and account; by hand "h" and this id
	via TEXT NOT NULL,		-- door | hand
	at INTEGER NOT NULL,
	entered_by INTEGER NOT NULL,	-- by hand: staff account
	struck INTEGER,			-- taken off the list, when
	reason TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (area, id)
) STRICT;
CREATE UNIQUE INDEX attendance_owner ON attendance (area, gather, owner);

-- What was put to a show of hands, and what the rule pack of that day said to it. Counts of items held before this table was
-- made stay readable in the entries.
CREATE TABLE motion (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	meeting INTEGER NOT NULL,
	matter INTEGER NOT NULL,
	item INTEGER NOT NULL,
	pos INTEGER NOT NULL,
	words TEXT NOT NULL,
	ayes INTEGER NOT NULL,
	nays INTEGER NOT NULL,
	abstain INTEGER NOT NULL,
	pack TEXT NOT NULL,		-- '' = no rule was chosen, the hands are counted and no more
	version TEXT NOT NULL,
	verdict TEXT NOT NULL,		-- '' | passed | failed | unknown
	numbers TEXT NOT NULL,		-- each test with its numbers (pack_result_write)
	PRIMARY KEY (area, id)
) STRICT;
CREATE INDEX motion_meeting ON motion (area, meeting, pos);
CREATE INDEX motion_matter ON motion (area, matter);
ALTER TABLE agenda_item DROP COLUMN ayes;
ALTER TABLE agenda_item DROP COLUMN nays;
ALTER TABLE agenda_item DROP COLUMN abstain;

-- Each version of a rule pack that a decision rests on.
CREATE TABLE rule_pack (
	area INTEGER NOT NULL,
	version TEXT NOT NULL,
	id TEXT NOT NULL,
	text TEXT NOT NULL,
	at INTEGER NOT NULL,
	PRIMARY KEY (area, version)
) STRICT;
