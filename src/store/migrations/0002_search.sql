-- Full text of src/store/search.c. SQLite's own way (FTS5); PostgreSQL's driver has a tsvector instead.
-- The tokens are made by base/text.h (pairs of Chinese characters) and kept space-separated under unicode61,
-- so that any sqlite3 can read the file. scope and tokens are two columns: what people type can never be
-- taken for a scope.
CREATE VIRTUAL TABLE search USING fts5(scope, tokens, tokenize = 'unicode61');

-- Which thing a row of the index is. mark is the index's rowid and grows with at, so that newest first is the
-- index's own order and needs no sorting; it is unique over all areas, the one key here without area.
CREATE TABLE search_row (
	mark INTEGER PRIMARY KEY,
	area INTEGER NOT NULL,
	kind TEXT NOT NULL,
	id INTEGER NOT NULL,
	at INTEGER NOT NULL,		-- UTC microseconds
	UNIQUE (area, kind, id)
) STRICT;
