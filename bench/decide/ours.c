/*
 * ours.c - our side of script/bench decide: the products of cases.mjs for each firm, as a table and as one FEEL text a product;
 * how long a table of 10,000 rules loads; that evaluating reads no text. Prints JSON for report.mjs.
 *
 *	bench_decide FOLDER
 */
#include "../clock.h"
#include "engines/decide/dmn.h"

#include <stdio.h>
#include <stdlib.h>

#define ROUNDS 300
#define MAX_TEXTS 100
#define INPUTS 6

static const char *const inputs[INPUTS] = { "years", "revenue", "overdue", "staff", "trade", "street" };

struct bench {
	struct arena *keep, *a;
	const char *folder;
	struct value firms;		/* list of contexts */
	const struct dmn *d;
	const struct dmn_element *fits;
	const struct feel_expr *text[MAX_TEXTS];
	size_t ntexts;
};

static void
stop_with(const char *what)
{
	fprintf(stderr, "bench_decide: %s\n", what);
	exit(2);
}

static const char *
slurp(struct bench *b, const char *name)
{
	FILE *f = fopen(arena_fmt(b->keep, "%s/%s", b->folder, name), "rb");
	struct out o;
	char buf[8192];
	size_t n;

	if (!f)
		stop_with(name);
	out_init(&o, b->keep);
	while ((n = fread(buf, 1, sizeof(buf), f)) > 0)
		out_put(&o, buf, n);
	fclose(f);
	return out_cstr(&o);
}

static const struct dmn *
load(struct bench *b, const char *name)
{
	struct dmn_fault fault;
	const struct dmn_fault *faults;
	const struct dmn *d = dmn_load(b->keep, arena_fmt(b->keep, "%s/%s", b->folder, name), &fault);

	if (!d || dmn_faults(d, &faults) > 0)
		stop_with(name);
	return d;
}

static void
compile(struct bench *b)
{
	struct feel_names *names = feel_names_new(b->keep);
	struct feel_error e;

	for (size_t i = 0; i < INPUTS; i++)
		feel_name(names, inputs[i]);
	for (const char *p = slurp(b, "products.feel"); *p && b->ntexts < MAX_TEXTS; p += strcspn(p, "\n"), p += *p == '\n') {
		b->text[b->ntexts] = feel_compile(names, p, strcspn(p, "\n"), FEEL_VALUE, &e);
		if (!b->text[b->ntexts++])
			stop_with("products.feel");
	}
}

static struct value
by_table(struct bench *b, const struct dmn *d, const struct dmn_element *e, const struct context *firm)
{
	struct dmn_session *s = dmn_begin(d, feel_run_new(b->a, NULL, NULL));

	for (size_t i = 0; i < firm->n; i++)
		dmn_set(s, firm->v[i].key, firm->v[i].v);
	return dmn_value(s, e);
}

static struct value
by_texts(struct bench *b, const struct context *firm)
{
	struct value slots[INPUTS], *fit = NEWN(b->a, struct value, b->ntexts);
	struct feel_run *run = feel_run_new(b->a, NULL, NULL);
	size_t n = 0;

	for (size_t i = 0; i < INPUTS; i++)
		slots[i] = *context_find(firm, inputs[i]);
	for (size_t i = 0; i < b->ntexts; i++) {
		struct value v = feel_eval(run, b->text[i], slots);
		if (v.kind == V_BOOLEAN && v.truth)
			fit[n++] = v_int((int64_t)i + 1);
	}
	return v_list(b->a, fit, n);
}

/* Microseconds a firm, the best of the rounds; the answers as JSON. */
static double
measure(struct bench *b, bool table, struct out *answers)
{
	const struct list *firms = b->firms.list;
	double best = 1e12;

	out_str(answers, "[");
	for (int round = 0; round < ROUNDS; round++) {
		double from = now_us();
		for (size_t i = 0; i < firms->n; i++) {
			struct value v = table ? by_table(b, b->d, b->fits, firms->v[i].ctx) : by_texts(b, firms->v[i].ctx);
			if (round == 0) {	/* where no rule fits a table gives null, the others an empty list */
				out_str(answers, i ? "," : "");
				value_json(answers, v.kind == V_NULL ? v_list(b->a, NULL, 0) : v);
			}
			arena_clear(b->a);
		}
		double took = (now_us() - from) / (double)firms->n;
		best = took < best ? took : best;
	}
	out_str(answers, "]");
	return best;
}

int
main(int argc, char **argv)
{
	struct bench b = { .keep = arena_new(), .a = arena_new(), .folder = argc > 1 ? argv[1] : "." };
	struct out table, texts;
	struct feel_error e;

	const char *firms = slurp(&b, "firms.json");
	if (!feel_read(feel_run_new(b.keep, NULL, NULL), firms, strlen(firms), &b.firms, &e) || b.firms.kind != V_LIST)
		stop_with("firms.json");
	b.d = load(&b, "products.dmn");
	b.fits = dmn_find(b.d, "fits");
	compile(&b);
	out_init(&table, b.keep);
	out_init(&texts, b.keep);
	double table_us = measure(&b, true, &table), texts_us = measure(&b, false, &texts);
	double from = now_us();
	const struct dmn *big = load(&b, "big.dmn");
	double load_s = (now_us() - from) / 1e6;
	from = now_us();
	struct value hits = by_table(&b, big, dmn_find(big, "fits"), b.firms.list->v[0].ctx);
	printf("{\"table\":{\"us\":%.3f,\"answers\":%s},\"texts\":{\"us\":%.3f,\"answers\":%s},\"big\":{\"load_s\":%.3f,\"ask_us\":%.0f,\"hits\":%zu}}\n",
	       table_us, out_cstr(&table), texts_us, out_cstr(&texts), load_s, now_us() - from, hits.kind == V_LIST ? hits.list->n : 0);
	arena_free(b.a);
	arena_free(b.keep);
	return 0;
}
