/* council_draft_web.c - what the ways of filing share: the draft, its photos, its sealed phone, the list of places, the filing. */
#include "services/council/council_file_web.h"

#include "base/hash.h"
#include "base/number.h"
#include "base/text.h"
#include "council_file_msg.h"
#include "council_staff_msg.h"
#include "formats_msg.h"
#include "matter_msg.h"

#define PLACES_SHORT 60		/* as many estates are shown at once; a larger district is asked for the community first */
#define PLACES_MAX   2000
#define KEPT_WORDS   6000	/* of one field in a draft: enough to cut down what is too long */
#define PHONE_PLACE  "draft.phone"

/* ---- photos ---- */

void
photos_write(struct draft *d, struct arena *a, const struct photo_set *p)
{
	for (size_t i = 0; i < PHOTOS_MAX; i++) {
		const struct stored_file *s = &p->v[i];
		const char *text = "";

		if (i < p->n)
			text = arena_fmt(a, "%s|%s|%s|%lld|%lld|%d|%d|%s|%s", p->mark[i], s->stored, s->thumb, (long long)s->key,
				(long long)s->bytes, s->width, s->height, s->type, s->name);
		draft_set(d, arena_fmt(a, "photo%zu", i), text);
	}
}

/* mark|stored|thumb|key|bytes|width|height|type|name; the name comes last: it may hold a bar. */
static bool
photo_parse(struct arena *a, const char *text, struct stored_file *ret, const char **mark)
{
	char *part[9], *p = arena_str(a, text);
	int64_t w, h;

	for (int i = 0; i < 9; i++) {
		part[i] = p;
		p = i < 8 ? strchr(p, '|') : NULL;
		if (!p && i < 8)
			return false;
		if (p)
			*p++ = 0;
	}
	*mark = part[0];
	*ret = (struct stored_file){ .stored = part[1], .thumb = part[2], .type = part[7], .name = part[8] };
	if (!text_int(part[3], 0, INT64_MAX, &ret->key) || !text_int(part[4], 0, INT64_MAX, &ret->bytes) ||
		!text_int(part[5], 0, 100000, &w) || !text_int(part[6], 0, 100000, &h))
		return false;
	ret->width = (int)w;
	ret->height = (int)h;
	return true;
}

void
photos_read(const struct draft *d, struct arena *a, struct photo_set *p)
{
	for (size_t i = p->n = 0; i < PHOTOS_MAX; i++) {
		const char *text = draft_get(d, arena_fmt(a, "photo%zu", i));

		if (*text)
			p->n += photo_parse(a, text, &p->v[p->n], &p->mark[p->n]);
	}
}

/* Papers keep their makers' names and places inside; only pictures are written anew. */
static bool
is_paper(const struct upload *u)
{
	return u->data.n > 4 && memcmp(u->data.p, "%PDF", 4) == 0;
}

static const char *
mark_of(struct arena *a, struct bytes data)
{
	unsigned char h[HASH_LEN];

	hash_bytes(h, data.p, data.n, NULL, 0);
	return text_hex(a, h, 8);
}

static bool
have(const struct photo_set *p, const char *mark)
{
	for (size_t i = 0; i < p->n; i++)
		if (strcmp(p->mark[i], mark) == 0)
			return true;
	return false;
}

/* What a reader takes back is unreadable at once: its key goes. */
static void
photos_drop(struct req *rq, struct photo_set *p)
{
	size_t kept = 0;

	for (size_t i = 0; i < p->n; i++) {
		if (rq_has(rq, arena_fmt(rq->a, "drop-%s", p->mark[i]))) {
			(void)keys_erase(people_conf()->keys, p->v[i].key);
			continue;
		}
		p->mark[kept] = p->mark[i];
		p->v[kept++] = p->v[i];
	}
	p->n = kept;
}

struct err
photos_take(struct req *rq, struct photo_set *p)
{
	photos_drop(rq, p);
	for (size_t i = 0; i < rq->nuploads; i++) {
		const struct upload *u = &rq->uploads[i];
		const char *mark = mark_of(rq->a, u->data);
		struct err e;

		if (strcmp(u->field, "photo") != 0 || have(p, mark))
			continue;
		if (p->n == PHOTOS_MAX) {
			rq_fault(rq, "photo", M_file_err_photos, arena_fmt(rq->a, "%d", PHOTOS_MAX), NULL);
			return OK;
		}
		e = is_paper(u) ? FAIL(422, M_image_not_image) : file_store(rq->a, rq->env, u->data, u->name, &p->v[p->n]);
		if (e.code == 422) {
			rq_fault(rq, "photo", M_file_err_photo, u->name, tr(rq, e.key), NULL);
			continue;
		}
		TRY(e);
		p->mark[p->n++] = mark;
	}
	return OK;
}

