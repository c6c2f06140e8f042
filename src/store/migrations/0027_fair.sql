-- Fairs: what a gathering (matter/gather.h, same id) does not know of one: who registered, what is presented, who talks to whom at
-- which table and when, what came of it. Advisers: the team, visits, tasks, firms recommended to institutions. Notices.
CREATE TABLE fair (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	year INTEGER NOT NULL,
	number INTEGER NOT NULL,	-- 1, 2 … of the year
	intro TEXT NOT NULL,
	partners TEXT NOT NULL,		-- who organises it with the bureau
	closes INTEGER NOT NULL,	-- last day to register
	banks INTEGER NOT NULL,		-- places for institutions, 0 = no limit; for firms: gather.capacity
	talks INTEGER NOT NULL,		-- when talks at the tables begin
	slot INTEGER NOT NULL,		-- minutes of one talk
	closed INTEGER,			-- when its figures were published; nothing of it changes after that
	summary TEXT NOT NULL,
	PRIMARY KEY (area, id)
) STRICT;
CREATE UNIQUE INDEX fair_number ON fair (area, year, number);

CREATE TABLE fair_bank (
	area INTEGER NOT NULL,
	fair INTEGER NOT NULL,
	org INTEGER NOT NULL,
	desks INTEGER NOT NULL,		-- tables
	created INTEGER NOT NULL,
	PRIMARY KEY (area, fair, org)
) STRICT;

CREATE TABLE fair_show (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	fair INTEGER NOT NULL,
	org INTEGER NOT NULL,
	pos INTEGER NOT NULL,		-- order of the presentations
	title TEXT NOT NULL,		-- the product
	minutes INTEGER NOT NULL,
	PRIMARY KEY (area, id)
) STRICT;
CREATE INDEX fair_show_pos ON fair_show (area, fair, pos);

CREATE TABLE fair_firm (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	fair INTEGER NOT NULL,
	code TEXT NOT NULL,		-- unified social credit code
	name TEXT NOT NULL,
	need TEXT NOT NULL,
	amount INTEGER NOT NULL,	-- fen; -1 = not said
	account INTEGER NOT NULL,	-- whose sealed number is called; 0 = none
	state TEXT NOT NULL,		-- registered | withdrawn
	created INTEGER NOT NULL,
	entered_by INTEGER NOT NULL,	-- staff account; 0 = the firm itself
	PRIMARY KEY (area, id)
) STRICT;
CREATE UNIQUE INDEX fair_firm_code ON fair_firm (area, fair, code);

-- Which institutions a firm wants to talk to: only these learn its name.
CREATE TABLE fair_wish (
	area INTEGER NOT NULL,
	fair INTEGER NOT NULL,
	firm INTEGER NOT NULL,		-- fair_firm
	pos INTEGER NOT NULL,		-- 1 = first
	org INTEGER NOT NULL,
	PRIMARY KEY (area, firm, pos)
) STRICT;
CREATE UNIQUE INDEX fair_wish_org ON fair_wish (area, fair, org, firm);

-- Nobody sits at two tables at once: the three unique indexes say so whatever the program does.
CREATE TABLE fair_talk (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	fair INTEGER NOT NULL,
	firm INTEGER NOT NULL,
	org INTEGER NOT NULL,
	desk INTEGER NOT NULL,		-- 1, 2 … of the institution
	slot INTEGER NOT NULL,		-- 1, 2 … from fair.talks
	hand INTEGER NOT NULL,		-- 1: set by hand, stays when the timetable is made anew
	outcome TEXT NOT NULL,		-- "" | met | absent | on | signed
	amount INTEGER NOT NULL,	-- fen, signed on the spot
	words TEXT NOT NULL,
	said INTEGER NOT NULL,		-- when the outcome was told, 0 = not
	followed INTEGER NOT NULL,	-- on: when the bureau followed it up, 0 = not yet
	follow TEXT NOT NULL,		-- … what came of it
	PRIMARY KEY (area, id)
) STRICT;
CREATE UNIQUE INDEX fair_talk_desk ON fair_talk (area, fair, org, desk, slot);
CREATE UNIQUE INDEX fair_talk_firm ON fair_talk (area, fair, firm, slot);
CREATE UNIQUE INDEX fair_talk_pair ON fair_talk (area, fair, firm, org);

