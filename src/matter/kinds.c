/* kinds.c - the life cycles of this process: built-in ones, the data folder's, and old versions by their hash. */
#include "matter/matter.h"
#include "base_msg.h"
#include "matter_msg.h"

#include <pthread.h>

#include "base/asset.h"
#include "base/log.h"
#include "base/text.h"
#include "matter/erase.h"
#include "matter/kinds.h"
#include "matter/packs.h"
#include "matter/tally.h"
#include "store/store.h"

#define MAX_VERSIONS 256

/*
 * One registry per process, filled at start and then only added to under its lock; life cycles live as long as the
 * process. (Listed in tools/exempt.txt: handlers and the timer share it and it has no other owner.)
 */
static struct {
	pthread_mutex_t lock;
	struct arena *a;
	struct matter_conf conf;
	const struct lifecycle *current[16];
	size_t ncurrent;
	const struct lifecycle *known[MAX_VERSIONS];
	size_t nknown;
	fact_fn facts;
	erase_fn erases[MATTER_SERVICES];
	own_fn owns[MATTER_SERVICES];
	told_fn told;
} world = { .lock = PTHREAD_MUTEX_INITIALIZER };

const struct matter_conf *
matter_conf(void)
{
	return &world.conf;
}

const struct witness_conf *
matter_witness(void)
{
	return &world.conf.witness;
}

void
matter_facts(fact_fn fn)
{
	world.facts = fn;
}

void
matter_tells(told_fn fn)
{
	world.told = fn;
}

struct err
matter_told(struct db *w, struct act *act, const struct matter *before, int64_t matter, const char *act_name)
{
	return world.told ? world.told(w, act, before, matter, act_name) : OK;
}

const char *
matter_url(void)
{
	return world.conf.public_url;
}

fact_fn
matter_fact_fn(void)
{
	return world.facts;
}

void
matter_erases(erase_fn fn)
{
	size_t i = 0;

	while (i < MATTER_SERVICES && world.erases[i] && world.erases[i] != fn)
		i++;
	assert(i < MATTER_SERVICES);
	world.erases[i] = fn;
}

erase_fn
matter_erase_fn(size_t i)
{
	return i < MATTER_SERVICES ? world.erases[i] : NULL;
}

void
matter_owns(own_fn fn)
{
	size_t i = 0;

	while (i < MATTER_SERVICES && world.owns[i] && world.owns[i] != fn)
		i++;
	assert(i < MATTER_SERVICES);
	world.owns[i] = fn;
}

own_fn
matter_own_fn(size_t i)
{
	return i < MATTER_SERVICES ? world.owns[i] : NULL;
}

const struct lifecycle *
matter_lifecycle(const char *kind)
{
	for (size_t i = 0; i < world.ncurrent; i++)
		if (strcmp(world.current[i]->kind, kind) == 0)
			return world.current[i];
	return NULL;
}

const struct lifecycle *
matter_lifecycle_at(size_t i)
{
	return i < world.ncurrent ? world.current[i] : NULL;
}

const struct lifecycle *
matter_lifecycle_known(const char *hash)
{
	const struct lifecycle *found = NULL;

	pthread_mutex_lock(&world.lock);
	for (size_t i = 0; i < world.nknown && !found; i++)
		if (strcmp(world.known[i]->version, hash) == 0)
			found = world.known[i];
	pthread_mutex_unlock(&world.lock);
	return found;
}

struct err
matter_lifecycle_of(struct db *db, int64_t area, const char *hash, const struct lifecycle **ret)
{
	struct arena *a;
	struct lifecycle_text row;
	struct source_faults faults = { 0 };
	const struct lifecycle *lc = matter_lifecycle_known(hash);
	struct err e;
	bool found = false;

	if (lc) {
		*ret = lc;
		return OK;
	}
	a = arena_new();
	if (!a)
		return FAIL(503, M_err_busy);
	e = lifecycle_text(db, a, area, hash, &row, &found);
	if (e.code == 0 && !found)
		e = FAIL(500, M_matter_err_lifecycle);
	if (e.code) {
		arena_free(a);
		return e;
	}
	pthread_mutex_lock(&world.lock);
	lc = lifecycle_parse(world.a, row.text, strlen(row.text), &faults);
	if (lc && world.nknown < MAX_VERSIONS)
		world.known[world.nknown++] = lc;
	pthread_mutex_unlock(&world.lock);
	arena_free(a);
	if (!lc)
		return FAIL(500, M_matter_err_lifecycle);
	*ret = lc;
	return OK;
}

struct put_ctx {
	int64_t area, at;
	const struct lifecycle *lc;
	const char *text;
};

static struct err
put_tx(struct db *w, void *ctx)
{
	const struct put_ctx *p = ctx;

	return lifecycle_put(w, p->area, p->lc->version, p->lc->kind, p->text, p->at, NULL);
}

static struct err
lifecycle_take(struct store *s, int64_t area, const char *name, const char *text)
{
	struct source_faults faults = { 0 };
	const struct lifecycle *lc = lifecycle_parse(world.a, text, strlen(text), &faults);
	struct put_ctx p = { area, env_now(store_env(s)), lc, text };

	if (!lc) {
		for (size_t i = 0; i < faults.n; i++)
			log_event(LOG_ERROR, "lifecycle", "file=%s line=%d fault=%s", name, faults.v[i].line,
				fault_text(world.a, LANG_EN, &faults.v[i]));
		return FAIL(500, M_matter_err_lifecycle);
	}
	TRY(store_do(s, put_tx, &p));
	if (world.nknown < MAX_VERSIONS)
		world.known[world.nknown++] = lc;
	for (size_t i = 0; i < world.ncurrent; i++)
		if (strcmp(world.current[i]->kind, lc->kind) == 0) {
			world.current[i] = lc;	/* the data folder's comes second and wins */
			return OK;
		}
	assert(world.ncurrent < COUNT(world.current));
	world.current[world.ncurrent++] = lc;
	return OK;
}

static struct err
folder_take(struct store *s, int64_t area)
{
	size_t n;
	const char *const *paths = source_folder(world.a, arena_fmt(world.a, "%s/lifecycles", world.conf.data), &n);

	for (size_t i = 0; i < n; i++) {
		const char *text = source_read(world.a, paths[i]);
		TRY(text ? lifecycle_take(s, area, paths[i], text) : FAIL(500, M_matter_err_lifecycle));
	}
	return OK;			/* without such files the district changes nothing: built-in ones hold */
}

struct err
matter_init(struct store *s, int64_t area, const struct matter_conf *c)
{
	if (!world.a)
		world.a = arena_new();
	if (!world.a)
		return FAIL(503, M_err_busy);
	world.ncurrent = world.nknown = 0;
	world.conf = (struct matter_conf){ arena_str(world.a, c->data), arena_str(world.a, c->public_url),
		c->witness };		/* its words live as long as the process */
	for (size_t i = 0; i < lifecycle_count; i++)
		TRY(lifecycle_take(s, area, lifecycle_table[i].name,
			arena_dup(world.a, lifecycle_table[i].p, lifecycle_table[i].n)));
	TRY(folder_take(s, area));
	TRY(packs_init(world.conf.data));
	return tally_ready(s, area);
}
