/*
 * ours.c - the walking engine on Porto Alegre beside floors and what bench/walk/peers.py measures in the same run. Prints one line of JSON:
 * script/bench puts both together. bench_walk FOLDER-OF-CITY-DATA [SOURCES EDGES LP]: files for the peers.
 */
#include "../clock.h"
#include "engines/walk/gtfs.h"
#include "engines/walk/site.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

static struct bytes
file(const char *dir, const char *name)
{
	char path[1024];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "rb");
	if (!f) {
		fprintf(stderr, "no %s\n", path);
		exit(2);
	}
	fseek(f, 0, SEEK_END);
	long n = ftell(f);
	rewind(f);
	unsigned char *p = malloc((size_t)n);
	if (!p || fread(p, 1, (size_t)n, f) != (size_t)n)
		exit(2);
	fclose(f);
	return (struct bytes){ p, (size_t)n };
}

static void
need(struct err e)
{
	if (e.code) {
		fprintf(stderr, "%s:%d %s\n", e.file, e.line, msg_text(LANG_EN, e.key));
		exit(1);
	}
}

struct bench {
	struct arena *a;
	struct osm map;
	struct walk_graph *g;
	double *people;
	uint32_t source[1000];
};

static void
import(struct bench *b, struct bytes in)
{
	double best = 1e9;
	struct osm_fault f;

	for (int i = 0; i < 5; i++) {
		double t = now_us() / 1e6;

		osm_free(&b->map);
		need(osm_read(in, 0, NULL, &b->map, &f));
		t = now_us() / 1e6 - t;
		best = t < best ? t : best;
	}
	printf("\"objects_per_s\":%.0f,", (double)(b->map.seen.nodes + b->map.seen.ways + b->map.seen.relations) / best);
	need(walk_graph_build(b->a, &b->map, &walk_profiles[WALK_PLAIN], &b->g));
}

/* Every node's nearest of 1,000, and one plain pass over all arcs. */
static void
nearest(struct bench *b)
{
	struct walk_place *places = NEWN(b->a, struct walk_place, 1000);
	uint32_t *dist = NEWN(b->a, uint32_t, b->g->n);
	const struct walk_net *net = &b->g->net;
	struct walk_all *all;
	double best = 1e9, sweep = 1e9;
	uint64_t sum = 0, check = 0;

	srandom(7);
	for (int i = 0; i < 1000; i++) {
		b->source[i] = (uint32_t)((double)random() / (double)RAND_MAX * (double)(b->g->n - 1));
		places[i] = b->g->place[b->source[i]];
	}
	need(walk_all_new(b->a, b->g, 1000, 0, &all));
	for (int i = 0; i < 60; i++) {
		double t = now_us() / 1e6;

		walk_nearest(all, places, 1000, dist, NULL);
		t = now_us() / 1e6 - t;
		best = t < best ? t : best;
	}
	for (int i = 0; i < 60; i++) {
		double t = now_us() / 1e6;

		for (uint32_t v = 0; v < net->n; v++)
			for (uint32_t k = net->off[v]; k < net->off[v + 1]; k++)
				check += dist[v] + net->arc[k].w < dist[net->arc[k].to];
		t = now_us() / 1e6 - t;
		sweep = t < sweep ? t : sweep;
	}
	for (uint32_t v = 0; v < b->g->n; v++)
		sum += dist[v];
	printf("\"nearest_ms\":%.4f,\"nearest_sum\":%llu,\"sweep_ms\":%.4f,\"relaxable\":%llu,", best * 1e3, (unsigned long long)sum, sweep * 1e3,
		(unsigned long long)check);
}

/* One candidate within 1.5 km, people weighed; 100 candidates to 1,200 points. */
static void
reach(struct bench *b)
{
	struct walk_hit *hits = NEWN(b->a, struct walk_hit, b->g->n);
	struct walk_place *few = NEWN(b->a, struct walk_place, 1200);
	struct walk_points points, some;
	struct walk_all *all;
	double best = 1e9, matrix = 1e9, sum = 0;
	size_t pairs = 0;

	for (int i = 0; i < 1200; i++)
		few[i] = b->g->place[(uint32_t)((double)random() / (double)RAND_MAX * (double)(b->g->n - 1))];
	need(walk_points_index(b->a, b->g, b->g->place, b->g->n, &points));
	need(walk_points_index(b->a, b->g, few, 1200, &some));
	need(walk_all_new(b->a, b->g, 1, 0, &all));
	for (int r = 0; r < 5; r++) {
		double t = now_us() / 1e6;

		sum = 0;
		for (int i = 0; i < 500; i++) {
			size_t n = walk_reach(all, &points, &b->g->place[b->source[i]], 15000, hits);
			for (size_t h = 0; h < n; h++)
				sum += b->people[hits[h].point] * (15000 - hits[h].dm);
		}
		t = (now_us() / 1e6 - t) / 500;
		best = t < best ? t : best;
		t = now_us() / 1e6;
		pairs = 0;
		for (int i = 0; i < 100; i++)
			pairs += walk_reach(all, &some, &b->g->place[b->source[i]], 15000, hits);
		t = now_us() / 1e6 - t;
		matrix = t < matrix ? t : matrix;
	}
	printf("\"candidate_us\":%.2f,\"matrix_ms\":%.3f,\"pairs\":%zu,\"benefit\":%.0f,", best * 1e6, matrix * 1e3, pairs, sum);
}

