/* post_office.h - a store, settings, stand-ins and short words for test_post.c: letters put, rounds run, rows expected. */
#ifndef POST_OFFICE_H
#define POST_OFFICE_H

#include "post_help.h"

#include "base/text.h"
#include "post/post_int.h"
#include "store/store.h"
#include "base_msg.h"

#define AREA   120106
#define MINUTE (INT64_C(60) * 1000000)

struct office {
	char dir[64], path[96];
	struct env env;
	struct store *store;
	struct standin standin;
	struct post_conf conf;
	struct post *post;
	struct db *db;
	struct arena *a;
};

static struct office o;

static int
office_setup(void **state)
{
	snprintf(o.dir, sizeof(o.dir), "/tmp/qiao-post-XXXXXX");
	assert_non_null(mkdtemp(o.dir));
	standin_start(&o.standin, o.dir);
	return 0;
}

static int
office_teardown(void **state)
{
	char cmd[128];

	standin_stop(&o.standin);
	snprintf(cmd, sizeof(cmd), "rm -rf '%s'", o.dir);
	return system(cmd);
}

static void
settings(const char *more)
{
	struct conf_room room = post_conf_room(&o.conf);
	struct conf_faults f = { 0 };
	const char *text = arena_fmt(o.a,
				     "mail.host = 127.0.0.1\nmail.from = qiao@district.example\nmail.name = 连心桥, 桥北区\n"
				     "net.timeout = 3\nnet.ca = %s\nmail.ca = %s\n%s%s", o.standin.cert, o.standin.cert,
				     strstr(more, "net.") ? "" : "net.private = 127.0.0.1 localhost\nnet.hosts = 127.0.0.1\n", more);

	if (conf_parse(o.a, "qiao.conf", text, &room, 1, &f).code || post_conf_check(o.a, "qiao.conf", &o.conf, &f).code)
		fail_msg("%s", conf_fault_text(o.a, LANG_EN, &f.v[0]));
}

static void
open_with(const char *more)
{
	if (o.post)
		post_close(o.post);
	o.post = NULL;
	settings(more);
	assert_ok(post_open(&o.post, o.store, AREA, &o.conf, NULL));
}

static const char *
plain_mail(void)
{
	return arena_fmt(o.a, "mail.tls = none\nmail.port = %d\n", o.standin.plain);
}

static int
setup(void **state)
{
	o.a = arena_new();
	env_init(&o.env);
	o.env.fixed = INT64_C(1680000000000000);
	snprintf(o.path, sizeof(o.path), "%s/q.db", o.dir);
	unlink(o.path);
	assert_ok(store_open(&o.store, o.path, &o.env));
	assert_ok(store_reader(o.store, &o.db));
	o.post = NULL;
	return 0;
}

static int
teardown(void **state)
{
	char cmd[200];

	post_close(o.post);
	store_reader_close(o.db);
	store_close(o.store);
	arena_free(o.a);
	snprintf(cmd, sizeof(cmd), "rm -f '%s'*", o.path);
	standin_silent(&o.standin, "bad line");
	return system(cmd);
}

/* ---- letters ---- */

struct put_job {
	const struct letter *letter;
	int64_t id;
	int then;			/* what the section answers after the letter was written */
};

static struct err
put_tx(struct db *w, void *ctx)
{
	struct put_job *j = ctx;

	TRY(post_put(w, &o.env, AREA, j->letter, &j->id));
	return j->then ? FAIL(j->then, M_err_bad_request) : OK;
}

static int64_t
put(struct letter l, size_t n, const struct post_to *to)
{
	struct put_job j = { &l };

	l.to = to;
	l.nto = n;
	if (!l.purpose)
		l.purpose = "result";
	assert_ok(store_do(o.store, put_tx, &j));
	return j.id;
}

static struct post_to
to(enum post_channel c, const char *address)
{
	return (struct post_to){ c, { (const unsigned char *)address, strlen(address) }, 7, "a…" };
}

static void
put_one(enum post_channel c, const char *address)
{
	struct post_to one = to(c, address);

	put((struct letter){ .subject = "s", .text = c == POST_WEBHOOK ? "{}" : "t" }, 1, &one);
}

/* The newest recipient's row, or the i-th newest. */
static struct post_item
item(size_t i)
{
	struct post_items all;

	assert_ok(post_visible_list(o.db, o.a, AREA, 0, 100, &all));
	assert_true(i < all.n);
	return all.v[i];
}

static void
run(void)
{
	assert_ok(post_run(o.post));
}

static void
expect(size_t i, const char *state, const char *error)
{
	struct post_item it = item(i);

	if (strcmp(it.state, state) != 0 || strcmp(it.error, error) != 0)
		fail_msg("row %zu is %s (%s, %s), not %s (%s)", i, it.state, it.error, it.detail, state, error);
}

#endif
