-- The note of store_help.h, for sqlc to prepare against.
CREATE TABLE note (area INTEGER NOT NULL, id INTEGER NOT NULL, text TEXT NOT NULL, size INTEGER CHECK (size > 0),
	raw BLOB, PRIMARY KEY (area, id)) STRICT;
