-- refuse 3: a: ' without its end
-- name: a one
SELECT id FROM t WHERE name = 'x;
