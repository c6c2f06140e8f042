-- refuse 2: cols: no statement uses this part
-- part: cols
id

-- name: a one
-- in: area int
SELECT id FROM t WHERE area = $1;
