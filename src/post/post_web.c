/*
 * post_web.c - two pages: the visible outbox of a demonstration, and for staff what did not arrive. Not here: whose
 * address it is; rows carry a masked one.
 */
#include "post/post_int.h"

#include "base/day.h"
#include "base/text.h"
#include "desk_outbox_html.h"
#include "outbox_html.h"
#include "post/post_view.h"
#include "store/store.h"
#include "web/web.h"
#include "base_msg.h"
#include "post_msg.h"

#define PAGE 30

/* A web address in a letter becomes a link: in the demonstration this is how a unit opens its page. */
static void
line_put(struct out *o, struct arena *a, const char *s)
{
	while (*s) {
		const char *http = strstr(s, "http://"), *https = strstr(s, "https://"), *url = http;
		size_t n;

		if (!url || (https && https < url))
			url = https;
		if (!url)
			break;
		html_text(o, arena_dup(a, s, (size_t)(url - s)));
		n = strcspn(url, " \t\"<>\\^`{|}");
		for (size_t i = 0; i < n; i++) {		/* Chinese text may follow without a blank */
			if ((unsigned char)url[i] >= 0x80)
				n = i;
		}
		while (n && strchr(".,;:!?)", url[n - 1]))
			n--;
		out_str(o, "<a href=\"");
		html_url(o, arena_dup(a, url, n));
		out_str(o, "\">");
		html_text(o, arena_dup(a, url, n));
		out_str(o, "</a>");
		s = url + n;
	}
	html_text(o, s);
}

static struct html
text_html(struct arena *a, const char *s)
{
	struct out o;
	bool open = false;

	out_init(&o, a);
	while (*s) {
		size_t n = strcspn(s, "\n");
		const char *line = text_clean(a, arena_dup(a, s, n));

		if (*line == '\0') {
			out_str(&o, open ? "</p>\n" : "");
			open = false;
		} else {
			out_str(&o, open ? "<br>\n" : "<p>");
			line_put(&o, a, line);
			open = true;
		}
		s += n;
		s += *s == '\n';
	}
	out_str(&o, open ? "</p>\n" : "");
	return (struct html){ out_cstr(&o) };
}

static const char *
label_of(struct req *rq, const char *kind, const char *name)
{
	return tr(rq, msg_find(arena_fmt(rq->a, "post.%s_%s", kind, name)));
}

static const char *
chip_of(const char *state)
{
	if (strcmp(state, "sent") == 0)
		return "q-chip q-chip--ok";
	if (strcmp(state, "failed") == 0)
		return "q-chip q-chip--warn";
	if (strcmp(state, "dead") == 0)
		return "q-chip q-chip--bad";
	return "q-chip q-chip--plain";
}

static struct letter_view
view_of(struct req *rq, const struct post_item *it)
{
	struct letter_view v = { .id = it->id, .shown = it->shown, .subject = it->subject, .detail = it->detail };

	v.when = time_text(rq->a, rq->env, rq->lang, it->made_at);
	v.when_iso = time_rfc3339(rq->a, it->made_at);
	v.channel = label_of(rq, "channel", it->channel);
	v.state = label_of(rq, "state", it->state);
	v.chip = chip_of(it->state);
	v.why = text_empty(it->error) ? "" : tr(rq, msg_find(it->error));
	v.tries = trf(rq, M_post_tries, arena_fmt(rq->a, "%lld", (long long)it->tries), NULL);
	v.next = strcmp(it->state, "failed") == 0 ? time_text(rq->a, rq->env, rq->lang, it->next_at) : "";
	v.label = trf(rq, M_post_which, v.channel, it->shown, NULL);
	v.heading = text_same(it->subject, it->text) ? "" : it->subject;
	v.machine = it->text[0] == '{';
	v.text = text_html(rq->a, it->text);
	return v;
}

static void
views_of(struct req *rq, const struct post_items *items, struct letter_views *ret)
{
	ret->n = items->n < PAGE ? items->n : PAGE;
	ret->v = NEWN(rq->a, struct letter_view, ret->n + 1);
	for (size_t i = 0; i < ret->n; i++)
		ret->v[i] = view_of(rq, &items->v[i]);
	ret->older = items->n > PAGE ? ret->v[PAGE - 1].id : 0;
}

