-- Where places and matters lie: WGS-84 in 1e-7 degrees (base/geo.h); NULL = not known.
ALTER TABLE place ADD COLUMN lat INTEGER;
ALTER TABLE place ADD COLUMN lon INTEGER;
ALTER TABLE matter ADD COLUMN lat INTEGER;
ALTER TABLE matter ADD COLUMN lon INTEGER;
