-- refuse 2: cols: a part without text
-- part: cols

-- name: a one
