-- What finance keeps about one person or one firm, for a copy; and its forgetting.

-- name: copy_speaks many
-- in: area int, account int
SELECT fin_firm_person.since, fin_firm_person.checked, fin_firm.id, fin_firm.name, fin_firm.code
FROM fin_firm_person JOIN fin_firm ON fin_firm.area = fin_firm_person.area AND fin_firm.id = fin_firm_person.firm
WHERE fin_firm_person.area = $1 AND fin_firm_person.account = $2 ORDER BY fin_firm_person.since, fin_firm.id;

-- name: copy_asked many
-- in: area int, account int
SELECT fin_firm_guest.asked, fin_firm.name, fin_firm.code
FROM account JOIN fin_firm_guest ON fin_firm_guest.area = account.area AND fin_firm_guest.phone_hash = account.phone_hash
	JOIN fin_firm ON fin_firm.area = fin_firm_guest.area AND fin_firm.id = fin_firm_guest.firm
WHERE account.area = $1 AND account.id = $2 ORDER BY fin_firm_guest.asked, fin_firm.id;

-- What an account filed; firm 0: for any.
-- name: copy_needs many
-- in: area int, account int, firm int
SELECT matter.created, matter.home, matter.number, matter.body, fin_need.name, fin_need.code, fin_need.amount, fin_need.term, fin_need.purpose, fin_need.facts
FROM matter JOIN fin_need ON fin_need.area = matter.area AND fin_need.id = matter.id
WHERE matter.area = $1 AND matter.author = $2 AND ($3 = 0 OR fin_need.firm = $3) ORDER BY matter.created, matter.id;

-- name: copy_fairs many
-- in: area int, account int
SELECT fair_firm.created, gather.title, fair_firm.name, fair_firm.code, fair_firm.need
FROM fair_firm JOIN gather ON gather.area = fair_firm.area AND gather.id = fair_firm.fair
WHERE fair_firm.area = $1 AND fair_firm.account = $2 ORDER BY fair_firm.created, fair_firm.id;

-- name: copy_facts_drop do
-- in: area int, firm int
DELETE FROM fin_firm_fact WHERE area = $1 AND firm = $2;

-- name: copy_quals_drop do
-- in: area int, firm int
DELETE FROM fin_firm_qual WHERE area = $1 AND firm = $2;

-- name: copy_people_drop do
-- in: area int, firm int
DELETE FROM fin_firm_person WHERE area = $1 AND firm = $2;

-- name: copy_guests_drop do
-- in: area int, firm int
DELETE FROM fin_firm_guest WHERE area = $1 AND firm = $2;

-- name: copy_firm_drop do
-- in: area int, id int, code text, at int
UPDATE fin_firm SET code = $3, name = '', place = 0, touched = $4, rev = rev + 1 WHERE area = $1 AND id = $2;

-- The words of a need; its figures stay, they are nobody's now.
-- name: copy_need_drop do
-- in: area int, id int, name text
UPDATE fin_need SET firm = 0, code = '', name = $3, facts = '' WHERE area = $1 AND id = $2;

-- Registrations at fairs whose number goes: who said what, not that a firm came.
-- name: copy_fairs_drop do
-- in: area int, account int, name text
UPDATE fair_firm SET account = 0, name = CASE WHEN entered_by = 0 THEN $3 ELSE name END, need = CASE WHEN entered_by = 0 THEN '' ELSE need END
WHERE area = $1 AND account = $2;
