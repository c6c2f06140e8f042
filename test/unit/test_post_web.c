/* test_post_web.c - the two pages of the outbox over HTTP: what is shown, to whom, and what the buttons do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>
#include <curl/curl.h>

#include "post/post_int.h"
#include "store/store.h"
#include "web/web.h"
#include "post_msg.h"

#define AREA   120106
#define PUBLIC 1
#define OUTBOX 2
#define assert_ok(call) assert_int_equal((call).code, 0)

static struct site {
	char dir[64];
	struct env env;
	struct store *store;
	struct web *web;
	struct arena *a;
	CURL *curl;
	struct out page;
	bool staff;
} s;

static struct err
caller(struct req *rq)
{
	return OK;
}

static bool
may(struct req *rq, int right)
{
	return right == PUBLIC || (right == OUTBOX && s.staff);
}

static const struct gate gate = { caller, may, NULL, NULL };

static void
start(bool demo)
{
	const struct route *tables[] = { post_routes(s.a, PUBLIC, OUTBOX), NULL };
	static struct web_conf conf;
	const struct route **kept = arena_alloc(s.a, sizeof(tables));
	static const struct menu_item menu[] = { { 0 } };

	memcpy(kept, tables, sizeof(tables));
	conf = (struct web_conf){ .listen = "127.0.0.1:0", .public_url = "", .trusted = "", .icp = "", .police = "", .district_zh = "区",
				  .district_en = "District", .phone = "1", .notice_zh = "", .notice_en = "", .demo = demo, .area = AREA };
	assert_ok(web_start(&s.web, s.store, &conf, &gate, kept, menu));
}

static int
setup(void **state)
{
	char path[96];

	s.a = arena_new();
	env_init(&s.env);
	snprintf(s.dir, sizeof(s.dir), "/tmp/qiao-post-XXXXXX");
	assert_non_null(mkdtemp(s.dir));
	snprintf(path, sizeof(path), "%s/q.db", s.dir);
	assert_ok(store_open(&s.store, path, &s.env));
	s.curl = curl_easy_init();
	curl_easy_setopt(s.curl, CURLOPT_COOKIEFILE, "");
	s.staff = true;
	return 0;
}

static int
teardown(void **state)
{
	char cmd[128];

	curl_easy_cleanup(s.curl);
	web_stop(s.web);
	store_close(s.store);
	arena_free(s.a);
	snprintf(cmd, sizeof(cmd), "rm -rf '%s'", s.dir);
	return system(cmd);
}

static size_t
more(char *p, size_t size, size_t n, void *arg)
{
	out_put(&s.page, p, size * n);
	return size * n;
}

/* One request; the status. The page is in s.page. form NULL: GET. */
static long
ask(const char *path, const char *form)
{
	long status = 0;

	out_init(&s.page, s.a);
	curl_easy_setopt(s.curl, CURLOPT_URL, arena_fmt(s.a, "http://127.0.0.1:%d%s", web_port(s.web), path));
	curl_easy_setopt(s.curl, CURLOPT_WRITEFUNCTION, more);
	if (form)
		curl_easy_setopt(s.curl, CURLOPT_POSTFIELDS, form);
	else
		curl_easy_setopt(s.curl, CURLOPT_HTTPGET, 1L);
	assert_int_equal(curl_easy_perform(s.curl), CURLE_OK);
	curl_easy_getinfo(s.curl, CURLINFO_RESPONSE_CODE, &status);
	return status;
}

static bool
shows(const char *text)
{
	return strstr(out_cstr(&s.page), text) != NULL;
}

/* The hidden fields of the form with this action, as a body. */
static const char *
guard_of(const char *action)
{
	const char *at = strstr(out_cstr(&s.page), arena_fmt(s.a, "action=\"%s\"", action)), *fields[] = { "_csrf", "_key" };
	struct out o;

	assert_non_null(at);
	out_init(&o, s.a);
	for (size_t i = 0; i < COUNT(fields); i++) {
		const char *v = strstr(at, arena_fmt(s.a, "name=\"%s\" value=\"", fields[i]));

		assert_non_null(v);
		v = strstr(v, "value=\"") + 7;
		out_fmt(&o, "%s%s=%s", i ? "&" : "", fields[i], sign_percent(s.a, arena_dup(s.a, v, strcspn(v, "\""))));
	}
	return out_cstr(&o);
}

static struct err
put_tx(struct db *w, void *ctx)
{
	const struct post_to to = { POST_MAIL, { (const unsigned char *)"x@y.example", 11 }, 0, "x…@y.example" };
	struct letter l = { .purpose = "ask", .subject = "请<答复>", .text = ctx, .to = &to, .nto = 1 };

	return post_put(w, &s.env, AREA, &l, NULL);
}