/* ---- 14 stops on each of the 201 shapes ---- */

struct hexes {
	double lat[2000], lon[2000], people[2000];
	size_t n;
};

static struct err
hex_row(void *ctx, const char *const *f)
{
	struct hexes *h = ctx;

	h->lat[h->n] = strtod(f[0], NULL);
	h->lon[h->n] = strtod(f[1], NULL);
	h->people[h->n++] = strtod(f[2], NULL);
	return OK;
}

static void
people(struct bench *b, const char *dir)
{
	static const char *const want[] = { "lat", "lon", "population" };
	struct hexes *h = calloc(1, sizeof(*h));
	uint32_t *hex = NEWN(b->a, uint32_t, b->g->n), *share = NEWN(b->a, uint32_t, 2000);
	int line;

	need(csv_rows(file(dir, "poa_hexgrid.csv"), &(struct csv_rows){ want, 3, hex_row, h }, &line));
	b->people = NEWN(b->a, double, b->g->n);
	for (uint32_t v = 0; v < b->g->n; v++) {
		double best = 400;

		hex[v] = WALK_NONE;
		for (uint32_t i = 0; i < h->n; i++) {
			double d = walk_metres(b->g, b->g->lat[v], b->g->lon[v], (int32_t)(h->lat[i] * 1e7), (int32_t)(h->lon[i] * 1e7));

			if (d <= best) {
				best = d;
				hex[v] = i;
			}
		}
		if (hex[v] != WALK_NONE)
			share[hex[v]]++;
	}
	for (uint32_t v = 0; v < b->g->n; v++)
		b->people[v] = hex[v] == WALK_NONE ? 0 : h->people[hex[v]] / share[hex[v]];
	free(h);
}

/* The model of one shape for CBC: an LP file. People × decimetres, the limit's own column for whoever is left to it. */
static void
lp_write(const char *path, const struct site_problem *p, size_t k)
{
	FILE *f = fopen(path, "w");

	if (!f)
		exit(2);
	fprintf(f, "Minimize\n obj:");
	for (size_t i = 0; i < p->npeople; i++)
		fprintf(f, " + %.6f c%zu\n", p->weight[i] * p->base[i], i);
	for (uint32_t j = 0; j < p->n; j++)
		for (uint32_t h = p->off[j]; h < p->off[j + 1]; h++)
			fprintf(f, " + %.6f x%u_%u\n", p->weight[p->hit[h].point] * p->hit[h].dm, j, p->hit[h].point);
	fprintf(f, "Subject To\n");
	for (uint32_t i = 0; i < p->npeople; i++) {
		fprintf(f, " c%u", i);
		for (uint32_t j = 0; j < p->n; j++)
			for (uint32_t h = p->off[j]; h < p->off[j + 1]; h++)
				if (p->hit[h].point == i)
					fprintf(f, " + x%u_%u", j, i);
		fprintf(f, " = 1\n");
	}
	for (uint32_t j = 0; j < p->n; j++)
		for (uint32_t h = p->off[j]; h < p->off[j + 1]; h++)
			fprintf(f, " x%u_%u - y%u <= 0\n", j, p->hit[h].point, j);
	for (uint32_t j = 0; j < p->n; j++)
		for (uint32_t i = j + 1; i < p->n && p->pos[i] - p->pos[j] < p->min_gap - 1e-6; i++)
			fprintf(f, " y%u + y%u <= 1\n", j, i);
	for (uint32_t j = 0; j < p->n; j++)
		fprintf(f, " + y%u", j);
	fprintf(f, " = %zu\nBinary\n", k);
	for (uint32_t j = 0; j < p->n; j++)
		fprintf(f, " y%u\n", j);
	fprintf(f, "End\n");
	fclose(f);
}

