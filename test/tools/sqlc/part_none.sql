-- refuse 3: {cols}: no -- part: of this name above
-- name: a one
SELECT {cols} FROM t WHERE area = 1;
