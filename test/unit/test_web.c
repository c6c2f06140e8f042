/* test_web.c - the small pure parts of src/web: router, cookies, addresses, flood limits, ways back. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "web/web_int.h"

static struct arena *a;

static int
up(void **state)
{
	(void)state;
	a = arena_new();
	return a ? 0 : -1;
}

static int
down(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

static struct err
nothing(struct req *rq, struct out *o)
{
	(void)rq;
	(void)o;
	return OK;
}

#define ROW(v, p) { v, p, 1, NULL, nothing, "help", 0 }

static const struct route some[] = {
	ROW(VERB_GET, "/"), ROW(VERB_GET, "/m/:id"), ROW(VERB_POST, "/m/:id"), ROW(VERB_GET, "/m/new"),
	ROW(VERB_GET, "/:place/:number"), ROW(VERB_POST, "/m/:id/move"), ROW(VERB_GET, "/:place/new"), { 0 },
};

static const char *
find(enum verb verb, const char *path, struct found *f)
{
	const struct route *const tables[] = { some, NULL };

	*f = router_find(router_new(a, tables, NULL), a, verb, path);
	return f->route ? f->route->path : "none";
}

static void
routes(void **state)
{
	struct found f;

	(void)state;
	assert_string_equal(find(VERB_GET, "/", &f), "/");
	assert_string_equal(find(VERB_GET, "/m/new", &f), "/m/new");
	assert_string_equal(find(VERB_GET, "/m/7", &f), "/m/:id");
	assert_string_equal(find(VERB_GET, "/m/7/", &f), "/m/:id");
	assert_string_equal(f.params[0].name, "id");
	assert_string_equal(f.params[0].value, "7");
	assert_string_equal(find(VERB_GET, "/x/new", &f), "/:place/new");
	assert_string_equal(find(VERB_GET, "/x/7", &f), "/:place/:number");
	assert_int_equal(f.nparams, 2);
	assert_string_equal(find(VERB_GET, "/%E6%A5%BC/a%2Fb", &f), "/:place/:number");
	assert_string_equal(f.params[0].value, "楼");
	assert_string_equal(f.params[1].value, "a/b");
	assert_string_equal(find(VERB_POST, "/m/new", &f), "/m/:id");
	assert_string_equal(find(VERB_GET, "/m/7/move", &f), "none");
	assert_int_equal(f.verbs, 1u << VERB_POST);
	assert_string_equal(find(VERB_GET, "/m", &f), "none");
	assert_int_equal(f.verbs, 0);
	assert_string_equal(find(VERB_GET, "//m/7", &f), "none");
	assert_string_equal(find(VERB_GET, "/m//", &f), "none");
	assert_string_equal(find(VERB_GET, "/m/%ff", &f), "none");
	assert_string_equal(find(VERB_GET, "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/18", &f), "none");
}

static void
cookies(void **state)
{
	(void)state;
	assert_string_equal(cookie_find(a, "a=1; visitor=x; b=2", "visitor"), "x");
	assert_string_equal(cookie_find(a, "xvisitor=1;visitor=2 ; visitor=3", "visitor"), "2");
	assert_string_equal(cookie_find(a, "a=visitor=3", "visitor"), "");
	assert_string_equal(cookie_find(a, "visitorx=1; visitor=2", "visitor"), "2");
	assert_string_equal(cookie_find(a, "visitor", "visitor"), "");
	assert_string_equal(cookie_find(a, "visitor=", "visitor"), "");
	assert_string_equal(cookie_find(a, ";;; =;", "visitor"), "");
	assert_string_equal(cookie_make(a, "lang", "en", 60, false), "lang=en; Path=/; Max-Age=60; HttpOnly; SameSite=Lax");
	assert_string_equal(cookie_make(a, "s", "x", -1, true),
	    "__Host-s=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure");
}

static void
addresses(void **state)
{
	struct nets t;

	(void)state;
	assert_true(nets_parse(a, "127.0.0.1, 10.0.0.0/8 ,2001:db8::/33", &t));
	assert_int_equal(t.n, 3);
	assert_true(nets_has(&t, "10.255.0.1"));
	assert_false(nets_has(&t, "11.0.0.1"));
	assert_true(nets_has(&t, "2001:db8:7fff::1"));
	assert_false(nets_has(&t, "2001:db8:8000::1"));
	assert_false(nets_has(&t, "nonsense"));
	assert_string_equal(addr_client(a, &t, "127.0.0.1", "1.2.3.4"), "1.2.3.4");
	assert_string_equal(addr_client(a, &t, "127.0.0.1", "6.6.6.6, 1.2.3.4,10.1.1.1"), "1.2.3.4");
	assert_string_equal(addr_client(a, &t, "127.0.0.1", ""), "127.0.0.1");
	assert_string_equal(addr_client(a, &t, "127.0.0.1", "1.2.3.4, rubbish"), "127.0.0.1");
	assert_string_equal(addr_client(a, &t, "9.9.9.9", "1.2.3.4"), "9.9.9.9");
	assert_true(nets_parse(a, "", &t));
	assert_int_equal(t.n, 0);
	assert_string_equal(addr_client(a, &t, "127.0.0.1", "1.2.3.4"), "127.0.0.1");
	assert_false(nets_parse(a, "10.0.0.0/99", &t));
	assert_false(nets_parse(a, "10.0.0.0/", &t));
	assert_false(nets_parse(a, "127.0.0.1, proxy.local", &t));
}

static void
floods(void **state)
{
	struct rate *r = rate_new(60);
	char name[40];

	(void)state;
	for (int i = 0; i < 60; i++)
		assert_int_equal(rate_take(r, "192.0.2.1", 1000000), 0);
	assert_int_equal(rate_take(r, "192.0.2.1", 1000000), 2);
	assert_int_equal(rate_take(r, "192.0.2.2", 1000000), 0);
	assert_int_equal(rate_take(r, "192.0.2.1", 2100000), 0);
	assert_int_not_equal(rate_take(r, "192.0.2.1", 2100000), 0);
	/* one house has one /64 */
	for (int i = 0; i < 60; i++) {
		snprintf(name, sizeof name, "2001:db8::%x", i);
		assert_int_equal(rate_take(r, name, 3000000), 0);
	}
	assert_int_not_equal(rate_take(r, "2001:db8::ffff", 3000000), 0);
	/* a flood of addresses does not make room for the one that floods */
	for (int i = 0; i < 20000; i++) {
		snprintf(name, sizeof name, "10.%d.%d.1", i / 250, i % 250);
		rate_take(r, name, 3000000);
	}
	assert_int_not_equal(rate_take(r, "2001:db8::ffff", 3000000), 0);
	assert_null(rate_new(-1));
	assert_int_equal(rate_take(NULL, "192.0.2.1", 0), 0);
	for (int i = 1, left, full; i <= 3; i++) {
		assert_int_equal(rate_take_named(r, "key1", 3, 9000000, &left, &full), 0);
		assert_int_equal(left, 3 - i);
		assert_int_equal(full, i * 20 + 1);
	}
	assert_int_equal(rate_take_named(r, "key1", 3, 9000000, &(int){ 0 }, &(int){ 0 }), 21);
	assert_int_equal(rate_take_named(r, "key2", 3, 9000000, &(int){ 0 }, &(int){ 0 }), 0);
	assert_int_equal(rate_take_named(r, "key1", 3, 30000000, &(int){ 0 }, &(int){ 0 }), 0);
	rate_free(r);
}

static void
ways(void **state)
{
	static const char *const bad[] = { "", "a", "//evil", "/\\evil", "https://evil", "/a\nb", "/a\\b", "/\x7f" };

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_null(path_ours(a, bad[i]));
	assert_string_equal(path_ours(a, "/a?b=c d&e=楼"), "/a?b=c%20d&e=%E6%A5%BC");
	assert_string_equal(path_ours(a, "/%E6%A5%BC"), "/%E6%A5%BC");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(routes, up, down),
		cmocka_unit_test_setup_teardown(cookies, up, down),
		cmocka_unit_test_setup_teardown(addresses, up, down),
		cmocka_unit_test(floods),
		cmocka_unit_test_setup_teardown(ways, up, down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
