-- refuse 4: cols: a blank line ends a part
-- part: cols
id
-- name: a one