void
file_forget(struct req *rq, const struct draft *d)
{
	struct photo_set p = { 0 };
	int64_t slot;

	photos_read(d, rq->a, &p);
	for (size_t i = 0; i < p.n; i++)
		(void)keys_erase(people_conf()->keys, p.v[i].key);
	if (text_int(draft_get(d, "phone_key"), 1, INT64_MAX, &slot))
		(void)keys_erase(people_conf()->keys, slot);
}

/* ---- the phone in a draft: never in clear ---- */

static struct err
phone_seal(struct req *rq, struct file_form *f)
{
	const char *phone = text_phone(rq->a, f->phone);
	struct bytes sealed;
	int64_t slot = 0;

	draft_set(f->d, "phone", "");
	if (!phone)
		return OK;
	if (!text_int(draft_get(f->d, "phone_key"), 1, INT64_MAX, &slot)) {
		TRY(keys_new(people_conf()->keys, &slot));
		draft_set(f->d, "phone_key", arena_fmt(rq->a, "%lld", (long long)slot));
	}
	TRY(keys_seal(people_conf()->keys, rq->a, slot, PHONE_PLACE,
		(struct bytes){ (const unsigned char *)phone, strlen(phone) }, &sealed));
	draft_set(f->d, "phone", text_b64(rq->a, sealed.p, sealed.n));
	return OK;
}

/* What cannot be opened any more is asked for again. */
static const char *
phone_open(struct req *rq, const struct draft *d)
{
	struct bytes sealed, plain;
	int64_t slot;

	sealed.p = text_unb64(rq->a, draft_get(d, "phone"), &sealed.n);
	if (!sealed.p || !sealed.n || !text_int(draft_get(d, "phone_key"), 1, INT64_MAX, &slot) ||
		keys_open_sealed(people_conf()->keys, rq->a, slot, PHONE_PLACE, sealed, &plain).code)
		return "";
	return arena_dup(rq->a, plain.p, plain.n);
}

/* ---- the draft ---- */

static struct err
place_set(struct req *rq, struct file_form *f, int64_t id)
{
	struct place p;
	struct err e = place_get(rq->db, rq->a, rq->area, id, &p);

	f->spot = f->community = 0;
	if (e.code)
		return e.code == 404 ? OK : e;
	f->community = place_community(rq->db, rq->area, id);
	f->spot = f->community ? id : 0;
	return OK;
}

static struct err
place_read(struct req *rq, struct file_form *f, const char *text)
{
	int64_t id = 0;

	f->place = text;
	text_int(text, 1, INT64_MAX, &id);
	return place_set(rq, f, id);
}

struct err
file_take_place(struct req *rq, struct file_form *f)
{
	return place_read(rq, f, rq_form(rq, "place"));
}

struct err
file_place(struct req *rq, struct file_form *f, const char *slug)
{
	struct place p;
	bool found = false;

	if (text_empty(slug))
		return OK;
	TRY(place_by_slug(rq->db, rq->a, rq->area, slug, &p, &found));
	if (!found || !place_community(rq->db, rq->area, p.id))
		return OK;
	f->place = arena_fmt(rq->a, "%lld", (long long)p.id);
	return place_set(rq, f, p.id);
}

struct err
file_open(struct req *rq, const char *form, struct file_form *ret)
{
	struct file_form f = { .form = form, .channel = "web", .photos = { .form = form } };

	TRY(draft_open(rq, form, &f.d));
	f.title = draft_get(f.d, "title");
	f.body = draft_get(f.d, "body");
	f.category = draft_get(f.d, "category");
	f.whereabouts = draft_get(f.d, "whereabouts");
	f.lat = draft_get(f.d, "lat");
	f.lon = draft_get(f.d, "lon");
	(void)geo_read(f.lat, f.lon, &f.at);	/* only what could be read was kept */
	f.phone = phone_open(rq, f.d);
	photos_read(f.d, rq->a, &f.photos);
	f.photos.form = form;
	TRY(place_read(rq, &f, draft_get(f.d, "place")));
	f.kept = *f.title || *f.body || f.photos.n;
	*ret = f;
	return OK;
}

/* A line: what was pasted with line breaks becomes one. */
static const char *
one_line(struct req *rq, const char *name)
{
	char *s = arena_str(rq->a, rq_form(rq, name));

	for (char *p = s; *p; p++)
		if (*p == '\n' || *p == '\t')
			*p = ' ';
	return s;
}

