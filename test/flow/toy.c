/*
 * toy - a server with a toy route table over a store of its own, for the flow and probe tests of src/web.
 * toy STORE [name=value …]; prints "port N" and serves until its input ends.
 * Names: listen, public, trusted, head, body, rate, posts, workers, upload.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "store/store.h"
#include "web/web.h"
#include "web_sql.h"
#include "base_msg.h"

#define OPEN   1
#define CLOSED 2
#define STAFF  3

static struct err
caller(struct req *rq)
{
	(void)rq;
	return OK;
}

/* Whoever has a session may do what staff may; nobody may what is closed. */
static bool
may(struct req *rq, int right)
{
	return right == OPEN || (right == STAFF && *rq->session);
}

static struct err
refused(struct req *rq, struct out *o)
{
	(void)o;
	return rq->route->right == STAFF ? see_other(rq, "/sign-in") : FAIL(403, M_err_forbidden);
}

static const struct gate gate = { caller, may, refused, NULL };

static struct err
text_get(struct req *rq, struct out *o)
{
	page_begin(o, rq, "toy");
	html_text(o, rq->path);
	page_end(o, rq);
	return OK;
}

static struct err
smuggled_get(struct req *rq, struct out *o)
{
	rq->type = "text/plain";
	out_str(o, "SMUGGLED\n");
	return OK;
}

static struct err
form_get(struct req *rq, struct out *o)
{
	page_begin(o, rq, "form");
	out_str(o, "<h1>form</h1><form method=\"post\" action=\"/form\">");
	html_safe(o, form_guard(rq));
	out_str(o, "<input name=\"name\"><textarea name=\"text\"></textarea></form>");
	page_end(o, rq);
	return OK;
}

static struct err
note_tx(struct db *w, struct req *rq, void *ctx)
{
	(void)ctx;
	TRY(draft_write(w, rq->area, "toy", rq_form(rq, "name"), rq_form(rq, "text"), env_now(rq->env), NULL));
	rq_goto(rq, arena_fmt(rq->a, "/note/%s", rq_form(rq, "name")));
	return OK;
}

static struct err
form_post(struct req *rq, struct out *o)
{
	if (!*rq_form(rq, "name"))
		rq_fault(rq, "name", M_err_bad_request, NULL);
	if (rq->nfaults)
		return form_get(rq, o);
	TRY(tx_run(rq, note_tx, NULL));
	return see_other(rq, NULL);
}

