/* council_clip.c - voice clips: kept sealed and for staff, until somebody wrote them down. */
#include "services/council/council_clip.h"

#include "base/text.h"
#include "matter/erase.h"
#include "base_msg.h"
#include "council_staff_msg.h"

struct err
clip_put(struct db *w, struct act *act, int64_t place, int64_t spot, const struct stored_file *f, struct person_draft *contact,
	int64_t *id)
{
	int64_t author = 0, new = env_id(act->env);

	if (contact)
		TRY(person_put(w, act->area, contact, &author));
	TRY(clip_insert(w, act->area, new, place, spot, f->stored, f->key, f->type, f->bytes, author, act->who.account,
		env_now(act->env), NULL));
	*id = new;
	return OK;
}

struct err
clip_file(struct db *w, struct act *act, int64_t id, const struct filing *words, struct filed *ret)
{
	struct filing f = *words;
	struct stored_file sound = { .class = "staff", .thumb = "", .name = "" };
	struct clip_one c;
	int64_t changed;
	bool found;

	TRY(clip_one(w, act->a, act->area, id, &c, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	sound.stored = c.stored;
	sound.key = c.key;
	sound.type = c.type;
	sound.bytes = c.bytes;
	f.place = c.place;
	f.spot = c.spot;
	f.channel = "doorstep";
	f.on_behalf = true;
	f.author = c.author;
	f.files = &sound;
	f.nfiles = 1;
	TRY(matter_file(w, act, &f, ret));
	TRY(clip_done(w, act->area, id, "filed", ret->id, "", env_now(act->env), act->who.account, &changed));
	return changed ? OK : FAIL(409, M_staff_err_clip_done);
}

struct err
clip_forget(struct db *w, struct arena *a, int64_t area, int64_t matter, int64_t account, struct erasing *x)
{
	struct clip_of_person_rows rows;

	TRY(clip_of_person(w, a, area, matter, account, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		erase_file(x, rows.v[i].stored, "", rows.v[i].key);
		TRY(clip_erase(w, area, rows.v[i].id, rows.v[i].at, NULL));
	}
	return OK;
}
