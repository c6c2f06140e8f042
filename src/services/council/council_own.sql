-- What is kept about one person, one statement for each kind of thing, all with the same columns: when, a short name, words, address.
-- name: own_account one
-- in: area int, account int
-- out: created int, reachable int
SELECT created, CASE WHEN phone IS NULL THEN 0 ELSE 1 END FROM account WHERE area = $1 AND id = $2;

-- name: own_matters many
-- row: own_row
-- in: area int, account int
-- out: at int, name text, words text, address text
SELECT matter.created, matter.title, matter.body || CASE WHEN matter.whereabouts = '' THEN '' ELSE ' · ' || matter.whereabouts END,
	CASE WHEN matter.home = '' THEN '/' || place.slug ELSE matter.home END || '/' || matter.number
FROM matter JOIN place ON place.area = matter.area AND place.id = matter.place
WHERE matter.area = $1 AND matter.author = $2 ORDER BY matter.created;

-- name: own_files many
-- row: own_row
-- in: area int, account int
-- out: at int, name text, words text, address text
SELECT file.at, file.type, '', CASE WHEN matter.home = '' THEN '/' || place.slug ELSE matter.home END || '/' || matter.number
FROM file JOIN entry ON entry.area = file.area AND entry.id = file.entry JOIN matter ON matter.area = file.area AND matter.id = file.matter
	JOIN place ON place.area = matter.area AND place.id = matter.place
WHERE file.area = $1 AND entry.area = $1 AND matter.area = $1 AND (entry.actor = $2 OR (entry.seq = 1 AND matter.author = $2))
ORDER BY file.at;

-- name: own_remarks many
-- row: own_row
-- in: area int, account int
-- out: at int, name text, words text, address text
SELECT remark.at, remark.kind, remark.body, CASE WHEN matter.home = '' THEN '/' || place.slug ELSE matter.home END || '/' || matter.number
FROM remark JOIN matter ON matter.area = remark.area AND matter.id = remark.matter
	JOIN place ON place.area = matter.area AND place.id = matter.place
WHERE remark.area = $1 AND matter.area = $1 AND remark.author = $2 ORDER BY remark.at;

-- name: own_fixes many
-- row: own_row
-- in: area int, account int
-- out: at int, name text, words text, address text
SELECT fix.asked, fix.old_title || ' ' || fix.old_body || ' → ' || fix.title || ' ' || fix.body, fix.reason || CASE WHEN fix.answer = '' THEN '' ELSE ' · ' || fix.answer END,
	'/' || place.slug || '/' || matter.number
FROM fix JOIN matter ON matter.area = fix.area AND matter.id = fix.matter JOIN place ON place.area = matter.area AND place.id = matter.place
WHERE fix.area = $1 AND matter.area = $1 AND fix.asked_by = $2 ORDER BY fix.asked;

-- name: own_ratings many
-- row: own_row
-- in: area int, owner text
-- out: at int, name text, words text, address text
SELECT rating.at, CAST(rating.score AS TEXT) || '/4', rating.body, CASE WHEN matter.home = '' THEN '/' || place.slug ELSE matter.home END || '/' || matter.number
FROM rating JOIN matter ON matter.area = rating.area AND matter.id = rating.matter
	JOIN place ON place.area = matter.area AND place.id = matter.place
WHERE rating.area = $1 AND matter.area = $1 AND rating.owner = $2 ORDER BY rating.at;

-- name: own_supports many
-- row: own_row
-- in: area int, owner text
-- out: at int, name text, words text, address text
SELECT support.at, matter.title, '', CASE WHEN matter.home = '' THEN '/' || place.slug ELSE matter.home END || '/' || matter.number
FROM support JOIN matter ON matter.area = support.area AND matter.id = support.matter
	JOIN place ON place.area = matter.area AND place.id = matter.place
WHERE support.area = $1 AND matter.area = $1 AND support.owner = $2 ORDER BY support.at;

