-- Ranked questions, what a binding vote decides on, owners' votes by heads and floor area together (docs/decisions/0052).
ALTER TABLE poll_question ADD COLUMN outcome TEXT;	-- ranked, once counted: who wins, "2"; "1;3" is a tie
ALTER TABLE poll_question ADD COLUMN against INTEGER;	-- 1: the last choice says no to all others
ALTER TABLE poll ADD COLUMN lawful TEXT;		-- owners' votes by area: who found this way of voting lawful, and when
ALTER TABLE poll ADD COLUMN extent_all INTEGER;		-- cm² of all owners when it opened; NULL: not counted by area
ALTER TABLE poll ADD COLUMN extent_part INTEGER;	-- cm² that took part; NULL: not known
ALTER TABLE poll ADD COLUMN extent_for INTEGER;		-- for what is decided on: whole per cent of extent_part, towards the verdict; NULL: not shown (also what would be 0)
ALTER TABLE poll ADD COLUMN extent_state TEXT;		-- once counted: passed | failed | unknown | none (nothing leads)

-- The units behind each voter of an owners' vote, frozen at the opening: one owner, one head, all their area.
CREATE TABLE poll_unit (
	area INTEGER NOT NULL,
	poll INTEGER NOT NULL,
	id INTEGER NOT NULL,		-- of the roll entry
	voter INTEGER NOT NULL,		-- poll_voter.id
	no TEXT NOT NULL,
	spot INTEGER NOT NULL,
	door TEXT NOT NULL,
	extent INTEGER NOT NULL,	-- cm²
	PRIMARY KEY (area, poll, id)
) STRICT;
CREATE INDEX poll_unit_voter ON poll_unit (area, poll, voter);

-- Who handed out paper in an owners' vote: they know whose ballot has which number, so they do not enter any.
CREATE TABLE poll_hander (
	area INTEGER NOT NULL,
	poll INTEGER NOT NULL,
	account INTEGER NOT NULL,
	PRIMARY KEY (area, poll, account)
) STRICT;
