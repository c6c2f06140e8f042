/* matter_web.c - what pages about matters share: finding the matter of an address, who acts, files. */
#include "matter/matter.h"

#include "base/hash.h"
#include "base/text.h"
#include "store/store.h"
#include "web/web.h"
#include "base_msg.h"

struct err
matter_route(struct req *rq)
{
	struct matter *m = NEW(rq->a, struct matter);
	struct matter_by_number row;
	struct place place;
	bool found;

	TRY(place_by_slug(rq->db, rq->a, rq->area, rq_param(rq, "place"), &place, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	TRY(matter_by_number(rq->db, rq->a, rq->area, place.id, rq_param(rq, "number"), &row, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	TRY(matter_load(rq->db, rq->a, rq->area, row.id, m));
	rq->object = m;
	rq->place = m->r.place;
	return OK;
}

const char *
browser_of(struct req *rq)
{
	unsigned char h[HASH_LEN];
	const char *v = rq->visitor;

	if (text_empty(v))
		return "";
	hash_bytes(h, v, strlen(v), people_conf()->index_key, sizeof(people_conf()->index_key));
	return arena_fmt(rq->a, "v%s", text_hex(rq->a, h, 16));
}

/* One voice per account; a visitor's is the keyed hash of their cookie. */
static const char *
owner_of(struct req *rq)
{
	if (rq->caller)
		return arena_fmt(rq->a, "a%lld", (long long)rq->caller->account);
	rq_visitor(rq);
	return browser_of(rq);
}

struct err
who_of(struct req *rq, struct db *db, const struct matter *m, struct who *ret)
{
	TRY(who_at(db, rq->a, rq->area, rq->caller, owner_of(rq), m, ret));
	ret->browser = browser_of(rq);
	return OK;
}

void
act_of(struct act *ret, struct req *rq, const struct who *who)
{
	*ret = (struct act){ .a = rq->a, .env = rq->env, .area = rq->area, .who = *who };
}

/* What is for staff shows itself to those of the matter's place. */
static bool
file_hidden(struct req *rq, const struct file_row *f)
{
	struct matter_get m;
	bool found;

	if (matter_get(rq->db, rq->a, rq->area, f->matter, &m, &found).code || !found || *m.home)
		return true;			/* a private matter's own service gives its papers out */
	if (strcmp(f->class, "public") == 0)
		return false;
	return !people_may(rq->db, rq->area, rq->caller, RIGHT_DESK, m.place);
}

/* GET /files/:id - a photo, paper or sound; ?small=1 the small picture. */
static struct err
file_show(struct req *rq, struct out *o)
{
	bool small = *rq_query(rq, "small"), found;
	struct file_row f;

	TRY(file_get(rq->db, rq->a, rq->area, rq_param_id(rq, "id"), &f, &found));
	if (!found || file_hidden(rq, &f))
		return FAIL(404, M_err_not_found);
	TRY(file_read(rq->a, small && *f.thumb ? f.thumb : f.stored, f.key, &rq->body));
	rq->type = f.type;
	if (strcmp(f.type, "application/pdf") == 0)
		rq_save_as(rq, f.type, "paper.pdf");
	return OK;
}

static const struct route routes[] = {
	{ VERB_GET, "/files/:id", RIGHT_PUBLIC, NULL, file_show, "One photo or paper of a matter.", 0 },
	{ 0 }
};

const struct route *
matter_routes(void)
{
	return routes;
}
