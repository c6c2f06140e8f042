/* intake_do.c - orders become matters, join one, or move its day: some rows in each write section. */
#include "matter/intake.h"

#include "base/text.h"
#include "matter/kinds.h"
#include "matter/outside.h"
#include "store/store.h"
#include "base_msg.h"

#define BATCH 25

struct batch {
	const struct intake_job *j;
	struct arena *a;
	const struct order *v;
	size_t n;
	struct person_draft *people[BATCH];
	struct intake_counts c;
};

/* What another system had settled already: the same moves as here, made by the program, so that the page shows the result. */
static struct err
settle(struct db *w, struct act *act, int64_t id, const char *result)
{
	static const char *const moves[] = { "take_in", "start_work", "publish_result" };
	struct answer said = { "result", result };
	struct who who = act->who;

	act->who = who_system();
	act->who.roles |= LIFE_COMMITTEE;
	for (size_t i = 0; i < COUNT(moves); i++) {
		struct step s = { .move = moves[i], .version = -1, .answers = &said, .nanswers = i == COUNT(moves) - 1 };

		TRY(matter_step(w, act, id, &s));
	}
	act->who = who;
	return OK;
}

static struct err
make(struct db *w, struct act *act, struct batch *b, size_t i, const struct outside_new *out)
{
	const struct order *o = &b->v[i];
	struct filing f = { .kind = "proposal", .place = o->place, .title = o->title, .body = o->body, .whereabouts = o->where,
		.category = o->category, .channel = b->j->channel, .at = o->at, .lang = LANG_ZH, .contact = b->people[i], .files = o->files,
		.nfiles = o->nfiles, .on_behalf = b->j->on_behalf, .outside = out };
	struct filed filed;

	TRY(matter_file(w, act, &f, &filed));
	b->c.made++;
	return text_empty(o->result) ? OK : settle(w, act, filed.id, o->result);
}

static struct err
order_do(struct db *w, struct act *act, struct batch *b, size_t i)
{
	const struct order *o = &b->v[i];
	struct outside_new out = { b->j->source, o->number, o->due, o->received, o->cells };
	struct outside_by_number known = { 0 };
	bool found;

	if (o->kind == ORDER_WRONG) {
		b->c.wrong++;
		return OK;
	}
	/* Asked again inside the section: a second press, or a colleague with the same table, makes nothing twice. */
	TRY(outside_by_number(w, b->a, b->j->area, out.source, out.number, &known, &found));
	if (found && (!o->due || known.due == o->due)) {
		b->c.same++;
		return OK;
	}
	if (found) {
		b->c.moved++;
		return outside_move(w, act, known.matter, known.id, &out);
	}
	if (o->into) {
		b->c.joined++;
		return outside_attach(w, act, o->into, &out);
	}
	return make(w, act, b, i, &out);
}

static struct err
batch_tx(struct db *w, void *ctx)
{
	struct batch *b = ctx;
	struct act act = { .a = b->a, .env = b->j->env, .area = b->j->area, .who = b->j->who };

	b->c = (struct intake_counts){ 0 };
	for (size_t i = 0; i < b->n; i++)
		TRY(order_do(w, &act, b, i));
	if (!b->j->run)
		return OK;
	return intake_run_count(w, b->j->area, b->j->run, b->c.made, b->c.joined, b->c.moved, b->c.same, b->c.wrong, NULL);
}

/* Keys and sealing before the section: they may wait for the disk. */
static struct err
people_prepare(struct batch *b)
{
	for (size_t i = 0; i < b->n; i++) {
		b->people[i] = NULL;
		if (b->v[i].kind == ORDER_NEW && !b->v[i].into && b->v[i].phone)
			TRY(person_prepare(b->a, b->j->env, b->j->area, b->v[i].phone, &b->people[i]));
	}
	return OK;
}

static void
counts_add(struct intake_counts *sum, const struct intake_counts *c)
{
	sum->made += c->made;
	sum->joined += c->joined;
	sum->moved += c->moved;
	sum->same += c->same;
	sum->wrong += c->wrong;
}

struct err
intake_do(const struct intake_job *j, const struct orders *os, struct intake_counts *ret)
{
	struct batch b = { .j = j, .a = arena_new() };
	struct err e = b.a ? OK : FAIL(503, M_err_busy);

	*ret = (struct intake_counts){ 0 };
	for (size_t i = 0; !e.code && i < os->n; i += b.n) {
		arena_clear(b.a);
		b.v = os->v + i;
		b.n = os->n - i < BATCH ? os->n - i : BATCH;
		e = people_prepare(&b);
		if (!e.code)
			e = store_do(j->store, batch_tx, &b);
		if (!e.code)
			counts_add(ret, &b.c);
	}
	arena_free(b.a);
	return e;
}
