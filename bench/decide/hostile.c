/*
 * decide_hostile.c - the CPU time that each hostile expression of a list takes, compiled and evaluated with the default
 * limits: a rule of a stranger must end within 100 ms. Prints the dearest and ends in `holds` or `falls short`.
 *
 *	bench_decide_hostile test/decide/hostile.tsv [MS]	MS: print all rows above
 */
#include "../clock.h"
#include "engines/decide/feel.h"
#include "decide_hostile_list.h"

#include <stdio.h>
#include <stdlib.h>

#define LIMIT_MS 100.0

int
main(int argc, char **argv)
{
	struct arena *keep = arena_new(), *a = arena_new();
	struct hostile *rows;
	double worst = 0, above = argc > 2 ? atof(argv[2]) : LIMIT_MS;
	size_t n = argc > 1 ? hostile_read(keep, argv[1], &rows) : 0, over = 0, dearest = 0;

	if (n == 0) {
		fprintf(stderr, "usage: bench_decide_hostile LIST [MS]\n");
		return 2;
	}
	for (size_t i = 0; i < n; i++) {
		struct feel_error e;
		double from = now_us() / 1e3;
		const struct feel_expr *x = feel_compile(feel_names_new(a), rows[i].text, rows[i].n, FEEL_VALUE, &e);
		double compiled = now_us() / 1e3 - from;
		struct feel_run *run = feel_run_new(a, NULL, NULL);
		if (x)
			feel_eval(run, x, NULL);
		double took = now_us() / 1e3 - from;
		if (took > worst) {
			worst = took;
			dearest = i;
		}
		over += took > LIMIT_MS;
		if (took > above)
			printf("  line %3d %8.1f ms (%.1f to compile)%s  %.90s\n", rows[i].line, took, compiled,
			       !x ? " no FEEL" : feel_stopped(run) ? " stopped" : "", rows[i].text);
		arena_clear(a);
	}
	printf("hostile expressions: %zu, dearest %.1f ms of CPU (line %d), limit %.0f ms: %s\n", n, worst, rows[dearest].line, LIMIT_MS,
	       over ? "falls short" : "holds");
	arena_free(a);
	arena_free(keep);
	return 0;
}