static int64_t
before_of(struct req *rq)
{
	int64_t id;

	return text_int(rq_query(rq, "before"), 1, INT64_MAX, &id) ? id : 0;
}

/* GET /outbox - in a demonstration everything that would have been sent. Elsewhere there is no such page. */
static struct err
outbox_get(struct req *rq, struct out *o)
{
	struct post_items items;
	struct letter_views views;

	if (!web_conf(rq->web)->demo)
		return FAIL(404, M_err_not_found);
	TRY(post_visible_list(rq->db, rq->a, rq->area, before_of(rq), PAGE + 1, &items));
	views_of(rq, &items, &views);
	page_begin(o, rq, tr(rq, M_post_outbox_title));
	outbox_html(o, rq, &views);
	page_end(o, rq);
	return OK;
}

static const char *
done_text(struct req *rq)
{
	const char *done = rq_query(rq, "done");

	if (strcmp(done, "retry") == 0)
		return tr(rq, M_post_retried);
	return strcmp(done, "drop") == 0 ? tr(rq, M_post_dropped) : "";
}

/* GET /desk/outbox - what did not arrive, and what is on its way. */
static struct err
desk_get(struct req *rq, struct out *o)
{
	struct post_items dead, open;
	struct letter_views dead_views, open_views;
	struct post_counts c;
	const char *counts;

	TRY(post_dead_list(rq->db, rq->a, rq->area, before_of(rq), PAGE + 1, &dead));
	TRY(post_open_list(rq->db, rq->a, rq->area, 0, PAGE, &open));
	TRY(post_counts(rq->db, rq->a, rq->area, &c));
	views_of(rq, &dead, &dead_views);
	views_of(rq, &open, &open_views);
	counts = trf(rq, M_post_counts, arena_fmt(rq->a, "%lld", (long long)(c.sent + c.shown)),
		     arena_fmt(rq->a, "%lld", (long long)(c.waiting + c.leased + c.failed)),
		     arena_fmt(rq->a, "%lld", (long long)c.dead), NULL);
	page_begin(o, rq, tr(rq, M_post_desk_title));
	desk_outbox_html(o, rq, &dead_views, &open_views, counts, done_text(rq));
	page_end(o, rq);
	return OK;
}

static struct err
retry_tx(struct db *w, struct req *rq, void *ctx)
{
	TRY(post_retry(w, rq->env, rq->area, rq_param_id(rq, "id")));
	rq_goto(rq, "/desk/outbox?done=retry");
	return OK;
}

static struct err
drop_tx(struct db *w, struct req *rq, void *ctx)
{
	TRY(post_drop(w, rq->env, rq->area, rq_param_id(rq, "id")));
	rq_goto(rq, "/desk/outbox?done=drop");
	return OK;
}

/* POST /desk/outbox/:id/retry */
static struct err
retry_post(struct req *rq, struct out *o)
{
	TRY(tx_run(rq, retry_tx, NULL));
	return see_other(rq, NULL);
}

/* POST /desk/outbox/:id/drop */
static struct err
drop_post(struct req *rq, struct out *o)
{
	TRY(tx_run(rq, drop_tx, NULL));
	return see_other(rq, NULL);
}

const struct route *
post_routes(struct arena *a, int right_public, int right_outbox)
{
	const struct route rows[] = {
		{ VERB_GET, "/outbox", right_public, NULL, outbox_get, "What a demonstration would have sent.", 0 },
		{ VERB_GET, "/desk/outbox", right_outbox, NULL, desk_get, "Messages that did not arrive.", 0 },
		{ VERB_POST, "/desk/outbox/:id/retry", right_outbox, NULL, retry_post, "Sends one message again.", 0 },
		{ VERB_POST, "/desk/outbox/:id/drop", right_outbox, NULL, drop_post, "Takes one message off the list.", 0 },
		{ 0 },
	};

	return memcpy(NEWN(a, struct route, COUNT(rows)), rows, sizeof(rows));
}
