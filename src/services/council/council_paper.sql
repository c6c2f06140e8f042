-- What the page of proof reads: the chain of one matter without its words.

-- name: proof_entries many
-- in: area int, matter int, before int, limit int
-- out: seq int, id int, at int, act text, log_no int, hash blob, kept int
SELECT entry.seq, entry.id, entry.at, entry.act, entry.log_no, entry.hash, CASE WHEN entry_body.id IS NULL THEN 0 ELSE 1 END
FROM entry LEFT JOIN entry_body ON entry_body.area = entry.area AND entry_body.id = entry.id
WHERE entry.area = $1 AND entry.matter = $2 AND entry.seq < $3 ORDER BY entry.seq DESC LIMIT $4;

-- The entry with this log number, as an example of a receipt.
-- name: proof_example opt
-- in: area int, log_no int
SELECT entry.hash AS hash, place.slug AS slug, matter.number AS number
FROM entry JOIN matter ON matter.area = entry.area AND matter.id = entry.matter JOIN place ON place.area = matter.area AND place.id = matter.place
WHERE entry.area = $1 AND entry.log_no = $2 AND matter.home = '';
