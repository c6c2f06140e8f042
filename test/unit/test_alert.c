/* test_alert.c - the daily pace of alerts on the test's clock: one letter a day at most, after eight in the morning, with all that is
 * new since the last; nothing new, no letter. */
#include "town_help.h"

#include "base/day.h"
#include "matter/alert.h"
#include "matter/matter.h"

#define HOUR (INT64_C(3600) * US_SECOND)

static struct town {
	struct town_base base;
	int64_t community, other;
	int32_t day;
} t;

static struct err
town_tx(struct db *w, void *ctx)
{
	int64_t district;

	TRY(place_add(w, ctx, PLACE_DISTRICT, 0, "d1", &district));
	TRY(place_add(w, ctx, PLACE_COMMUNITY, district, "c1", &t.community));
	TRY(place_add(w, ctx, PLACE_COMMUNITY, district, "c2", &t.other));
	return town_person(w, ctx);
}

static void
at(int day, int64_t hours, int64_t minutes)
{
	t.base.env.fixed = day_start(&t.base.env, t.day + day) + hours * HOUR + minutes * 60 * US_SECOND;
}

static int
setup(void **state)
{
	t.day = day_from_ymd(2023, 4, 3);
	env_init(&t.base.env);		/* at() asks for the district's zone */
	at(0, 9, 0);
	return town_open(&t.base, t.base.env.fixed, town_tx);
}

static int
teardown(void **state)
{
	return town_close(&t.base);
}

struct wish {
	int64_t place;
	const char *pace;
};

static struct err
alert_tx(struct db *w, void *ctx)
{
	const struct wish *wish = ctx;
	struct act act = { .a = t.base.a, .env = &t.base.env, .area = AREA, .who = { .account = t.base.person, .owner = "a1" } };

	return alert_put(w, &act, wish->place, "", wish->pace, NULL);
}

static struct err
file_tx(struct db *w, void *ctx)
{
	struct act act = { .a = t.base.a, .env = &t.base.env, .area = AREA, .who = { .roles = LIFE_RESIDENT, .as = "resident", .owner = "v1" } };
	struct filing f = { .kind = "proposal", .place = t.community, .title = ctx, .body = "dark", .whereabouts = "", .category = "light",
		.channel = "web" };
	struct filed out;

	return matter_file(w, &act, &f, &out);
}

static void
file_it(char *title)
{
	assert_ok(store_do(t.base.store, file_tx, title));
}

/* One pass of the timer; how many letters there are now, *last: the newest one's words. */
static int64_t
pass(const char **last)
{
	static const struct sql count = { "letters", "SELECT count(*) FROM letter WHERE purpose = 'alert'", 0, 1 };
	static const struct sql newest = { "newest", "SELECT body FROM letter WHERE purpose = 'alert' ORDER BY id DESC LIMIT 1", 0, 1 };
	struct db *db;
	int64_t n;
	bool row;

	assert_ok(store_reader(t.base.store, &db));
	assert_ok(alert_pass(t.base.store, db, t.base.a, AREA));
	store_reader_close(db);
	assert_ok(store_reader(t.base.store, &db));
	{
		STMT st = NULL;

		assert_ok(stmt_get(db, &count, &st));
		assert_ok(stmt_step(st, &row));
		n = stmt_col_int(st, 0);
	}
	{
		STMT st = NULL;

		assert_ok(stmt_get(db, &newest, &st));
		assert_ok(stmt_step(st, &row));
		*last = row ? stmt_col_text(st, 0, t.base.a) : "";
	}
	store_reader_close(db);
	return n;
}

static void
once_a_morning(void **state)
{
	const char *last;

	(void)state;
	at(0, 20, 0);
	assert_ok(store_do(t.base.store, alert_tx, &(struct wish){ t.community, "daily" }));
	assert_int_equal(pass(&last), 0);
	at(0, 21, 0);
	file_it("lamp one");
	at(1, 7, 59);
	assert_int_equal(pass(&last), 0);		/* nobody's phone rings before eight */
	file_it("lamp two");
	at(1, 8, 0);
	assert_int_equal(pass(&last), 1);
	assert_non_null(strstr(last, "lamp one"));	/* all that is new in one letter */
	assert_non_null(strstr(last, "lamp two"));
	at(1, 8, 1);
	assert_int_equal(pass(&last), 1);
	file_it("lamp three");
	at(1, 23, 0);
	assert_int_equal(pass(&last), 1);		/* once a day */
	at(2, 8, 5);
	assert_int_equal(pass(&last), 2);
	assert_non_null(strstr(last, "lamp three"));
	assert_null(strstr(last, "lamp two"));		/* nothing twice */
	at(3, 9, 0);
	assert_int_equal(pass(&last), 2);		/* nothing new, no letter */
	file_it("lamp four");
	at(3, 9, 1);
	assert_int_equal(pass(&last), 3);
	assert_non_null(strstr(last, "lamp four"));
}

static void
another_place_and_the_other_pace(void **state)
{
	const char *last;
	int64_t before;

	(void)state;
	at(10, 9, 0);
	before = pass(&last);
	assert_ok(store_do(t.base.store, alert_tx, &(struct wish){ t.other, "daily" }));
	assert_ok(store_do(t.base.store, alert_tx, &(struct wish){ 0, "now" }));
	file_it("lamp five");
	at(10, 22, 0);
	assert_int_equal(pass(&last), before + 2);	/* the one at once, the first one's daily letter; none for the other place */
	file_it("lamp six");
	at(10, 22, 1);
	assert_int_equal(pass(&last), before + 3);	/* at once, whatever the hour */
	assert_non_null(strstr(last, "lamp six"));
	at(11, 8, 0);
	assert_int_equal(pass(&last), before + 4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(once_a_morning), cmocka_unit_test(another_place_and_the_other_pace) };

	return cmocka_run_group_tests(tests, setup, teardown);
}