struct err
file_take(struct req *rq, struct file_form *f, unsigned parts)
{
	if (parts & FILE_WHAT) {
		f->title = one_line(rq, "title");
		if (rq_has(rq, "body"))
			f->body = rq_form(rq, "body");
		TRY(photos_take(rq, &f->photos));
	}
	if (parts & FILE_WHERE) {
		TRY(place_read(rq, f, rq_form(rq, "place")));
		f->whereabouts = one_line(rq, "whereabouts");
		f->category = category_of(rq_form(rq, "category"))->id;
		f->lat = rq_form(rq, "lat");
		f->lon = rq_form(rq, "lon");
		f->bad_point = !geo_read(f->lat, f->lon, &f->at);
	}
	if (parts & FILE_PHONE)
		f->phone = rq_form(rq, "phone");
	if (parts & FILE_CHANNEL)
		f->channel = rq_form(rq, "channel");
	return OK;
}

static void
phone_check(struct req *rq, const char *typed)
{
	const char *s = text_fold(rq->a, typed);
	int digits = 0;

	if (text_empty(typed) || text_phone(rq->a, typed))
		return;
	for (; *s; s++)
		digits += *s >= '0' && *s <= '9';
	rq_fault(rq, "phone", M_file_err_phone, arena_fmt(rq->a, "%d", digits), NULL);
}

static void
long_check(struct req *rq, const char *field, const char *text, size_t max)
{
	size_t n = text_len(text);

	if (n > max)
		rq_fault(rq, field, M_file_err_long, arena_fmt(rq->a, "%zu", max), arena_fmt(rq->a, "%zu", n), NULL);
}

static bool
channel_known(const char *c)
{
	return strcmp(c, "phone") == 0 || strcmp(c, "paper") == 0 || strcmp(c, "doorstep") == 0;
}

void
file_check(struct req *rq, const struct file_form *f, unsigned parts)
{
	if (parts & FILE_CHANNEL && f->behalf && !channel_known(f->channel))
		rq_fault(rq, "channel", M_file_err_channel, NULL);
	if (parts & FILE_WHAT) {
		/* Dots, blanks or smileys alone say nothing, and nobody would find them again. */
		if (!text_has_tokens(f->title))
			rq_fault(rq, "title", M_file_err_title, NULL);
		else
			long_check(rq, "title", f->title, MATTER_TITLE_MAX);
		long_check(rq, "body", f->body, MATTER_BODY_MAX);
	}
	if (parts & FILE_WHERE) {
		if (!f->spot)
			rq_fault(rq, "place", M_file_err_place, NULL);
		else if (f->behalf && !people_may(rq->db, rq->area, rq->caller, RIGHT_FILE_FOR, f->community))
			rq_fault(rq, "place", M_file_err_elsewhere, NULL);
		long_check(rq, "whereabouts", f->whereabouts, MATTER_WHERE_MAX);
		if (f->bad_point)
			rq_fault(rq, "lat", M_file_err_point, NULL);
	}
	if (parts & FILE_PHONE)
		phone_check(rq, f->phone);
}

const char *
file_number(struct req *rq, const struct file_form *f)
{
	const char *const texts[] = { f->title, f->body, f->whereabouts };
	const char *first = "";

	for (size_t i = 0; i < COUNT(texts) && text_empty(first); i++)
		first = number_first(rq->a, texts[i]);
	return first;
}

void
file_number_out(struct req *rq, struct file_form *f)
{
	const char *gone = tr(rq, M_staff_numbers_gone);

	f->title = text_cut(rq->a, number_out(rq->a, f->title, gone), MATTER_TITLE_MAX);
	f->body = text_cut(rq->a, number_out(rq->a, f->body, gone), MATTER_BODY_MAX);
	f->whereabouts = text_cut(rq->a, number_out(rq->a, f->whereabouts, gone), MATTER_WHERE_MAX);
}

struct err
file_keep(struct req *rq, struct file_form *f, bool phone)
{
	draft_set(f->d, "title", text_cut(rq->a, f->title, KEPT_WORDS));
	draft_set(f->d, "body", text_cut(rq->a, f->body, KEPT_WORDS));
	draft_set(f->d, "category", f->category);
	draft_set(f->d, "whereabouts", text_cut(rq->a, f->whereabouts, KEPT_WORDS));
	draft_set(f->d, "place", f->spot ? arena_fmt(rq->a, "%lld", (long long)f->spot) : "");
	draft_set(f->d, "lat", f->bad_point ? "" : f->lat);
	draft_set(f->d, "lon", f->bad_point ? "" : f->lon);
	photos_write(f->d, rq->a, &f->photos);
	if (phone)
		TRY(phone_seal(rq, f));
	return draft_save(rq, f->d);
}

/* ---- filing ---- */

struct submit {
	const struct file_form *f;
	struct person_draft *contact;
	bool bad;
};

