-- refuse 2: before the first -- name: only comments
SELECT id FROM t;
