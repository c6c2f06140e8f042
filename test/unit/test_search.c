/* test_search.c - full text: two-character words, scopes, order and paging, hostile queries, erasure to the last byte. */
#include "store_help.h"
#include "base/text.h"
#include "base_msg.h"

#define PLACE INT64_C(120106)

struct thing {
	int64_t area;
	const char *kind;
	int64_t id, at;
	const char *scope, *text;
};

static struct err
thing_put(struct db *w, void *ctx)
{
	struct thing *t = ctx;
	struct arena *a = arena_new();
	struct err e = search_put(w, t->area, t->kind, t->id, t->at, t->scope, text_tokens(a, t->text));

	arena_free(a);
	return e;
}

static struct err
thing_drop(struct db *w, void *ctx)
{
	struct thing *t = ctx;

	return search_drop(w, t->area, t->kind, t->id);
}

static void
put(struct room *r, struct thing t)
{
	assert_ok(store_do(r->s, thing_put, &t));
}

struct asked {
	struct arena *a;
	struct db *db;
	struct search_hits hits;
};

static void
ask(struct room *r, struct asked *q, int64_t area, const char *kind, const char *scope, const char *text, int64_t before, int limit)
{
	int64_t n;

	q->a = arena_new();
	assert_ok(store_reader(r->s, &q->db));
	assert_ok(search_find(q->db, q->a, area, kind, scope, text, before, limit, &q->hits));
	assert_ok(search_count(q->db, q->a, area, kind, scope, text, &n));
	if (before == 0)
		assert_int_equal(n < limit ? n : limit, q->hits.n);
	store_reader_close(q->db);
}

/* The ids found, newest first, as "3 2 1"; text is what a person typed. */
static const char *
found(struct room *r, int64_t area, const char *kind, const char *scope, const char *text)
{
	static char buf[4096];
	struct arena *a = arena_new();
	struct asked q;
	size_t len = 0;

	ask(r, &q, area, kind, scope, text_tokens(a, text), 0, 100);
	buf[0] = '\0';
	for (size_t i = 0; i < q.hits.n; i++)
		len += (size_t)snprintf(buf + len, sizeof(buf) - len, "%s%lld", i ? " " : "", (long long)q.hits.v[i].id);
	arena_free(q.a);
	arena_free(a);
	return buf;
}

static void
fill(struct room *r)
{
	put(r, (struct thing){ PLACE, "matter", 1, 1000, "p1", "楼道里电动车充电，652 路公交站牌看不清" });
	put(r, (struct thing){ PLACE, "matter", 2, 2000, "p2", "小区门口的路灯坏了，老人晚上看不见路" });
	put(r, (struct thing){ PLACE, "meeting", 3, 3000, "p1", "议事会：电动车停在哪里 Bus Stop" });
	put(r, (struct thing){ 999999, "matter", 4, 4000, "p1", "别的区的电动车" });
}

static void
test_two_characters(void **state)
{
	struct room *r = *state;

	fill(r);
	assert_string_equal(found(r, PLACE, NULL, NULL, "电动"), "3 1");
	assert_string_equal(found(r, PLACE, NULL, NULL, "电动车"), "3 1");
	assert_string_equal(found(r, PLACE, NULL, NULL, "路灯"), "2");
	assert_string_equal(found(r, PLACE, NULL, NULL, "电动 路灯"), "");		/* all words must occur */
	assert_string_equal(found(r, PLACE, NULL, NULL, "652路"), "1");
	assert_string_equal(found(r, PLACE, NULL, NULL, "ｂｕｓ"), "3");			/* full width, any case */
	assert_string_equal(found(r, PLACE, NULL, NULL, "灯"), "2");			/* begins 灯坏 */
	assert_string_equal(found(r, PLACE, NULL, NULL, "没有的"), "");
	assert_string_equal(found(r, PLACE, NULL, NULL, ""), "");
	assert_string_equal(found(r, PLACE, NULL, NULL, "？！"), "");
}

static int64_t
counted(struct room *r, int64_t area, const char *kind, const char *scope, const char *text)
{
	struct arena *a = arena_new();
	struct db *db;
	int64_t n;

	assert_ok(store_reader(r->s, &db));
	assert_ok(search_count(db, a, area, kind, scope, text_tokens(a, text), &n));
	store_reader_close(db);
	arena_free(a);
	return n;
}

