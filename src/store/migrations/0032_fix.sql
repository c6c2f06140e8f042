-- A person's words corrected (PIPL art. 46): asked for by their author, decided by the community where somebody may have built on
-- them. Both texts stay here, for the author and moderators.
CREATE TABLE fix (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	matter INTEGER NOT NULL,
	remark INTEGER NOT NULL,	-- 0: the matter's own words
	old_title TEXT NOT NULL,	-- as it was when asked; "" for a comment
	old_body TEXT NOT NULL,
	title TEXT NOT NULL,		-- as it should be
	body TEXT NOT NULL,
	reason TEXT NOT NULL,		-- the author's, for moderators
	asked_by INTEGER NOT NULL,	-- account
	asked INTEGER NOT NULL,
	due INTEGER NOT NULL,		-- day by which an answer is owed
	outcome TEXT NOT NULL DEFAULT '',	-- done | refused; "" waits
	answer TEXT NOT NULL DEFAULT '',
	answered INTEGER,
	answered_by INTEGER NOT NULL DEFAULT 0,	-- 0: nobody had to, it was done at once
	PRIMARY KEY (area, id)
) STRICT;
CREATE INDEX fix_matter ON fix (area, matter, remark);
CREATE INDEX fix_waits ON fix (area, outcome, asked);
CREATE INDEX fix_of ON fix (area, asked_by);
