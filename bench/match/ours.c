/*
 * ours.c - our side of script/bench match: one firm against many products through the index, by plain evaluation of the
 * conditions, and by FEEL; one product against many firms; memory, building, changing, what one changed fact would open.
 * Answers are compared here with plain evaluation; firms, products and our answers are written for the peers.
 *
 *	bench_match FOLDER	writes firms.json, products.feel, table-N.json, ours.json
 */
#include "../clock.h"
#include "gen.h"

#include "engines/decide/explain.h"

#include <stdio.h>
#include <stdlib.h>

#define FIRMS     400
#define TODAY     20000
#define NEAREST   50
#define PEER_FIRMS 20

struct bench {
	const char *folder;
	struct gen g;
	struct match_rule *rules;
	size_t n;
	struct match_index *x;
	struct match_scan *s;
	struct gen_firm firms[FIRMS];
	struct arena *work;
	struct feel_names *names;
	FILE *json;
	size_t differ;			/* answers that are not plain evaluation's */
};

static void
need(bool fine, const char *what)
{
	if (fine)
		return;
	fprintf(stderr, "bench_match: %s\n", what);
	exit(2);
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
middle(double *v, size_t n)
{
	qsort(v, n, sizeof(*v), by_size);
	return v[n / 2];
}

static void
say(struct bench *b, const char *name, double v)
{
	fprintf(b->json, "  \"%s\": %.3f,\n", name, v);
}

static void
save(struct bench *b, const char *name, struct out *o)
{
	FILE *f = fopen(arena_fmt(b->g.a, "%s/%s", b->folder, name), "wb");

	need(f && !out_failed(o) && fwrite(o->p, 1, o->len, f) == o->len && fclose(f) == 0, name);
}

/* ---- plain evaluation: each condition of each product ---- */

static int
holds(const struct match_node *n, const struct match_value *f)
{
	const struct match_value *v = &f[n->slot];

	if (!v->known)
		return -1;
	if (n->op == MATCH_BETWEEN)
		return v->n >= n->low && v->n <= n->high;
	for (size_t c = 0; c < n->ncodes; c++) {
		if (n->slot != G_QUALS && v->n == n->codes[c])
			return 1;
		for (size_t i = 0; n->slot == G_QUALS && i < v->nitems; i++)
			if (v->items[i].code == n->codes[c] && v->items[i].until >= TODAY)
				return 1;
	}
	return 0;
}

static enum match_state
plain(const struct match_node *p, const struct match_value *f)
{
	int fails = 0, gaps = 0;

	for (size_t i = 0; i < p->nkids; i++) {
		int v = holds(&p->kids[i], f);
		fails += v == 0;
		gaps += v < 0;
	}
	return !fails ? gaps ? MATCH_UNKNOWN : MATCH_PASS : gaps || fails > 2 ? MATCH_FAIL : fails == 1 ? MATCH_ONE : MATCH_TWO;
}

static void
compare(struct bench *b, const struct match_value *f, const struct match_answer *w, size_t n)
{
	size_t want[MATCH_STATES] = { 0 };

	for (size_t i = 0; i < n; i++)
		want[plain(b->rules[i].tree, f)]++;
	for (int s = 0; s < MATCH_STATES; s++)
		b->differ += want[s] != w->count[s];
	for (size_t i = 0; i < w->list[MATCH_PASS].n; i++)
		b->differ += plain(b->rules[w->list[MATCH_PASS].v[i]].tree, f) != MATCH_PASS;
}

/* ---- one firm ---- */

static void
products(struct bench *b, bool broad, size_t n)
{
	arena_clear(b->g.a);
	b->g.seed = 0x9E3779B97F4A7C15u;
	b->g.broad = broad;
	for (int i = 0; i < FIRMS; i++)
		b->firms[i] = gen_firm(&b->g, i >= PEER_FIRMS);
	b->rules = realloc(b->rules, n * sizeof(*b->rules));
	need(b->rules, "no memory");
	for (size_t i = 0; i < n; i++)
		b->rules[i] = (struct match_rule){ (uint32_t)i, gen_product(&b->g) };
	b->n = n;
}

static double
build(struct bench *b, size_t n)
{
	double from = now_us();

	match_free(b->x);
	from = now_us();
	b->x = match_new(gen_slots, G_SLOTS);
	need(b->x && match_build(b->x, b->rules, n), "no memory");
	return (now_us() - from) / 1e6;
}

/* p50 of a firm, its texts read each time. */
static double
ask_all(struct bench *b, size_t n, int near, size_t *pass)
{
	double took[FIRMS];

	*pass = 0;
	for (int k = -20; k < FIRMS; k++) {
		int i = k < 0 ? 0 : k;
		struct match_value v[G_SLOTS];
		struct match_item m[8];
		struct match_ask q = { .facts = v, .today = TODAY, .near = near, .list = NEAREST };
		struct match_answer w;
		double from = now_us();

		gen_encode(&b->firms[i], v, m);
		need(match_ask(b->x, b->s, &q, &w), "no memory");
		took[i] = now_us() - from;
		*pass += k >= 0 ? w.count[MATCH_PASS] : 0;
		if (near == 2 && k >= 0 && k < 10)
			compare(b, v, &w, n);
	}
	return middle(took, FIRMS);
}

static double
plain_all(struct bench *b, size_t n)
{
	double took[10];
	size_t sum = 0;

	for (int i = 0; i < 10; i++) {
		struct match_value v[G_SLOTS];
		struct match_item m[8];
		double from = now_us();

		gen_encode(&b->firms[i], v, m);
		for (size_t r = 0; r < n; r++)
			sum += plain(b->rules[r].tree, v) == MATCH_PASS;
		took[i] = now_us() - from;
	}
	need(sum > 0, "nothing fits");
	return middle(took, 10);
}

/* ---- FEEL: plain evaluation of 10,000 products, and reasons ---- */

static void
feel_facts(struct bench *b, const struct gen_firm *f, struct value *slots)
{
	struct value *q = NEWN(b->work, struct value, 8);

	for (int i = 0; i < G_QUALS; i++) {
		struct decimal d;

		slots[i] = v_null();
		if (!f->typed[i])
			continue;
		if (i < G_GRADE)
			slots[i] = dec_parse(f->typed[i], strlen(f->typed[i]), &d) ? v_num(d) : v_null();
		else
			slots[i] = i == G_FIRST ? v_bool(*f->typed[i] == 't') : v_text(f->typed[i]);
	}
	for (size_t i = 0; i < f->nquals; i++)
		q[i] = v_text(f->quals[i]);
	slots[G_QUALS] = v_list(b->work, q, f->nquals);
}

static const struct feel_expr *
compiled(struct bench *b, const struct match_node *p)
{
	struct feel_error e;
	struct out o;
	const struct feel_expr *x;

	out_init(&o, b->g.a);
	gen_feel(&o, p);
	x = feel_compile(b->names, out_cstr(&o), o.len, FEEL_VALUE, &e);
	need(x, o.p);
	return x;
}

static double
feel_all(struct bench *b, size_t n)
{
	const struct feel_expr **x = NEWN(b->g.a, const struct feel_expr *, n);
	double took[5];

	for (size_t i = 0; i < n; i++)
		x[i] = compiled(b, b->rules[i].tree);
	for (int k = 0; k < 5; k++) {
		struct value slots[G_SLOTS];
		struct match_value v[G_SLOTS];
		struct match_item m[8];
		double from = now_us();
		uint8_t *yes = NEWN(b->g.a, uint8_t, n);

		arena_clear(b->work);
		feel_facts(b, &b->firms[k], slots);
		for (size_t i = 0; i < n; i++) {
			struct value r = feel_eval(feel_run_new(b->work, NULL, NULL), x[i], slots);
			yes[i] = r.kind == V_BOOLEAN && r.truth;
			if (i % 100 == 99) {
				arena_clear(b->work);
				feel_facts(b, &b->firms[k], slots);
			}
		}
		took[k] = now_us() - from;
		gen_encode(&b->firms[k], v, m);
		for (size_t i = 0; i < n; i++)
			b->differ += yes[i] != (plain(b->rules[i].tree, v) == MATCH_PASS);
	}
	return middle(took, 5);
}

/* A firm, its nearest misses, and of each the reasons in sentences, out of the rule's own FEEL. */
static double
reasons_all(struct bench *b, size_t *told)
{
	double took[100];

	*told = 0;
	for (int i = 0; i < 100; i++) {
		const struct feel_expr *x[NEAREST];
		struct match_value v[G_SLOTS];
		struct match_item m[8];
		struct match_ask q = { .facts = v, .today = TODAY, .near = 2, .list = NEAREST };
		struct match_answer w;
		struct value slots[G_SLOTS];
		double from = now_us(), spent;
		size_t n;

		gen_encode(&b->firms[i], v, m);
		need(match_ask(b->x, b->s, &q, &w), "no memory");
		spent = now_us() - from;
		n = w.list[MATCH_ONE].n;
		for (size_t k = 0; k < w.list[MATCH_TWO].n && n < NEAREST; k++, n++)
			;
		for (size_t k = 0; k < n; k++) {	/* compiled when the handbook is read, not for a firm */
			size_t one = w.list[MATCH_ONE].n;
			x[k] = compiled(b, b->rules[k < one ? w.list[MATCH_ONE].v[k] : w.list[MATCH_TWO].v[k - one]].tree);
		}
		arena_clear(b->work);
		from = now_us();
		feel_facts(b, &b->firms[i], slots);
		for (size_t k = 0; k < n; k++) {
			struct reasons r = explain_expr(feel_run_new(b->work, NULL, NULL), x[k], slots, "");
			size_t failed = 0;

			for (size_t j = 0; j < r.n; j++)
				if (r.v[j].state == REASON_FAIL)
					failed += *reason_text(b->work, LANG_ZH, &r.v[j]) != '\0';
			b->differ += r.state != REASON_FAIL || failed == 0;
		}
		took[i] = spent + now_us() - from;
		*told += n;
	}
	return middle(took, 100);
}

static void
changing(struct bench *b)
{
	double took[500], most = 0;

	for (int i = 0; i < 500; i++) {
		struct match_node *p = gen_product(&b->g);
		size_t r = (size_t)i * 97 % b->n;
		double from = now_us();

		need(match_put(b->x, (uint32_t)r, p), "no memory");
		took[i] = now_us() - from;
		most = took[i] > most ? took[i] : most;
		b->rules[r].tree = p;
	}
	say(b, "change_us", middle(took, 500));
	say(b, "change_most_us", most);
}

/* ---- what one changed fact opens, at 10,000 products ---- */

static void
opening(struct bench *b)
{
	double took[100], most = 0;
	size_t told = 0;

	for (int i = 0; i < 100; i++) {
		struct match_value v[G_SLOTS];
		struct match_item m[8];
		struct match_ask q = { .facts = v, .today = TODAY };
		struct match_change c[20];
		double from = now_us();
		size_t n, opens = 0;

		gen_encode(&b->firms[i], v, m);
		need(match_changes(b->x, b->s, &q, (1u << G_SLOTS) - 1, NULL, 0, c, COUNT(c), &n), "no memory");
		took[i] = now_us() - from;
		most = took[i] > most ? took[i] : most;
		told += n;
		for (size_t k = 0; k < n && i < 10; k++, opens = 0) {
			struct match_value u[G_SLOTS];

			if (c[k].slot == G_QUALS)
				continue;
			memcpy(u, v, sizeof(u));
			u[c[k].slot].n = c[k].to;
			for (size_t r = 0; r < 10000; r++)
				opens += plain(b->rules[r].tree, u) == MATCH_PASS && plain(b->rules[r].tree, v) != MATCH_PASS && plain(b->rules[r].tree, v) != MATCH_UNKNOWN;
			b->differ += opens != c[k].opens;
		}
	}
	need(told > 0, "nothing opens");
	say(b, "changes_ms", middle(took, 100) / 1e3);
	say(b, "changes_most_ms", most / 1e3);
}

/* ---- one product against 5,000,000 firms: 200,000 firms, 25 times ---- */

#define OWN   200000
#define TIMES 25

static void
whom(struct bench *b)
{
	struct match_table *t = match_table_new(gen_slots, G_SLOTS, TODAY);
	struct match_value (*v)[G_SLOTS] = malloc(sizeof(*v) * OWN);
	struct match_item (*m)[8] = malloc(sizeof(*m) * OWN);
	double took[40];

	need(t && v && m, "no memory");
	for (int i = 0; i < OWN; i++) {
		struct gen g = { .a = b->work, .seed = b->g.seed + (uint64_t)i * 7919 };
		struct gen_firm f = gen_firm(&g, true);

		gen_encode(&f, v[i], m[i]);
		arena_clear(b->work);
	}
	for (uint32_t i = 0; i < OWN * TIMES; i++)
		need(match_table_put(t, i, v[i % OWN]), "no memory");
	for (int k = 0; k < 40; k++) {
		const struct match_node *p = b->rules[k].tree;
		struct match_whom w;
		size_t want[MATCH_STATES] = { 0 };
		double from;

		arena_clear(b->work);
		from = now_us();
		need(match_whom(t, p, false, NULL, NULL, b->work, &w), "no memory");
		took[k] = now_us() - from;
		for (int i = 0; i < OWN && k < 5; i++)
			want[plain(p, v[i])] += TIMES;
		for (int s = 0; s < MATCH_STATES && k < 5; s++)
			b->differ += want[s] != w.count[s];
	}
	say(b, "whom_ms", middle(took, 40) / 1e3);
	say(b, "whom_mb", (double)match_table_bytes(t) / 1e6);
	free(v);
	free(m);
	match_table_free(t);
}

/* ---- where the index might be used besides: 40 routing rules, one poll's rule for 20,000 on the roll ---- */

static void
small(struct bench *b)
{
	size_t pass;

	build(b, 40);
	say(b, "routing_us", ask_all(b, 40, 0, &pass));
	say(b, "routing_plain_us", plain_all(b, 40));
}

/* ---- for the peers ---- */

static void
peers(struct bench *b, size_t n)
{
	struct out o;

	out_init(&o, b->g.a);
	o.max = 256u << 20;
	out_str(&o, "{\"nodes\": [{\"id\": \"a\", \"type\": \"inputNode\", \"name\": \"in\", \"position\": {\"x\": 0, \"y\": 0}}, {\"id\": \"b\", \"type\": "
		    "\"decisionTableNode\", \"name\": \"table\", \"position\": {\"x\": 1, \"y\": 0}, \"content\": {\"hitPolicy\": \"collect\", \"inputs\": [");
	for (int i = 0; i < G_SLOTS; i++)	/* a list is asked by an expression of its own, so its column names no field */
		out_fmt(&o, "%s{\"id\": \"in%d\", \"name\": \"%s\"%s%s%s}", i ? ", " : "", i, gen_slots[i].name, i == G_QUALS ? "" : ", \"field\": \"",
			i == G_QUALS ? "" : gen_slots[i].name, i == G_QUALS ? "" : "\"");
	out_str(&o, "], \"outputs\": [{\"id\": \"out\", \"name\": \"fits\", \"field\": \"fits\"}], \"rules\": [");
	for (size_t i = 0; i < n; i++) {
		out_fmt(&o, "%s\n{\"_id\": \"r%zu\", \"out\": \"%zu\"", i ? "," : "", i, i);
		gen_jdm_cells(&o, b->rules[i].tree);
		out_str(&o, "}");
	}
	out_str(&o, "]}}, {\"id\": \"c\", \"type\": \"outputNode\", \"name\": \"out\", \"position\": {\"x\": 2, \"y\": 0}}], \"edges\": [{\"id\": \"e1\", "
		    "\"type\": \"edge\", \"sourceId\": \"a\", \"targetId\": \"b\"}, {\"id\": \"e2\", \"type\": \"edge\", \"sourceId\": \"b\", \"targetId\": \"c\"}]}\n");
	save(b, arena_fmt(b->g.a, "table-%zu.json", n), &o);
}

/* What fits the peers' firms among the first n products. */
static void
answers(struct bench *b, size_t n)
{
	size_t pass;
	double us;

	build(b, n);
	us = ask_all(b, n, 0, &pass);
	fprintf(b->json, "  \"own_%zu\": { \"us\": %.3f, \"answers\": [", n, us);
	for (int i = 0; i < PEER_FIRMS; i++) {
		struct match_value v[G_SLOTS];
		struct match_item m[8];
		struct match_ask q = { .facts = v, .today = TODAY };
		struct match_answer w;

		gen_encode(&b->firms[i], v, m);
		need(match_ask(b->x, b->s, &q, &w), "no memory");
		fprintf(b->json, "%s[", i ? ", " : "");
		for (size_t k = 0; k < w.list[MATCH_PASS].n; k++)
			fprintf(b->json, "%s%u", k ? "," : "", w.list[MATCH_PASS].v[k]);
		fprintf(b->json, "]");
	}
	fprintf(b->json, "] },\n");
}

static void
for_peers(struct bench *b)
{
	struct out o;

	out_init(&o, b->g.a);
	out_str(&o, "[");
	for (int i = 0; i < PEER_FIRMS; i++) {
		out_str(&o, i ? ",\n" : "");
		gen_firm_json(&o, &b->firms[i]);
	}
	out_str(&o, "]\n");
	save(b, "firms.json", &o);
	out_init(&o, b->g.a);
	for (int i = 0; i < 200; i++) {
		gen_feel(&o, b->rules[i].tree);
		out_str(&o, "\n");
	}
	save(b, "products.feel", &o);
	peers(b, 1000);
	peers(b, 10000);
	peers(b, 100000);
	answers(b, 200);
	answers(b, 1000);
	answers(b, 10000);
	answers(b, 100000);
}

static void
hundred_thousand(struct bench *b, const char *name, bool broad)
{
	size_t pass, told;

	products(b, broad, 100000);
	say(b, arena_fmt(b->g.a, "build_s_%s", name), build(b, b->n));
	say(b, arena_fmt(b->g.a, "mb_%s", name), (double)match_size(b->x).bytes / 1e6);
	say(b, arena_fmt(b->g.a, "us_%s", name), ask_all(b, b->n, 0, &pass));
	say(b, arena_fmt(b->g.a, "fit_%s", name), (double)pass / FIRMS);
	say(b, arena_fmt(b->g.a, "near_us_%s", name), ask_all(b, b->n, 2, &pass));
	say(b, arena_fmt(b->g.a, "plain_us_%s", name), plain_all(b, b->n));
	say(b, arena_fmt(b->g.a, "reasons_us_%s", name), reasons_all(b, &told));
	say(b, arena_fmt(b->g.a, "told_%s", name), (double)told / 100);
}

int
main(int argc, char **argv)
{
	struct bench *b = calloc(1, sizeof(*b));
	size_t pass;

	need(argc == 2 && b, "usage: bench_match FOLDER");
	b->folder = argv[1];
	b->g.a = arena_new();
	b->work = arena_new();
	b->s = match_scan_new();
	b->json = fopen(arena_fmt(b->g.a, "%s/ours.json", b->folder), "wb");
	need(b->json, "cannot write");
	struct arena *names = arena_new();
	b->names = feel_names_new(names);
	for (int i = 0; i < G_SLOTS; i++)
		feel_name(b->names, gen_slots[i].name);
	fprintf(b->json, "{\n");
	hundred_thousand(b, "broad", true);
	changing(b);
	ask_all(b, b->n, 2, &pass);		/* compared with plain evaluation after the changes, too */
	hundred_thousand(b, "narrow", false);
	say(b, "feel_us_10000", feel_all(b, 10000));
	for_peers(b);
	build(b, 10000);
	opening(b);
	small(b);
	whom(b);
	products(b, false, 1000000);
	for (size_t n = 125000; n <= 1000000; n *= 2) {
		double s = build(b, n);

		say(b, arena_fmt(b->g.a, "us_%zu", n), ask_all(b, n, 0, &pass));
		if (n == 1000000)
			say(b, "build_s_1000000", s);
	}
	ask_all(b, b->n, 2, &pass);
	fprintf(b->json, "  \"differ\": %zu\n}\n", b->differ);
	need(fclose(b->json) == 0, "cannot write");
	return 0;
}
