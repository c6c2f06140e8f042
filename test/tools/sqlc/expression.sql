-- refuse 2: a: column 2 (n) is an expression: name all columns in -- out:
-- name: a one
SELECT id, count(id) AS n FROM t GROUP BY id;
