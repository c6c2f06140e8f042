/*
 * tx.c - the write section for handlers, with idempotency: the key a form carried is stored in the same
 * savepoint as the change, with the form's hash and the place the answer led to. Kept 48 hours.
 */
#include "base/day.h"
#include "base/hash.h"
#include "base/text.h"
#include "store/store.h"
#include "web_sql.h"
#include "web/web_int.h"
#include "base_msg.h"

#define KEPT (2 * US_DAY)

struct section {
	struct req *rq;
	tx_fn fn;
	void *ctx;
	const char *owner, *key;	/* key "": no idempotency */
	unsigned char hash[HASH_LEN];
};

/* All that was typed, and where it was sent; not the token, which changes with the session. */
static void
form_hash(struct req *rq, unsigned char ret[HASH_LEN])
{
	struct hasher *h = hasher_new(rq->a);

	hasher_text(h, rq->path);
	for (size_t i = 0; i < rq->nform; i++) {
		if (!strcmp(rq->form[i].name, "_csrf"))
			continue;
		hasher_text(h, rq->form[i].name);
		hasher_text(h, rq->form[i].value);
	}
	if (!rq->nform)			/* JSON of a face */
		hasher_field(h, rq->input.p, rq->input.n);
	for (size_t i = 0; i < rq->nuploads; i++) {
		hasher_text(h, rq->uploads[i].field);
		hasher_field(h, rq->uploads[i].data.p, rq->uploads[i].data.n);
	}
	hasher_end(h, ret);
}

static struct err
section_run(struct db *w, void *arg)
{
	struct section *s = arg;
	struct req *rq = s->rq;
	struct idem_get old;
	bool found = false;
	int64_t now = env_now(rq->env);

	rq->replayed = false;
	rq->location = NULL;
	if (!*s->key)
		return s->fn(w, rq, s->ctx);
	TRY(idem_get(w, rq->a, rq->area, s->owner, s->key, &old, &found));
	if (found) {
		if (old.hash.n != HASH_LEN || !hash_same(old.hash.p, s->hash, HASH_LEN))
			return FAIL(422, M_err_key_reused);
		rq->replayed = true;
		rq->location = old.place;
		return OK;
	}
	TRY(s->fn(w, rq, s->ctx));
	assert(rq->location);		/* fn owes us a place: web.h */
	TRY(idem_sweep(w, rq->area, now - KEPT, NULL));
	return idem_add(w, rq->area, s->owner, s->key, (struct bytes){ s->hash, HASH_LEN }, rq->location, now, NULL);
}

struct err
tx_run(struct req *rq, tx_fn fn, void *ctx)
{
	struct section s = { .rq = rq, .fn = fn, .ctx = ctx, .owner = rq->face ? rq->owner : rq_owner(rq),
		.key = rq->face ? rq->once : rq_form(rq, "_key") };

	if (!*s.owner || strlen(s.key) > 64)
		s.key = "";
	if (*s.key)
		form_hash(rq, s.hash);
	return store_tx(rq->store, section_run, &s, &rq->group);
}

struct part {
	struct req *rq;
	tx_fn fn;
	void *ctx;
};

static struct err
part_run(struct db *w, void *arg)
{
	const struct part *p = arg;

	return p->fn(w, p->rq, p->ctx);
}

struct err
tx_part(struct db *w, struct req *rq, tx_fn fn, void *ctx)
{
	struct part p = { rq, fn, ctx };

	return store_part(w, part_run, &p);
}
