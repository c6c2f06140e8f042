-- Firms: who they are, their figures each with source and day, qualifications with their ends, who speaks for them, and what they
-- allow whom to see of it. A look at a firm is a row of access_log whose subject is the firm's id.
CREATE TABLE fin_firm (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	code TEXT NOT NULL,		-- unified social credit code, as it stands on the licence
	name TEXT NOT NULL,
	place INTEGER NOT NULL,		-- a street of the district; 0 = not said
	rev INTEGER NOT NULL,
	created INTEGER NOT NULL,
	touched INTEGER NOT NULL,
	PRIMARY KEY (area, id)
) STRICT;
CREATE UNIQUE INDEX fin_firm_code ON fin_firm (area, code);

CREATE TABLE fin_firm_fact (
	area INTEGER NOT NULL,
	firm INTEGER NOT NULL,
	field TEXT NOT NULL,		-- of finance_field.c; "quals": that the qualifications are told
	value TEXT NOT NULL,		-- a number, an id, ids; "-" = none of them; for "age" the founding day
	source TEXT NOT NULL,		-- firm | document | department
	day INTEGER NOT NULL,		-- on which it was so
	touched INTEGER NOT NULL,
	account INTEGER NOT NULL,	-- who entered it
	PRIMARY KEY (area, firm, field)
) STRICT;

CREATE TABLE fin_firm_qual (
	area INTEGER NOT NULL,
	firm INTEGER NOT NULL,
	qual TEXT NOT NULL,		-- an id of the field "quals"
	level TEXT NOT NULL,		-- nation | city | district; "" = not said
	from_day INTEGER NOT NULL,	-- 0 = not said
	to_day INTEGER NOT NULL,	-- the last day it holds; 0 = without an end
	source TEXT NOT NULL,
	touched INTEGER NOT NULL,
	account INTEGER NOT NULL,
	PRIMARY KEY (area, firm, qual)
) STRICT;

CREATE TABLE fin_firm_person (
	area INTEGER NOT NULL,
	firm INTEGER NOT NULL,
	account INTEGER NOT NULL,
	since INTEGER NOT NULL,
	checked INTEGER NOT NULL,	-- when the bureau saw that they may; 0 = not yet
	checker INTEGER NOT NULL,
	PRIMARY KEY (area, firm, account)
) STRICT;
CREATE INDEX fin_firm_person_account ON fin_firm_person (area, account);

-- Asked to speak for a firm: who signs in with this number may accept.
CREATE TABLE fin_firm_guest (
	area INTEGER NOT NULL,
	firm INTEGER NOT NULL,
	phone_hash TEXT NOT NULL,
	shown TEXT NOT NULL,		-- masked
	asked INTEGER NOT NULL,
	account INTEGER NOT NULL,	-- who asked
	PRIMARY KEY (area, firm, phone_hash)
) STRICT;
CREATE INDEX fin_firm_guest_phone ON fin_firm_guest (area, phone_hash);

-- What a firm allows: one institution (0 = the finance bureau), one purpose, these fields, until that day. Never changed but for its
-- end; another wish is another consent.
CREATE TABLE fin_consent (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	firm INTEGER NOT NULL,
	org INTEGER NOT NULL,
	purpose TEXT NOT NULL,		-- look | count
	fields TEXT NOT NULL,		-- ids, comma separated
	version TEXT NOT NULL,		-- of the text that was agreed to
	text TEXT NOT NULL,		-- whole, as it was shown
	hash TEXT NOT NULL,		-- of text
	lang TEXT NOT NULL,
	signer INTEGER NOT NULL,	-- account
	signed INTEGER NOT NULL,
	to_day INTEGER NOT NULL,	-- the last day
	revoked INTEGER NOT NULL,	-- 0 = not
	revoker INTEGER NOT NULL,
	PRIMARY KEY (area, id)
) STRICT;
CREATE INDEX fin_consent_firm ON fin_consent (area, firm, signed);
CREATE INDEX fin_consent_org ON fin_consent (area, org, purpose, firm);
