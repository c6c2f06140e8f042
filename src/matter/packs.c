/* packs.c - the rule packs of this process: the data folder's first, then those built in. */
#include "matter/packs.h"

#include "base/asset.h"
#include "base/log.h"
#include "base_msg.h"
#include "pack_msg.h"

#define MAX_PACKS 256

/* Filled at start before any other thread runs, read-only after that. */
static struct {
	struct arena *a;
	const struct pack *v[MAX_PACKS];
	size_t n;
} world;

static struct err
take(const char *name, const char *text)
{
	struct source_faults faults;
	const struct pack *p = pack_parse(world.a, text, strlen(text), &faults);

	if (p && world.n < MAX_PACKS) {
		world.v[world.n++] = p;
		return OK;
	}
	for (size_t i = 0; i < faults.n; i++)
		log_event(LOG_ERROR, "pack", "file=%s line=%d fault=%s", name, faults.v[i].line,
			fault_text(world.a, LANG_EN, &faults.v[i]));
	return FAIL(500, M_pack_err_file);
}

struct err
packs_init(const char *data)
{
	size_t n;

	if (!world.a)
		world.a = arena_new();
	if (!world.a)
		return FAIL(503, M_err_busy);
	world.n = 0;
	const char *const *paths = source_folder(world.a, arena_fmt(world.a, "%s/rules/packs", data), &n);
	for (size_t i = 0; i < n; i++) {
		const char *text = source_read(world.a, paths[i]);
		TRY(text ? take(paths[i], text) : FAIL(500, M_pack_err_file));
	}
	for (size_t i = 0; i < pack_count; i++)
		TRY(take(pack_table[i].name, arena_dup(world.a, pack_table[i].p, pack_table[i].n)));
	return OK;
}

const struct pack *
packs_find(const char *id, int32_t day)
{
	return pack_find(world.v, world.n, id, day);
}

const struct pack *const *
packs_all(size_t *n)
{
	*n = world.n;
	return world.v;
}

const struct pack *
packs_on(int32_t day, size_t i)
{
	for (size_t k = 0; k < world.n; k++)
		if (pack_find(world.v, world.n, world.v[k]->id, day) == world.v[k] && i-- == 0)
			return world.v[k];
	return NULL;
}

const struct pack *
packs_version(const char *version)
{
	for (size_t i = 0; i < world.n; i++)
		if (strcmp(world.v[i]->version, version) == 0)
			return world.v[i];
	return NULL;
}
