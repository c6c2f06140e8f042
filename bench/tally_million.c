/*
 * tally_million.c - do the figures stay fast? The same hall with 10,000 and with MATTERS (1,000,000) matters, filled here, counted
 * by the program's own recount; every sum is compared with what the data must give. Then a page of figures (totals, months,
 * categories, streets, units, the list behind a figure at its start and deep inside) and one change are timed in both.
 *
 *	bench_tally_million [FOLDER [MATTERS]]
 *
 * Times are the processor's. Each row ends in "holds" or "falls short"; exit 1 when an answer is wrong. Filling and
 * counting take about five minutes of a processor; give FOLDER 2 GB.
 */
#include "clock.h"
#include "base/day.h"
#include "matter/matter.h"
#include "matter/tally.h"
#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define AREA        120106
#define SMALL       10000
#define STREETS     5
#define COMMUNITIES 50
#define ORGS        40
#define PAGES       15		/* times a page is made; the median counts */
#define CHANGES     200
/* A counter is kept per month and number of working days: with more matters those that were empty fill up, and then no more. */
#define RATIO_PAGE   4.0
#define RATIO_CHANGE 3.0
#define RATIO_LIVE   20.0	/* at least: a table of the page counted out of the matters, beside the table that is kept */

#define STMT __attribute__((cleanup(stmt_done))) struct stmt *

/* Matter i of n: spread over two years, by turns over communities, categories and units. Of ten, six are settled after 3 to 12
 * days; three of these six were rated, every second of them well; eight of ten units have answered. */
#define SERIES "WITH RECURSIVE s (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM s WHERE i + 1 < ?1) "
#define CREATED "(1640995200000000 + i * (63072000000000 / ?1))"
#define DONE    "(" CREATED " + (3 + i % 10) * 86400000000)"
static const struct sql fill[] = {
	{ "fill_matter", SERIES "INSERT INTO matter (area, id, kind, lifecycle, place, spot, number, title, body, whereabouts, category, lang, channel,"
		" author, entered_by, state, state_since, holder, outcome, created, updated, version, head)"
		" SELECT 120106, i + 1, 'proposal', (SELECT hash FROM lifecycle WHERE kind = 'proposal'), 100 + i % 50, 100 + i % 50, 'n' || i, 'lamp', '', '',"
		" CASE i % 4 WHEN 0 THEN 'road' WHEN 1 THEN 'light' WHEN 2 THEN 'green' ELSE 'noise' END, 'zh', 'web', 0, 0,"
		" CASE WHEN i % 5 < 3 THEN 'published' ELSE 'doing' END, " CREATED ", 0, CASE WHEN i % 5 < 3 THEN 'done' ELSE '' END, " CREATED ","
		CREATED ", 2, x'00' FROM s", 1, 0 },
	{ "fill_entry", SERIES "INSERT INTO entry (area, matter, seq, id, at, actor, role, act, log_no, prev, commitment, hash)"
		" SELECT 120106, i + 1, 1, i + 1, " CREATED ", 0, 'resident', 'file', i + 1, x'00', x'00', x'00' FROM s", 1, 0 },
	{ "fill_result", SERIES "INSERT INTO entry (area, matter, seq, id, at, actor, role, act, log_no, prev, commitment, hash)"
		" SELECT 120106, i + 1, 2, ?1 + i + 1, " DONE ", 0, 'committee', 'publish_result', ?1 + i + 1, x'00', x'00', x'00' FROM s"
		" WHERE i % 5 < 3", 1, 0 },
	{ "fill_task", SERIES "INSERT INTO assignment (area, id, matter, org, standing, part, ask, due, outcome, answer, dispatch, created, answered, version)"
		" SELECT 120106, i + 1, i + 1, 1000 + i % 40, 'request', 'lead', '', 30000, CASE WHEN i % 5 < 4 THEN 'done' ELSE 'sent' END, '', 1, " CREATED ","
		" CASE WHEN i % 5 < 4 THEN " DONE " END, 1 FROM s", 1, 0 },
	{ "fill_rating", SERIES "INSERT INTO rating (area, matter, owner, score, solved, body, at)"
		" SELECT 120106, i + 1, 'v', CASE i / 10 % 2 WHEN 0 THEN 4 ELSE 1 END, 1, '', " DONE " FROM s WHERE i % 10 < 3", 1, 0 },
};
static const struct sql place_add = { "bench_place", "INSERT INTO place (area, id, kind, code, slug, zh, en, parent)"
	" VALUES (120106, ?1, ?2, ?3, ?3, ?3, ?3, ?4)", 4, 0 };