static void
test_scopes(void **state)
{
	struct room *r = *state;

	fill(r);
	assert_int_equal(counted(r, PLACE, NULL, NULL, "电动车"), 2);
	assert_int_equal(counted(r, PLACE, "matter", NULL, "电动车"), 1);
	assert_int_equal(counted(r, PLACE, "matter", "p2", "电动车"), 0);
	assert_int_equal(counted(r, 999999, "matter", NULL, "电动车"), 1);
	assert_int_equal(counted(r, 1, "matter", NULL, "电动车"), 0);
	assert_string_equal(found(r, PLACE, "matter", NULL, "电动车"), "1");
	assert_string_equal(found(r, PLACE, "meeting", NULL, "电动车"), "3");
	assert_string_equal(found(r, PLACE, NULL, "p2", "电动车"), "");
	assert_string_equal(found(r, PLACE, NULL, "p2", "路灯"), "2");
	assert_string_equal(found(r, 999999, NULL, NULL, "电动车"), "4");
	assert_string_equal(found(r, 1, NULL, NULL, "电动车"), "");
}

/* Typed text that looks like a scope is only text. */
static void
test_scope_cannot_be_forged(void **state)
{
	struct room *r = *state;

	put(r, (struct thing){ 7, "matter", 1, 1, "p1", "a120106 kmatter p2 电动车" });
	assert_string_equal(found(r, PLACE, NULL, NULL, "电动车"), "");
	assert_string_equal(found(r, 7, NULL, "p2", "电动车"), "");
	assert_string_equal(found(r, 7, NULL, NULL, "a120106"), "1");
	assert_string_equal(found(r, 7, NULL, NULL, "p1"), "");
}

/* Whatever reaches the index unfiltered: no operator, no column, no syntax error. */
static void
test_operators_are_inert(void **state)
{
	static const char *const hostile[] = {
		"电动 OR 路灯", "电动 NOT 车", "NEAR(电动 动车)", "\"电动", "电动\"", "\" OR scope : \"a999999", "scope:p1", "^电动", "电动*", "*",
		"(", ")", "{scope tokens} : x", "-路灯", "+", "电动 AND", "'; DROP TABLE search; --", ":", "\"\"", "\"\"\"", "-- x", "\\",
		"a-b", "a.b", "。", "，，，", "\x01", "%", "_", "?", "\xf0\x9f\x98\x80", "optimize", "rank", "search", "rowid",
	};
	struct room *r = *state;

	fill(r);
	for (size_t i = 0; i < COUNT(hostile); i++) {
		struct asked q;

		ask(r, &q, PLACE, NULL, NULL, hostile[i], 0, 10);
		for (size_t k = 0; k < q.hits.n; k++)
			assert_int_not_equal(q.hits.v[k].id, 4);
		/* "OR", "NOT" and the rest are words like any other: nothing here holds them */
		if (strstr(hostile[i], "OR") || strstr(hostile[i], "NOT") || strstr(hostile[i], "AND") || strstr(hostile[i], "NEAR"))
			assert_int_equal(q.hits.n, 0);
		arena_free(q.a);
	}
	put(r, (struct thing){ PLACE, "matter", 5, 9000, NULL, "this OR that" });
	assert_string_equal(found(r, PLACE, NULL, NULL, "电动 OR 路灯"), "");
	assert_string_equal(found(r, PLACE, NULL, NULL, "OR"), "5");
}

static void
test_very_long_query(void **state)
{
	struct room *r = *state;
	char *text = malloc(200001);
	struct asked q;

	fill(r);
	for (int i = 0; i < 50000; i++)
		memcpy(text + i * 4, "the ", 4);
	text[200000] = '\0';
	ask(r, &q, PLACE, NULL, NULL, text, 0, 10);
	assert_int_equal(q.hits.n, 0);
	arena_free(q.a);
	free(text);
}

/* Newest first by at, not by the order of writing; pages neither repeat nor lose one, even within a microsecond. */
static void
test_order_and_pages(void **state)
{
	enum { N = 2500 };		/* more than the marks of one microsecond */
	struct room *r = *state;
	static bool seen[N + 1];
	int64_t before = 0, last = INT64_MAX;
	int n = 0;

	for (int i = 1; i <= N; i++)
		put(r, (struct thing){ PLACE, "matter", i, i <= 2200 ? 1700000000000000 : i == 2201 ? 5 : 1700000000000000 + i, NULL, "路灯" });
	for (;;) {
		struct asked q;

		ask(r, &q, PLACE, "matter", NULL, "路灯", before, 300);
		for (size_t i = 0; i < q.hits.n; i++, n++) {
			assert_false(seen[q.hits.v[i].id]);
			seen[q.hits.v[i].id] = true;
			assert_true(q.hits.v[i].at <= last || q.hits.v[i].at < 1700000000000000 + 2202);
			last = q.hits.v[i].at;
			before = q.hits.v[i].mark;
			assert_string_equal(q.hits.v[i].kind, "matter");
		}
		arena_free(q.a);
		if (q.hits.n < 300)
			break;
	}
	assert_int_equal(n, N);
	assert_int_equal(last, 5);
}

