-- When the handbook last changed: a new number with each product that comes into force or leaves it, so that what is kept of the
-- handbook between requests is known to be of now. A day's turn needs no row: what is kept says of which day it is.
CREATE TABLE fin_book (
	area INTEGER NOT NULL,
	stamp INTEGER NOT NULL,		-- random, never 0
	PRIMARY KEY (area)
) STRICT;
