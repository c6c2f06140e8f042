/* council_open311_post_web.c - Open311: filing a request. Everything that is wrong is said at once; nothing is filed then. */
#include "base/day.h"
#include "base/hash.h"
#include "base/text.h"
#include "people/apikey.h"
#include "services/council/council_file_web.h"
#include "services/council/council_open311_web.h"
#include "council_open311_msg.h"
#include "formats_msg.h"

#define DESCRIPTION_MAX 4000		/* the specification's */
#define URL_MAX         500
#define FAR             1500		/* metres from the nearest estate or community */
#define TWICE           (INT64_C(600) * US_SECOND)	/* the very same request within this time is one */

struct posting {
	const struct category *service;
	int64_t street, community, spot;
	struct geo at;
	const char *description, *whereabouts, *media_url;
	struct person_draft *contact;
	struct photo_set photos;
	struct answer said[2 + 16], apart[2];
	size_t nsaid, napart;
	struct out zh, en;			/* the attributes as people read them */
	const char *token;			/* NULL: the number is given at once */
	struct filed filed;
};

/* ---- where ---- */

static struct err
place_of(struct req *rq, struct posting *p, int64_t id)
{
	p->spot = id;
	p->community = place_community(rq->db, rq->area, id);
	return OK;
}

static struct err
by_id(struct req *rq, struct o3_faults *f, struct posting *p, const char *slug)
{
	struct place it;
	bool found;

	TRY(place_by_slug(rq->db, rq->a, rq->area, slug, &it, &found));
	if (found)
		TRY(place_of(rq, p, it.id));
	if (!p->community || (p->street && !place_within(rq->db, rq->area, p->community, p->street)))
		o3_fault(rq, f, 400, M_o3_err_address_id, slug, NULL);
	return OK;
}

