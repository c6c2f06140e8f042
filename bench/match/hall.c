/*
 * hall.c - script/bench match in a data folder: the question of the match page with the handbook kept between requests, beside every
 * rule asked by itself; and where the index is not used: the routing table, a poll's electorate.
 *
 *	bench_match_hall DIR FOLDER [MOST]	DIR: of test/flow/town.py; gets 10,000 products (or MOST) and a roll of 20,000. Writes FOLDER/hall.json
 */
#include "../clock.h"
#include "base/day.h"
#include "engines/decide/sheet.h"
#include "engines/match/match.h"
#include "main/site.h"
#include "matter/routing.h"
#include "people/people.h"
#include "people/staff.h"

#include "people/roll.h"
#include "services/finance/finance_match.h"
#include "services/finance/finance_product.h"

#include <stdio.h>
#include <stdlib.h>

#define GROUP  500
#define FIRMS  100
#define VOTERS 20000

struct bench {
	struct site s;
	struct db *db;
	struct arena *a, *once;		/* once: of one answer */
	FILE *json;
	uint64_t seed;
	int64_t org, place;
	int32_t day;
	int64_t version;		/* the one that is changed */
	struct fin_rule *rules;		/* of all products, compiled by themselves */
	size_t n, from, to, differ;
};

static void
must(struct err e, const char *what)
{
	if (!e.code)
		return;
	fprintf(stderr, "bench_match_hall: %s: %s\n", what, msg_text(LANG_EN, e.key));
	exit(2);
}

static int
lot(struct bench *b, int n)
{
	b->seed ^= b->seed << 13;
	b->seed ^= b->seed >> 7;
	b->seed ^= b->seed << 17;
	return (int)((b->seed >> 9) % (uint64_t)n);
}

static int
by_size(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;

	return (a > b) - (a < b);
}

static double
middle(double *v, size_t n)
{
	qsort(v, n, sizeof(*v), by_size);
	return v[n / 2];
}

static void
say(struct bench *b, const char *name, size_t n, double v)
{
	fprintf(b->json, "  \"%s_%zu\": %.3f,\n", name, n, v);
}

/* ---- products: two thirds with a limit by formula or by grade ---- */

static void
conds(struct bench *b, struct fin_product *p)
{
	/* a number is before, a digit by lot, after */
	static const struct { enum fin_field_no field; enum fin_op op; const char *before, *after; } rows[] = {
		{ F_AGE, OP_GE, "", "" }, { F_TAX, OP_GT, "0.", "" }, { F_PAYS24, OP_GE, "1", "" }, { F_REVENUE, OP_GE, "", "00" }, { F_BANKS, OP_LE, "", "" },
		{ F_DEBT, OP_LE, "6", "" }, { F_GRADE, OP_IN, "A,B,M" }, { F_QUALS, OP_IN, "srdi,giant,hitech" }, { F_INDUSTRY, OP_IN, "industry,retail,software" },
		{ F_CLEAN, OP_YES, "" }, { F_SIZE, OP_IN, "small,micro" },
	};
	size_t first = (size_t)lot(b, COUNT(rows));
	const char *bad;

	p->nown = (size_t)(2 + lot(b, 5));
	for (size_t i = 0; i < p->nown; i++) {
		size_t r = (first + i * 3) % COUNT(rows);
		const char *value = rows[r].after ? arena_fmt(b->once, "%s%d%s", rows[r].before, lot(b, 6), rows[r].after) : rows[r].before;

		p->own[i] = (struct fin_cond){ .field = rows[r].field, .op = rows[r].op, .label_zh = "", .label_en = "" };
		assert(fin_cond_make(b->once, &p->own[i], value, &bad));
	}
}

static struct err
product_put(struct db *w, struct bench *b, int64_t version)
{
	static const char *const formulas[] = { "", "10 * 近12个月纳税额（万元）", "" }, *const grades[] = { "", "", "A=300,B=200,M=100" };
	const struct fin_by by = { b->once, &b->s.env, b->s.area, 1, b->org };
	struct fin_product *p = NEW(b->once, struct fin_product);
	int kind = lot(b, 3);

	TRY(fin_product_load(w, b->once, b->s.area, version, p));
	p->r.class = "credit";
	p->r.name_zh = p->r.name_en = "bench";
	p->r.cap = (int64_t)(50 + lot(b, 450)) * 1000000;
	p->r.formula = formulas[kind];
	p->r.grades = grades[kind];
	p->r.term_min = 1;
	p->r.term_max = 6 + lot(b, 30);
	p->r.rate_low = p->r.rate_high = 300 + lot(b, 300);
	p->r.from_day = b->day;
	conds(b, p);
	TRY(fin_version_save(w, &by, p, true));
	return fin_version_answer(w, &by, version, true, "");
}