-- The team: people of institutions, by role, never by name.
CREATE TABLE adviser (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	number INTEGER NOT NULL,	-- 1, 2 … in the district
	org INTEGER NOT NULL,		-- the institution that proposed them
	kind TEXT NOT NULL,		-- adviser | officer
	account INTEGER NOT NULL,	-- 0 = none
	place INTEGER NOT NULL,		-- street; 0 = the whole district
	field TEXT NOT NULL,		-- a class of the handbook; "" = any
	from_day INTEGER NOT NULL,
	to_day INTEGER NOT NULL,	-- last day in the team; 0 = still in it
	PRIMARY KEY (area, id)
) STRICT;
CREATE UNIQUE INDEX adviser_number ON adviser (area, number);
CREATE INDEX adviser_account ON adviser (area, account);

CREATE TABLE adviser_visit (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	adviser INTEGER NOT NULL,
	code TEXT NOT NULL,		-- the firm's; "" = not known
	firm TEXT NOT NULL,
	day INTEGER NOT NULL,
	note TEXT NOT NULL,		-- for the team and the bureau only
	created INTEGER NOT NULL,
	PRIMARY KEY (area, id)
) STRICT;
CREATE INDEX adviser_visit_of ON adviser_visit (area, adviser, day);

CREATE TABLE adviser_task (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	adviser INTEGER NOT NULL,	-- 0 = nobody yet
	code TEXT NOT NULL,
	firm TEXT NOT NULL,
	what TEXT NOT NULL,
	origin TEXT NOT NULL,		-- where it came from, once each: "need/12", "talk/34", "hand/ID"
	path TEXT NOT NULL,		-- a page about it; "" = none
	place INTEGER NOT NULL,
	due INTEGER NOT NULL,		-- day
	created INTEGER NOT NULL,
	done INTEGER NOT NULL,		-- when, 0 = open
	result TEXT NOT NULL,
	PRIMARY KEY (area, id)
) STRICT;
CREATE UNIQUE INDEX adviser_task_origin ON adviser_task (area, origin);
CREATE INDEX adviser_task_of ON adviser_task (area, adviser, done);

CREATE TABLE adviser_word (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	adviser INTEGER NOT NULL,
	org INTEGER NOT NULL,		-- the institution the firm is recommended to
	code TEXT NOT NULL,
	firm TEXT NOT NULL,
	need TEXT NOT NULL,
	consent TEXT NOT NULL,		-- how the firm agreed that this institution learns of it
	state TEXT NOT NULL,		-- sent | seen | granted | refused
	amount INTEGER NOT NULL,	-- fen, granted
	words TEXT NOT NULL,		-- the institution's
	created INTEGER NOT NULL,
	answered INTEGER NOT NULL,
	PRIMARY KEY (area, id)
) STRICT;
CREATE UNIQUE INDEX adviser_word_once ON adviser_word (area, org, code, adviser);
CREATE INDEX adviser_word_of ON adviser_word (area, adviser, created);

CREATE TABLE fin_notice (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	title TEXT NOT NULL,
	body TEXT NOT NULL,
	author INTEGER NOT NULL,
	sent INTEGER NOT NULL,
	PRIMARY KEY (area, id)
) STRICT;

CREATE TABLE fin_notice_to (
	area INTEGER NOT NULL,
	notice INTEGER NOT NULL,
	org INTEGER NOT NULL,
	seen INTEGER NOT NULL,		-- when, 0 = not yet
	seen_by INTEGER NOT NULL,	-- account
	PRIMARY KEY (area, notice, org)
) STRICT;
CREATE INDEX fin_notice_org ON fin_notice_to (area, org, seen);
