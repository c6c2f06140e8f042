-- Receipts: one entry by the beginning of its check code, and the day's root that covers it.

-- name: receipt_of_matter many
-- row: receipt_entry
-- in: area int, matter int, low blob, high blob
-- out: matter int, seq int, id int, at int, actor int, role text, act text, log_no int, prev blob, commitment blob, hash blob, salt blob, payload blob, slug text, number text
SELECT entry.matter, entry.seq, entry.id, entry.at, entry.actor, entry.role, entry.act, entry.log_no, entry.prev, entry.commitment,
	entry.hash, entry_body.salt, entry_body.payload, place.slug, matter.number
FROM entry JOIN matter ON matter.area = entry.area AND matter.id = entry.matter
	JOIN place ON place.area = matter.area AND place.id = matter.place
	LEFT JOIN entry_body ON entry_body.area = entry.area AND entry_body.id = entry.id
WHERE entry.area = $1 AND entry.matter = $2 AND matter.home = '' AND entry.hash >= $3 AND entry.hash <= $4 ORDER BY entry.hash LIMIT 1;

-- The same over the whole log, for the command: no index, some seconds for some million entries.
-- name: receipt_of_log many
-- row: receipt_entry
-- in: area int, low blob, high blob
-- out: matter int, seq int, id int, at int, actor int, role text, act text, log_no int, prev blob, commitment blob, hash blob, salt blob, payload blob, slug text, number text
SELECT entry.matter, entry.seq, entry.id, entry.at, entry.actor, entry.role, entry.act, entry.log_no, entry.prev, entry.commitment,
	entry.hash, entry_body.salt, entry_body.payload, place.slug, matter.number
FROM entry JOIN matter ON matter.area = entry.area AND matter.id = entry.matter
	JOIN place ON place.area = matter.area AND place.id = matter.place
	LEFT JOIN entry_body ON entry_body.area = entry.area AND entry_body.id = entry.id
WHERE entry.area = $1 AND matter.home = '' AND entry.hash >= $2 AND entry.hash <= $3 ORDER BY entry.hash LIMIT 1;

-- name: receipt_root opt
-- in: area int, log_no int
SELECT day, after_no, upto_no, root FROM daily_root WHERE area = $1 AND after_no < $2 AND upto_no >= $2 ORDER BY day LIMIT 1;