static const struct sql org_add = { "bench_org", "INSERT INTO org (area, id, code, kind, zh, en) VALUES (120106, ?1, ?2, 'unit', ?2, ?2)", 2, 0 };
static const struct sql live = { "bench_live", "SELECT received, count(*), sum(how = 1), sum(satisfied = 1) FROM tally_matter"
	" WHERE area = 120106 AND received >= ?1 AND received <= ?2 GROUP BY received", 2, 4 };
static const struct sql rate = { "bench_rate", "INSERT INTO rating (area, matter, owner, score, solved, body, at)"
	" SELECT 120106, ?1, 'w' || ?2, 4, 1, '', at FROM tally_matter WHERE area = 120106 AND matter = ?1", 2, 0 };

struct hall {
	int64_t n;
	struct env env;
	struct store *s;
	struct arena *a;
	int64_t changed;		/* microseconds that CHANGES settlings took */
	int faults;
};

static void
must(struct err e, const char *what)
{
	if (!e.code)
		return;
	fprintf(stderr, "%s: %d (%s:%d)\n", what, e.code, e.file, e.line);
	exit(2);
}

static void
same(struct hall *h, const char *what, int64_t have, int64_t want)
{
	if (have == want)
		return;
	printf("WRONG  %s at %lld matters: %lld, must be %lld\n", what, (long long)h->n, (long long)have, (long long)want);
	h->faults++;
}

/* ---- filling ---- */

static struct err
tree_tx(struct db *w, void *ctx)
{
	struct hall *h = ctx;
	int64_t id;

	for (int i = 0; i < 1 + STREETS + COMMUNITIES; i++) {
		struct place p = { .kind = i == 0 ? PLACE_DISTRICT : i <= STREETS ? PLACE_STREET : PLACE_COMMUNITY };
		STMT st = NULL;

		id = i <= STREETS ? i + 1 : 100 + i - 1 - STREETS;
		TRY(stmt_get(w, &place_add, &st));
		stmt_int(st, 1, id);
		stmt_int(st, 2, p.kind);
		stmt_text(st, 3, arena_fmt(h->a, "p%lld", (long long)id));
		stmt_int(st, 4, i == 0 ? 0 : i <= STREETS ? 1 : 2 + id % STREETS);
		TRY(stmt_step(st, NULL));
	}
	for (int i = 0; i < ORGS; i++) {
		STMT st = NULL;

		TRY(stmt_get(w, &org_add, &st));
		stmt_int(st, 1, 1000 + i);
		stmt_text(st, 2, arena_fmt(h->a, "o%d", i));
		TRY(stmt_step(st, NULL));
	}
	return OK;
}

static struct err
fill_tx(struct db *w, void *ctx)
{
	struct hall *h = ctx;

	for (size_t i = 0; i < COUNT(fill); i++) {
		STMT st = NULL;

		TRY(stmt_get(w, &fill[i], &st));
		stmt_int(st, 1, h->n);
		TRY(stmt_step(st, NULL));
	}
	return OK;
}

static void
hall_make(struct hall *h, const char *folder, int64_t n)
{
	struct matter_conf conf = { folder, "http://bench.example" };
	const char *path;
	int64_t began;

	*h = (struct hall){ .n = n, .a = arena_new() };
	path = arena_fmt(h->a, "%s/tally-%lld.db", folder, (long long)n);
	unlink(path);
	env_init(&h->env);
	h->env.fixed = INT64_C(1711929600000000);
	must(store_open(&h->s, path, &h->env), path);
	must(matter_init(h->s, AREA, &conf), "life cycles");
	must(store_do(h->s, tree_tx, h), "places");
	must(store_do(h->s, fill_tx, h), "matters");
	began = (int64_t)now_us();
	must(tally_recount(h->s, AREA), "recount");
	printf("%8lld matters: recount %.1f s, %.0f us each\n", (long long)n, (double)((int64_t)now_us() - began) / 1e6,
		(double)((int64_t)now_us() - began) / (double)n);
}

