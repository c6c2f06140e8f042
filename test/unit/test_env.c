/* test_env.c - clock, chance and ids; the catalogue; the log's one line. */
#include "unit.h"
#include "base/day.h"
#include "base/log.h"
#include "base/msg_table.h"
#include "base_msg.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int
id_cmp(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static void
ids_grow_and_never_meet(void **state)
{
	static int64_t ids[5000];
	struct env e;
	size_t i;

	env_init(&e);
	e.fixed = INT64_C(1700000000000000);
	for (i = 0; i < COUNT(ids); i++) {
		if (i % 1000 == 0)
			e.fixed += 1000;		/* the next millisecond */
		ids[i] = env_id(&e);
		assert_true(ids[i] > 0);
		assert_true(i == 0 || ids[i] > ids[i - 1]);
	}
	assert_true(ids[0] >> 21 == 1700000000001 - 1577836800000);
	qsort(ids, COUNT(ids), sizeof(*ids), id_cmp);
	for (i = 1; i < COUNT(ids); i++)
		assert_true(ids[i] != ids[i - 1]);
	e.fixed = US_SECOND;				/* before 2020: still positive */
	assert_true(env_id(&e) > 0);
}

static void
two_programs_differ(void **state)
{
	struct env e, f;
	int same = 0, i;

	for (i = 0; i < 20; i++) {
		env_init(&e);
		env_init(&f);
		e.fixed = f.fixed = INT64_C(1700000000000000);
		same += env_id(&e) == env_id(&f);
	}
	assert_true(same < 3);
}

static void
clock_stands_and_moves(void **state)
{
	struct env e;
	int64_t real, moved;

	env_init(&e);
	assert_int_equal(e.zone_minutes, 480);
	real = env_now(&e);
	assert_true(real > INT64_C(1600000000000000));
	e.offset = -US_DAY;
	moved = env_now(&e);
	assert_true(moved < real - US_DAY + 60 * US_SECOND && moved >= real - US_DAY);
	e.fixed = 5;
	assert_true(env_now(&e) == 5);
}

static void
chance_fills_everything(void **state)
{
	unsigned char b[1000], seen[256] = { 0 };
	struct env e;
	size_t i, kinds = 0;

	env_init(&e);
	e.random(&e, b, sizeof(b));
	for (i = 0; i < sizeof(b); i++)
		kinds += !seen[b[i]], seen[b[i]] = 1;
	assert_true(kinds > 200);
}

static void
sentences(void **state)
{
	assert_string_equal(lang_code(LANG_ZH), "zh-CN");
	assert_string_equal(lang_code(LANG_EN), "en");
	assert_string_equal(msg_text(LANG_EN, M_word_yes), "Yes");
	assert_string_equal(msg_text(LANG_ZH, M_word_yes), "是");
	assert_string_equal(msg_text(LANG_ZH, M_NONE), "");
	assert_true(msg_table_n > 1000);
	for (size_t i = 0; i < msg_table_n; i++) {
		enum msg k = msg_table[i].key;

		assert_string_equal(msg_name(k), msg_table[i].name);
		assert_int_equal(msg_find(msg_table[i].name), k);
		assert_true(*msg_text(LANG_ZH, k) && *msg_text(LANG_EN, k));
	}
	assert_string_equal(msg_name(M_NONE), "");
	assert_int_equal(msg_find("err.not_found"), M_err_not_found);
	assert_int_equal(msg_find("err.not_foun"), M_NONE);
	assert_int_equal(msg_find("zzz"), M_NONE);
	assert_int_equal(msg_find(NULL), M_NONE);
}

static void
log_is_one_line(void **state)
{
	static const struct err e = { 500, M_err_server, "store.c", 12 };
	char buf[8192] = "", big[4000];
	FILE *f = tmpfile();
	int keep = dup(2);
	size_t n;

	memset(big, 'x', sizeof(big) - 1);
	big[sizeof(big) - 1] = '\0';
	assert_non_null(f);
	fflush(stderr);
	dup2(fileno(f), 2);
	log_event(LOG_INFO, "begin", "a=%s b=%d", "x\ny\r\x1b[2J", 7);
	log_event(LOG_DEBUG, "silent", "a=1");
	log_err("store", e);
	log_event(LOG_WARN, "big", "%s", big);
	log_event(LOG_WARN, "bare", NULL);
	dup2(keep, 2);
	close(keep);
	rewind(f);
	n = fread(buf, 1, sizeof(buf) - 1, f);
	fclose(f);
	assert_true(n > 2000 && n < 4000);
	assert_non_null(strstr(buf, "Z info begin a=x y  [2J b=7\n"));
	assert_non_null(strstr(buf, " error store code=500 key=err.server at=store.c:12\n"));
	assert_non_null(strstr(buf, "xxx\n"));
	assert_non_null(strstr(buf, " warn bare\n"));
	assert_null(strstr(buf, "silent"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_grow_and_never_meet), cmocka_unit_test(two_programs_differ),
		cmocka_unit_test(clock_stands_and_moves), cmocka_unit_test(chance_fills_everything),
		cmocka_unit_test(sentences), cmocka_unit_test(log_is_one_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
