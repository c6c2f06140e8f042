/*
 * roots.c - every finished day's RFC 9162 root over its log numbers (a, b], never a range of clock time: an entry whose
 * clock was wrong still falls under exactly one root. Published in DATA/roots.txt and wherever people take a copy.
 */
#include "matter/matter.h"
#include "base_msg.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/day.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/text.h"
#include "matter/kinds.h"
#include "store/store.h"

struct root_ctx {
	struct arena *a;
	struct env *env;
	int64_t area;
	int32_t day;			/* out: the day that got a root */
	int64_t upto;
	const char *hex;
	bool made;
};

/* One root: the oldest finished day after the last root that has entries. */
static struct err
root_tx(struct db *w, void *ctx)
{
	struct root_ctx *c = ctx;
	int32_t today = day_of(c->env, env_now(c->env));
	struct root_last last = { 0 };
	struct entry_first_after first;
	struct entry_last_before upto;
	struct entry_log_rows rows;
	struct merkle tree = { 0 };
	unsigned char root[HASH_LEN];
	bool any, found;

	c->made = false;
	TRY(root_last(w, c->a, c->area, &last, &any));
	TRY(entry_first_after(w, c->a, c->area, any ? last.upto_no : 0, &first, &found));
	if (!found)
		return OK;
	c->day = day_of(c->env, first.at);
	if (any && c->day <= last.day)
		c->day = (int32_t)last.day + 1;		/* a late entry falls under the next root */
	if (c->day >= today)
		return OK;
	TRY(entry_last_before(w, c->a, c->area, day_start(c->env, c->day + 1), &upto));
	TRY(entry_log(w, c->a, c->area, any ? last.upto_no : 0, upto.log_no, &rows));
	if (rows.n == 0)
		return OK;
	for (size_t i = 0; i < rows.n; i++)
		merkle_add(&tree, rows.v[i].hash.p);
	merkle_end(&tree, root);
	TRY(root_put(w, c->area, c->day, any ? last.upto_no : 0, upto.log_no, (struct bytes){ root, HASH_LEN },
		env_now(c->env), NULL));
	c->upto = upto.log_no;
	c->hex = text_hex(c->a, root, HASH_LEN);
	c->made = true;
	return OK;
}

/* Appended and flushed: a copy outside the database, for whoever takes it away. */
static void
root_publish(const struct root_ctx *c)
{
	const char *path = arena_fmt(c->a, "%s/roots.txt", matter_conf()->data);
	const char *line = arena_fmt(c->a, "%s %lld %s\n", day_iso(c->a, c->day), (long long)c->upto, c->hex);
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);

	if (fd < 0 || write(fd, line, strlen(line)) != (ssize_t)strlen(line) || fsync(fd) != 0)
		log_event(LOG_WARN, "roots", "file=roots.txt failed=write");
	if (fd >= 0)
		close(fd);
}

struct err
matter_roots(struct store *s, int64_t area)
{
	struct root_ctx c = { .a = arena_new(), .env = store_env(s), .area = area };
	struct err e = OK;

	if (!c.a)
		return FAIL(503, M_err_busy);
	do {
		e = store_do(s, root_tx, &c);
		if (!e.code && c.made)
			root_publish(&c);
	} while (!e.code && c.made);
	arena_free(c.a);
	return e;
}

bool
matter_last_root(struct db *db, struct arena *a, int64_t area, int32_t *day, const char **hex, int64_t *upto)
{
	struct root_last last;
	bool found = false;

	if (root_last(db, a, area, &last, &found).code || !found)
		return false;
	*day = (int32_t)last.day;
	*hex = text_hex(a, last.root.p, last.root.n);
	*upto = last.upto_no;
	return true;
}