static struct err
by_point(struct req *rq, struct o3_faults *f, struct posting *p)
{
	struct o3_points_rows rows;
	double best = FAR;
	int64_t id = 0;

	TRY(o3_points(rq->db, rq->a, rq->area, p->street, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		double d = geo_metres(p->at, (struct geo){ rows.v[i].lat, rows.v[i].lon });

		if (d < best) {
			best = d;
			id = rows.v[i].id;
		}
	}
	if (id)
		return place_of(rq, p, id);
	o3_fault(rq, f, 400, M_o3_err_far, arena_fmt(rq->a, "%d", FAR), NULL);
	return OK;
}

static struct err
by_words(struct req *rq, struct o3_faults *f, struct posting *p)
{
	struct o3_names_rows rows;

	TRY(o3_names(rq->db, rq->a, rq->area, p->street, &rows));
	for (size_t i = 0; i < rows.n; i++)
		if (strstr(p->whereabouts, rows.v[i].zh) || (*rows.v[i].en && strcasestr(p->whereabouts, rows.v[i].en)))
			return place_of(rq, p, rows.v[i].id);
	o3_fault(rq, f, 400, M_o3_err_address, NULL);
	return OK;
}

static struct err
take_place(struct req *rq, struct o3_faults *f, struct posting *p)
{
	const char *lat = o3_param(rq, "lat"), *lon = o3_param(rq, "long"), *id = o3_param(rq, "address_id");

	p->whereabouts = text_cut(rq->a, o3_param(rq, "address_string"), MATTER_WHERE_MAX);
	if (!geo_read(lat, lon, &p->at)) {
		o3_fault(rq, f, 400, M_o3_err_point, NULL);
		return OK;
	}
	if (!text_empty(id))
		return by_id(rq, f, p, id);
	if (geo_known(p->at))
		return by_point(rq, f, p);
	if (!text_empty(p->whereabouts))
		return by_words(rq, f, p);
	o3_fault(rq, f, 400, !text_empty(lat) ? M_o3_err_point : M_o3_err_location, NULL);
	return OK;
}

/* ---- attributes ---- */

static bool
value_fits(const struct o3_attribute *at, const char *s)
{
	int64_t us;
	size_t n = strspn(s, "0123456789");

	switch (at->type) {
	case O3_NUMBER:
		return n && n < 16 && (!s[n] || (s[n] == '.' && s[n + 1] && strspn(s + n + 1, "0123456789") == strlen(s + n + 1)));
	case O3_DATETIME:
		return time_parse(s, &us);
	case O3_STRING:
		return !strchr(s, '\n') && text_len(s) <= O3_STRING_MAX;
	case O3_TEXT:
		return text_len(s) <= O3_TEXT_MAX;
	default:
		return o3_value_name(at, LANG_ZH, s) != NULL;
	}
}

/* so: the values before this one, NULL for the first. */
static const char *
value_told(struct arena *a, const struct o3_attribute *at, enum lang l, const char *so, const char *s)
{
	const char *name = o3_value_name(at, l, s);

	return so ? msg_fmt(a, l, M_o3_more, so, name ? name : s, NULL) : name ? name : s;
}

static void
told(struct arena *a, struct out *o, const struct o3_attribute *at, enum lang l, const char *values)
{
	out_fmt(o, "%s%s", o->len ? "\n" : "", msg_fmt(a, l, M_o3_pair, msg_text(l, at->label), values, NULL));
}

static void
take_attribute(struct req *rq, struct o3_faults *f, struct posting *p, const struct o3_attribute *at)
{
	const char *one = arena_fmt(rq->a, "attribute[%s]", at->code), *many = arena_fmt(rq->a, "%s[]", one), *zh = NULL, *en = NULL;
	size_t before = f->n;
	struct out all;

	out_init(&all, rq->a);
	for (size_t i = 0; i < rq->nform; i++) {
		const char *s = rq->form[i].value;

		if ((strcmp(rq->form[i].name, one) && strcmp(rq->form[i].name, many)) || text_empty(s))
			continue;
		if (!value_fits(at, s) || (all.len && at->type != O3_MANY)) {
			o3_fault(rq, f, 400, M_o3_err_attribute_value, at->code, text_cut(rq->a, s, 40), NULL);
			continue;
		}
		zh = value_told(rq->a, at, LANG_ZH, zh, s);
		en = value_told(rq->a, at, LANG_EN, en, s);
		out_fmt(&all, "%s%s", all.len ? "," : "", s);
	}
	if (!all.len && at->required && f->n == before)
		o3_fault(rq, f, 400, M_o3_err_attribute, at->code, tr(rq, at->label), NULL);
	if (!all.len)
		return;
	told(rq->a, &p->zh, at, LANG_ZH, zh);
	told(rq->a, &p->en, at, LANG_EN, en);
	p->said[p->nsaid++] = (struct answer){ arena_fmt(rq->a, "attribute.%s", at->code), out_cstr(&all) };
}

static void
take_attributes(struct req *rq, struct o3_faults *f, struct posting *p)
{
	for (const struct o3_attribute *at = o3_attributes; p->service && at->service; at++)
		if (at->asked && !strcmp(at->service, p->service->id))
			take_attribute(rq, f, p, at);
	if (!p->zh.len)
		return;
	p->said[p->nsaid++] = (struct answer){ "attributes", out_cstr(&p->zh) };
	p->said[p->nsaid++] = (struct answer){ "attributes_en", out_cstr(&p->en) };
}

/* ---- the rest ---- */

static void
take_words(struct req *rq, struct o3_faults *f, struct posting *p)
{
	const char *url = o3_param(rq, "media_url"), *phone = o3_param(rq, "phone");

	p->description = o3_param(rq, "description");
	if (text_len(p->description) > DESCRIPTION_MAX)
		o3_fault(rq, f, 400, M_o3_err_long, "description", arena_fmt(rq->a, "%d", DESCRIPTION_MAX), NULL);
	else if (!text_empty(p->description) && !text_has_tokens(p->description))
		o3_fault(rq, f, 400, M_o3_err_nothing, NULL);
	if (!text_empty(phone) && !text_phone(rq->a, phone))
		o3_fault(rq, f, 400, M_o3_err_phone, NULL);
	if (text_empty(url))
		return;
	if ((strncmp(url, "https://", 8) && strncmp(url, "http://", 7)) || text_len(url) > URL_MAX || strpbrk(url, " \n\t\"<>"))
		o3_fault(rq, f, 400, M_o3_err_media_url, NULL);
	p->apart[p->napart++] = (struct answer){ "media_url", url };
}

static struct err
take_media(struct req *rq, struct o3_faults *f, struct posting *p)
{
	for (size_t i = 0; i < rq->nuploads && p->photos.n < PHOTOS_MAX; i++) {
		const struct upload *u = &rq->uploads[i];
		struct err e;

		if (strcmp(u->field, "media") && strcmp(u->field, "media[]"))
			continue;
		e = u->data.n > 4 && !memcmp(u->data.p, "%PDF", 4) ? FAIL(422, M_image_not_image) :
			file_store(rq->a, rq->env, u->data, u->name, &p->photos.v[p->photos.n]);
		if (e.code == 422)
			o3_fault(rq, f, 400, M_o3_err_media, tr(rq, e.key), NULL);
		else if (e.code)
			return e;
		else
			p->photos.n++;
	}
	return OK;
}

/* Nothing at all is a form too: it only lacks everything. */
static bool
form_fits(const struct req *rq)
{
	return !rq->input.n || rq->nform || rq->nuploads;
}

static struct err
take_all(struct req *rq, struct o3_faults *f, struct posting *p)
{
	const char *code = o3_param(rq, "service_code"), *phone;

	out_init(&p->zh, rq->a);
	out_init(&p->en, rq->a);
	if (!form_fits(rq))
		o3_fault(rq, f, 400, M_o3_err_form, NULL);
	TRY(o3_jurisdiction(rq, f, &p->street));
	p->service = o3_service(code);
	if (text_empty(code))
		o3_fault(rq, f, 400, M_o3_err_service_missing, NULL);
	else if (!p->service)
		o3_fault(rq, f, 404, M_o3_err_service, code, NULL);
	TRY(take_place(rq, f, p));
	take_words(rq, f, p);
	take_attributes(rq, f, p);
	if (f->n)
		return OK;
	if (!people_holds(rq->db, rq->area, rq->caller, p->community)) {
		o3_fault(rq, f, 403, M_o3_err_place_key, NULL);
		return OK;
	}
	TRY(take_media(rq, f, p));
	phone = text_phone(rq->a, o3_param(rq, "phone"));
	if (!f->n && phone)
		TRY(person_prepare(rq->a, rq->env, rq->area, phone, &p->contact));
	return OK;
}

/* ---- filing ---- */

static const char *
title_of(struct req *rq, const struct posting *p)
{
	const char *title = o3_title(rq->a, p->description);

	if (!text_empty(title))
		return title;
	return arena_fmt(rq->a, "%s %s", msg_text(LANG_ZH, p->service->label),
		place_path(rq->db, rq->a, rq->area, p->spot, LANG_ZH));
}

/* Where the first answer led holds all of it: a request sent again is answered the same before its rows can be read. */
static struct err
post_tx(struct db *w, struct req *rq, void *ctx)
{
	struct posting *p = ctx;
	struct who who = { .roles = LIFE_RESIDENT, .as = life_role_name(LIFE_RESIDENT), .owner = "" };
	struct filing filing = { .kind = "proposal", .place = p->community, .spot = p->spot, .at = p->at, .title = title_of(rq, p),
		.body = p->description, .whereabouts = p->whereabouts, .category = p->service->id, .channel = "open311", .lang = rq->lang,
		.contact = p->contact, .files = p->photos.v, .nfiles = p->photos.n, .said = p->said, .nsaid = p->nsaid,
		.apart = p->apart, .napart = p->napart };
	struct act act;

	act_of(&act, rq, &who);
	TRY(matter_file(w, &act, &filing, &p->filed));
	if (p->token)
		TRY(o3_token_put(w, rq->area, link_hash(rq->a, p->token), p->filed.id, env_now(rq->env), NULL));
	rq_goto(rq, arena_fmt(rq->a, "/open311/v2/%s/%lld%s", p->token ? p->token : "requests", (long long)p->filed.id, p->filed.address));
	return OK;
}

/* The key the sender gave, else the request itself: a phone that sends again after a lost answer files nothing twice. */
static const char *
once_of(struct req *rq)
{
	const char *given = rq_head(rq, "Idempotency-Key");
	unsigned char h[HASH_LEN];

	if (*given)
		return strlen(given) <= 64 ? given : text_cut(rq->a, given, 64);
	hash_bytes(h, rq->input.p, rq->input.n, NULL, 0);
	return arena_fmt(rq->a, "%s.%lld", text_hex(rq->a, h, 16), (long long)(env_now(rq->env) / TWICE));
}

/* place: "/open311/v2/TOKEN-or-requests/ID/SLUG/NUMBER" */
static struct err
post_answer(struct req *rq, struct out *o, const char *place)
{
	char *s = arena_str(rq->a, place), *part[6] = { 0 }, *save = NULL;
	const char *address, *notice;
	bool batch;
	struct o3 x;

	for (size_t i = 0; i < COUNT(part) && (part[i] = strtok_r(i ? NULL : s, "/", &save)); i++)
		;
	assert(part[5]);
	batch = strcmp(part[2], "requests") != 0;
	address = view_url(rq, arena_fmt(rq->a, "/%s/%s", part[4], part[5]));
	notice = trf(rq, batch ? M_o3_notice_batch : M_o3_notice, part[5], address, NULL);
	o3_begin(&x, rq, o);
	o3_list(&x, "service_requests");
	o3_item(&x, "request");
	o3_text(&x, batch ? "token" : "service_request_id", batch ? part[2] : part[3]);
	o3_text(&x, "service_notice", notice);
	o3_text(&x, "account_id", NULL);
	o3_end(&x);
	o3_end(&x);
	return OK;
}

struct err
o3_post(struct req *rq, struct out *o)
{
	struct posting *p = NEW(rq->a, struct posting);
	struct o3_faults f = { 0 };
	const char *place;

	if (!rq->caller || !(rq->caller->scopes & SCOPE_FILE))
		o3_fault(rq, &f, 403, M_o3_err_key, NULL);
	else
		TRY(take_all(rq, &f, p));
	if (f.n) {
		o3_refuse(o, rq, &f);
		return OK;
	}
	if (o3_batch(p->service->id))
		p->token = link_token(rq->a, rq->env);
	rq->once = once_of(rq);
	TRY(tx_run(rq, post_tx, p));
	place = rq->location;
	rq->location = NULL;
	return post_answer(rq, o, place);
}