static struct err
group_tx(struct db *w, void *ctx)
{
	struct bench *b = ctx;
	const struct fin_by by = { b->once, &b->s.env, b->s.area, 1, b->org };

	for (size_t i = b->from; i < b->to; i++) {
		int64_t version;

		TRY(fin_product_new(w, &by, &version));
		TRY(product_put(w, b, version));
	}
	return OK;
}

static struct err
change_tx(struct db *w, void *ctx)
{
	struct bench *b = ctx;
	const struct fin_by by = { b->once, &b->s.env, b->s.area, 1, b->org };
	struct fin_product *p = NEW(b->once, struct fin_product);
	int64_t version;

	TRY(fin_product_load(w, b->once, b->s.area, b->version, p));
	TRY(fin_version_new(w, &by, p->r.product, &version));
	b->version = version;
	return product_put(w, b, version);
}

static void
products(struct bench *b, size_t n)
{
	struct feel_names *names = fin_names(b->a);
	struct fin_book_rows_rows rows;

	for (b->from = b->n; b->from < n; b->from = b->to) {
		b->to = b->from + GROUP < n ? b->from + GROUP : n;
		must(store_do(b->s.store, group_tx, b), "products");
		arena_clear(b->once);
	}
	b->n = n;
	must(fin_book_rows(b->db, b->a, b->s.area, b->day, &rows), "rows");
	b->n = rows.n;
	for (size_t i = 0; i < rows.n; i++) {
		struct fin_product *p = NEW(b->once, struct fin_product);

		must(fin_product_load(b->db, b->a, b->s.area, rows.v[i].id, p), "a product");
		must(fin_product_rule(b->a, names, p, &b->rules[i]), "its rule");
		arena_clear(b->once);
	}
	b->version = rows.v[rows.n / 2].id;
}

/* ---- the page's question ---- */

static void
firm(struct bench *b, int i, struct value *facts)
{
	static const char *const quals[] = { "-", "srdi", "hitech,srdi", "giant" };

	b->seed = 88172645463325252u + (uint64_t)i * 7919;
	for (int k = 0; k < 8; k++)
		lot(b, 2);
	assert(fin_facts_read(b->a, arena_fmt(b->a, "amount=%d\nterm=%d\nage=%d\ntax=%d.%d\ngrade=%c\nrevenue=%d\nindustry=retail\nstaff=%d\nquals=%s\nclean=yes\n"
		"banks=%d\ndebt=%d\n%s", 10 + lot(b, 200), 3 + lot(b, 24), lot(b, 8), lot(b, 20), lot(b, 10), "ABMC"[lot(b, 4)], lot(b, 900), 3 + lot(b, 30),
		quals[lot(b, 4)], lot(b, 5), 40 + lot(b, 40), lot(b, 3) ? "pays24=14\n" : ""), facts) == 0);
}

static double
asked(struct bench *b, const struct value *facts, struct fin_match *m)
{
	double from;

	arena_clear(b->once);
	from = now_us();
	must(fin_match(b->db, b->once, &b->s.env, b->s.area, b->day, facts, FIN_SHOWN, m), "the match");
	return (now_us() - from) / 1e3;
}

static void
compare(struct bench *b, const struct value *facts, const struct fin_match *m, double *ms)
{
	size_t count[FIT_COUNT] = { 0 };
	struct arena *a = arena_new();
	double from = now_us();

	for (size_t i = 0; i < b->n; i++) {
		struct fin_fit fit;

		fin_fit(a, &b->s.env, &b->rules[i], facts, &fit);
		count[fit.class]++;
	}
	*ms = (now_us() - from) / 1e3;
	for (int c = 0; c < FIT_COUNT; c++)
		b->differ += count[c] != m->count[c];
	arena_free(a);
}

static void
page(struct bench *b, size_t n)
{
	double took[FIRMS], plain[10], change[20], most = 0;
	struct value facts[F_COUNT];
	struct fin_match m;

	products(b, n);
	fin_book_forget();
	firm(b, 0, facts);
	say(b, "first_ms", n, asked(b, facts, &m));
	for (int i = 0; i < FIRMS; i++) {
		firm(b, i, facts);
		took[i] = asked(b, facts, &m);
		most = took[i] > most ? took[i] : most;
		if (i < (int)COUNT(plain))
			compare(b, facts, &m, &plain[i]);
	}
	say(b, "match_ms", n, middle(took, FIRMS));
	say(b, "match_most_ms", n, most);
	say(b, "plain_ms", n, middle(plain, COUNT(plain)));
	firm(b, 1, facts);
	for (size_t i = 0; i < COUNT(change); i++) {
		double twice;

		must(store_do(b->s.store, change_tx, b), "a change");
		change[i] = asked(b, facts, &m);
		twice = asked(b, facts, &m);
		change[i] -= twice;
	}
	say(b, "change_ms", n, middle(change, COUNT(change)));
}

