-- The staff's day: cover during leave, alerts by place or category, voice clips that wait to be written down.

-- Between these days the deputy holds the account's roles too; it ends by itself.
CREATE TABLE cover (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	account INTEGER NOT NULL,	-- who is away
	deputy INTEGER NOT NULL,
	from_day INTEGER NOT NULL,
	to_day INTEGER NOT NULL,	-- included
	made INTEGER NOT NULL,
	ended INTEGER,			-- called off early
	PRIMARY KEY (area, id)
) STRICT;
CREATE INDEX cover_deputy ON cover (area, deputy, to_day);
CREATE INDEX cover_account ON cover (area, account, to_day);

CREATE TABLE alert (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	account INTEGER NOT NULL,
	place INTEGER NOT NULL,		-- 0 = the whole district
	category TEXT NOT NULL,		-- "" = all
	pace TEXT NOT NULL,		-- now | daily
	seen INTEGER NOT NULL,		-- log number up to which it was told
	told_day INTEGER NOT NULL DEFAULT 0,	-- daily: the last day a letter went out
	made INTEGER NOT NULL,
	ended INTEGER,
	PRIMARY KEY (area, id)
) STRICT;
CREATE INDEX alert_account ON alert (area, account);
CREATE INDEX alert_open ON alert (area, pace, ended);

-- What somebody said at the door. Never public: sealed like a photo, for staff; written down it becomes a filing.
CREATE TABLE voice_clip (
	area INTEGER NOT NULL,
	id INTEGER NOT NULL,
	place INTEGER NOT NULL,		-- the community
	spot INTEGER NOT NULL,
	stored TEXT NOT NULL,
	key INTEGER NOT NULL,
	type TEXT NOT NULL,
	bytes INTEGER NOT NULL,
	author INTEGER NOT NULL,	-- the resident's account; 0 = no number was left
	made_by INTEGER NOT NULL,
	at INTEGER NOT NULL,
	state TEXT NOT NULL,		-- waiting | filed | dropped
	matter INTEGER NOT NULL DEFAULT 0,
	reason TEXT NOT NULL DEFAULT '',	-- why it was dropped
	done INTEGER,
	done_by INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (area, id)
) STRICT;
CREATE INDEX voice_clip_waiting ON voice_clip (area, state, at);
