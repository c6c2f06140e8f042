/* test_webguard.c - what the guard refuses before the body. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "web/guard.h"
#include "web/rate.h"

static int
judge(const char *version, const char *target, const char *const lines[][2])
{
	struct webguard g = { 0 };

	for (size_t i = 0; lines[i][0]; i++)
		webguard_header(&g, lines[i][0], strlen(lines[i][0]), lines[i][1], strlen(lines[i][1]));
	return webguard_head(&g, version, target);
}

#define JUDGE(...) judge("HTTP/1.1", "/a", (const char *const[][2]){ __VA_ARGS__, { NULL, NULL } })
#define HOST { "Host", "x.example:80" }

static void
heads(void **state)
{
	(void)state;
	assert_int_equal(JUDGE(HOST), 0);
	assert_int_equal(JUDGE({ "host", "[::1]:8652" }), 0);
	assert_int_equal(JUDGE({ "X", "y" }), 400);
	assert_int_equal(JUDGE(HOST, HOST), 400);
	assert_int_equal(JUDGE(HOST, { "Content-Length", "0" }), 0);
	assert_int_equal(JUDGE(HOST, { "Content-Length", "5" }, { "content-length", "5" }), 400);
	assert_int_equal(JUDGE(HOST, { "Content-Length", "+5" }), 400);
	assert_int_equal(JUDGE(HOST, { "Content-Length", "" }), 400);
	assert_int_equal(JUDGE(HOST, { "Content-Length", "5 " }), 400);
	assert_int_equal(JUDGE(HOST, { "Content-Length", "9999999999999999" }), 400);
	assert_int_equal(JUDGE(HOST, { "Transfer-Encoding", "chunked" }), 400);
	assert_int_equal(JUDGE(HOST, { "transfer-encoding", "" }), 400);
	assert_int_equal(JUDGE(HOST, { "Transfer-Encoding ", "identity" }), 400);
	assert_int_equal(JUDGE(HOST, { "X", "a\rb" }), 400);
	assert_int_equal(JUDGE(HOST, { "X", "a\x7f" }), 400);
	assert_int_equal(JUDGE(HOST, { "X", "a\tb 楼" }), 0);
	assert_int_equal(JUDGE(HOST, { "X:", "a" }), 400);
	assert_int_equal(JUDGE(HOST, { "", "a" }), 400);
	assert_int_equal(JUDGE({ "Host", "" }), 400);
	assert_int_equal(JUDGE({ "Host", "a@b" }), 400);
	assert_int_equal(JUDGE(HOST, { "Hots", "x" }), 0);
}

static void
versions(void **state)
{
	static const char *const one[][2] = { HOST, { NULL, NULL } };

	(void)state;
	assert_int_equal(judge("HTTP/1.0", "/", one), 0);
	assert_int_equal(judge("HTTP/1.9", "/", one), 400);
	assert_int_equal(judge("", "/", one), 400);
	assert_int_equal(judge("HTTP/1.1 ", "/", one), 400);
}

static void
targets(void **state)
{
	static const char *const bad[] = { "", "a", "*", "http://x/", "/%", "/%4", "/%zz", "/%00", "/a%0", "/a b", "/a#b", "/a\\b",
		"/\x01", "/\x7f", "/楼" };

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(webguard_target(bad[i]));
	assert_true(webguard_target("/"));
	assert_true(webguard_target("/a/%E6%A5%BC?q=%20&x=[1]"));
}

static void
sizes(void **state)
{
	struct webguard many = { 0 }, big = { 0 };
	static char value[WEBGUARD_BYTES];

	(void)state;
	for (int i = 0; i < WEBGUARD_HEADERS; i++)
		webguard_header(&many, "X", 1, "y", 1);
	assert_int_equal(many.status, 0);
	webguard_header(&many, "X", 1, "y", 1);
	assert_int_equal(many.status, 431);
	memset(value, 'v', sizeof value);
	webguard_header(&big, "X", 1, value, sizeof value);
	assert_int_equal(big.status, 431);
}

/* Networks as the settings name them; what is none, and whose addresses are the machine's own. */
static void
addresses(void **state)
{
	static const char *const bad[] = { "10.0.0.0/x", "10.0.0.0/8x", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/33", "::1/129", "host", "10.0.0" };
	struct arena *a = arena_new();
	struct nets n;
	int left, full;
	struct rate *none = rate_new(0), *free_for_all = rate_new(-1), *one = rate_new(1);

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(nets_parse(a, bad[i], &n));
	assert_true(nets_parse(a, " 10.0.0.0/9, 2001:db8::/33 192.0.2.1", &n));
	assert_int_equal(n.n, 3);
	assert_true(nets_has(&n, "10.127.0.1") && !nets_has(&n, "10.128.0.1") && nets_has(&n, "192.0.2.1") && !nets_has(&n, "x"));
	assert_true(nets_has(&n, "2001:db8:7fff::1") && !nets_has(&n, "2001:db8:8000::1"));
	assert_true(addr_loopback("127.1.2.3") && addr_loopback("::1") && addr_loopback("::ffff:127.0.0.1") && !addr_loopback("128.0.0.1"));
	assert_null(free_for_all);
	assert_int_equal(rate_take(free_for_all, "192.0.2.1", 0), 0);
	assert_int_equal(rate_take(one, "nowhere", 0), 0);
	assert_int_equal(rate_take(one, "2001:db8::1", 0), 0);
	assert_true(rate_take(one, "2001:db8::2", 0) > 0);		/* the same /64 */
	assert_int_equal(rate_take(one, "2001:db8:0:1::2", 0), 0);
	assert_true(rate_take(none, "192.0.2.1", 0) > 0);
	assert_true(rate_take_named(none, "key", 0, 0, &left, &full) > 0);
	assert_int_equal(left, 0);
	rate_free(none);
	rate_free(one);
	rate_free(NULL);
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(heads),
		cmocka_unit_test(versions),
		cmocka_unit_test(targets),
		cmocka_unit_test(sizes),
		cmocka_unit_test(addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
