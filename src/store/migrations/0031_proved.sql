-- When whoever sits there last proved who they are: asked again before what would harm them if somebody else did it (ASVS 5.0 V7.5).
ALTER TABLE session ADD COLUMN proved INTEGER NOT NULL DEFAULT 0;	-- UTC microseconds; 0: before this was kept, ask
-- When the number was last seen to be theirs (a code sent there came back, or an administrator typed it): PIPL 8. 0: never.
ALTER TABLE account ADD COLUMN phone_at INTEGER NOT NULL DEFAULT 0;
-- Since when the person wants their number neither read nor written to: it is only kept (PIPL 44). 0: it may be used.
ALTER TABLE account ADD COLUMN hushed INTEGER NOT NULL DEFAULT 0;