static void
test_replace_and_drop(void **state)
{
	struct room *r = *state;
	struct thing t = { PLACE, "matter", 1, 1000, "p1", "路灯坏了" };

	put(r, t);
	put(r, (struct thing){ PLACE, "matter", 2, 2000, "p1", "路灯太暗" });
	t.text = "井盖坏了";
	t.scope = "p2";
	put(r, t);					/* same time, other words */
	assert_string_equal(found(r, PLACE, NULL, NULL, "路灯"), "2");
	assert_string_equal(found(r, PLACE, NULL, "p2", "井盖"), "1");
	assert_string_equal(found(r, PLACE, NULL, "p1", "井盖"), "");
	t.text = "路灯修好了";
	t.at = 3000;
	put(r, t);					/* other time: it moves to the front */
	assert_string_equal(found(r, PLACE, NULL, NULL, "路灯"), "1 2");
	assert_string_equal(found(r, PLACE, NULL, NULL, "井盖"), "");
	assert_ok(store_do(r->s, thing_drop, &t));
	assert_ok(store_do(r->s, thing_drop, &t));	/* dropping what is not there is no error */
	assert_string_equal(found(r, PLACE, NULL, NULL, "路灯"), "2");
}

static bool
bytes_hold(const char *path, const char *word)
{
	struct stat st;
	int fd = open(path, O_RDONLY);
	bool yes;
	char *p;

	if (fd < 0)
		return false;
	fstat(fd, &st);
	p = malloc((size_t)st.st_size + 1);
	assert_int_equal(read(fd, p, (size_t)st.st_size), st.st_size);
	yes = memmem(p, (size_t)st.st_size, word, strlen(word)) != NULL;
	free(p);
	close(fd);
	return yes;
}

/* An erased person's words are in no byte of any file of ours. */
static void
test_erasure(void **state)
{
	struct room *r = *state;
	struct thing t = { PLACE, "matter", 100, 555, NULL, "zebrafinch42" };
	char wal[160];

	room_file(r, wal, "-wal");
	for (int i = 0; i < 3000; i++) {
		char text[128];

		snprintf(text, sizeof(text), "小区门口的路灯坏了 streetlamp w%d x%d y%d", i, i * 7, i * 31);
		put(r, (struct thing){ PLACE, "matter", i + 1000, 1000 + i, NULL, text });
		if (i == 1700)
			put(r, t);
	}
	assert_ok(store_checkpoint(r->s));
	assert_true(bytes_hold(r->path, "zebrafinch42"));		/* the test can see what it looks for */
	assert_ok(store_do(r->s, thing_drop, &t));
	assert_string_equal(found(r, PLACE, NULL, NULL, "zebrafinch42"), "");
	assert_true(bytes_hold(r->path, "zebrafinch") || bytes_hold(wal, "zebrafinch"));	/* why search_purge is there */
	assert_ok(search_purge(r->s));
	assert_false(bytes_hold(r->path, "zebrafinch42"));
	assert_false(bytes_hold(r->path, "zebrafinch"));
	assert_false(bytes_hold(wal, "zebrafinch"));
	assert_true(bytes_hold(r->path, "streetlamp"));
	assert_string_equal(found(r, PLACE, NULL, NULL, "streetlamp")[0] ? "some" : "none", "some");
	assert_ok(store_check(r->s));
}

/* A section that fails leaves no word behind. */
static struct err
put_and_fail(struct db *w, void *ctx)
{
	TRY(thing_put(w, ctx));
	return FAIL(422, M_err_bad_request);
}

static void
test_undone_with_its_section(void **state)
{
	struct room *r = *state;
	struct thing t = { PLACE, "matter", 1, 1, NULL, "路灯" };

	assert_int_equal(store_do(r->s, put_and_fail, &t).code, 422);
	assert_string_equal(found(r, PLACE, NULL, NULL, "路灯"), "");
	put(r, t);
	assert_string_equal(found(r, PLACE, NULL, NULL, "路灯"), "1");
}

#define T(f) cmocka_unit_test_setup_teardown(f, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_two_characters),
		T(test_scopes),
		T(test_scope_cannot_be_forged),
		T(test_operators_are_inert),
		T(test_very_long_query),
		T(test_order_and_pages),
		T(test_replace_and_drop),
		T(test_erasure),
		T(test_undone_with_its_section),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
