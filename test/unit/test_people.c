/*
 * test_people.c - rights, keys, sessions, one-time codes, limits and passwords, under a clock of the test's own: what may be
 * done by whom, what a crash or a second process leaves of the keys, how long a code and a session live.
 */
#include "store_help.h"
#include "people_sign_msg.h"

#include <sodium.h>

#include "base/text.h"
#include "people/account.h"
#include "people/code.h"
#include "people/session.h"
#include "people/staff.h"
#include "store/migration.h"

#define AREA   120106
#define MINUTE (60 * US_SECOND)
#define START  INT64_C(1700000000000000)

struct house {
	char dir[64], path[96], keys_path[96];
	struct env env;
	struct store *store;
	struct keys *keys;
	struct arena *a;
};

static struct house h;
static const unsigned char kek[32] = "a key for the keys of this test";

static void
house_conf(bool demo)
{
	struct people_conf c = { .keys = h.keys, .env = &h.env, .index_key = "another", .demo = demo };

	people_init(&c);
}

static int
house_setup(void **state)
{
	(void)state;
	memset(&h, 0, sizeof(h));
	snprintf(h.dir, sizeof(h.dir), "%s/qiao-test-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	assert_non_null(mkdtemp(h.dir));
	snprintf(h.path, sizeof(h.path), "%s/q.db", h.dir);
	snprintf(h.keys_path, sizeof(h.keys_path), "%s/keys", h.dir);
	env_init(&h.env);
	h.env.fixed = START;
	h.a = arena_new();
	assert_ok(keys_open(&h.keys, h.keys_path, kek));
	assert_ok(store_open(&h.store, h.path, &h.env));
	house_conf(false);
	return 0;
}

static int
house_teardown(void **state)
{
	char cmd[128];

	(void)state;
	store_close(h.store);
	keys_close(h.keys);
	arena_free(h.a);
	snprintf(cmd, sizeof(cmd), "rm -rf '%s'", h.dir);
	return system(cmd);
}

/* ---- rights: the table a second time, so that it changes in no silence ---- */

static const char *const may[ROLE_COUNT] = {
	[ROLE_VISITOR] = "PUBLIC", [ROLE_RESIDENT] = "PUBLIC MINE",
	[ROLE_GRID] = "PUBLIC MINE DESK FILE_FOR HANDLE NOTE CONTACT BOOTH",
	[ROLE_COMMITTEE] = "PUBLIC MINE DESK FILE_FOR INTAKE HANDLE MEET PLAN ASK MODERATE NOTE WORDS CONTACT POLL BOOTH",
	[ROLE_MODERATOR] = "PUBLIC MINE DESK MODERATE NOTE", [ROLE_UNIT] = "PUBLIC MINE ANSWER",
	[ROLE_BANK] = "PUBLIC MINE BANK", [ROLE_BUREAU] = "PUBLIC MINE BUREAU FAIR", [ROLE_ADVISER] = "PUBLIC MINE ADVISE",
	[ROLE_STREET] = "PUBLIC MINE DESK INTAKE HANDLE ASK MODERATE NOTE WORDS RULES", [ROLE_LEADER] = "PUBLIC MINE DESK",
	[ROLE_ADMIN] = "PUBLIC MINE OUTBOX USERS AUDIT",
};

static void
test_rights_matrix(void **state)
{
	(void)state;
	for (int role = 0; role < ROLE_COUNT; role++) {
		const char *words = arena_fmt(h.a, " %s ", may[role]);

		assert_false(role_may((enum role)role, RIGHT_NONE));
		for (int right = RIGHT_NONE + 1; right < RIGHT_COUNT; right++) {
			bool told = strstr(words, arena_fmt(h.a, " %s ", right_name((enum right)right)));

			if (role_may((enum role)role, (enum right)right) != told)
				fail_msg("%s and %s: the table says %d", role_name((enum role)role), right_name((enum right)right), !told);
		}
	}
}

struct tree {
	int64_t street, one, two, house;
};

static struct err
tree_tx(struct db *w, void *ctx)
{
	struct tree *t = ctx;
	struct place p = { .kind = PLACE_STREET, .code = "120106001000", .slug = "s", .zh = "s", .en = "" };

	TRY(place_put(w, &h.env, AREA, &p, &t->street));
	p = (struct place){ .kind = PLACE_COMMUNITY, .parent = t->street, .code = "120106001001", .slug = "one", .zh = "1", .en = "" };
	TRY(place_put(w, &h.env, AREA, &p, &t->one));
	p.code = "120106001002";
	p.slug = "two";
	TRY(place_put(w, &h.env, AREA, &p, &t->two));
	p = (struct place){ .kind = PLACE_BUILDING, .parent = t->one, .code = "1201060010010001", .slug = "b", .zh = "b", .en = "" };
	return place_put(w, &h.env, AREA, &p, &t->house);
}

static void
test_a_role_holds_at_its_place_and_below(void **state)
{
	struct grant g = { .role = ROLE_COMMITTEE };
	struct caller c = { .account = 1, .staff = true, .grants = &g, .ngrants = 1 };
	struct tree t;
	struct db *db;

	(void)state;
	assert_ok(store_do(h.store, tree_tx, &t));
	assert_ok(store_reader(h.store, &db));
	g.place = t.one;
	assert_true(people_may(db, AREA, &c, RIGHT_HANDLE, t.one));
	assert_true(people_may(db, AREA, &c, RIGHT_HANDLE, t.house));
	assert_false(people_may(db, AREA, &c, RIGHT_HANDLE, t.two));
	assert_false(people_may(db, AREA, &c, RIGHT_HANDLE, t.street));
	assert_false(people_may(db, AREA, &c, RIGHT_HANDLE, 424242));	/* no such place */
	assert_false(people_may(db, AREA, NULL, RIGHT_HANDLE, t.one));
	assert_true(people_may(db, AREA, NULL, RIGHT_PUBLIC, t.one));
	assert_true(people_may(db, AREA, &c, RIGHT_MINE, t.two));	/* one's own has no place */
	assert_false(people_may(db, AREA, NULL, RIGHT_MINE, t.two));
	assert_int_equal(people_roles(db, AREA, &c, t.house), 1u << ROLE_VISITOR | 1u << ROLE_COMMITTEE);
	assert_int_equal(people_roles(db, AREA, &c, t.two), 1u << ROLE_VISITOR);
	g.place = t.street;
	assert_true(people_may(db, AREA, &c, RIGHT_HANDLE, t.two));
	store_reader_close(db);
}

/* ---- keys ---- */

static struct bytes
sealed(int64_t slot, const char *where, const char *text)
{
	struct bytes b = { 0 };

	assert_ok(keys_seal(h.keys, h.a, slot, where, (struct bytes){ (const unsigned char *)text, strlen(text) }, &b));
	return b;
}

static void
test_sealed_opens_only_with_its_key_and_in_its_place(void **state)
{
	int64_t mine, other;
	struct bytes b, plain;

	(void)state;
	assert_ok(keys_new(h.keys, &mine));
	assert_ok(keys_new(h.keys, &other));
	assert_int_not_equal(mine, other);
	assert_true(mine > 0);
	b = sealed(mine, "account.phone.1", "13900000000");
	assert_null(memmem(b.p, b.n, "139", 3));
	assert_ok(keys_open_sealed(h.keys, h.a, mine, "account.phone.1", b, &plain));
	assert_memory_equal(plain.p, "13900000000", 11);
	assert_int_equal(keys_open_sealed(h.keys, h.a, mine, "account.phone.2", b, &plain).code, 500);	/* moved to another row */
	assert_int_equal(keys_open_sealed(h.keys, h.a, other, "account.phone.1", b, &plain).code, 500);
	for (size_t i = 0; i < b.n; i++) {
		unsigned char *bad = (unsigned char *)arena_dup(h.a, b.p, b.n);

		bad[i] ^= 1;
		assert_int_equal(keys_open_sealed(h.keys, h.a, mine, "account.phone.1", (struct bytes){ bad, b.n }, &plain).code, 500);
		assert_int_not_equal(keys_open_sealed(h.keys, h.a, mine, "account.phone.1", (struct bytes){ b.p, i }, &plain).code, 0);
	}
	assert_ok(keys_erase(h.keys, mine));
	assert_int_equal(keys_open_sealed(h.keys, h.a, mine, "account.phone.1", b, &plain).code, 410);
	assert_int_equal(keys_seal(h.keys, h.a, mine, "account.phone.1", plain, &b).code, 410);
	assert_int_equal(keys_open_sealed(h.keys, h.a, 0, "account.phone.1", b, &plain).code, 410);
	assert_int_equal(keys_open_sealed(h.keys, h.a, 999999, "account.phone.1", b, &plain).code, 410);
}

static void
test_keys_outlive_the_process_and_slots_cannot_be_swapped(void **state)
{
	unsigned char slots[2][72], other_kek[32] = "wrong";
	int64_t a, b, c;
	struct bytes x, plain;
	struct keys *wrong;
	int fd;

	(void)state;
	assert_ok(keys_new(h.keys, &a));
	assert_ok(keys_new(h.keys, &b));
	x = sealed(a, "p", "text");
	keys_close(h.keys);
	assert_ok(keys_open(&h.keys, h.keys_path, kek));
	assert_ok(keys_open_sealed(h.keys, h.a, a, "p", x, &plain));
	assert_ok(keys_new(h.keys, &c));
	assert_true(c > b);					/* what was handed out before is never handed out again */
	assert_ok(keys_open(&wrong, h.keys_path, other_kek));
	assert_int_equal(keys_open_sealed(wrong, h.a, a, "p", x, &plain).code, 500);
	keys_close(wrong);

	fd = open(h.keys_path, O_RDWR);
	assert_int_equal(pread(fd, slots[0], 72, a * 72), 72);
	assert_int_equal(pread(fd, slots[1], 72, b * 72), 72);
	assert_int_equal(pwrite(fd, slots[1], 72, a * 72), 72);
	assert_int_equal(pwrite(fd, slots[0], 72, b * 72), 72);
	close(fd);
	assert_int_equal(keys_open_sealed(h.keys, h.a, a, "p", x, &plain).code, 500);
	assert_int_equal(keys_open_sealed(h.keys, h.a, b, "p", x, &plain).code, 500);
	assert_int_equal(keys_seal(h.keys, h.a, a, "p", plain, &x).code, 500);
}

static void
test_two_processes_never_share_a_key(void **state)
{
	struct keys *command;
	struct bytes x, plain;
	int64_t first, theirs, mine = 0;

	(void)state;
	assert_ok(keys_new(h.keys, &first));
	assert_ok(keys_open(&command, h.keys_path, kek));
	assert_ok(keys_new(command, &theirs));
	assert_ok(keys_seal(command, h.a, theirs, "p", (struct bytes){ (const unsigned char *)"x", 1 }, &x));
	for (int i = 0; i < 200; i++) {				/* over several batches */
		assert_ok(keys_new(h.keys, &mine));
		assert_int_not_equal(mine, theirs);
	}
	assert_ok(keys_open_sealed(h.keys, h.a, theirs, "p", x, &plain));
	keys_close(command);
}

static void
test_a_batch_cut_by_a_crash_is_left_behind(void **state)
{
	int64_t before, after;
	struct bytes x, y, plain;

	(void)state;
	assert_ok(keys_new(h.keys, &before));
	x = sealed(before, "p", "old");
	keys_close(h.keys);
	assert_int_equal(truncate(h.keys_path, (before + 3) * 72 + 17), 0);
	assert_ok(keys_open(&h.keys, h.keys_path, kek));
	assert_ok(keys_new(h.keys, &after));
	assert_true(after >= before + 4);
	y = sealed(after, "p", "new");
	assert_ok(keys_open_sealed(h.keys, h.a, before, "p", x, &plain));
	assert_ok(keys_open_sealed(h.keys, h.a, after, "p", y, &plain));
	assert_memory_equal(plain.p, "new", 3);
}

/* ---- sessions ---- */

static void
test_sessions_end(void **state)
{
	struct session_get s = { .created = START, .seen = START, .level = SESSION_WHOLE };
	const int64_t hour = 60 * MINUTE;

	(void)state;
	assert_true(session_alive(&s, true, START + 2 * hour - 1));
	assert_false(session_alive(&s, true, START + 2 * hour));		/* idle */
	s.seen = START + 11 * hour;
	assert_true(session_alive(&s, true, START + 12 * hour - 1));
	assert_false(session_alive(&s, true, START + 12 * hour));		/* in all */
	s.seen = START;
	assert_true(session_alive(&s, false, START + 90 * US_DAY - 1));
	assert_false(session_alive(&s, false, START + 90 * US_DAY));
	s.level = SESSION_HALF;
	assert_true(session_alive(&s, true, START + 10 * MINUTE - 1));
	assert_false(session_alive(&s, true, START + 10 * MINUTE));
	assert_false(session_alive(&s, false, START + 10 * MINUTE));
	assert_int_equal(strlen(session_token(h.a, &h.env)), 43);		/* 256 bits */
	assert_string_not_equal(session_token(h.a, &h.env), session_token(h.a, &h.env));
}

/* ---- codes and limits ---- */

struct attempt {
	const char *subject, *typed, *once;
	enum code_verdict verdict;
	const struct limit *limit;
};

static struct err
keep_tx(struct db *w, void *ctx)
{
	const struct attempt *t = ctx;

	return code_keep(w, h.a, &h.env, AREA, t->subject, t->typed);
}

static struct err
try_tx(struct db *w, void *ctx)
{
	struct attempt *t = ctx;

	return code_try_one(w, h.a, &h.env, AREA, t->subject, t->typed, t->once, &t->verdict);
}

static void
code_is(const char *subject, const char *code)
{
	struct attempt t = { .subject = subject, .typed = code };

	assert_ok(store_do(h.store, keep_tx, &t));
}

static enum code_verdict
attempt(const char *subject, const char *typed, const char *once)
{
	struct attempt t = { .subject = subject, .typed = typed, .once = once };

	assert_ok(store_do(h.store, try_tx, &t));
	return t.verdict;
}

static void
test_a_code_works_once_for_one_form(void **state)
{
	(void)state;
	code_is("a", "123456");
	assert_int_equal(attempt("b", "123456", "f"), CODE_OVER);
	assert_int_equal(attempt("a", "123457", "f"), CODE_WRONG);
	assert_int_equal(attempt("a", "", "f"), CODE_WRONG);
	assert_int_equal(attempt("a", "123456", "f"), CODE_RIGHT);
	assert_int_equal(attempt("a", "123456", "f"), CODE_RIGHT);		/* the same form again */
	assert_int_equal(attempt("a", "123456", "g"), CODE_WRONG);		/* another one */
	code_is("a", "654321");
	assert_int_equal(attempt("a", "123456", "f"), CODE_WRONG);
	assert_int_equal(attempt("a", "654321", "f"), CODE_RIGHT);
}

static void
test_five_tries_and_ten_minutes(void **state)
{
	(void)state;
	code_is("a", "123456");
	for (int i = 0; i < 4; i++)
		assert_int_equal(attempt("a", "000000", "f"), CODE_WRONG);
	assert_int_equal(attempt("a", "000000", "f"), CODE_OVER);
	assert_int_equal(attempt("a", "123456", "f"), CODE_OVER);
	code_is("a", "123456");
	h.env.fixed = START + 10 * MINUTE - 1;
	assert_int_equal(attempt("a", "123456", "f"), CODE_RIGHT);
	h.env.fixed = START + 10 * MINUTE;
	assert_int_equal(attempt("a", "123456", "f"), CODE_OVER);		/* not even the same form */
}

static void
test_codes_are_six_digits_and_spread(void **state)
{
	int first[10] = { 0 };

	(void)state;
	for (int i = 0; i < 2000; i++) {
		const char *c = code_make(h.a, &h.env);

		assert_int_equal(strlen(c), CODE_DIGITS);
		assert_int_equal(strspn(c, "0123456789"), CODE_DIGITS);
		first[c[0] - '0']++;
	}
	for (int i = 0; i < 10; i++)
		assert_in_range(first[i], 100, 320);			/* 200 ± 9 standard deviations */
	assert_string_equal(code_typed(h.a, " １２3-４ 5６。"), "123456");
}

static struct err
take_tx(struct db *w, void *ctx)
{
	const struct attempt *t = ctx;

	return limit_take(w, h.a, &h.env, AREA, t->limit, t->subject);
}

static struct err
forget_tx(struct db *w, void *ctx)
{
	const struct attempt *t = ctx;

	return limit_forget(w, h.a, AREA, t->limit, t->subject);
}

static int
take(const struct limit *l, const char *who)
{
	struct attempt t = { .subject = who, .limit = l };

	return store_do(h.store, take_tx, &t).code;
}

static void
test_limits_roll_and_outlive_a_restart(void **state)
{
	static const struct limit l = { "test", 3, 10 * MINUTE }, other = { "other", 3, 10 * MINUTE };
	struct attempt t = { .subject = "x", .limit = &l };

	(void)state;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(take(&l, "x"), 0);
		h.env.fixed += MINUTE;
	}
	assert_int_equal(take(&l, "x"), 429);
	assert_int_equal(take(&l, "y"), 0);
	assert_int_equal(take(&other, "x"), 0);
	store_close(h.store);
	assert_ok(store_open(&h.store, h.path, &h.env));
	assert_int_equal(take(&l, "x"), 429);
	h.env.fixed = START + 10 * MINUTE + 1;		/* the first is out of the span; the refused ones never counted */
	assert_int_equal(take(&l, "x"), 0);
	assert_int_equal(take(&l, "x"), 429);
	assert_ok(store_do(h.store, forget_tx, &t));
	assert_int_equal(take(&l, "x"), 0);
	house_conf(true);				/* a demo's few accounts are everybody's */
	for (int i = 0; i < 30; i++)
		assert_int_equal(take(&l, "x"), 0);
	assert_true(address_is_own("127.0.0.1") && address_is_own("::1"));
	assert_false(address_is_own("203.0.113.7") || address_is_own("12.7.0.0"));
}

