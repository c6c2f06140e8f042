-- Moderation with the original kept, merging that can be undone, and the staff's day: reply templates, several at once.

-- A decision of a moderator about what the public sees: a shortened proposal or comment, or a comment not shown. It keeps
-- the words as they were and can be appealed once; somebody else answers.
CREATE TABLE ruling (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	matter INTEGER NOT NULL,
	remark INTEGER NOT NULL,	-- 0: the matter's own words
	what TEXT NOT NULL,		-- shorten | refuse
	title TEXT NOT NULL,		-- as it was; "" for a comment
	body TEXT NOT NULL,		-- as it was: for its author and moderators, never public
	reason TEXT NOT NULL,		-- public
	made_by INTEGER NOT NULL,
	at INTEGER NOT NULL,
	appeal TEXT NOT NULL DEFAULT '',	-- the author's words, for moderators
	appealed INTEGER,
	outcome TEXT NOT NULL DEFAULT '',	-- kept | restored
	answer TEXT NOT NULL DEFAULT '',	-- public
	answered INTEGER,
	answered_by INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (area, id)
) STRICT;
CREATE INDEX ruling_matter ON ruling (area, matter, at);
CREATE INDEX ruling_remark ON ruling (area, remark);
CREATE INDEX ruling_appeal ON ruling (area, outcome, appealed);

-- What was given to another matter by merging goes back when it is undone.
ALTER TABLE follow ADD COLUMN came_from INTEGER NOT NULL DEFAULT 0;
ALTER TABLE matter ADD COLUMN before_merge TEXT NOT NULL DEFAULT '';	-- the state it had; "" = not merged

-- A photo blurred in part is a file of its own; the photo it was made from stays for staff.
ALTER TABLE file ADD COLUMN blurs INTEGER NOT NULL DEFAULT 0;	-- the file it stands for; 0 = it is no blurred copy

CREATE TABLE reply_template (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	place INTEGER NOT NULL,		-- a community, or a street for all of its communities
	move TEXT NOT NULL,		-- of the life cycle; "" = every move
	name TEXT NOT NULL,
	zh TEXT NOT NULL,		-- "" = not in Chinese
	en TEXT NOT NULL,
	at INTEGER NOT NULL,
	dropped INTEGER,
	PRIMARY KEY (area, id)
) STRICT;
CREATE INDEX reply_template_place ON reply_template (area, place);

-- One press on several matters: what became of each.
CREATE TABLE bulk (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	account INTEGER NOT NULL,
	act TEXT NOT NULL,
	at INTEGER NOT NULL,
	PRIMARY KEY (area, id)
) STRICT;
CREATE TABLE bulk_item (
	area INTEGER NOT NULL,
	bulk INTEGER NOT NULL,
	matter INTEGER NOT NULL,
	fault TEXT NOT NULL,		-- name of a sentence; "" = it went
	PRIMARY KEY (area, bulk, matter)
) STRICT;
