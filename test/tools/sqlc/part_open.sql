-- refuse 6: {cols}: no -- part: of this name above
-- part: cols
id

-- name: a one
SELECT {cols
