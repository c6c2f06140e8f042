/* draft.c - what somebody has typed so far, kept on the server per browser and form: 30 days, or until it is filed. */
#include "base/day.h"
#include "base/text.h"
#include "store/store.h"
#include "web_sql.h"
#include "web/web_int.h"

#define KEPT (30 * US_DAY)

struct draft {
	struct arena *a;
	const char *form, *owner;
	struct field *v;
	size_t n, cap;
};

/* Drafts hang on the visitor cookie alone: they survive signing in. */
static const char *
draft_owner(struct req *rq)
{
	struct req as_visitor = *rq;

	as_visitor.session = "";
	return rq_owner(&as_visitor);
}

struct err
draft_open(struct req *rq, const char *form, struct draft **ret)
{
	struct draft *d = NEW(rq->a, struct draft);
	struct draft_read row;
	struct form f = { 0 };
	bool found = false;

	d->a = rq->a;
	d->form = form;
	d->owner = draft_owner(rq);
	if (*d->owner)
		TRY(draft_read(rq->db, rq->a, rq->area, d->owner, form, env_now(rq->env) - KEPT, &row, &found));
	if (found)
		TRY(form_urlencoded(rq->a, (struct bytes){ (const unsigned char *)row.body, strlen(row.body) }, &f));
	d->v = f.fields;
	d->n = d->cap = f.nfields;
	*ret = d;
	return OK;
}

const char *
draft_get(const struct draft *d, const char *name)
{
	const char *s = field_find(d->v, d->n, name);

	return s ? s : "";
}

void
draft_set(struct draft *d, const char *name, const char *value)
{
	for (size_t i = 0; i < d->n; i++) {
		if (!strcmp(d->v[i].name, name)) {
			d->v[i].value = arena_str(d->a, value);
			return;
		}
	}
	if (d->n == d->cap) {
		struct field *v = NEWN(d->a, struct field, d->cap * 2 + 8);

		if (d->n)
			memcpy(v, d->v, d->n * sizeof *v);
		d->v = v;
		d->cap = d->cap * 2 + 8;
	}
	d->v[d->n++] = (struct field){ arena_str(d->a, name), arena_str(d->a, value) };
}

struct err
draft_holds(struct db *db, struct arena *a, int64_t area, int64_t now, const char *word, bool *ret)
{
	struct draft_with row;

	return draft_with(db, a, area, now - KEPT, arena_fmt(a, "%%%s%%", word), &row, ret);
}

struct saving {
	struct req *rq;
	const struct draft *d;
	const char *body;
};

static struct err
save_run(struct db *w, void *arg)
{
	struct saving *s = arg;
	struct req *rq = s->rq;
	int64_t now = env_now(rq->env);

	TRY(draft_sweep(w, rq->area, now - KEPT, NULL));
	return draft_write(w, rq->area, s->d->owner, s->d->form, s->body, now, NULL);
}

struct err
draft_save(struct req *rq, struct draft *d)
{
	struct saving s = { .rq = rq, .d = d };
	struct out o;

	rq_visitor(rq);
	d->owner = draft_owner(rq);
	out_init(&o, rq->a);
	form_write(&o, d->v, d->n);
	s.body = out_cstr(&o);
	return store_tx(rq->store, save_run, &s, &rq->group);
}

struct err
draft_drop(struct db *w, struct req *rq, const char *form)
{
	const char *owner = draft_owner(rq);

	return *owner ? draft_remove(w, rq->area, owner, form, NULL) : OK;
}
