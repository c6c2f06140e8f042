/*
 * bare.c - libmicrohttpd with nothing around it: the floor of a page's CPU. Answers every request with the bytes of FILE
 * and the head lines of HEADS (one "Name: value" a line), from as many epoll threads as Qiao has, until it is killed.
 *
 *	bench_bare PORT FILE HEADS
 */
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct page {
	struct MHD_Response *answer;
};

static char *
slurp(const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	char *p = calloc(1, 1 << 20);

	if (!f || !p)
		exit(1);
	*n = fread(p, 1, (1 << 20) - 1, f);
	fclose(f);
	return p;
}

static enum MHD_Result
on_request(void *ctx, struct MHD_Connection *c, const char *url, const char *method, const char *version, const char *body,
	   size_t *nbody, void **mine)
{
	struct page *p = ctx;

	(void)url, (void)method, (void)version, (void)body, (void)nbody;
	if (!*mine) {			/* the head is here; answered on the second call, as the library wants it */
		*mine = p;
		return MHD_YES;
	}
	return MHD_queue_response(c, MHD_HTTP_OK, p->answer);
}

int
main(int argc, char **argv)
{
	struct page p;
	size_t n, nheads;
	char *bytes, *heads, *save = NULL;

	if (argc != 4)
		return fprintf(stderr, "usage: bench_bare PORT FILE HEADS\n"), 2;
	bytes = slurp(argv[2], &n);
	heads = slurp(argv[3], &nheads);
	p.answer = MHD_create_response_from_buffer(n, bytes, MHD_RESPMEM_PERSISTENT);
	for (char *line = strtok_r(heads, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		char *colon = strstr(line, ": ");

		if (!colon)
			return 1;
		*colon = 0;
		MHD_add_response_header(p.answer, line, colon + 2);
	}
	if (!MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, (uint16_t)atoi(argv[1]), NULL, NULL, on_request, &p,
			      MHD_OPTION_THREAD_POOL_SIZE, 2u, MHD_OPTION_END))
		return 1;
	for (;;)
		pause();
}