-- name: own_follows many
-- row: own_row
-- in: area int, account int
-- out: at int, name text, words text, address text
SELECT follow.at, matter.title, '', CASE WHEN matter.home = '' THEN '/' || place.slug ELSE matter.home END || '/' || matter.number
FROM follow JOIN matter ON matter.area = follow.area AND matter.id = follow.matter
	JOIN place ON place.area = matter.area AND place.id = matter.place
WHERE follow.area = $1 AND matter.area = $1 AND follow.account = $2 ORDER BY follow.at;

-- name: own_alerts many
-- row: own_row
-- in: area int, account int
-- out: at int, name text, words text, address text
SELECT alert.made, coalesce(place.zh, ''), alert.category, '' FROM alert LEFT JOIN place ON place.area = alert.area AND place.id = alert.place
WHERE alert.area = $1 AND alert.account = $2 ORDER BY alert.made;

-- name: own_invitations many
-- row: own_row
-- in: area int, account int
-- out: at int, name text, words text, address text
SELECT invitation.created, gather.title, invitation.reply, '' FROM invitation
	JOIN gather ON gather.area = invitation.area AND gather.id = invitation.gather
WHERE invitation.area = $1 AND gather.area = $1 AND invitation.account = $2 ORDER BY invitation.created;

-- name: own_attended many
-- row: own_row
-- in: area int, owner text
-- out: at int, name text, words text, address text
SELECT attendance.at, gather.title, '', '' FROM attendance JOIN gather ON gather.area = attendance.area AND gather.id = attendance.gather
WHERE attendance.area = $1 AND gather.area = $1 AND attendance.owner = $2 ORDER BY attendance.at;

-- That somebody voted and how it came in; never what was chosen, which nobody can know. Found by the number on the roll.
-- name: own_votes many
-- row: own_row
-- in: area int, account int
-- out: at int, name text, words text, address text
SELECT poll_voter.day * 86400000000, poll.title, poll_voter.channel, ''
FROM account JOIN roll ON roll.area = account.area AND roll.phone_hash = account.phone_hash
	JOIN poll_voter ON poll_voter.area = roll.area AND poll_voter.id = roll.id
	JOIN poll ON poll.area = poll_voter.area AND poll.id = poll_voter.poll
WHERE account.area = $1 AND roll.area = $1 AND poll_voter.area = $1 AND poll.area = $1 AND account.id = $2 AND poll_voter.channel <> ''
ORDER BY poll_voter.day;

-- name: own_clips many
-- row: own_row
-- in: area int, account int
-- out: at int, name text, words text, address text
SELECT at, type, reason, '' FROM voice_clip WHERE area = $1 AND author = $2 ORDER BY at;

-- Letters to this person. A code for signing in is nobody's business after its ten minutes: its words are wiped.
-- name: own_letters many
-- row: own_row
-- in: area int, account int
-- out: at int, name text, words text, address text
SELECT letter.made_at, letter.subject, CASE WHEN letter.secret = 1 THEN '' ELSE letter.body END, outbox.shown
FROM outbox JOIN letter ON letter.area = outbox.area AND letter.id = outbox.letter
WHERE outbox.area = $1 AND letter.area = $1 AND outbox.owner = $2 ORDER BY letter.made_at;

-- name: own_sessions many
-- row: own_row
-- in: area int, account int
-- out: at int, name text, words text, address text
SELECT created, '', '', '' FROM session WHERE area = $1 AND account = $2 ORDER BY created;

-- name: own_reads many
-- row: own_row
-- in: area int, account int
-- out: at int, name text, words text, address text
SELECT access_log.at, coalesce(account.label_zh, ''), access_log.why, '' FROM access_log
	LEFT JOIN account ON account.area = access_log.area AND account.id = access_log.account
WHERE access_log.area = $1 AND access_log.subject = $2 ORDER BY access_log.at;
