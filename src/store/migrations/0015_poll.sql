-- The roll (名册) of a community: who may vote in its polls. No names: a number, a door, a sealed phone if there is one.
CREATE TABLE roll (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	place INTEGER NOT NULL,		-- the community
	no TEXT NOT NULL,		-- the roll's own number, unique in the community
	kind TEXT NOT NULL,		-- voter (one person) | household
	spot INTEGER NOT NULL,		-- estate, building or stairwell
	door TEXT NOT NULL,		-- "501"
	extent INTEGER NOT NULL DEFAULT 0,	-- floor area in cm²; 0 = not known (Civil Code art. 278 counts area and heads)
	owner TEXT NOT NULL DEFAULT '',	-- one buyer of several units has one key: one head (judicial interpretation, art. 9)
	key INTEGER NOT NULL DEFAULT 0,	-- slot in the keys file of the sealed phone; 0 = none
	phone BLOB,			-- sealed
	phone_hash TEXT,		-- keyed
	active INTEGER NOT NULL,	-- 0: moved out; kept because old polls name it
	PRIMARY KEY (area, id)
) STRICT;
CREATE UNIQUE INDEX roll_no ON roll (area, place, no);
CREATE INDEX roll_phone ON roll (area, phone_hash);

-- Tables of src/services/council: polls. What is secret and when it stops existing: docs/hall/polls.md.
CREATE TABLE poll (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	matter INTEGER NOT NULL,
	place INTEGER NOT NULL,		-- the community
	number TEXT NOT NULL,		-- "2023-1": counted per community and year
	title TEXT NOT NULL,
	kind TEXT NOT NULL,		-- opinion | binding
	basis TEXT NOT NULL,		-- voter | household: whose roll entries vote
	plan_version INTEGER NOT NULL,	-- 0: before there is a plan
	pack TEXT NOT NULL DEFAULT '',	-- binding: the rule pack and its version
	pack_version TEXT NOT NULL DEFAULT '',
	state TEXT NOT NULL,		-- made | open | closed | counted | few (too few ballots to show) | cancelled
	reason TEXT NOT NULL DEFAULT '',	-- why it was cancelled
	opens INTEGER,			-- UTC microseconds
	closes INTEGER,
	electorate INTEGER NOT NULL DEFAULT 0,	-- frozen when it opens
	voted INTEGER NOT NULL DEFAULT 0,	-- at the close: online, at the door and paper handed in
	ballots INTEGER NOT NULL DEFAULT 0,	-- counted
	sample INTEGER NOT NULL DEFAULT 0,	-- opinion: paper ballots that were entered a second time
	sample_wrong INTEGER NOT NULL DEFAULT 0,	-- of them with a difference
	digest TEXT NOT NULL DEFAULT '',	-- of the published ballots (engines/count)
	public_key BLOB,		-- X25519; the private half is in no table
	share1 BLOB, share2 BLOB,	-- hashes of the scrutineers' shares, to tell a typing mistake
	proved INTEGER NOT NULL DEFAULT 0,	-- bits 1, 2: the scrutineer typed the share back
	sampled INTEGER NOT NULL DEFAULT 0,	-- 1: the sample was drawn
	reminded INTEGER NOT NULL DEFAULT 0,
	created INTEGER NOT NULL,
	version INTEGER NOT NULL,
	PRIMARY KEY (area, id)
) STRICT;
CREATE UNIQUE INDEX poll_number ON poll (area, place, number);
CREATE INDEX poll_matter ON poll (area, matter);
CREATE INDEX poll_state ON poll (area, state, closes);

CREATE TABLE poll_question (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	poll INTEGER NOT NULL,
	pos INTEGER NOT NULL,
	title TEXT NOT NULL,
	method TEXT NOT NULL,		-- one | many | score
	most INTEGER NOT NULL,		-- many: how many may be marked; score: the highest score
	choices TEXT NOT NULL,		-- one a line
	votes TEXT NOT NULL DEFAULT '',	-- once counted: "12;5;3", in the order of the choices
	blank INTEGER NOT NULL DEFAULT 0,
	invalid INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (area, id)
) STRICT;
CREATE UNIQUE INDEX poll_question_pos ON poll_question (area, poll, pos);

-- The roll as it was when the poll opened, and who has voted by what way on which day. Never a time of day, never how.
CREATE TABLE poll_voter (
	area INTEGER NOT NULL,
	poll INTEGER NOT NULL,
	id INTEGER NOT NULL,		-- of the roll entry
	no TEXT NOT NULL,
	estate INTEGER NOT NULL,
	spot INTEGER NOT NULL,
	door TEXT NOT NULL,
	channel TEXT NOT NULL DEFAULT '',	-- '' | online | door | paper
	day INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (area, poll, id)
) STRICT;
CREATE INDEX poll_voter_door ON poll_voter (area, poll, spot, door);
CREATE UNIQUE INDEX poll_voter_no ON poll_voter (area, poll, no);

-- Voting codes: keyed hashes. Gone at the close.
CREATE TABLE poll_code (
	area INTEGER NOT NULL,
	hash TEXT NOT NULL,
	poll INTEGER NOT NULL,
	voter INTEGER NOT NULL,
	PRIMARY KEY (area, hash)
) STRICT;
CREATE INDEX poll_code_voter ON poll_code (area, poll, voter);

-- Outer envelopes: whose, and the ballot sealed to the poll's key. Overwritten and deleted at the count.
CREATE TABLE poll_envelope (
	area INTEGER NOT NULL,
	poll INTEGER NOT NULL,
	voter INTEGER NOT NULL,
	sealed BLOB NOT NULL,
	receipt TEXT NOT NULL,		-- keyed hash: the same form sent twice is told the same
	PRIMARY KEY (area, poll, voter)
) STRICT;

-- Paper ballots by their printed number; nothing says who got which. Entered after the close, deleted at the count.
CREATE TABLE poll_paper (
	area INTEGER NOT NULL,
	poll INTEGER NOT NULL,
	code TEXT NOT NULL,
	estate INTEGER NOT NULL,
	first TEXT NOT NULL DEFAULT '',	-- ballots of all questions, one a line
	first_by INTEGER NOT NULL DEFAULT 0,
	second TEXT NOT NULL DEFAULT '',
	second_by INTEGER NOT NULL DEFAULT 0,
	picked INTEGER NOT NULL DEFAULT 0,	-- opinion: in the checked sample
	settled TEXT NOT NULL DEFAULT '',	-- a difference was settled: this is what counts
	reason TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (area, poll, code)
) STRICT;

-- After the count: ballots under random keys, each question by itself; nothing leads back to an envelope.
CREATE TABLE poll_cell (
	area INTEGER NOT NULL,
	poll INTEGER NOT NULL,
	no INTEGER NOT NULL,
	estates TEXT NOT NULL,		-- slugs, by commas
	channels TEXT NOT NULL,		-- "online", "door,paper"
	ballots INTEGER NOT NULL,
	PRIMARY KEY (area, poll, no)
) STRICT;
CREATE TABLE poll_ballot (
	area INTEGER NOT NULL,
	poll INTEGER NOT NULL,
	question INTEGER NOT NULL,	-- its pos
	key INTEGER NOT NULL,		-- random
	cell INTEGER NOT NULL,
	marks TEXT NOT NULL,
	PRIMARY KEY (area, poll, question, key)
) STRICT;
CREATE TABLE poll_receipt (
	area INTEGER NOT NULL,
	poll INTEGER NOT NULL,
	code TEXT NOT NULL,		-- random, or a paper ballot's number
	PRIMARY KEY (area, poll, code)
) STRICT;
