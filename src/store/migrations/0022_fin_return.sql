-- Monthly totals as institutions report them. A return is never changed: a restatement is a new one, and the one it restates stops
-- counting. Only totals: no borrower is in here.
CREATE TABLE fin_return (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	org INTEGER NOT NULL,
	month INTEGER NOT NULL,		-- 202304
	calibre TEXT NOT NULL,		-- all | regulator | central: never added to one another
	pos INTEGER NOT NULL,		-- 1, 2 … of this institution, month and calibre
	counts INTEGER NOT NULL,	-- 1: the newest
	sender INTEGER NOT NULL,	-- account
	received INTEGER NOT NULL,
	PRIMARY KEY (area, id)
) STRICT;
CREATE UNIQUE INDEX fin_return_pos ON fin_return (area, org, month, calibre, pos);
CREATE INDEX fin_return_month ON fin_return (area, month, calibre, counts);

CREATE TABLE fin_figure (
	area INTEGER NOT NULL,
	ret INTEGER NOT NULL,
	pos INTEGER NOT NULL,
	kind TEXT NOT NULL,		-- all | street | industry | size
	name TEXT NOT NULL,		-- "" for all
	loans INTEGER NOT NULL,
	balance INTEGER NOT NULL,	-- fen; end of the month
	base_loans INTEGER,		-- the same date a year before; NULL = not given
	base_balance INTEGER,
	firsts INTEGER,			-- of the loans: first loans, renewals, on credit alone; NULL = not given
	renewals INTEGER,
	credits INTEGER,
	rate INTEGER,			-- weighted, a year, in 1/100 per cent; NULL = not given
	PRIMARY KEY (area, ret, pos)
) STRICT;