/* ---- a page ---- */

struct page {
	struct tally_sum sum;
	struct tally_lines months, categories, places, units;
	struct tally_item_rows first, deep;
};

static void
page_make(struct hall *h, struct db *db, struct arena *a, struct page *p)
{
	struct tally_scope s = { .kind = "proposal", .from = 202201, .to = 202412 };
	struct tally_filter f = { .scope = s, .level = PLACE_DISTRICT, .figure = TALLY_SETTLED, .category = "", .limit = 50 };

	must(tally_sum(db, a, AREA, &s, &p->sum), "sum");
	must(tally_by_month(db, a, AREA, &s, &p->months), "months");
	must(tally_by_category(db, a, AREA, &s, &p->categories), "categories");
	must(tally_by_org(db, a, AREA, &s, &p->units), "units");
	s.place = 1;
	must(tally_by_place(db, a, AREA, &s, &p->places), "places");
	must(tally_list(db, a, AREA, &f, &p->first), "list");
	f.before_month = 202301;
	f.before_id = h->n / 2;
	must(tally_list(db, a, AREA, &f, &p->deep), "list, deep");
}

static int64_t
lines_sum(const struct tally_lines *ls, enum tally_figure f)
{
	int64_t n = 0;

	for (size_t i = 0; i < ls->n; i++)
		n += ls->v[i].sum.n[f];
	return n;
}

static void
page_check(struct hall *h, const struct page *p)
{
	same(h, "received", p->sum.n[TALLY_RECEIVED], h->n);
	same(h, "settled", p->sum.n[TALLY_SETTLED], h->n * 6 / 10);
	same(h, "heard", p->sum.n[TALLY_HEARD], h->n * 3 / 10);
	same(h, "satisfied", p->sum.n[TALLY_SATISFIED], h->n * 3 / 20);
	same(h, "sent, by unit", lines_sum(&p->units, TALLY_SENT), h->n);
	same(h, "answered, by unit", lines_sum(&p->units, TALLY_ANSWERED), h->n * 8 / 10);
	same(h, "received by month", lines_sum(&p->months, TALLY_RECEIVED), h->n);
	same(h, "received by category", lines_sum(&p->categories, TALLY_RECEIVED), h->n);
	same(h, "settled by street", lines_sum(&p->places, TALLY_SETTLED), h->n * 6 / 10);
	same(h, "streets", (int64_t)p->places.n, STREETS);
	same(h, "rows of the list", (int64_t)p->first.n, 50);
	same(h, "rows of the list, deep", (int64_t)p->deep.n, 50);
}

static int
by_size(const void *x, const void *y)
{
	int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;

	return (a > b) - (a < b);
}

/* The median of PAGES pages, in microseconds. */
static int64_t
page_time(struct hall *h)
{
	struct arena *a = arena_new();
	int64_t took[PAGES];
	struct page p;
	struct db *db;

	must(store_reader(h->s, &db), "reader");
	for (int i = 0; i < PAGES; i++) {
		int64_t began = (int64_t)now_us();

		page_make(h, db, a, &p);
		took[i] = (int64_t)now_us() - began;
		if (!i)
			page_check(h, &p);
		arena_clear(a);
	}
	store_reader_close(db);
	arena_free(a);
	qsort(took, PAGES, sizeof(*took), by_size);
	return took[PAGES / 2];
}