static struct err
submit_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct submit *s = ctx;
	const struct file_form *f = s->f;
	struct filing filing = { .kind = "proposal", .place = f->community, .spot = f->spot, .title = f->title, .body = f->body,
		.whereabouts = f->whereabouts, .category = category_of(f->category)->id, .channel = f->channel, .lang = rq->lang,
		.at = f->at, .contact = s->contact, .files = f->photos.v, .nfiles = f->photos.n, .on_behalf = f->behalf };
	struct filed filed;
	struct who who;
	struct act act;

	if (s->bad)
		return FAIL(422, M_matter_err_words);
	TRY(who_of(rq, w, NULL, &who));
	act_of(&act, rq, &who);
	TRY(matter_file(w, &act, &filing, &filed));
	TRY(draft_drop(w, rq, f->form));
	rq_goto(rq, arena_fmt(rq->a, "/file/done?n=%s&way=%s", filed.address + 1, f->form));
	return OK;
}

struct err
file_submit(struct req *rq, struct file_form *f, bool bad)
{
	struct submit s = { .f = f, .bad = bad };
	const char *phone = bad ? NULL : text_phone(rq->a, f->phone);
	int64_t slot;

	if (phone)
		TRY(person_prepare(rq->a, rq->env, rq->area, phone, &s.contact));
	TRY(tx_run(rq, submit_tx, &s));
	if (!rq->replayed && text_int(draft_get(f->d, "phone_key"), 1, INT64_MAX, &slot))
		(void)keys_erase(people_conf()->keys, slot);	/* the row that named it is gone already */
	return see_other(rq, NULL);
}

/* ---- places ---- */

struct listing {
	struct req *rq;
	enum right right;
	struct place_options *o;
};

static void
option_add(struct listing *l, const char *group, int64_t id, const char *label)
{
	if (l->o->n < PLACES_MAX)
		l->o->v[l->o->n++] = (struct place_option){ group, id, label };
}

static bool
listed(const struct place_options *o, int64_t id)
{
	for (size_t i = 0; i < o->n; i++)
		if (o->v[i].id == id)
			return true;
	return false;
}

/* Estates of a community, their buildings, and what lies between them. */
static struct err
community_add(struct listing *l, const struct place *c, const char *group, bool buildings)
{
	struct req *rq = l->rq;
	struct places estates, below;

	if (!people_may(rq->db, rq->area, rq->caller, l->right, c->id))
		return OK;
	TRY(place_below(rq->db, rq->a, rq->area, c->id, &estates));
	for (size_t i = 0; i < estates.n; i++) {
		const char *name = place_name(&estates.v[i], rq->lang);

		option_add(l, group, estates.v[i].id, name);
		if (!buildings)
			continue;
		TRY(place_below(rq->db, rq->a, rq->area, estates.v[i].id, &below));
		for (size_t k = 0; k < below.n; k++)
			option_add(l, group, below.v[k].id, place_path(rq->db, rq->a, rq->area, below.v[k].id, rq->lang));
	}
	option_add(l, group, c->id, estates.n ? tr(rq, M_file_outside) : place_name(c, rq->lang));
	return OK;
}

static struct err
district_add(struct listing *l)
{
	struct req *rq = l->rq;
	struct places estates, communities, streets;

	TRY(place_list(rq->db, rq->a, rq->area, PLACE_COMMUNITY, &communities));
	TRY(place_list(rq->db, rq->a, rq->area, PLACE_ESTATE, &estates));
	if (communities.n + estates.n <= PLACES_SHORT) {
		for (size_t i = 0; i < communities.n; i++)
			TRY(community_add(l, &communities.v[i], place_name(&communities.v[i], rq->lang), false));
		return OK;
	}
	TRY(place_list(rq->db, rq->a, rq->area, PLACE_STREET, &streets));
	for (size_t s = 0; s <= streets.n; s++)		/* the last round: communities without a street */
		for (size_t i = 0; i < communities.n; i++) {
			const struct place *c = &communities.v[i];

			if ((s < streets.n ? c->parent == streets.v[s].id : !listed(l->o, c->id)) &&
				people_may(rq->db, rq->area, rq->caller, l->right, c->id))
				option_add(l, s < streets.n ? place_name(&streets.v[s], rq->lang) : "", c->id, place_name(c, rq->lang));
		}
	return OK;
}

struct err
file_places(struct req *rq, int64_t known, int64_t chosen, enum right right, struct place_options *ret)
{
	struct place_options o = { NEWN(rq->a, struct place_option, PLACES_MAX + 1), 0, NULL };
	struct listing l = { rq, right, &o };

	if (known) {
		struct place *c = NEW(rq->a, struct place);

		TRY(place_get(rq->db, rq->a, rq->area, known, c));
		TRY(community_add(&l, c, "", true));
		o.community = c;
	} else {
		TRY(district_add(&l));
	}
	if (chosen && !listed(&o, chosen))		/* a stairwell whose code was scanned */
		option_add(&l, "", chosen, place_path(rq->db, rq->a, rq->area, chosen, rq->lang));
	*ret = o;
	return OK;
}
