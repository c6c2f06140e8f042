-- When a unit first said anything to what it was asked: whoever received it first leads (assign: part = 'first' until then).
ALTER TABLE assignment ADD COLUMN received INTEGER;
