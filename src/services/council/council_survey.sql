-- Surveys: what the rules write and the pages read.

-- name: survey_list many
-- row: survey_row
-- in: area int, matter int
SELECT id, matter, pos, day, present, people, chosen, why, created FROM survey WHERE area = $1 AND matter = $2 ORDER BY pos DESC;

-- name: survey_last opt
-- row: survey_row
-- in: area int, matter int
SELECT id, matter, pos, day, present, people, chosen, why, created FROM survey WHERE area = $1 AND matter = $2 ORDER BY pos DESC LIMIT 1;

-- name: survey_insert do
-- in: area int, id int, matter int, pos int, day int, present text, people text, chosen int, why text, author int, created int
INSERT INTO survey (area, id, matter, pos, day, present, people, chosen, why, author, created)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: spot_insert do
-- in: area int, id int, survey int, matter int, pos int, name text, whereabouts text, lat int?, lon int?
INSERT INTO survey_spot (area, id, survey, matter, pos, name, whereabouts, lat, lon) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: spot_list many
-- row: spot_row
-- in: area int, survey int
SELECT id, survey, matter, pos, name, whereabouts, lat, lon FROM survey_spot WHERE area = $1 AND survey = $2 ORDER BY pos;

-- Of all surveys of a matter: comments may speak of an earlier one's.
-- name: spot_all many
-- row: spot_row
-- in: area int, matter int
SELECT id, survey, matter, pos, name, whereabouts, lat, lon FROM survey_spot WHERE area = $1 AND matter = $2 ORDER BY id;

-- name: spot_get opt
-- row: spot_row
-- in: area int, id int
SELECT id, survey, matter, pos, name, whereabouts, lat, lon FROM survey_spot WHERE area = $1 AND id = $2;

-- name: fact_insert do
-- in: area int, id int, spot int, survey int, matter int, pos int, kind text, name text, value text, unit text, origin text, source text
INSERT INTO survey_fact (area, id, spot, survey, matter, pos, kind, name, value, unit, origin, source)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: fact_list many
-- in: area int, survey int
SELECT id, spot, pos, kind, name, value, unit, origin, source FROM survey_fact WHERE area = $1 AND survey = $2 ORDER BY spot, pos;

-- name: spot_photo_insert do
-- in: area int, id int, spot int, survey int, matter int, stored text
INSERT INTO survey_photo (area, id, spot, survey, matter, stored) VALUES ($1, $2, $3, $4, $5, $6);

-- name: spot_photo_list many
-- in: area int, survey int
-- out: id int, spot int, stored text, file int
SELECT survey_photo.id, survey_photo.spot, survey_photo.stored, min(file.id) FROM survey_photo
	JOIN file ON file.area = survey_photo.area AND file.matter = survey_photo.matter AND file.stored = survey_photo.stored
WHERE survey_photo.area = $1 AND survey_photo.survey = $2
GROUP BY survey_photo.id, survey_photo.spot, survey_photo.stored ORDER BY survey_photo.id;

-- What verify recomputes.
-- name: shown_survey_row raw
-- in: area int, id int
SELECT matter, pos, day, present, people, chosen, why, created FROM survey WHERE area = $1 AND id = $2;

-- name: shown_spot_row raw
-- in: area int, id int
SELECT survey, matter, pos, name, whereabouts, lat, lon FROM survey_spot WHERE area = $1 AND id = $2;

-- name: shown_fact_row raw
-- in: area int, id int
SELECT spot, survey, matter, pos, kind, name, value, unit, origin, source FROM survey_fact WHERE area = $1 AND id = $2;

-- name: shown_photo_row raw
-- in: area int, id int
SELECT spot, survey, matter, stored FROM survey_photo WHERE area = $1 AND id = $2;

-- name: ids_of_survey raw
-- in: area int, matter int
SELECT id FROM survey WHERE area = $1 AND matter = $2;

-- name: ids_of_spot raw
-- in: area int, matter int
SELECT id FROM survey_spot WHERE area = $1 AND matter = $2;

-- name: ids_of_fact raw
-- in: area int, matter int
SELECT id FROM survey_fact WHERE area = $1 AND matter = $2;

-- name: ids_of_photo raw
-- in: area int, matter int
SELECT id FROM survey_photo WHERE area = $1 AND matter = $2;