/* What the table by month would cost without counters, out of the matters' own rows; *kept: what it costs with them. */
static int64_t
live_time(struct hall *h, int64_t *kept)
{
	struct tally_scope s = { .kind = "proposal", .from = 202201, .to = 202412 };
	struct tally_lines lines;
	int64_t took[3], all = 0, began;
	struct db *db;
	bool row;

	must(store_reader(h->s, &db), "reader");
	began = (int64_t)now_us();
	must(tally_by_month(db, h->a, AREA, &s, &lines), "months");
	*kept = (int64_t)now_us() - began;
	for (int i = 0; i < 3; i++) {
		STMT st = NULL;

		began = (int64_t)now_us();
		all = 0;
		must(stmt_get(db, &live, &st), "live");
		stmt_int(st, 1, 202201);
		stmt_int(st, 2, 202412);
		for (must(stmt_step(st, &row), "live"); row; must(stmt_step(st, &row), "live"))
			all += stmt_col_int(st, 1);
		took[i] = (int64_t)now_us() - began;
	}
	store_reader_close(db);
	same(h, "counted live", all, h->n);
	qsort(took, 3, sizeof(*took), by_size);
	return took[1];
}

/* ---- one change ---- */

static struct err
change_tx(struct db *w, void *ctx)
{
	struct hall *h = ctx;

	for (int64_t i = 0; i < CHANGES; i++) {
		int64_t id = 10 * (i * (h->n / 10 / CHANGES)) + 7 + 1, began;	/* settled, not rated before */
		{
			STMT st = NULL;

			TRY(stmt_get(w, &rate, &st));
			stmt_int(st, 1, id);
			stmt_int(st, 2, i);
			TRY(stmt_step(st, NULL));
		}
		began = (int64_t)now_us();
		TRY(tally_settle(w, h->a, &h->env, AREA, id));
		h->changed += (int64_t)now_us() - began;
	}
	return OK;
}

static void
changes_check(struct hall *h)
{
	struct tally_scope s = { .kind = "proposal", .from = 202201, .to = 202412 };
	struct tally_sum sum;
	struct db *db;

	must(store_do(h->s, change_tx, h), "changes");
	must(store_reader(h->s, &db), "reader");
	must(tally_sum(db, h->a, AREA, &s, &sum), "sum");
	store_reader_close(db);
	same(h, "satisfied after the changes", sum.n[TALLY_SATISFIED], h->n * 3 / 20 + CHANGES);
}

/* ---- rows ---- */

static void
row(const char *what, double have, double want, bool at_most)
{
	bool holds = at_most ? have <= want : have >= want;

	printf("%-58s %8.2f times, %s %.1f: %s\n", what, have, at_most ? "at most" : "at least", want, holds ? "holds" : "falls short");
}

int
main(int argc, char **argv)
{
	const char *folder = argc > 1 ? argv[1] : ".";
	int64_t n = argc > 2 ? atoll(argv[2]) : 1000000, page[2], wait, kept;
	struct hall h[2];
	int bad = 0;

	if (n <= SMALL || n % (10 * CHANGES)) {
		fprintf(stderr, "MATTERS: more than %d, in steps of %d\n", SMALL, 10 * CHANGES);
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	hall_make(&h[0], folder, SMALL);
	hall_make(&h[1], folder, n);
	for (int i = 0; i < 2; i++) {
		page[i] = page_time(&h[i]);
		changes_check(&h[i]);
		printf("%8lld matters: a page %.2f ms, one change %.0f us\n", (long long)h[i].n, (double)page[i] / 1e3, (double)h[i].changed / CHANGES);
	}
	wait = live_time(&h[1], &kept);
	row("a page of figures, beside 10,000 matters", (double)page[1] / (double)page[0], RATIO_PAGE, true);
	row("the figures of one change, beside 10,000 matters", (double)h[1].changed / (double)h[0].changed, RATIO_CHANGE, true);
	row("a table counted live, beside the one that is kept", (double)wait / (double)kept, RATIO_LIVE, false);
	for (int i = 0; i < 2; i++) {
		bad += h[i].faults;
		store_close(h[i].s);
		unlink(arena_fmt(h[i].a, "%s/tally-%lld.db", folder, (long long)h[i].n));
		arena_free(h[i].a);
	}
	return bad ? 1 : 0;
}
