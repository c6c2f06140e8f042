/*
 * fuzz_walk - bytes from anywhere through the walking engine's readers: maps (PBF, XML), feeds (zip), CSV; a map that reads becomes a graph
 * and is searched. The first byte chooses, or FUZZ_PART for all inputs (run.py walk:pbf …). A zip's checksums stop most mutations, so
 * `feed` packs tables into a sound zip of its own, and `bomb` packs them many times over and then falsifies the zip's own headers.
 */
#include "fuzz.h"

#include <stdlib.h>
#include <zip.h>

#include "engines/walk/datum.h"
#include "engines/walk/gtfs.h"
#include "engines/walk/reach.h"

#define BOMB_MAX (12u << 20)		/* bytes of one table: above what a zip may unpack without its ratio being looked at */

static void
search(struct arena *a, const struct walk_graph *g)
{
	uint32_t *dist = NEWN(a, uint32_t, g->n), *plain = NEWN(a, uint32_t, g->n), from = g->edge[0].a;
	struct walk_seed seed = { from, 0, 0 };
	struct walk_place place;
	struct walk_all *all;

	walk_snap(g, g->lat[0] + 1000, g->lon[0], 5000, false, &place);
	if (walk_all_new(a, g, 1, 0, &all).code)
		return;
	walk_nearest(all, &g->place[from], 1, dist, NULL);
	assert(!walk_oracle(a, &g->net, &seed, 1, plain).code);
	for (uint32_t v = 0; v < g->n && !g->edge[0].closed; v++)
		assert(dist[v] == plain[v]);
}

static void
map(struct arena *a, struct bytes in)
{
	struct walk_graph *g;
	struct osm_fault f;
	struct osm m;

	if (osm_read(in, 100000, NULL, &m, &f).code)
		return;
	for (size_t i = 1; i < m.nnodes; i++)
		assert(m.nodes[i - 1].id < m.nodes[i].id);
	for (size_t i = 0; i < m.nways; i++)
		assert(m.ways[i].ref + m.ways[i].nrefs <= m.nrefs && m.ways[i].tag + m.ways[i].ntags <= m.ntags);
	for (int who = 0; who < WALK_WHO_COUNT; who++)
		if (!walk_graph_build(a, &m, &walk_profiles[who], &g).code && g->net.longest < 10000000)
			search(a, g);
	osm_free(&m);
}

static struct err
row(void *ctx, const char *const *field)
{
	*(size_t *)ctx += strlen(field[0]) + strlen(field[1]);
	return OK;
}

static void
csv(struct bytes in)
{
	static const char *const want[] = { "stop_id", "?stop_lat" };
	size_t sum = 0;
	int line;

	csv_rows(in, &(struct csv_rows){ want, 2, row, &sum }, &line);
	assert(sum <= in.n);
}

static void
feed(struct arena *a, struct bytes in)
{
	struct gtfs_fault fault;
	struct gtfs g;
	struct err e = gtfs_read(a, in, &g, &fault);

	for (size_t i = 0; !e.code && i < g.nlines; i++)
		for (size_t k = 0; k < g.lines[i].nstops; k++)
			assert(g.lines[i].stop[k] < g.nstops);
}

/* Tables parted by form feeds, each written `times` over, become a zip that is right in every byte. */
static struct bytes
pack(struct arena *a, struct bytes in, size_t times)
{
	static const char *const names[] = { "stops.txt", "routes.txt", "trips.txt", "shapes.txt", "stop_times.txt" };
	zip_source_t *to = zip_source_buffer_create(NULL, 0, 0, NULL);
	zip_t *z = to ? zip_open_from_source(to, ZIP_TRUNCATE, NULL) : NULL;
	size_t at = 0;
	zip_stat_t st;

	assert(z);
	zip_source_keep(to);
	for (size_t i = 0; i < COUNT(names) && at <= in.n; i++) {
		const unsigned char *end = in.n > at ? memchr(in.p + at, '\f', in.n - at) : NULL;
		size_t n = end ? (size_t)(end - in.p) - at : in.n - at, all = n * times;
		char *p = NEWN(a, char, all + 1);

		for (size_t k = 0; k < times && n; k++)
			memcpy(p + k * n, in.p + at, n);
		assert(zip_file_add(z, names[i], zip_source_buffer(z, p, all, 0), 0) >= 0);
		at += n + 1;
	}
	assert(zip_close(z) == 0 && zip_source_open(to) == 0 && zip_source_stat(to, &st) == 0);
	unsigned char *p = NEWN(a, unsigned char, st.size + 1);
	assert(zip_source_read(to, p, st.size) == (zip_int64_t)st.size);
	zip_source_close(to);
	zip_source_free(to);
	return (struct bytes){ p, (size_t)st.size };
}

/* The first byte says how often, the second how many lies follow: where (in the zip's last bytes, its directory) and what. */
static void
bomb(struct arena *a, struct bytes in)
{
	size_t lies = in.n > 1 ? in.p[1] % 16 : 0, head = 2 + lies * 3, times;

	if (in.n <= head)
		return;
	times = (size_t)1 << in.p[0] % 24;
	while (times > 1 && times * (in.n - head) > BOMB_MAX)
		times /= 2;
	struct bytes z = pack(a, (struct bytes){ in.p + head, in.n - head }, times);
	for (size_t i = 0; i < lies; i++) {
		const unsigned char *lie = in.p + 2 + i * 3;
		size_t back = (size_t)(lie[0] << 8 | lie[1]) % 512;

		if (back < z.n)
			((unsigned char *)z.p)[z.n - 1 - back] = lie[2];
	}
	feed(a, z);
}

enum part { PART_MAP, PART_ZIP, PART_CSV, PART_FEED, PART_BOMB, PART_PBF, PART_XML, PARTS };
static const char *const parts[PARTS] = { "map", "zip", "csv", "feed", "bomb", "pbf", "xml" };

static enum part
part_of(uint8_t first)
{
	const char *only = getenv("FUZZ_PART");

	for (int i = 0; only && i < PARTS; i++)
		if (strcmp(parts[i], only) == 0)
			return (enum part)i;
	return (enum part)(first % PART_PBF);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct arena *a = arena_new();

	assert(a);
	if (n) {
		struct bytes in = { p + 1, n - 1 };
		bool xml = in.n && in.p[0] == '<';

		switch (part_of(*p)) {
		case PART_ZIP:
			feed(a, in);
			break;
		case PART_CSV:
			csv(in);
			break;
		case PART_FEED:
			feed(a, pack(a, in, 1));
			break;
		case PART_BOMB:
			bomb(a, in);
			break;
		case PART_PBF: case PART_XML:
			if (xml == (part_of(*p) == PART_XML))
				map(a, in);
			break;
		default:
			map(a, in);
		}
	}
	arena_free(a);
	return 0;
}
