/* council_api_hook.c - webhooks: who asked for what, and the letter to them. */
#include "services/council/council_api_hook.h"

#include "base/text.h"
#include "post/post.h"
#include "services/council/council_api_data.h"
#include "base_msg.h"
#include "council_api_msg.h"

#define SECRET_BYTES 32

const struct hook_event_row hook_events[] = {
	{ HOOK_FILED, "matter.filed", "A matter was filed.", M_api_hook_filed },
	{ HOOK_MOVED, "matter.moved", "A move of the life cycle was made.", M_api_hook_moved },
	{ HOOK_PUBLISHED, "matter.published", "A result was published.", M_api_hook_published },
	{ HOOK_CLOSED, "matter.closed", "Nothing more is to be done.", M_api_hook_closed },
	{ HOOK_ANSWERED, "matter.answered", "A unit answered.", M_api_hook_answered },
	{ 0 }
};

struct payload_data {
	const char *act;
	const struct api_matter *matter;
};
struct payload {
	const char *type;
	int64_t timestamp;
	const struct payload_data *data;
};

static const struct api_field data_fields[] = {
	{ "act", API_TEXT, 0, offsetof(struct payload_data, act), NULL, NULL, "As in the timeline: file, a move's id, answer, test." },
	{ "matter", API_OBJECT, 0, offsetof(struct payload_data, matter), NULL, &api_matter_schema, NULL },
	{ 0 }
};
static const struct api_schema data_schema = { "HookData", "What happened.", sizeof(struct payload_data), data_fields };

static const struct api_field hook_fields[] = {
	{ "type", API_TEXT, 0, offsetof(struct payload, type), NULL, NULL, "matter.filed, matter.moved …; hook.test from the button." },
	{ "timestamp", API_TIME, API_NULL, offsetof(struct payload, timestamp), NULL, NULL, NULL },
	{ "data", API_OBJECT, 0, offsetof(struct payload, data), NULL, &data_schema, NULL },
	{ 0 }
};
const struct api_schema api_hook_schema = { "Hook", "What a webhook brings, in Chinese; signed as Standard Webhooks describes.",
	sizeof(struct payload), hook_fields };

const char *
hook_shown(struct arena *a, const char *url)
{
	const char *host = strstr(url, "://"), *end;

	if (!host)
		return url;
	end = host + 3 + strcspn(host + 3, "/?#");
	return arena_fmt(a, "%.*s%s", (int)(end - url), url, *end && end[1] ? "/…" : "");
}

enum msg
hook_state(const char *state)
{
	if (strcmp(state, "sent") == 0)
		return M_api_hooks_sent;
	if (strcmp(state, "shown") == 0)
		return M_api_hooks_shown;
	return strcmp(state, "dead") == 0 || strcmp(state, "dropped") == 0 ? M_api_hooks_dead : M_api_hooks_waiting;
}

const char *
hook_secret(struct arena *a, struct env *e)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned char raw[SECRET_BYTES + 1] = { 0 };
	struct out o;

	e->random(e, raw, SECRET_BYTES);
	out_init(&o, a);
	out_str(&o, "whsec_");
	for (size_t i = 0; i < SECRET_BYTES; i += 3) {
		unsigned v = (unsigned)raw[i] << 16 | (unsigned)raw[i + 1] << 8 | (i + 2 < SECRET_BYTES ? raw[i + 2] : 0u);

		for (int k = 18; k >= 0; k -= 6)
			out_put(&o, k == 0 && i + 2 >= SECRET_BYTES ? "=" : &digits[v >> k & 63], 1);
	}
	return out_cstr(&o);
}

struct err
hook_send(struct db *w, struct arena *a, struct env *e, int64_t area, const struct hook_row *h, const char *event, int64_t matter,
	  const char *act_name)
{
	struct api_say s = { w, a, e, area, LANG_ZH, matter_url() };
	struct api_matter it;
	struct payload_data data = { act_name, &it };
	struct payload p = { event, env_now(e), &data };
	const char *secret = people_open_hook(a, h->secret);
	struct post_to to = { .channel = POST_WEBHOOK, .owner = h->id, .shown = hook_shown(a, h->url) };
	struct letter l = { .matter = matter, .purpose = event, .lang = LANG_ZH, .subject = event, .to = &to, .nto = 1 };
	struct matter m;
	struct json j;
	struct out o;

	if (!secret)
		return FAIL(500, M_err_server);
	TRY(matter_load(w, a, area, matter, &m));
	TRY(api_matter_fill(&s, &m, &it));
	out_init(&o, a);
	json_begin(&j, &o);
	api_write(&j, a, e, NULL, &api_hook_schema, &p);
	l.text = out_cstr(&o);
	to.sealed = people_seal_hook(a, arena_fmt(a, "%s %s", h->url, secret));
	return post_put(w, e, area, &l, NULL);
}

static unsigned
what_happened(const struct matter *before, const struct matter *now, const char *act_name)
{
	unsigned bits;

	if (!before)
		return HOOK_FILED;
	if (strcmp(act_name, "answer") == 0)
		return HOOK_ANSWERED;
	bits = HOOK_MOVED;
	if (!text_empty(now->r.outcome) && strcmp(now->r.outcome, before->r.outcome) != 0)
		bits |= HOOK_PUBLISHED;
	if (now->r.closed && !before->r.closed)
		bits |= HOOK_CLOSED;
	return bits;
}

struct err
hook_tell(struct db *w, struct act *act, const struct matter *before, int64_t matter, const char *act_name)
{
	struct hook_row_rows hooks;
	struct matter now;
	struct hook_some some;
	unsigned bits;
	bool any;

	TRY(hook_some(w, act->a, act->area, &some, &any));
	if (!any)
		return OK;
	TRY(matter_load(w, act->a, act->area, matter, &now));
	TRY(hook_for(w, act->a, act->area, now.r.place, &hooks));
	bits = what_happened(before, &now, act_name);
	for (size_t i = 0; i < hooks.n; i++)
		for (const struct hook_event_row *h = hook_events; h->name; h++)
			if (bits & h->bit & (unsigned)hooks.v[i].events)
				TRY(hook_send(w, act->a, act->env, act->area, &hooks.v[i], h->name, matter, act_name));
	return OK;
}
