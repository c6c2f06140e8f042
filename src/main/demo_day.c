/* demo_day.c - the staff's day in a demonstration: made today, by the functions that pages call, after the stories are told. */
#include "base/day.h"
#include "base/text.h"
#include "council_staff_sql.h"
#include "engines/decide/sheet.h"
#include "main/demo_int.h"
#include "matter/alert.h"
#include "matter/routing.h"
#include "services/council/council_clip.h"
#include "store/store.h"

#define SOUND_BYTES 8000		/* one second of 8 bits at 8 kHz */

struct day {
	struct demo *d;
	struct db *w;
	int64_t photo, first, second;	/* matters */
	struct stored_file blurred, sound;
	int64_t file;
};

static const char *
said(enum demo_day_word w)
{
	return demo_day_words[w];
}

static struct err
acting(struct day *x, const char *name, int64_t matter, struct act *ret)
{
	struct demo *d = x->d;
	const struct demo_person *p = demo_person(d, name);
	struct matter m;

	*ret = (struct act){ .a = d->a, .env = d->env, .area = d->area };
	if (matter)
		TRY(matter_load(x->w, d->a, d->area, matter, &m));
	return who_at(x->w, d->a, d->area, p ? &p->caller : NULL, p ? p->owner : arena_fmt(d->a, "v-demo-%s", name),
		matter ? &m : NULL, &ret->who);
}

static struct err
filed(struct day *x, const char *by, enum demo_day_word title, const char *body, struct stored_file *photo, int64_t *id)
{
	struct filing f = { .kind = "proposal", .place = x->d->community, .title = said(title), .body = body, .whereabouts = "",
		.category = "other", .channel = "web", .lang = LANG_ZH, .files = photo, .nfiles = photo ? 1 : 0 };
	struct filed out;
	struct act act;

	TRY(acting(x, by, 0, &act));
	TRY(matter_file(x->w, &act, &f, &out));
	*id = out.id;
	return OK;
}

static struct err
matters_tx(struct db *w, void *ctx)
{
	struct day *x = ctx;
	struct act act;

	x->w = w;
	TRY(filed(x, "r5", DAY_PHOTO_TITLE, said(DAY_PHOTO_BODY), &x->d->pictures[PICTURE_SHED], &x->photo));
	TRY(filed(x, "r2", DAY_FIRST, "", NULL, &x->first));
	TRY(filed(x, "r4", DAY_SECOND, "", NULL, &x->second));
	for (int i = 0; i < 5; i++) {
		TRY(acting(x, arena_fmt(x->d->a, "vday%d", i), i < 3 ? x->first : x->second, &act));
		TRY(matter_support(w, &act, i < 3 ? x->first : x->second));
	}
	return OK;
}

/* A tone of one second in place of somebody's voice: 8 bits, 8 kHz, one channel. */
static struct bytes
tone(struct arena *a)
{
	static const unsigned char head[] = { 'R', 'I', 'F', 'F', 0x64, 0x1f, 0, 0, 'W', 'A', 'V', 'E', 'f', 'm', 't', ' ', 16, 0, 0, 0,
		1, 0, 1, 0, 0x40, 0x1f, 0, 0, 0x40, 0x1f, 0, 0, 1, 0, 8, 0, 'd', 'a', 't', 'a', 0x40, 0x1f, 0, 0 };
	unsigned char *p = arena_alloc(a, sizeof(head) + SOUND_BYTES);

	memcpy(p, head, sizeof(head));
	for (size_t i = 0; i < SOUND_BYTES; i++)
		p[sizeof(head) + i] = i / 10 % 2 ? 112 : 144;
	return (struct bytes){ p, sizeof(head) + SOUND_BYTES };
}

static struct err
files_make(struct day *x)
{
	struct demo *d = x->d;
	bool cells[48] = { false };
	struct file_row *v;
	struct db *db;
	size_t n;
	struct err e;

	TRY(store_reader(d->site->store, &db));
	e = file_list(db, d->a, d->area, x->photo, &v, &n);
	store_reader_close(db);
	TRY(e);
	assert(n == 1);
	cells[34] = cells[35] = cells[36] = true;
	x->file = v[0].id;
	TRY(file_blur(d->a, d->env, &v[0], 8, 6, cells, &x->blurred));
	return sound_store(d->a, d->env, tone(d->a), &x->sound);
}

/* ---- moderation and merging ---- */

