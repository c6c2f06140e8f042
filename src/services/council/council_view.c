/* council_view.c - categories, sentences, chips, days: the words and signs that several pages share. */
#include "services/council/council_view.h"

#include "base/day.h"
#include "base/text.h"
#include "formats/qr.h"
#include "council_desk_msg.h"
#include "council_figures_msg.h"
#include "council_page_msg.h"

const struct category categories[] = {
	{ "other", "chat", "", M_council_cat_other },
	{ "road", "road", "", M_council_cat_road },
	{ "traffic", "bus", " q-kind--teal", M_council_cat_traffic },
	{ "light", "lamp", " q-kind--amber", M_council_cat_light },
	{ "bike", "bike", " q-kind--violet", M_council_cat_bike },
	{ "green", "tree", " q-kind--green", M_council_cat_green },
	{ "water", "water", " q-kind--violet", M_council_cat_water },
	{ "waste", "bin", " q-kind--warm", M_council_cat_waste },
	{ "building", "lift", "", M_council_cat_building },
	{ "safety", "shield", " q-kind--warm", M_council_cat_safety },
	{ 0 },
};

const struct category *
category_of(const char *id)
{
	for (const struct category *c = categories; c->id; c++)
		if (strcmp(c->id, id) == 0)
			return c;
	return &categories[0];
}

struct sentence {
	struct req *rq;
	int64_t due, since;
	const char *units;
};

static const char *
sentence_value(void *ctx, const char *name)
{
	const struct sentence *s = ctx;

	if (strcmp(name, "due") == 0)
		return s->due ? day_text(s->rq->a, s->rq->lang, (int32_t)s->due) : NULL;
	if (strcmp(name, "since") == 0)
		return view_day(s->rq, s->since);
	return strcmp(name, "units") == 0 ? s->units : NULL;
}

const char *
view_sentence(struct req *rq, const struct life_text *t, int64_t due, int64_t since, const char *units)
{
	struct sentence s = { rq, due, since, units };

	return life_fill(rq->a, t->in[rq->lang], sentence_value, &s);
}

const char *
view_card_status(struct req *rq, const struct matter_card *c)
{
	return view_sentence(rq, &card_state(c)->status, c->due, c->state_since, "");
}

const char *
view_chip(struct req *rq, const struct life_state *st, int64_t due)
{
	int32_t today = day_of(rq->env, env_now(rq->env));

	if (strcmp(st->id, "closed") == 0 || strcmp(st->id, "published") == 0)
		return " q-chip--ok";
	if (!st->open || strcmp(st->id, "filed") == 0)
		return " q-chip--plain";
	return due && due <= today ? " q-chip--warn" : "";
}

const char *
view_late(struct req *rq, const struct life_state *st, int64_t due)
{
	int64_t late = day_of(rq->env, env_now(rq->env)) - due;

	if (!st->open || !due || late < 1)
		return NULL;
	return trf(rq, M_council_late_days, arena_fmt(rq->a, "%lld", (long long)late), NULL);
}

const char *
view_day(struct req *rq, int64_t us)
{
	return day_text(rq->a, rq->lang, day_of(rq->env, us));
}

const char *
view_date(struct req *rq, int64_t us)
{
	return day_iso(rq->a, day_of(rq->env, us));
}

#define SHARE_FROM 5

int
view_satisfied(int64_t r4, int64_t r3, int64_t r2, int64_t r1)
{
	int64_t all = r4 + r3 + r2 + r1;

	return all >= SHARE_FROM ? (int)((r4 + r3) * 100 / all) : -1;
}

const char *
view_dispatched(struct req *rq, const struct assignments *as)
{
	int64_t last = 0, back = 0;

	for (size_t i = 0; i < as->n; i++) {
		last = as->v[i].dispatch > last ? as->v[i].dispatch : last;
		back += strcmp(as->v[i].outcome, "returned") == 0;
	}
	return trf(rq, M_letters_counts, arena_fmt(rq->a, "%zu", as->n), arena_fmt(rq->a, "%lld", (long long)last),
		arena_fmt(rq->a, "%lld", (long long)back), NULL);
}

enum msg
view_part(const char *part)
{
	if (strcmp(part, "lead") == 0)
		return M_council_lead;
	return strcmp(part, "first") == 0 ? M_council_first : M_council_assist;
}

const char *
view_place(struct req *rq, const struct matter_card *c)
{
	return rq->lang == LANG_EN && !text_empty(c->place_en) ? c->place_en : c->place_zh;
}

const char *
view_url(struct req *rq, const char *path)
{
	return arena_fmt(rq->a, "%s%s", web_conf(rq->web)->public_url, path);
}

struct view_files
view_filed(const struct timeline *t)
{
	const struct shown_entry *first = t->n ? &t->v[t->n - 1] : NULL;

	return first ? (struct view_files){ first->files, first->nfiles } : (struct view_files){ 0 };
}

struct err
view_qr(struct req *rq, const char *path, const char **d, int *side)
{
	struct qr q;

	TRY(qr_make(rq->a, view_url(rq, path), &q));
	*d = qr_path(rq->a, &q);
	*side = qr_side(&q);
	return OK;
}
