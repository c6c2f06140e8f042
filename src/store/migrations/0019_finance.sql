-- The handbook of financing products: a product of an institution, its versions, the conditions of each as FEEL, and
-- example firms that must come out as said before a version is in force. A version that was in force never changes.
CREATE TABLE fin_product (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	org INTEGER NOT NULL,		-- the institution (org.kind = bank)
	number INTEGER NOT NULL,	-- 1, 2, 3 … in the district's handbook
	created INTEGER NOT NULL,
	PRIMARY KEY (area, id)
) STRICT;
CREATE UNIQUE INDEX fin_product_number ON fin_product (area, number);
CREATE INDEX fin_product_org ON fin_product (area, org, number);

CREATE TABLE fin_version (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	product INTEGER NOT NULL,
	version INTEGER NOT NULL,
	rev INTEGER NOT NULL,		-- counts savings: who edits an older one is told
	state TEXT NOT NULL,		-- draft | review | returned | force | replaced | withdrawn
	class TEXT NOT NULL,		-- a class of finance_field.c
	name_zh TEXT NOT NULL,
	name_en TEXT NOT NULL,
	intro_zh TEXT NOT NULL,
	intro_en TEXT NOT NULL,
	cap INTEGER NOT NULL,		-- fen; -1 = none said
	formula TEXT NOT NULL,		-- FEEL, in units of 10,000 yuan; "" = none
	grades TEXT NOT NULL,		-- amounts by tax grade in units of 10,000 yuan: "A=100,B=80"; "" = none
	term_min INTEGER NOT NULL,	-- months
	term_max INTEGER NOT NULL,
	rate_low INTEGER NOT NULL,	-- a year, in 1/100 per cent
	rate_high INTEGER NOT NULL,
	fee INTEGER NOT NULL,		-- what comes on top a year, in 1/100 per cent of the loan
	days INTEGER NOT NULL,		-- working days to the decision, at the fastest
	repay TEXT NOT NULL,
	security TEXT NOT NULL,		-- ids, comma separated
	phone TEXT NOT NULL,		-- the institution's public number
	from_day INTEGER NOT NULL,
	to_day INTEGER NOT NULL,	-- 0 = open
	author INTEGER NOT NULL,
	touched INTEGER NOT NULL,
	reviewer INTEGER NOT NULL,
	reviewed INTEGER NOT NULL,
	reason TEXT NOT NULL,		-- why it was returned
	PRIMARY KEY (area, id)
) STRICT;
CREATE UNIQUE INDEX fin_version_of ON fin_version (area, product, version);
CREATE INDEX fin_version_state ON fin_version (area, state);

CREATE TABLE fin_condition (
	area INTEGER NOT NULL,
	version INTEGER NOT NULL,
	pos INTEGER NOT NULL,
	field TEXT NOT NULL,
	op TEXT NOT NULL,
	value TEXT NOT NULL,		-- a number, or ids, comma separated
	feel TEXT NOT NULL,		-- what is evaluated
	label_zh TEXT NOT NULL,		-- the author's words; "" = made of the three above
	label_en TEXT NOT NULL,
	PRIMARY KEY (area, version, pos)
) STRICT;

CREATE TABLE fin_example (
	area INTEGER NOT NULL,
	version INTEGER NOT NULL,
	pos INTEGER NOT NULL,
	name TEXT NOT NULL,
	expect TEXT NOT NULL,		-- pass | fail | unknown
	facts TEXT NOT NULL,		-- "field=value", one a line
	PRIMARY KEY (area, version, pos)
) STRICT;
