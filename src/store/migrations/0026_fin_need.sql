-- Private kinds of matters: '' = public; else the address under which their own service shows them, and nobody else does.
ALTER TABLE matter ADD COLUMN home TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX matter_home ON matter (area, home, number) WHERE home <> '';

-- A firm's financing need: what belongs to a matter of kind financing. Its life is the matter's.
CREATE TABLE fin_need (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,		-- the matter's
	firm INTEGER NOT NULL,		-- its profile; 0 = none, then code and name here are all there is
	code TEXT NOT NULL,		-- unified social credit code, "" = not said
	name TEXT NOT NULL,
	amount INTEGER NOT NULL,	-- fen
	term INTEGER NOT NULL,		-- months
	purpose TEXT NOT NULL,
	old_due INTEGER NOT NULL,	-- renewal: the day the old loan matures; 0 = none
	facts TEXT NOT NULL,		-- what rules asked and the firm said: "field=value", one a line
	PRIMARY KEY (area, id)
) STRICT;

-- One bank's part of a need: what belongs to a matter of kind referral. A bank that has no row here learns nothing of the need.
CREATE TABLE fin_referral (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,		-- the matter's
	need INTEGER NOT NULL,
	org INTEGER NOT NULL,
	product INTEGER NOT NULL,	-- the version the firm chose; 0 = the bank alone
	phone INTEGER NOT NULL,		-- 1: the firm lets this bank see its number
	amount INTEGER NOT NULL,	-- granted, fen; 0 = nothing yet
	rate INTEGER NOT NULL,		-- a year, in 1/100 per cent
	term INTEGER NOT NULL,		-- months
	ground TEXT NOT NULL,		-- why it was refused
	passed_to INTEGER NOT NULL,	-- the bank that this one names instead; the firm decides
	drawn INTEGER NOT NULL,		-- fen paid out so far
	mature INTEGER NOT NULL,	-- day the loan is due back; 0 = none
	score INTEGER NOT NULL,		-- 4 … 1; 0 = not rated
	chased INTEGER NOT NULL,
	answered INTEGER NOT NULL,	-- when the bank first answered; 0 = not yet
	reminded INTEGER NOT NULL,	-- the last reminder before maturity: its day
	chased_day INTEGER NOT NULL,
	PRIMARY KEY (area, id)
) STRICT;
CREATE INDEX fin_referral_need ON fin_referral (area, need, id);
CREATE INDEX fin_referral_org ON fin_referral (area, org, id);
CREATE INDEX fin_referral_mature ON fin_referral (area, mature) WHERE mature > 0;

-- What was paid out, one row each time: the only place where the district sees loans one by one, and they are its own referrals.
CREATE TABLE fin_loan (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	referral INTEGER NOT NULL,
	kind TEXT NOT NULL,		-- draw | renew | extend
	day INTEGER NOT NULL,
	amount INTEGER NOT NULL,	-- fen; 0 for extend
	rate INTEGER NOT NULL,		-- a year, in 1/100 per cent
	mature INTEGER NOT NULL,	-- day it is due back
	PRIMARY KEY (area, id)
) STRICT;
CREATE INDEX fin_loan_referral ON fin_loan (area, referral, id);
CREATE INDEX fin_loan_day ON fin_loan (area, day);