static void
put(const char *text)
{
	assert_ok(store_do(s.store, put_tx, (void *)text));
}

/* Everything that waits dies. */
static int64_t
kill_all(void)
{
	int slots[POST_CHANNELS] = { 50, 50, 50, 50, 50, 50 };
	struct post_rows rows;
	int64_t next;

	assert_ok(post_lease(s.store, s.a, AREA, slots, &rows, &next));
	for (size_t i = 0; i < rows.n; i++) {
		struct post_result r = { rows.v[i], NEVER(M_post_err_refused, "550 <b>no</b>") };

		assert_ok(post_record(s.store, &r, 1));
	}
	return rows.n ? rows.v[0]->id : 0;
}

static void
the_demo_shows_everything_with_links(void **state)
{
	start(true);
	assert_int_equal(ask("/outbox", NULL), 200);
	assert_true(shows("还没有信件"));
	put("请打开 http://127.0.0.1:1/u/abc?x=1&y=2，回答。\n\n<script>alert(1)</script>\nhttps://q.example/a.");
	assert_int_equal(ask("/outbox", NULL), 200);
	assert_true(shows("<a href=\"http://127.0.0.1:1/u/abc?x=1&amp;y=2\">http://127.0.0.1:1/u/abc?x=1&amp;y=2</a>，回答。</p>"));
	assert_true(shows("<a href=\"https://q.example/a\">https://q.example/a</a>.</p>"));
	assert_true(shows("&lt;script&gt;"));
	assert_false(shows("<script>alert"));
	assert_true(shows("x…@y.example"));
	assert_true(shows("请&lt;答复&gt;"));
	assert_false(shows("x@y.example"));
	for (int i = 0; i < 35; i++)
		put(arena_fmt(s.a, "letter number %d.", i));
	assert_int_equal(ask("/outbox", NULL), 200);
	assert_true(shows("letter number 34."));
	assert_true(shows("letter number 5."));
	assert_false(shows("letter number 4."));
	{
		const char *older = strstr(out_cstr(&s.page), "/outbox?before=");

		assert_non_null(older);
		assert_int_equal(ask(arena_dup(s.a, older, strcspn(older, "\"")), NULL), 200);
	}
	assert_true(shows("letter number 4."));
	assert_false(shows("letter number 5."));
	assert_true(shows("&lt;script&gt;"));
	assert_false(shows("/outbox?before="));
}

static void
outside_a_demo_there_is_no_such_page(void **state)
{
	start(false);
	put("secret");
	assert_int_equal(ask("/outbox", NULL), 404);
	assert_false(shows("secret"));
}

static void
staff_send_again_or_give_up(void **state)
{
	int64_t id;
	const char *retry, *drop, *guard;

	start(false);
	assert_int_equal(ask("/desk/outbox", NULL), 200);
	assert_true(shows("所有信件都送到了"));
	put("a");
	id = kill_all();
	retry = arena_fmt(s.a, "/desk/outbox/%lld/retry", (long long)id);
	drop = arena_fmt(s.a, "/desk/outbox/%lld/drop", (long long)id);
	assert_int_equal(ask("/desk/outbox", NULL), 200);
	assert_true(shows("550 &lt;b&gt;no"));
	assert_true(shows("对方拒绝了"));
	guard = guard_of(retry);
	assert_int_equal(ask(retry, ""), 403);				/* without a token nothing happens */
	assert_int_equal(ask(retry, guard), 303);
	assert_int_equal(ask("/desk/outbox?done=retry", NULL), 200);
	assert_true(shows("马上再发一次"));
	assert_true(shows("等待发送"));
	assert_false(shows("/retry\""));
	kill_all();
	assert_int_equal(ask("/desk/outbox", NULL), 200);
	guard = guard_of(drop);
	assert_int_equal(ask(drop, guard), 303);
	assert_int_equal(ask("/desk/outbox?done=drop", NULL), 200);
	assert_true(shows("所有信件都送到了"));
	assert_int_equal(ask("/desk/outbox/1/drop", guard), 422);	/* the key was used for another letter */
}

static void
nobody_else_sees_the_desk(void **state)
{
	start(true);
	s.staff = false;
	assert_int_equal(ask("/desk/outbox", NULL), 403);
	assert_int_equal(ask("/desk/outbox/1/retry", "_csrf=x"), 403);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_demo_shows_everything_with_links),
		TEST(outside_a_demo_there_is_no_such_page),
		TEST(staff_send_again_or_give_up),
		TEST(nobody_else_sees_the_desk),
	};

	curl_global_init(CURL_GLOBAL_DEFAULT);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