static void
test_carried_texts(void **state)
{
	const char *s = carry_out(h.a, &h.env, "sign-in", "13900000000"), *back;
	char *bad = arena_str(h.a, s);

	(void)state;
	assert_null(strstr(s, "139"));
	back = carry_in(h.a, &h.env, "sign-in", s, MINUTE);
	assert_string_equal(back, "13900000000");
	assert_null(carry_in(h.a, &h.env, "totp.1", s, MINUTE));
	bad[5] = bad[5] == 'A' ? 'B' : 'A';
	assert_null(carry_in(h.a, &h.env, "sign-in", bad, MINUTE));
	assert_null(carry_in(h.a, &h.env, "sign-in", "", MINUTE));
	assert_null(carry_in(h.a, &h.env, "sign-in", "%%%", MINUTE));
	assert_null(carry_in(h.a, &h.env, "sign-in", "AAAA", MINUTE));
	h.env.fixed += MINUTE;
	assert_null(carry_in(h.a, &h.env, "sign-in", s, MINUTE));
}

/* ---- passwords and roles ---- */

static void
test_passwords(void **state)
{
	const char *hash, *random = password_random(h.a, &h.env);

	(void)state;
	assert_ok(password_hash(h.a, "some words that are long", &hash));
	assert_int_equal(strncmp(hash, "$argon2id$v=19$m=19456,t=3,p=1$", 31), 0);	/* password_check's stand-in has the same cost */
	assert_true(password_check(hash, "some words that are long"));
	assert_false(password_check(hash, "some words that are lonG"));
	assert_false(password_check(NULL, "anything"));
	assert_ok(password_fits(h.a, "kx3!vq9m", "worker", true));
	assert_ok(password_fits(h.a, random, "worker", false));
	assert_int_equal(strlen(random), 19);
	assert_int_equal(password_fits(h.a, "kx3!vq9", "worker", true).key, M_people_err_password_8);
	assert_int_equal(password_fits(h.a, "kx3!vq9m", "worker", false).key, M_people_err_password_15);
	assert_ok(password_fits(h.a, "四百年的老槐树在南门口等着我们回家", "worker", false));
	assert_int_equal(password_fits(h.a, "Password123", "worker", true).key, M_people_err_password_common);
	assert_int_equal(password_fits(h.a, "ＡＢＣ１２３４５６", "worker", true).key, M_people_err_password_common);
	assert_int_equal(password_fits(h.a, "88888888888888888", "worker", false).key, M_people_err_password_common);
	assert_int_equal(password_fits(h.a, "abcdefghijklmnopq", "worker", false).key, M_people_err_password_common);
	assert_int_equal(password_fits(h.a, "my-Worker-2024-pass", "worker", false).key, M_people_err_password_common);
	/* what is commonest beside them: a word with figures and marks, letters written as figures */
	static const char *const usual[] = { "Summer2024!", "P@$$w0rd99", "!!dragon!!", "l3tm31n123", "qwerty!@#$", "20010203", "13800000000",
		"michael1988", "WoAiNi5201314", "123password321" };
	for (size_t i = 0; i < COUNT(usual); i++)
		assert_int_equal(password_fits(h.a, usual[i], "worker", true).key, M_people_err_password_common);
	assert_ok(password_fits(h.a, "summer rain on tin", "worker", true));
	assert_int_equal(password_fits(h.a, arena_fmt(h.a, "%0200d", 7), "worker", true).key, M_people_err_password_long);
}