static struct err
words_do(struct day *x)
{
	struct shortening s = { .matter = x->first, .body = said(DAY_SHORT), .reason = said(DAY_REASON), .version = -1 };
	struct act act;
	int64_t ruling, refused;

	TRY(acting(x, "r3", x->first, &act));
	TRY(matter_remark(x->w, &act, x->first, "comment", NULL, said(DAY_SAID), &s.remark));
	TRY(acting(x, "moderator", x->first, &act));
	TRY(matter_shorten(x->w, &act, &s, &ruling));
	TRY(acting(x, "r3", x->first, &act));
	TRY(ruling_appeal(x->w, &act, ruling, said(DAY_APPEAL)));
	TRY(acting(x, "vday9", x->second, &act));
	TRY(matter_remark(x->w, &act, x->second, "comment", NULL, said(DAY_REFUSED), &refused));
	TRY(acting(x, "moderator", x->second, &act));
	return remark_decide(x->w, &act, refused, false, said(DAY_REFUSAL));
}

static struct err
parting(struct day *x)
{
	struct act act;

	TRY(acting(x, "committee", x->second, &act));
	TRY(matter_merge(x->w, &act, x->second, -1, x->first, ""));
	TRY(matter_unmerge(x->w, &act, x->second, -1, said(DAY_PART)));
	TRY(acting(x, "moderator", x->photo, &act));
	return matter_blur(x->w, &act, x->file, &x->blurred);
}

/* ---- the desk ---- */

static struct err
desk_do(struct day *x)
{
	struct demo *d = x->d;
	int32_t today = day_of(d->env, env_now(d->env));
	struct cover_new cover = { .account = demo_person(d, "moderator")->caller.account,
		.deputy = demo_person(d, "committee")->caller.account, .from = today + 3, .to = today + 9 };
	struct act act;
	int64_t id;

	for (const struct demo_template *t = demo_templates; t->name; t++)
		TRY(template_insert(x->w, d->area, env_id(d->env), d->community, t->move, t->name, t->zh, t->en, env_now(d->env), NULL));
	TRY(cover_put(x->w, d->a, d->env, d->area, &cover, NULL));
	TRY(acting(x, "grid", 0, &act));
	TRY(clip_put(x->w, &act, d->community, d->community, &x->sound, NULL, &id));
	TRY(acting(x, "r1", 0, &act));
	TRY(alert_put(x->w, &act, d->community, "", "daily", NULL));
	for (size_t i = 0; i < d->ncases; i++)
		if (strcmp(d->cases[i].key, "noise") == 0) {
			TRY(acting(x, "committee", d->cases[i].id, &act));
			TRY(matter_note(x->w, &act, d->cases[i].id, said(DAY_NOTE)));
		}
	return OK;
}

/* The district's office has begun to change the dispatch rules: a draft that decides nothing yet. */
static struct err
rules_do(struct day *x)
{
	struct demo *d = x->d;
	struct rule_table now, then;
	struct sheet s;
	struct sheet_rule *rules;
	struct out o;
	int64_t id;

	TRY(rule_get(x->w, d->a, d->area, &routing_book, 0, &now));
	s = *now.sheet;
	assert(s.nin == COUNT(demo_rule.cells) && s.nout == COUNT(demo_rule.outputs) && demo_rule.before <= s.nrules);
	rules = NEWN(d->a, struct sheet_rule, s.nrules + 1);
	memcpy(rules, s.rules, s.nrules * sizeof(*rules));
	memmove(rules + demo_rule.before, rules + demo_rule.before - 1, (s.nrules + 1 - demo_rule.before) * sizeof(*rules));
	rules[demo_rule.before - 1] = (struct sheet_rule){ said(DAY_RULE), NEWN(d->a, const char *, s.nin), NEWN(d->a, const char *, s.nout) };
	memcpy(rules[demo_rule.before - 1].cells, demo_rule.cells, sizeof(demo_rule.cells));
	memcpy(rules[demo_rule.before - 1].outputs, demo_rule.outputs, sizeof(demo_rule.outputs));
	s.rules = rules;
	s.nrules++;
	out_init(&o, d->a);
	sheet_write(&o, &s);
	TRY(rule_read(d->a, &routing_book, out_cstr(&o), &then, NULL));
	return rule_draft(x->w, d->env, d->area, demo_person(d, "district")->caller.account, &then, &id);
}

static struct err
day_tx(struct db *w, void *ctx)
{
	struct day *x = ctx;

	x->w = w;
	TRY(words_do(x));
	TRY(parting(x));
	TRY(rules_do(x));
	return desk_do(x);
}

struct err
demo_day(struct demo *d)
{
	struct day x = { .d = d };

	TRY(store_do(d->site->store, matters_tx, &x));
	TRY(files_make(&x));
	return store_do(d->site->store, day_tx, &x);
}
