/* council_siting.c - asking the table of siting rules about a survey's places (council_siting.h). No SQL, no HTML. */
#include "services/council/council_siting.h"

#include "base/text.h"
#include "engines/decide/sheet.h"
#include "services/council/council_walk.h"
#include "council_siting_msg.h"
#include "council_survey_msg.h"

#include <math.h>

static const char *const inputs[] = { "measure", "value", NULL };
static const char *const outputs[] = { "use", "source", "certainty", NULL };
const struct rule_book siting_book = { "siting", "COLLECT", inputs, outputs };

const struct measure measures[] = {
#define X(id) { #id, M_siting_##id },
	MEASURES(X)
#undef X
	{ NULL, M_NONE },
};

const char *
siting_names(struct req *rq)
{
	struct out o;

	out_init(&o, rq->a);
	for (const struct measure *m = measures; m->code; m++)
		out_fmt(&o, "%s%s", m == measures ? "" : rq->lang == LANG_EN ? ", " : "、", tr(rq, m->name));
	return out_cstr(&o);
}

struct found {				/* a measure's value at one place */
	bool number;			/* it can be compared */
	struct decimal n;
	struct siting_cell cell;
};

static void
from_survey(struct req *rq, const struct spot_view *s, const struct measure *m, struct found *f)
{
	for (enum lang l = 0; l < LANG_COUNT && !f->cell.value; l++) {
		const struct fact_list *t = spot_fact(s, msg_text(l, m->name));
		enum origin origin = ORIGIN_measured;

		if (!t)
			continue;
		origin_find(t->origin, &origin);
		f->number = dec_parse(t->value, strlen(t->value), &f->n);
		f->cell.value = arena_fmt(rq->a, "%s %s", t->value, t->unit);
		f->cell.whose = tr(rq, origin_label(origin));
	}
}

static void
from_map(struct req *rq, const struct walk_sites *w, const struct spot_view *s, const struct measure *m, struct found *f)
{
	for (size_t i = 0; !f->cell.value && w->any && i < w->n; i++) {
		const struct walk_site *site = &w->v[i];
		double metres = strcmp(m->code, "spacing") == 0 ? site->spacing : strcmp(m->code, "crossing") == 0 ? site->crossing : -1;

		if (site->spot != s || metres < 0)
			continue;
		f->number = true;
		f->n = dec_int((int64_t)lround(metres));
		f->cell.value = trf(rq, M_siting_metres, arena_fmt(rq->a, "%.0f", metres), NULL);
		f->cell.whose = tr(rq, origin_label(ORIGIN_computed));
	}
}

static size_t
column(const struct sheet_column *v, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(v[i].name, name) == 0)
			return i;
	return n;
}

/* An output that is a plain text, in one language. */
static const char *
words(struct req *rq, const struct sheet *s, const struct sheet_rule *r, const char *name)
{
	const char *text = r->outputs[column(s->out, s->nout, name)];
	size_t n = strlen(text);

	if (n < 2 || text[0] != '"' || text[n - 1] != '"')
		return text;
	return rule_words(rq->a, arena_dup(rq->a, text + 1, n - 2), rq->lang);
}

/* Each rule that speaks of this measure says whether the place keeps it: the cells of its row were traced. */
static void
measure_ask(struct req *rq, const struct rule_table *t, const struct measure *m, const struct found *f, size_t place, struct siting_view *ret)
{
	const struct sheet *s = t->sheet;
	size_t about = column(s->in, s->nin, "measure"), asks = column(s->in, s->nin, "value");
	struct dmn_session *d = dmn_begin(t->dmn, feel_run_new(rq->a, rq->env, NULL));

	dmn_set(d, "measure", v_text(m->code));
	dmn_set(d, "value", f->number ? v_num(f->n) : v_null());
	dmn_trace(d);
	dmn_value(d, dmn_find(t->dmn, s->decision));
	const struct table_trace *trace = dmn_traced(d);
	for (size_t i = 0; trace && about < s->nin && asks < s->nin && i < s->nrules; i++) {
		const uint8_t *cells = trace->cells + i * s->nin;
		struct siting_cell *c = &ret->v[i].cell[place];

		if (strcmp(s->rules[i].cells[about], "-") == 0 || cells[about] != CELL_PASS)
			continue;
		*c = f->cell;
		if (f->number && cells[asks] != CELL_UNKNOWN)
			c->verdict = cells[asks] == CELL_PASS ? VERDICT_KEPT : VERDICT_BROKEN;
		ret->broken[place] += c->verdict == VERDICT_BROKEN && ret->v[i].chosen;
	}
}

struct err
siting_ask(struct req *rq, const struct survey_view *v, struct siting_view *ret)
{
	struct rule_table t;

	*ret = (struct siting_view){ 0 };
	TRY(rule_in_force(rq->db, rq->a, rq->area, &siting_book, (int32_t)v->r.day, &t));
	ret->n = t.sheet->nrules;
	ret->version = t.version;
	ret->v = NEWN(rq->a, struct siting_rule, ret->n + 1);
	for (size_t i = 0; i < ret->n; i++) {
		const struct sheet_rule *r = &t.sheet->rules[i];

		ret->v[i] = (struct siting_rule){ .words = rule_words(rq->a, r->label, rq->lang), .source = words(rq, t.sheet, r, "source"),
			.certainty = words(rq, t.sheet, r, "certainty"), .chosen = strcmp(words(rq, t.sheet, r, "use"), "chosen") == 0 };
	}
	for (size_t i = 0; i < v->nspots; i++)
		for (const struct measure *m = measures; m->code; m++) {
			struct found f = { 0 };

			from_survey(rq, &v->spots[i], m, &f);
			from_map(rq, v->walk, &v->spots[i], m, &f);
			measure_ask(rq, &t, m, &f, i, ret);
		}
	return OK;
}