/* ---- where the index is not used ---- */

static void
routing(struct bench *b)
{
	static const char *const categories[] = { "light", "road", "water", "parking", "noise", "other" };
	double took[300];
	struct rule_table t;

	must(rule_in_force(b->db, b->a, b->s.area, &routing_book, b->day, &t), "the routing table");
	for (size_t i = 0; i < COUNT(took); i++) {
		struct routing_case c = { categories[i % COUNT(categories)], "楼道灯不亮", "晚上看不见", PLACE_ESTATE };
		double from;

		arena_clear(b->once);
		from = now_us();
		routing_ask(b->once, &b->s.env, &t, &c);
		took[i] = now_us() - from;
	}
	say(b, "routing_us", t.sheet->nrules, middle(took, COUNT(took)));
	fprintf(b->json, "  \"routing_rules\": %zu,\n", t.sheet->nrules);
}

static struct err
roll_tx(struct db *w, void *ctx)
{
	struct bench *b = ctx;

	for (size_t i = 0; i < VOTERS; i++)
		TRY(roll_insert(w, b->s.area, env_id(&b->s.env), b->place, arena_fmt(b->a, "%zu", i), i % 4 ? "voter" : "household", b->place, "501", 0, "", 0,
			(struct bytes){ 0 }, NULL, i % 50 != 0, NULL));
	return OK;
}

/* Who may vote: by its statement; and as one rule over columns, which must be filled from the same rows first. */
static void
poll(struct bench *b)
{
	enum { KIND, ACTIVE, SLOTS };
	static const struct match_slot slots[SLOTS] = { { "kind", MATCH_WORD, .codes = 2 }, { "active", MATCH_TRUTH, .codes = 0 } };
	static const int voter[] = { 0 };
	const struct match_node kids[SLOTS] = { { .op = MATCH_IN, .slot = KIND, .codes = voter, .ncodes = 1 }, match_equal(ACTIVE, 1) };
	const struct match_node rule = { .op = MATCH_AND, .kids = kids, .nkids = SLOTS };
	double sql[20], fill[20], scan[20];

	must(store_do(b->s.store, roll_tx, b), "the roll");
	for (size_t i = 0; i < COUNT(sql); i++) {
		struct match_table *t = match_table_new(slots, SLOTS, b->day);
		struct roll_active_rows rows;
		struct match_whom m;
		double from = now_us();

		arena_clear(b->once);
		must(roll_active(b->db, b->once, b->s.area, b->place, "voter", &rows), "who may vote");
		sql[i] = now_us() - from;
		assert(t);
		from = now_us();
		for (uint32_t k = 0; k < VOTERS; k++) {
			const struct match_value v[SLOTS] = { { .known = true, .n = k % 4 == 0 }, { .known = true, .n = k % 50 != 0 } };

			assert(match_table_put(t, k, v));
		}
		fill[i] = now_us() - from;
		from = now_us();
		assert(match_whom(t, &rule, true, NULL, NULL, b->once, &m));
		scan[i] = now_us() - from;
		b->differ += m.count[MATCH_PASS] != rows.n;
		match_table_free(t);
	}
	say(b, "poll_sql_us", VOTERS, middle(sql, COUNT(sql)));
	say(b, "poll_fill_us", VOTERS, middle(fill, COUNT(fill)));
	say(b, "poll_scan_us", VOTERS, middle(scan, COUNT(scan)));
}

int
main(int argc, char **argv)
{
	struct bench *b = calloc(1, sizeof(*b));
	struct places places;
	struct org org;
	size_t most;
	bool found;

	assert(b && argc >= 3);
	most = argc > 3 ? (size_t)atol(argv[3]) : 10000;
	must(site_open(&b->s, argv[1], NULL), "the data folder");
	b->a = arena_new();
	b->once = arena_new();
	b->rules = calloc(most, sizeof(*b->rules));
	b->json = fopen(arena_fmt(b->a, "%s/hall.json", argv[2]), "wb");
	assert(b->rules && b->json);
	b->seed = 88172645463325252u;
	b->day = day_of(&b->s.env, env_now(&b->s.env));
	must(store_reader(b->s.store, &b->db), "a reader");
	must(org_by_code(b->db, b->a, b->s.area, "yinhang", &org, &found), "the bank");
	must(place_list(b->db, b->a, b->s.area, PLACE_COMMUNITY, &places), "the communities");
	assert(found && places.n);
	b->org = org.id;
	b->place = places.v[0].id;
	fprintf(b->json, "{\n");
	for (size_t n = 300; n < most; n *= 10)
		page(b, n);
	page(b, most);
	routing(b);
	poll(b);
	fprintf(b->json, "  \"differ\": %zu\n}\n", b->differ);
	assert(fclose(b->json) == 0);
	store_reader_close(b->db);
	site_close(&b->s);
	return 0;
}
