/*
 * fuzz_walk - bytes from anywhere through the walking engine's readers: maps (PBF, XML), feeds (zip), CSV; a map that reads becomes a graph
 * and is searched. The first byte chooses. A zip's checksums stop most mutations, so the tables of a feed are fed as CSV too.
 *
 * clang -g -O1 -fsanitize=fuzzer,address,undefined -D_GNU_SOURCE -std=gnu17 -Isrc -Ibuild test/fuzz/fuzz_walk.c \
 *     src/engines/walk/(all).c src/base/(arena,out,text,geo,msg).c build/msg_table.c -lz -lexpat -lzip -lsodium -lm -o fuzz_walk
 */
#include "engines/walk/datum.h"
#include "engines/walk/gtfs.h"
#include "engines/walk/reach.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

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

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static const char *const want[] = { "stop_id", "?stop_lat" };
	struct arena *a = arena_new();
	struct gtfs_fault fault;
	struct gtfs g;
	size_t sum = 0;
	int line;

	assert(a);
	if (n) {
		struct bytes in = { p + 1, n - 1 };

		switch (*p % 3) {
		case 0:
			map(a, in);
			break;
		case 1:
			if (!gtfs_read(a, in, &g, &fault).code)
				for (size_t i = 0; i < g.nlines; i++)
					for (size_t k = 0; k < g.lines[i].nstops; k++)
						assert(g.lines[i].stop[k] < g.nstops);
			break;
		default:
			csv_rows(in, &(struct csv_rows){ want, 2, row, &sum }, &line);
			assert(sum <= in.n);
		}
	}
	arena_free(a);
	return 0;
}