static struct err
note_get(struct req *rq, struct out *o)
{
	struct draft_read row;
	bool found;

	TRY(draft_read(rq->db, rq->a, rq->area, "toy", rq_param(rq, "name"), 0, &row, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	rq->type = "text/plain; charset=utf-8";
	out_str(o, row.body);
	return OK;
}

static struct err
new_get(struct req *rq, struct out *o)
{
	rq->type = "text/plain";
	out_str(o, "literal");
	return OK;
}

static struct err
upload_post(struct req *rq, struct out *o)
{
	rq->type = "text/plain; charset=utf-8";
	for (size_t i = 0; i < rq->nuploads; i++)
		out_fmt(o, "%s %s %zu\n", rq->uploads[i].field, rq->uploads[i].name, rq->uploads[i].data.n);
	for (size_t i = 0; i < rq->nform; i++)
		out_fmt(o, "%s=%s\n", rq->form[i].name, rq->form[i].value);
	return OK;
}

static struct err
fail_get(struct req *rq, struct out *o)
{
	int code = atoi(rq_param(rq, "code"));

	(void)o;
	return FAIL(code, code == 404 ? M_err_not_found : code == 503 ? M_err_busy : M_err_server);
}

static struct err
stale_post(struct req *rq, struct out *o)
{
	struct conflict v[] = { { "Title", rq_form(rq, "title"), "the new title of somebody else" } };

	page_conflict(o, rq, v, COUNT(v), "version", "8", "/form");
	return OK;
}

static struct err
slow_get(struct req *rq, struct out *o)
{
	nanosleep(&(struct timespec){ .tv_nsec = 300000000 }, NULL);
	return text_get(rq, o);
}

/* 400 pieces of 64 KB. "quiet": every other one is empty; "fail": the third fails; "first": the first does. Each begins
 * with what the note "seen" says. */
static struct err
piece_next(struct req *rq, struct arena *a, struct out *o, bool *more)
{
	const char *how = rq_param(rq, "how");
	int *n = rq->stream.ctx;
	struct draft_read row = { .body = "nothing" };
	bool found;

	++*n;
	*more = *n < 400;
	if (!strcmp(how, "first") || (!strcmp(how, "fail") && *n == 3))
		return FAIL(503, M_err_busy);
	if (!strcmp(how, "quiet") && *n % 2)
		return OK;
	TRY(draft_read(rq->db, a, rq->area, "toy", "seen", 0, &row, &found));
	out_fmt(o, "%03d %-60.60s", *n, found ? row.body : "nothing");
	for (int i = 0; i < 1024; i++)
		out_fmt(o, "%-63d\n", i);
	return OK;
}

static struct err
stream_get(struct req *rq, struct out *o)
{
	(void)o;
	rq->type = "text/plain";
	rq->stream = (struct stream){ piece_next, NULL, NEW(rq->a, int) };
	return OK;
}

static struct err
keep_post(struct req *rq, struct out *o)
{
	struct draft *d;

	(void)o;
	TRY(draft_open(rq, "keep", &d));
	draft_set(d, "text", rq_form(rq, "text"));
	TRY(draft_save(rq, d));
	return see_other(rq, "/keep");
}

static struct err
keep_get(struct req *rq, struct out *o)
{
	struct draft *d;

	TRY(draft_open(rq, "keep", &d));
	rq->type = "text/plain; charset=utf-8";
	out_str(o, draft_get(d, "text"));
	return OK;
}

/* A section that runs and then fails: nothing of it may be seen. */
static struct err
half_tx(struct db *w, struct req *rq, void *ctx)
{
	TRY(note_tx(w, rq, ctx));
	return FAIL(409, M_err_stale);
}

static struct err
half_post(struct req *rq, struct out *o)
{
	(void)o;
	TRY(tx_run(rq, half_tx, NULL));
	return see_other(rq, NULL);
}

static const struct route routes[] = {
	{ VERB_GET, "/", OPEN, NULL, text_get, "Home.", 0 },
	{ VERB_GET, "/a", OPEN, NULL, text_get, "Anything.", 0 },
	{ VERB_POST, "/a", OPEN, NULL, text_get, "Anything, posted.", ROUTE_NO_CSRF },
	{ VERB_GET, "/SMUGGLED", OPEN, NULL, smuggled_get, "Must never be reached.", 0 },
	{ VERB_GET, "/form", OPEN, NULL, form_get, "A form.", 0 },
	{ VERB_POST, "/form", OPEN, NULL, form_post, "Stores a note.", 0 },
	{ VERB_POST, "/half", OPEN, NULL, half_post, "Fails inside the section.", 0 },
	{ VERB_POST, "/note", OPEN, NULL, form_post, "Stores a note without a token.", ROUTE_NO_CSRF },
	{ VERB_GET, "/note/:name", OPEN, NULL, note_get, "A note.", 0 },
	{ VERB_GET, "/note/new", OPEN, NULL, new_get, "A literal beside a parameter.", 0 },
	{ VERB_POST, "/upload", OPEN, NULL, upload_post, "Echoes files.", ROUTE_UPLOAD | ROUTE_NO_CSRF },
	{ VERB_POST, "/stale", OPEN, NULL, stale_post, "Shows a conflict.", 0 },
	{ VERB_GET, "/keep", OPEN, NULL, keep_get, "A draft.", 0 },
	{ VERB_POST, "/keep", OPEN, NULL, keep_post, "Keeps a draft.", 0 },
	{ VERB_GET, "/fail/:code", OPEN, NULL, fail_get, "Fails.", 0 },
	{ VERB_GET, "/slow", OPEN, NULL, slow_get, "Takes its time.", 0 },
	{ VERB_GET, "/stream/:how", OPEN, NULL, stream_get, "A long answer.", 0 },
	{ VERB_GET, "/closed", CLOSED, NULL, text_get, "Nobody may.", 0 },
	{ VERB_POST, "/staff", STAFF, NULL, text_get, "Only with a session.", 0 },
	{ 0 },
};
static const struct route *const tables[] = { routes, NULL };
static const struct menu_item menu[] = { { "home", "/", M_word_yes, OPEN }, { 0 } };

static const char *
option(int argc, char **argv, const char *name, const char *fallback)
{
	size_t n = strlen(name);

	for (int i = 2; i < argc; i++) {
		if (!strncmp(argv[i], name, n) && argv[i][n] == '=')
			return argv[i] + n + 1;
	}
	return fallback;
}

int
main(int argc, char **argv)
{
	struct web_conf conf = { .district_zh = "桥北区", .district_en = "Qiaobei", .phone = "000-0000", .area = 120106 };
	struct env env;
	struct store *s = NULL;
	struct web *w = NULL;
	struct err e;
	char c;

	if (argc < 2)
		return 2;
	conf.listen = option(argc, argv, "listen", "127.0.0.1:0");
	conf.public_url = option(argc, argv, "public", "");
	conf.trusted = option(argc, argv, "trusted", "");
	conf.head_seconds = atoi(option(argc, argv, "head", "0"));
	conf.body_seconds = atoi(option(argc, argv, "body", "0"));
	conf.rate_minute = atoi(option(argc, argv, "rate", "0"));
	conf.rate_posts = atoi(option(argc, argv, "posts", "0"));
	conf.workers = atoi(option(argc, argv, "workers", "0"));
	conf.upload_max = (size_t)atol(option(argc, argv, "upload", "0"));
	memset(conf.secret, 7, sizeof conf.secret);
	env_init(&env);
	e = store_open(&s, argv[1], &env);
	if (!e.code)
		e = web_start(&w, s, &conf, &gate, tables, menu);
	if (e.code) {
		fprintf(stderr, "toy: %s\n", msg_text(LANG_EN, e.key));
		return 1;
	}
	printf("port %d\n", web_port(w));
	fflush(stdout);
	while (read(0, &c, 1) > 0)
		;
	web_stop(w);
	store_close(s);
	return 0;
}
