-- Advisers and service officers: the team, visits, tasks, firms recommended; notices to institutions.

-- The team on a day, with what each has to do: open tasks, those past their day, visits since `since`, firms recommended, granted.
-- name: adviser_load many
-- in: area int, day int, since int
-- out: id int, number int, org int, kind text, place int, from_day int, zh text, en text, open int, late int, visits int, words int, granted int
SELECT a.id, a.number, a.org, a.kind, a.place, a.from_day, o.zh, o.en,
	(SELECT count(*) FROM adviser_task t WHERE t.area = $1 AND t.adviser = a.id AND t.done = 0),
	(SELECT count(*) FROM adviser_task t WHERE t.area = $1 AND t.adviser = a.id AND t.done = 0 AND t.due < $2),
	(SELECT count(*) FROM adviser_visit v WHERE v.area = $1 AND v.adviser = a.id AND v.day >= $3),
	(SELECT count(*) FROM adviser_word w WHERE w.area = $1 AND w.adviser = a.id),
	(SELECT count(*) FROM adviser_word w WHERE w.area = $1 AND w.adviser = a.id AND w.state = 'granted')
FROM adviser a JOIN org o ON o.area = a.area AND o.id = a.org
WHERE a.area = $1 AND a.from_day <= $2 AND (a.to_day = 0 OR a.to_day >= $2) ORDER BY a.number;

-- name: adviser_of_account opt
-- in: area int, account int, day int
SELECT id, number, org, kind, place FROM adviser WHERE area = $1 AND account = $2 AND from_day <= $3 AND (to_day = 0 OR to_day >= $3);

-- name: adviser_last one
-- in: area int
-- out: number int
SELECT coalesce(max(number), 0) FROM adviser WHERE area = $1;

-- name: adviser_insert do
-- in: area int, id int, number int, org int, kind text, account int, place int, from_day int
INSERT INTO adviser (area, id, number, org, kind, account, place, field, from_day, to_day) VALUES ($1, $2, $3, $4, $5, $6, $7, '', $8, 0);

-- name: adviser_end do
-- in: area int, id int, day int
UPDATE adviser SET to_day = $3 WHERE area = $1 AND id = $2 AND to_day = 0;

-- Tasks of somebody who leaves go back to the bureau's list.
-- name: adviser_task_free do
-- in: area int, adviser int
UPDATE adviser_task SET adviser = 0 WHERE area = $1 AND adviser = $2 AND done = 0;

-- name: adviser_task_insert do
-- in: area int, id int, adviser int, code text, firm text, what text, origin text, path text, place int, due int, created int
INSERT INTO adviser_task (area, id, adviser, code, firm, what, origin, path, place, due, created, done, result)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, '') ON CONFLICT (area, origin) DO NOTHING;

-- Open ones first, by their day. adviser 0: nobody's.
-- name: adviser_task_list many
-- in: area int, adviser int
SELECT id, firm, code, what, path, due, done, result FROM adviser_task WHERE area = $1 AND adviser = $2 ORDER BY done > 0, due, id;

-- An adviser's open task about a page.
-- name: adviser_task_at opt
-- in: area int, account int, path text
SELECT t.id FROM adviser_task t JOIN adviser a ON a.area = t.area AND a.id = t.adviser
WHERE t.area = $1 AND a.account = $2 AND t.path = $3 AND t.done = 0 AND a.to_day = 0 ORDER BY t.id LIMIT 1;

-- What is not done about a page is nobody's any more.
-- name: adviser_task_drop do
-- in: area int, path text
DELETE FROM adviser_task WHERE area = $1 AND path = $2 AND done = 0;

-- name: adviser_task_forget do
-- in: area int, path text
UPDATE adviser_task SET code = '', firm = '', result = '' WHERE area = $1 AND path = $2;

-- name: adviser_task_give do
-- in: area int, id int, adviser int
UPDATE adviser_task SET adviser = $3 WHERE area = $1 AND id = $2 AND done = 0;

-- name: adviser_task_finish do
-- in: area int, id int, adviser int, done int, result text
UPDATE adviser_task SET done = $4, result = $5 WHERE area = $1 AND id = $2 AND adviser = $3 AND done = 0;

-- name: adviser_visit_insert do
-- in: area int, id int, adviser int, code text, firm text, day int, note text, created int
INSERT INTO adviser_visit (area, id, adviser, code, firm, day, note, created) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: adviser_visit_list many
-- in: area int, adviser int, most int
SELECT id, firm, day, note FROM adviser_visit WHERE area = $1 AND adviser = $2 ORDER BY day DESC, id DESC LIMIT $3;

-- name: adviser_word_insert do
-- in: area int, id int, adviser int, org int, code text, firm text, need text, consent text, created int
INSERT INTO adviser_word (area, id, adviser, org, code, firm, need, consent, state, amount, words, created, answered)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'sent', 0, '', $9, 0) ON CONFLICT (area, org, code, adviser) DO NOTHING;

-- Of an adviser (0: of all), to an institution (0: to any).
-- name: adviser_word_list many
-- in: area int, adviser int, org int
SELECT w.id, w.firm, w.code, w.need, w.state, w.amount, w.words, w.created, w.answered, o.zh, o.en
FROM adviser_word w JOIN org o ON o.area = w.area AND o.id = w.org
WHERE w.area = $1 AND (w.adviser = $2 OR $2 = 0) AND (w.org = $3 OR $3 = 0) ORDER BY w.created DESC, w.id;

-- name: adviser_word_answer do
-- in: area int, id int, org int, state text, amount int, words text, answered int
UPDATE adviser_word SET state = $4, amount = $5, words = $6, answered = $7 WHERE area = $1 AND id = $2 AND org = $3;

-- name: fin_notice_insert do
-- in: area int, id int, title text, body text, author int, sent int
INSERT INTO fin_notice (area, id, title, body, author, sent) VALUES ($1, $2, $3, $4, $5, $6);

-- name: fin_notice_to_insert do
-- in: area int, notice int, org int
INSERT INTO fin_notice_to (area, notice, org, seen, seen_by) VALUES ($1, $2, $3, 0, 0);

-- Each notice with each institution it went to (0: all), the newest first.
-- name: fin_notice_list many
-- in: area int, org int
SELECT n.id, n.title, n.body, n.sent, t.org, t.seen, o.zh, o.en FROM fin_notice n JOIN fin_notice_to t ON t.area = n.area AND t.notice = n.id
	JOIN org o ON o.area = t.area AND o.id = t.org
WHERE n.area = $1 AND (t.org = $2 OR $2 = 0) ORDER BY n.sent DESC, n.id, length(o.code), o.code;

-- name: fin_notice_unread one
-- in: area int, org int
-- out: n int
SELECT count(*) FROM fin_notice_to WHERE area = $1 AND org = $2 AND seen = 0;

-- name: fin_notice_see do
-- in: area int, notice int, org int, seen int, seen_by int
UPDATE fin_notice_to SET seen = $4, seen_by = $5 WHERE area = $1 AND notice = $2 AND org = $3 AND seen = 0;
