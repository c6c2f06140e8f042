/*
 * static.c - the files built into the program. /static/HASH/name may be cached for ever (another content has
 * another address); /static/name is asked for again, cheaply, by its ETag.
 */
#include "base/asset.h"
#include "base/text.h"
#include "web/web_int.h"
#include "base_msg.h"

static const struct asset *
asset_find(const char *name)
{
	for (const struct asset *f = asset_table; f->name; f++) {
		if (!strcmp(f->name, name))
			return f;
	}
	return NULL;
}

const char *
static_url(const struct req *rq, const char *name)
{
	const struct asset *f = asset_find(name);

	assert(f);
	return arena_fmt(rq->a, "/static/%s/%s", f->hash, name);
}

bool
static_answer(struct job *j)
{
	struct req *rq = &j->rq;
	const char *name, *slash, *tag;
	const struct asset *f;
	bool forever = false;

	if (strncmp(rq->path, "/static/", 8) || rq->verb != VERB_GET)
		return false;
	name = rq->path + 8;
	slash = strchr(name, '/');
	f = asset_find(slash ? slash + 1 : name);
	if (!f) {
		answer_plain(j, FAIL(404, M_err_not_found));
		return true;
	}
	/* an old page may ask for an old content: it gets the new one, but not for ever */
	if (slash)
		forever = !strncmp(name, f->hash, strlen(f->hash)) && (size_t)(slash - name) == strlen(f->hash);
	tag = arena_fmt(rq->a, "\"%s\"", f->hash);
	rq->no_store = false;
	rq_header(rq, "Cache-Control", forever ? "public, max-age=31536000, immutable" : "public, no-cache");
	rq_header(rq, "ETag", tag);
	rq->type = f->type;
	if (!strcmp(rq_head(rq, "If-None-Match"), tag)) {
		rq->status = 304;
		rq->body = (struct bytes){ (const unsigned char *)"", 0 };
	} else {
		rq->body = (struct bytes){ f->p, f->n };
	}
	answer_headers(j);
	return true;
}
