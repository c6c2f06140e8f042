-- Tables of src/post: what is to be told, and to whom. One letter, one row per recipient: one recipient's failure
-- says nothing about another.
CREATE TABLE letter (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	matter INTEGER NOT NULL,	-- 0 = about none
	purpose TEXT NOT NULL,
	dedupe TEXT,
	lang TEXT NOT NULL,
	subject TEXT NOT NULL,
	body TEXT NOT NULL,
	html TEXT NOT NULL DEFAULT '',
	unsubscribe TEXT NOT NULL DEFAULT '',
	words TEXT NOT NULL DEFAULT '',	-- JSON object for a provider's template
	secret INTEGER NOT NULL,	-- 1: the contents are wiped once every copy is sent or dead
	wiped INTEGER NOT NULL DEFAULT 0,
	expires INTEGER NOT NULL,	-- 0 = never
	made_at INTEGER NOT NULL,
	PRIMARY KEY (area, id)
) STRICT;
CREATE UNIQUE INDEX letter_dedupe ON letter (area, dedupe);
CREATE INDEX letter_matter ON letter (area, matter, id);

CREATE TABLE outbox (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	letter INTEGER NOT NULL,
	channel TEXT NOT NULL CHECK (channel IN ('mail', 'sms', 'webhook', 'wecom', 'dingtalk', 'feishu')),
	owner INTEGER NOT NULL,		-- whose address: account or organisation, 0 = none
	sealed BLOB,			-- the address, sealed by people; NULL once sent
	shown TEXT NOT NULL,		-- the address, masked, for pages
	-- waiting: not tried yet; leased: being sent; failed: tried, next try at next_at; dead: given up;
	-- shown: in the visible outbox instead of sent; dropped: taken off the list of the dead by staff
	state TEXT NOT NULL CHECK (state IN ('waiting', 'leased', 'failed', 'sent', 'shown', 'dead', 'dropped')),
	tries INTEGER NOT NULL DEFAULT 0,
	next_at INTEGER NOT NULL,	-- of a leased row: when the lease ends and the row is due again
	lease INTEGER NOT NULL DEFAULT 0,	-- whoever records must hold this number
	error TEXT NOT NULL DEFAULT '',	-- name of a message key
	detail TEXT NOT NULL DEFAULT '',	-- the other side's words, without the address
	sent_at INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (area, id)
) STRICT;
CREATE INDEX outbox_due ON outbox (area, channel, next_at) WHERE state IN ('waiting', 'leased', 'failed');
CREATE INDEX outbox_state ON outbox (area, state, id);
CREATE INDEX outbox_letter ON outbox (area, letter);
CREATE INDEX outbox_owner ON outbox (area, owner);
