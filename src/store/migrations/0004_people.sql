-- Tables of src/people. Roles at places and in organisations; contacts sealed with a key per person that lies in
-- another file; places as a tree by 12-digit division codes, residents only as numbers.
CREATE TABLE place (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	parent INTEGER NOT NULL,	-- 0 for the district
	kind INTEGER NOT NULL,		-- enum place_kind
	code TEXT NOT NULL,		-- 12 digits, longer below a community
	slug TEXT NOT NULL,
	zh TEXT NOT NULL,
	en TEXT NOT NULL,
	phone TEXT NOT NULL DEFAULT '',
	from_day INTEGER NOT NULL DEFAULT 0,
	to_day INTEGER,			-- merged or moved communities end
	successor INTEGER,
	PRIMARY KEY (area, id)
) STRICT;
CREATE UNIQUE INDEX place_code ON place (area, code);
CREATE UNIQUE INDEX place_slug ON place (area, slug);
CREATE INDEX place_parent ON place (area, parent);

CREATE TABLE place_heads (
	area INTEGER NOT NULL,
	place INTEGER NOT NULL,
	age_from INTEGER NOT NULL,
	age_to INTEGER NOT NULL,
	heads INTEGER NOT NULL,
	PRIMARY KEY (area, place, age_from)
) STRICT;

CREATE TABLE org (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	code TEXT NOT NULL,
	kind TEXT NOT NULL,
	zh TEXT NOT NULL,
	en TEXT NOT NULL,
	phone TEXT NOT NULL DEFAULT '',
	email TEXT NOT NULL DEFAULT '',
	place INTEGER NOT NULL DEFAULT 0,
	superior INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (area, id)
) STRICT;
CREATE UNIQUE INDEX org_code ON org (area, code);

CREATE TABLE account (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	staff INTEGER NOT NULL,		-- 1 signs in with login and password, 0 with a phone code
	login TEXT,
	password TEXT NOT NULL DEFAULT '',	-- argon2id string
	label_zh TEXT NOT NULL DEFAULT '',
	label_en TEXT NOT NULL DEFAULT '',
	org INTEGER NOT NULL DEFAULT 0,
	key INTEGER NOT NULL DEFAULT 0,	-- slot in the keys file; 0 none, -1 erased
	phone BLOB,			-- sealed
	phone_hash TEXT,		-- keyed
	totp BLOB,			-- sealed secret
	totp_last INTEGER NOT NULL DEFAULT 0,	-- last accepted 30 s step: a code works once
	active INTEGER NOT NULL DEFAULT 1,
	lang TEXT NOT NULL DEFAULT 'zh',
	created INTEGER NOT NULL,
	PRIMARY KEY (area, id)
) STRICT;
CREATE UNIQUE INDEX account_login ON account (area, login);
CREATE UNIQUE INDEX account_phone ON account (area, phone_hash);

CREATE TABLE account_role (
	area INTEGER NOT NULL,
	account INTEGER NOT NULL,
	role TEXT NOT NULL,
	place INTEGER NOT NULL,
	org INTEGER NOT NULL,
	PRIMARY KEY (area, account, role, place, org)
) STRICT;

CREATE TABLE session (
	area INTEGER NOT NULL,
	token TEXT NOT NULL,		-- keyed hash of the cookie
	account INTEGER NOT NULL,
	created INTEGER NOT NULL,
	seen INTEGER NOT NULL,
	level INTEGER NOT NULL,		-- 1 password only (second factor still asked), 2 complete
	PRIMARY KEY (area, token)
) STRICT;
CREATE INDEX session_account ON session (area, account);

-- One-time codes and failed attempts: limits live in the database, so that a restart forgives nobody.
CREATE TABLE code (
	area INTEGER NOT NULL,
	subject TEXT NOT NULL,		-- keyed hash of phone and purpose
	hash TEXT NOT NULL,
	tries INTEGER NOT NULL,
	at INTEGER NOT NULL,
	PRIMARY KEY (area, subject)
) STRICT;
CREATE TABLE attempt (
	area INTEGER NOT NULL,
	subject TEXT NOT NULL,		-- keyed hash of login, phone or address
	at INTEGER NOT NULL,
	id INTEGER NOT NULL,
	PRIMARY KEY (area, subject, at, id)
) STRICT;

CREATE TABLE access_log (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	at INTEGER NOT NULL,
	account INTEGER NOT NULL,	-- who read
	subject INTEGER NOT NULL,	-- whose
	field TEXT NOT NULL,
	why TEXT NOT NULL,
	PRIMARY KEY (area, id)
) STRICT;
CREATE INDEX access_log_subject ON access_log (area, subject, at);
