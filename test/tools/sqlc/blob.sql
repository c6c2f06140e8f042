-- refuse 3: a: blob literals
-- name: a many
SELECT id FROM t WHERE data = x'00';