static int
rising(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void
shape(struct bench *b, struct arena *a, const struct gtfs_line *l, struct walk_all *all, const struct walk_points *points, struct walk_hit *hits,
	struct site_problem *p)
{
	struct site_point *at;
	size_t n, k = 0;
	double length;

	need(site_along(a, l->lat, l->lon, l->n, 100, &at, &n, &length));
	uint32_t *off = NEWN(a, uint32_t, n + 2), *number = NEWN(a, uint32_t, b->g->n), before = WALK_NONE, nhits = 0, *base = NEWN(a, uint32_t, b->g->n);
	double *pos = NEWN(a, double, n + 1), *weight = NEWN(a, double, b->g->n);
	*p = (struct site_problem){ .min_gap = 300 };
	memset(number, 0xff, b->g->n * sizeof(*number));
	for (size_t i = 0; i < n; i++) {
		uint32_t v = walk_snap_node(b->g, at[i].lat, at[i].lon), to = nhits;

		if (v == before)
			continue;
		before = v;
		pos[k] = at[i].pos;
		size_t got = walk_reach(all, points, &b->g->place[v], 10000, hits + nhits);
		for (size_t h = 0; h < got; h++) {
			struct walk_hit x = hits[nhits + h];

			if (b->people[x.point] <= 0)
				continue;
			if (number[x.point] == WALK_NONE) {
				base[p->npeople] = 10000;
				weight[p->npeople] = b->people[x.point];
				number[x.point] = (uint32_t)p->npeople++;
			}
			hits[to++] = (struct walk_hit){ number[x.point], x.dm };
		}
		nhits = to;
		off[++k] = nhits;
	}
	p->n = k;
	p->pos = pos;
	p->off = off;
	p->hit = hits;
	p->weight = weight;
	p->base = base;
}

static void
shapes(struct bench *b, const char *dir, const char *lp)
{
	struct arena *keep = arena_new();
	struct walk_hit *hits = malloc(sizeof(*hits) * 4000000);
	struct walk_points points;
	struct gtfs_fault f;
	struct walk_all *all;
	struct gtfs feed;
	double gaps[400], times[400], worst = 0, value = 0, own = 0;
	size_t n = 0, none = 0;

	need(gtfs_read(keep, file(dir, "poa_eptc.zip"), &feed, &f));
	need(walk_points_index(keep, b->g, b->g->place, b->g->n, &points));
	need(walk_all_new(keep, b->g, 1, 0, &all));
	for (size_t i = 0; i < feed.nlines && n < 400; i++) {
		struct arena *a = arena_new();
		struct site_choice c;
		struct site_problem p;

		shape(b, a, &feed.lines[i], all, &points, hits, &p);
		double t = now_us() / 1e6;
		need(site_choose(a, &p, 14, 0, &c));
		times[n] = now_us() / 1e6 - t;
		if (c.why != SITE_fine) {
			none++;
			arena_free(a);
			continue;
		}
		gaps[n] = c.gap;
		worst = c.gap > worst ? c.gap : worst;
		if (strcmp(feed.lines[i].shape, "510-1") == 0) {
			own = times[n];
			value = c.value;
			if (lp)
				lp_write(lp, &p, 14);
		}
		n++;
		arena_free(a);
	}
	qsort(gaps, n, sizeof(*gaps), rising);
	qsort(times, n, sizeof(*times), rising);
	printf("\"shapes\":%zu,\"no_answer\":%zu,\"gap_median\":%.8f,\"gap_p90\":%.8f,\"gap_worst\":%.8f,\"site_median_s\":%.4f,\"site_worst_s\":%.4f,"
		"\"site_510_s\":%.4f,\"site_510_value\":%.3f,", n, none, gaps[n / 2], gaps[n * 9 / 10], worst, times[n / 2], times[n - 1], own, value);
	free(hits);
	arena_free(keep);
}

int
main(int argc, char **argv)
{
	struct bench b = { .a = arena_new() };
	struct rusage u;

	if (argc < 2 || !b.a)
		return 2;
	printf("{");
	import(&b, file(argv[1], "poa_osm.osm.pbf"));
	nearest(&b);
	getrusage(RUSAGE_SELF, &u);
	printf("\"city_mb\":%.1f,", (double)u.ru_maxrss / 1024);
	people(&b, argv[1]);
	reach(&b);
	FILE *f = argc > 3 ? fopen(argv[3], "w") : NULL;
	for (uint32_t i = 0; f && i < b.g->m; i++)
		fprintf(f, "%u,%u,%u,%u\n", i + 1, b.g->edge[i].a, b.g->edge[i].b, b.g->edge[i].w);
	if (f)
		fclose(f);
	f = argc > 3 ? fopen(argv[2], "w") : NULL;
	for (int i = 0; f && i < 1000; i++)
		fprintf(f, "%u\n", b.source[i]);
	if (f)
		fclose(f);
	shapes(&b, argv[1], argc > 4 ? argv[4] : NULL);
	printf("\"nodes\":%u}\n", b.g->n);
	return 0;
}
