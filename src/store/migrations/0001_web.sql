-- Tables of src/web. DDL is written as SQLite takes it (INTEGER, TEXT, BLOB, STRICT); the PostgreSQL driver
-- translates the three words. area is first in every key (DESIGN §4).
CREATE TABLE idem (
	area INTEGER NOT NULL,
	owner TEXT NOT NULL,		-- keyed hash of the visitor or session
	key TEXT NOT NULL,
	hash BLOB NOT NULL,		-- of the form's fields
	place TEXT NOT NULL,		-- where the first answer led
	at INTEGER NOT NULL,
	PRIMARY KEY (area, owner, key)
) STRICT;
CREATE INDEX idem_at ON idem (area, at);

CREATE TABLE draft (
	area INTEGER NOT NULL,
	owner TEXT NOT NULL,
	form TEXT NOT NULL,
	body TEXT NOT NULL,		-- application/x-www-form-urlencoded
	at INTEGER NOT NULL,
	PRIMARY KEY (area, owner, form)
) STRICT;
CREATE INDEX draft_at ON draft (area, at);