static void
test_words_of_the_place_and_leaked_ones(void **state)
{
	struct people_conf c = *people_conf(), was = c;
	char path[] = "/tmp/qiao-leaked-XXXXXX";
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0 && write(fd, "one leaked line 7\r\nAnother Leaked 8\n", 37) == 37);
	close(fd);
	c.site[LANG_ZH] = "滨河区";
	c.site[LANG_EN] = "Riverside";
	c.leaked = path;
	people_init(&c);
	assert_int_equal(password_fits(h.a, "our riverside rules", "worker", true).key, M_people_err_password_common);
	assert_int_equal(password_fits(h.a, "我在滨河区上班的日子", "worker", true).key, M_people_err_password_common);
	assert_int_equal(password_fits(h.a, "ONE leaked line 7", "worker", true).key, M_people_err_password_common);
	assert_int_equal(password_fits(h.a, "another leaked 8", "worker", true).key, M_people_err_password_common);
	assert_ok(password_fits(h.a, "a third one of mine", "worker", true));
	unlink(path);
	assert_int_equal(password_fits(h.a, "a third one of mine", "worker", true).code, 503);	/* nothing is let through unseen */
	people_init(&was);
}

static void
test_what_a_role_needs(void **state)
{
	struct grant g;

	(void)state;
	assert_int_equal(staff_grant(ROLE_RESIDENT, 0, 0, &g).code, 422);
	assert_int_equal(staff_grant(ROLE_VISITOR, 0, 0, &g).code, 422);
	assert_int_equal(staff_grant(ROLE_COUNT, 0, 0, &g).code, 422);
	assert_int_equal(staff_grant(ROLE_UNIT, 5, 0, &g).code, 422);
	assert_ok(staff_grant(ROLE_ADMIN, 5, 6, &g));			/* everywhere or not at all */
	assert_true(g.place == 0 && g.org == 0);
	assert_ok(staff_grant(ROLE_UNIT, 5, 6, &g));
	assert_true(g.place == 0 && g.org == 6);
	assert_ok(staff_grant(ROLE_GRID, 5, 6, &g));
	assert_true(g.place == 5 && g.org == 0);
	assert_int_equal(staff_login_fits("A").code, 422);
	assert_int_equal(staff_login_fits("with blank").code, 422);
	assert_ok(staff_login_fits("grid-3.north"));
}

#define HOUSE(f) cmocka_unit_test_setup_teardown(f, house_setup, house_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		HOUSE(test_rights_matrix), HOUSE(test_a_role_holds_at_its_place_and_below),
		HOUSE(test_sealed_opens_only_with_its_key_and_in_its_place),
		HOUSE(test_keys_outlive_the_process_and_slots_cannot_be_swapped), HOUSE(test_two_processes_never_share_a_key),
		HOUSE(test_a_batch_cut_by_a_crash_is_left_behind), HOUSE(test_sessions_end), HOUSE(test_a_code_works_once_for_one_form),
		HOUSE(test_five_tries_and_ten_minutes), HOUSE(test_codes_are_six_digits_and_spread),
		HOUSE(test_limits_roll_and_outlive_a_restart), HOUSE(test_carried_texts), HOUSE(test_passwords),
		HOUSE(test_limits_roll_and_outlive_a_restart), HOUSE(test_carried_texts), HOUSE(test_words_of_the_place_and_leaked_ones),
		HOUSE(test_what_a_role_needs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
