-- refuse 3: a: wants -- area: none REASON
-- name: a do
-- area: none
DELETE FROM t;
