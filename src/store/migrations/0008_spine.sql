-- What a comment speaks of: NULL = the matter itself, "plan/2" = the second version of its plan. The word is the service's.
ALTER TABLE remark ADD COLUMN topic TEXT;

-- A table that an administrator looked through before it is written: kept sealed for a day, so that nobody uploads it twice.
CREATE TABLE import_kept (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	account INTEGER NOT NULL,	-- whose; nobody else's second press writes it
	what TEXT NOT NULL,		-- places | orgs | users
	name TEXT NOT NULL,		-- of the file, as its owner knows it
	key INTEGER NOT NULL,		-- slot in the keys file: erased with the row
	sealed BLOB NOT NULL,
	at INTEGER NOT NULL,
	PRIMARY KEY (area, id)
) STRICT;
CREATE INDEX import_kept_at ON import_kept (area, at);
