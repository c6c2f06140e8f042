/* town_help.h - a district's store, keys and first account on the test's clock, for tests of matter's rules. */
#ifndef QIAO_TOWN_HELP_H
#define QIAO_TOWN_HELP_H

#include "store_help.h"

#include "matter/matter.h"

#define AREA 120106

/* Begins each test's own struct town. */
struct town_base {
	char dir[64], path[96], keys_path[96];
	struct env env;
	struct store *store;
	struct keys *keys;
	struct arena *a;
	int64_t person;			/* the first account, a resident; set by town_person */
	struct person_draft *draft;
};

static struct err
place_add(struct db *w, struct town_base *t, enum place_kind kind, int64_t parent, const char *code, int64_t *id)
{
	struct place p = { .kind = kind, .parent = parent, .code = code, .slug = code, .zh = code, .en = code };

	return place_put(w, &t->env, AREA, &p, id);
}

static struct err
town_person(struct db *w, struct town_base *t)
{
	return person_put(w, AREA, t->draft, &t->person);
}

/* fill writes places, bodies and (by town_person) the account; the clock stands at `now`. 0, or an error's code. */
static int
town_open(struct town_base *t, int64_t now, struct err (*fill)(struct db *w, void *ctx))
{
	struct matter_conf conf = { t->dir, "http://x.example" };
	struct people_conf c;

	snprintf(t->dir, sizeof(t->dir), "%s/qiao-test-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	assert_non_null(mkdtemp(t->dir));
	snprintf(t->path, sizeof(t->path), "%s/q.db", t->dir);
	snprintf(t->keys_path, sizeof(t->keys_path), "%s/keys", t->dir);
	env_init(&t->env);
	t->env.fixed = now;
	t->a = arena_new();
	assert_ok(keys_open(&t->keys, t->keys_path, (const unsigned char *)"a key for the keys of this test."));
	assert_ok(store_open(&t->store, t->path, &t->env));
	c = (struct people_conf){ .keys = t->keys, .env = &t->env, .index_key = "another" };
	people_init(&c);
	assert_ok(matter_init(t->store, AREA, &conf));
	assert_ok(person_prepare(t->a, &t->env, AREA, "13900002001", &t->draft));
	return store_do(t->store, fill, t).code;
}

static int
town_close(struct town_base *t)
{
	char cmd[128];

	store_close(t->store);
	keys_close(t->keys);
	arena_free(t->a);
	snprintf(cmd, sizeof(cmd), "rm -rf '%s'", t->dir);
	return system(cmd);
}

#endif
