/* council_api_hook_web.c - the administrator's page of webhooks: made, tested, given a new secret, stopped; what became of them. */
#include "services/council/council_api_hook_web.h"

#include "base/text.h"
#include "council_api_hooks_html.h"
#include "base_msg.h"
#include "council_api_msg.h"
#include "people_msg.h"
#include "people_key_msg.h"
#include "post_msg.h"

#define LOG_ROWS 20
#define SHOWN_LIFE (INT64_C(600) * US_SECOND)

static const char *
once_purpose(struct req *rq)
{
	return arena_fmt(rq->a, "hook.%lld", (long long)rq->caller->account);
}

static struct err
hooks_page(struct req *rq, struct out *o)
{
	struct hooks_page p = { 0 };

	TRY(hook_all(rq->db, rq->a, rq->area, &p.rows));
	p.logs = NEWN(rq->a, struct post_items, p.rows.n + 1);
	for (size_t i = 0; i < p.rows.n; i++)
		TRY(post_owner_list(rq->db, rq->a, rq->area, p.rows.v[i].id, LOG_ROWS, &p.logs[i]));
	TRY(place_list(rq->db, rq->a, rq->area, PLACE_STREET, &p.streets));
	TRY(place_list(rq->db, rq->a, rq->area, PLACE_COMMUNITY, &p.communities));
	if (*rq_query(rq, "once"))
		p.once = people_once_open(rq->a, rq->env, once_purpose(rq), rq_query(rq, "once"), SHOWN_LIFE);
	rq->nav = "users";
	page_begin(o, rq, tr(rq, M_api_hooks_title));
	council_api_hooks_html(o, rq, &p);
	page_end(o, rq);
	return OK;
}

static struct err
hooks_get(struct req *rq, struct out *o)
{
	return hooks_page(rq, o);
}

struct making {
	int64_t id, place;
	const char *url, *secret;
	unsigned events;
};

static void
goto_once(struct req *rq, const char *secret)
{
	rq_goto(rq, arena_fmt(rq->a, "/admin/hooks?once=%s", people_once(rq->a, rq->env, once_purpose(rq), secret)));
}

static struct err
make_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct making *m = ctx;

	TRY(hook_insert(w, rq->area, env_id(rq->env), m->url, people_seal_hook(rq->a, m->secret), m->events, m->place, rq->caller->account,
		env_now(rq->env), NULL));
	goto_once(rq, m->secret);
	return OK;
}

static struct err
hooks_post(struct req *rq, struct out *o)
{
	struct making m = { .url = rq_form(rq, "url"), .secret = hook_secret(rq->a, rq->env) };
	struct place p;
	struct err e = post_url_check(m.url);

	if (strncmp(m.url, "http", 4) != 0 || text_len(m.url) > 500 || strpbrk(m.url, " \t\n"))
		rq_fault(rq, "url", M_post_err_url, NULL);
	else if (e.code)
		rq_fault(rq, "url", e.key, NULL);
	for (const struct hook_event_row *h = hook_events; h->name; h++)
		if (rq_has(rq, h->name))
			m.events |= h->bit;
	if (!m.events)
		rq_fault(rq, "events", M_people_err_key_scope, NULL);
	if (!text_int(rq_form(rq, "place"), 0, INT64_MAX, &m.place) || (m.place && place_get(rq->db, rq->a, rq->area, m.place, &p).code))
		rq_fault(rq, "place", M_people_err_place, NULL);
	if (rq->nfaults)
		return hooks_page(rq, o);
	TRY(tx_run(rq, make_tx, &m));
	return see_other(rq, NULL);
}

static struct err
hook_load(struct req *rq)
{
	struct hook_row *h = NEW(rq->a, struct hook_row);
	bool found;

	TRY(hook_one(rq->db, rq->a, rq->area, rq_param_id(rq, "id"), h, &found));
	rq->object = h;
	return found ? OK : FAIL(404, M_err_not_found);
}

static struct err
active_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct hook_row *h = ctx;

	rq_goto(rq, "/admin/hooks");
	return hook_set_active(w, rq->area, h->id, strcmp(rq_form(rq, "active"), "1") == 0, NULL);
}

static struct err
active_post(struct req *rq, struct out *o)
{
	(void)o;
	TRY(tx_run(rq, active_tx, (void *)rq->object));
	return see_other(rq, NULL);
}

static struct err
rotate_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct making *m = ctx;

	goto_once(rq, m->secret);
	return hook_set_secret(w, rq->area, m->id, people_seal_hook(rq->a, m->secret), NULL);
}

static struct err
rotate_post(struct req *rq, struct out *o)
{
	const struct hook_row *h = rq->object;
	struct making m = { .id = h->id, .secret = hook_secret(rq->a, rq->env) };

	(void)o;
	TRY(tx_run(rq, rotate_tx, &m));
	return see_other(rq, NULL);
}

/* The newest matter there is, so that the receiver sees the real thing. */
static struct err
test_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct filter f = { .kind = "proposal", .limit = 1 };
	struct cards cards;

	TRY(matter_list(w, rq->a, rq->area, &f, &cards));
	if (!cards.n)
		return FAIL(422, M_api_hooks_empty);
	rq_goto(rq, "/admin/hooks");
	return hook_send(w, rq->a, rq->env, rq->area, ctx, "hook.test", cards.v[0].id, "test");
}

static struct err
test_post(struct req *rq, struct out *o)
{
	(void)o;
	TRY(tx_run(rq, test_tx, (void *)rq->object));
	return see_other(rq, NULL);
}

static const struct route routes[] = {
	{ VERB_GET, "/admin/hooks", RIGHT_USERS, NULL, hooks_get, "Webhooks and what became of them.", 0 },
	{ VERB_POST, "/admin/hooks", RIGHT_USERS, NULL, hooks_post, "A new webhook; its secret is shown once.", 0 },
	{ VERB_POST, "/admin/hooks/:id/active", RIGHT_USERS, hook_load, active_post, "Stops a webhook, or starts it again.", 0 },
	{ VERB_POST, "/admin/hooks/:id/rotate", RIGHT_USERS, hook_load, rotate_post, "Gives a webhook a new secret.", 0 },
	{ VERB_POST, "/admin/hooks/:id/test", RIGHT_USERS, hook_load, test_post, "Sends a webhook the newest matter.", 0 },
	{ 0 }
};

const struct route *
council_api_hook_routes(void)
{
	return routes;
}
