/* import_web.c - tables through a page: the first press looks, the second writes; the file stays here in between. */
#include <stdio.h>

#include "base/text.h"
#include "people/pages_web.h"
#include "people_import_html.h"
#include "people_import_kept_html.h"
#include "store/store.h"
#include "people_admin_msg.h"

#define LOGIN_MAX 40
#define WORD_MAX  40

/* ---- the first press ---- */

static struct err
import_form(struct req *rq, struct out *o, const struct import_page *p)
{
	rq->nav = "users";
	page_begin(o, rq, tr(rq, M_people_import_title));
	people_import_html(o, rq, p);
	page_end(o, rq);
	return OK;
}

struct err
import_get(struct req *rq, struct out *o)
{
	struct import_page p = { .what = rq_query(rq, "what") };

	return import_form(rq, o, &p);
}

static const char *
kept_path(struct req *rq, int64_t id)
{
	return arena_fmt(rq->a, "/admin/import/%lld", (long long)id);
}

static struct err
keep_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct import_keep *k = ctx;

	TRY(keep_put(w, rq->area, k));
	rq_goto(rq, kept_path(rq, k->id));
	return OK;
}

struct err
import_post(struct req *rq, struct out *o)
{
	struct import_page p = { .what = rq_form(rq, "what") };
	const struct upload *up = rq_upload(rq, "file");
	enum import_what what = IMPORT_PLACES;
	struct import_keep k;
	struct import *m;
	struct err e = OK;

	while (what < IMPORT_WHATS && strcmp(import_name(what), p.what) != 0)
		what++;
	if (what == IMPORT_WHATS)
		rq_fault(rq, "what", M_people_err_import_what, NULL);
	if (!up || !up->data.n)
		rq_fault(rq, "file", M_people_err_import_file, NULL);
	if (rq->nfaults)
		return import_form(rq, o, &p);
	e = import_read(rq->store, rq->a, rq->area, what, up->data, &m, &p.report);
	if (e.code == 422) {
		rq_fault(rq, "file", e.key, NULL);
		return import_form(rq, o, &p);
	}
	TRY(e);
	TRY(keep_prepare(rq->a, rq->env, rq->caller->account, what, text_cut(rq->a, up->name, 80), up->data, &k));
	TRY(tx_run(rq, keep_tx, &k));
	return see_other(rq, NULL);
}

/* ---- the second ---- */

/* "made changed", then a line for each account. */
static void
report_parse(struct arena *a, struct bytes text, struct import_report *r)
{
	char *all = arena_dup(a, text.p, text.n), *save = NULL, *line = strtok_r(all, "\n", &save);
	char login[LOGIN_MAX + 1], word[WORD_MAX + 1];

	*r = (struct import_report){ 0 };
	if (!line || sscanf(line, "%zu %zu", &r->made, &r->changed) != 2)
		return;
	r->logins = NEWN(a, const char *, text.n);
	r->passwords = NEWN(a, const char *, text.n);
	while ((line = strtok_r(NULL, "\n", &save)) != NULL && sscanf(line, "%40s %40s", login, word) == 2) {
		r->logins[r->nlogins] = arena_str(a, login);
		r->passwords[r->nlogins++] = arena_str(a, word);
	}
}

static struct err
kept_page(struct req *rq, struct out *o, struct import_keep *k)
{
	struct kept_page p = { .keep = k };
	struct import *m;
	struct err e = OK;

	if (k->done)
		report_parse(rq->a, k->file, &p.report);
	else
		e = import_read(rq->store, rq->a, rq->area, k->what, k->file, &m, &p.report);
	if (e.code && e.code != 422)
		return e;
	p.until = time_text(rq->a, rq->env, rq->lang, k->at + IMPORT_SHOWN);
	rq->nav = "users";
	page_begin(o, rq, tr(rq, k->done ? M_people_import_written : e.code ? M_people_import_title : M_people_import_good));
	people_import_kept_html(o, rq, &p);
	page_end(o, rq);
	return OK;
}

struct err
kept_page_get(struct req *rq, struct out *o)
{
	struct import_keep k;

	TRY(keep_get(rq->db, rq->a, rq->env, rq->area, rq_param_id(rq, "id"), rq->caller->account, &k));
	return kept_page(rq, o, &k);
}

struct writing {
	const struct import_keep *k;
	struct import *m;
	struct bytes report;
};

/* The row first: a second press finds it done and writes nothing. */
static struct err
write_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct writing *x = ctx;

	TRY(keep_done(w, rq->env, rq->area, x->k, x->report));
	TRY(import_write(w, x->m));
	rq_goto(rq, kept_path(rq, x->k->id));
	return OK;
}

struct err
kept_page_post(struct req *rq, struct out *o)
{
	struct import_report r;
	struct import_keep k;
	struct writing x = { .k = &k };
	struct err e;

	TRY(keep_get(rq->db, rq->a, rq->env, rq->area, rq_param_id(rq, "id"), rq->caller->account, &k));
	if (k.done)			/* pressed twice: what it made */
		return see_other(rq, kept_path(rq, k.id));
	e = import_read(rq->store, rq->a, rq->area, k.what, k.file, &x.m, &r);
	if (e.code == 422) {		/* what was good is not any more: somebody changed places or accounts meanwhile */
		rq->status = 422;
		return kept_page(rq, o, &k);
	}
	TRY(e);
	TRY(import_prepare(x.m));
	TRY(keep_report(rq->a, &k, &r, &x.report));
	TRY(tx_run(rq, write_tx, &x));
	return see_other(rq, NULL);
}
