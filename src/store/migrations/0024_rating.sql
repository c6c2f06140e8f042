-- One telephone is one voice: a rating by an account (signed in, or by the letter's link) keeps the mark of the browser it came from,
-- written as a visitor's owner is ("v…", a keyed hash); '' = none. A visitor's own rating has the mark as its owner.
ALTER TABLE rating ADD COLUMN browser TEXT NOT NULL DEFAULT '';
