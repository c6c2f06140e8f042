/*
 * demo.c - `qiao demo`: fills a fresh data folder with the town and the stories of demo/, each act made by the program's
 * own functions on the story's clock, so that the demonstration's history is as provable as a real one.
 */
#include <stdio.h>
#include <unistd.h>

#include "base/day.h"
#include "base/text.h"
#include "base/totp.h"
#include "main/commands.h"
#include "main/demo_finance.h"
#include "main/demo_int.h"
#include "main/walk_cmd.h"
#include "people/apikey.h"
#include "people/staff.h"
#include "services/council/council.h"
#include "services/council/council_api_hook.h"
#include "main_msg.h"

#define STORY_YEAR 2023
#define AFTER      24		/* days after a year's last act for which the clock goes on: what waits is closed by then */

struct demo_person *
demo_person(struct demo *d, const char *name)
{
	for (size_t i = 0; i < d->npeople; i++)
		if (strcmp(d->people[i].name, name) == 0)
			return &d->people[i];
	return NULL;
}

/* ---- settings ---- */

/* The demonstration's lines first, then whatever stood there that is not about the site. */
static struct err
conf_write(struct arena *a, const char *dir, int64_t area)
{
	const char *path = arena_fmt(a, "%s/qiao.conf", dir), *tmp = arena_fmt(a, "%s/qiao.conf.new", dir);
	FILE *in = fopen(path, "r"), *f = fopen(tmp, "w");
	char line[2000];
	bool ok = f && fputs(demo_conf, f) >= 0 && fprintf(f, "site.area = %lld\n", (long long)area) > 0;

	while (ok && in && fgets(line, sizeof(line), in))
		if (strncmp(line, "site.", 5) != 0 && line[0] != '#')
			ok = fputs(line, f) >= 0;
	if (in)
		fclose(in);
	if (f && fclose(f) != 0)
		ok = false;
	return ok && rename(tmp, path) == 0 ? OK : FAIL(500, M_main_err_folder);
}

/* Only an empty folder: a demonstration is never mixed with a district's own data. */
static struct err
empty_check(struct site *s)
{
	struct places ps;
	struct cards cards = { 0 };
	const struct filter f = { .limit = 1 };
	struct db *db;
	struct err e = store_reader(s->store, &db);

	TRY(e);
	e = place_list(db, s->a, s->area, PLACE_DISTRICT, &ps);
	if (!e.code)
		e = matter_list(db, s->a, s->area, &f, &cards);
	store_reader_close(db);
	TRY(e);
	return ps.n || cards.n ? FAIL(409, M_main_err_demo_full) : OK;
}

/* ---- the town ---- */

static struct err
place_code_id(struct db *w, struct demo *d, const char *code, int64_t *ret)
{
	struct place p = { 0 };
	bool found = true;

	if (code)
		TRY(place_by_code(w, d->a, d->area, code, &p, &found));
	assert(found);
	*ret = p.id;
	return OK;
}

static struct err
places_put(struct db *w, struct demo *d)
{
	for (const struct demo_place *p = demo_places; p->code; p++) {
		struct place it = { .kind = p->kind, .code = p->code, .slug = p->slug, .zh = p->zh, .en = p->en, .phone = p->phone,
			.at = p->at };

		TRY(place_code_id(w, d, p->parent, &it.parent));
		TRY(place_put(w, d->env, d->area, &it, NULL));
	}
	return place_code_id(w, d, demo_community, &d->community);
}

/* A building, its stairwells, and its residents as numbers. */
static struct err
building_put(struct db *w, struct demo *d, const struct demo_building *b)
{
	static const int ages[][2] = { { 0, 17 }, { 18, 59 }, { 60, 150 } };
	const char *no = arena_fmt(d->a, "%d", b->number);
	struct place it = { .kind = PLACE_BUILDING, .code = arena_fmt(d->a, "%s%02d", b->estate, b->number) };
	struct place estate;
	bool found;
	int64_t id;

	TRY(place_by_code(w, d->a, d->area, b->estate, &estate, &found));
	assert(found);
	it.parent = estate.id;
	it.slug = arena_fmt(d->a, "%s-%s", estate.slug, no);
	/* Rows of four around the estate's middle, some 45 m apart. */
	it.at.lat = estate.at.lat + (1 - (b->number - 1) / 4) * 4000;
	it.at.lon = estate.at.lon + ((b->number - 1) % 4 * 2 - 3) * 2600;
	it.zh = msg_fmt(d->a, LANG_ZH, M_main_demo_building, no, NULL);
	it.en = msg_fmt(d->a, LANG_EN, M_main_demo_building, no, NULL);
	TRY(place_put(w, d->env, d->area, &it, &id));
	for (size_t i = 0; i < COUNT(ages); i++)
		TRY(place_heads_put(w, d->area, id, ages[i][0], ages[i][1], b->heads[i]));
	for (int i = 1; i <= b->stairwells; i++) {
		const char *n = arena_fmt(d->a, "%d", i);
		struct place well = { .parent = id, .kind = PLACE_STAIRWELL, .code = arena_fmt(d->a, "%s%s", it.code, n),
			.slug = arena_fmt(d->a, "%s-%s", it.slug, n), .zh = msg_fmt(d->a, LANG_ZH, M_main_demo_stairwell, n, NULL),
			.en = msg_fmt(d->a, LANG_EN, M_main_demo_stairwell, n, NULL) };

		TRY(place_put(w, d->env, d->area, &well, NULL));
	}
	return OK;
}

static struct err
orgs_put(struct db *w, struct demo *d)
{
	for (const struct org *o = demo_orgs; o->code; o++) {
		struct org it = *o;

		TRY(place_code_id(w, d, strcmp(o->kind, "street") == 0 ? demo_street : demo_community, &it.place));
		TRY(org_put(w, d->env, d->area, &it, NULL));
	}
	return OK;
}

static struct demo_person *
person_add(struct demo *d, const char *name)
{
	struct demo_person *p = &d->people[d->npeople++];

	assert(d->npeople <= COUNT(d->people));
	*p = (struct demo_person){ .name = name };
	return p;
}

static void
person_is(struct demo *d, struct demo_person *p, int64_t account, const struct grant *g, bool staff)
{
	struct grant *kept = NEW(d->a, struct grant);

	*kept = *g;
	p->owner = arena_fmt(d->a, "a%lld", (long long)account);
	p->caller = (struct caller){ .account = account, .staff = staff, .org = g->org, .grants = kept, .ngrants = 1 };
}

static struct err
residents_put(struct db *w, struct demo *d)
{
	static const struct grant g = { .role = ROLE_RESIDENT };

	for (size_t i = 0; i < d->npeople; i++) {
		struct demo_person *p = &d->people[i];
		int64_t id;

		if (!p->draft)
			continue;
		TRY(person_put(w, d->area, p->draft, &id));
		person_is(d, p, id, &g, false);
	}
	return OK;
}

static struct err
town_tx(struct db *w, void *ctx)
{
	struct demo *d = ctx;

	TRY(places_put(w, d));
	for (const struct demo_building *b = demo_buildings; b->estate; b++)
		TRY(building_put(w, d, b));
	TRY(orgs_put(w, d));
	return residents_put(w, d);
}

/* An administrator's authenticator; its codes are printed by `qiao user totp`, for who holds the data folder. */
static const char *
totp_make(struct demo *d)
{
	unsigned char raw[TOTP_SECRET];

	d->env->random(d->env, raw, sizeof(raw));
	return totp_base32(d->a, raw, sizeof(raw));
}

/* After the town: each role holds at a place or in an organisation. Slow: argon2id for each password. */
static struct err
accounts_put(struct demo *d)
{
	struct db *db;

	TRY(store_reader(d->site->store, &db));
	for (const struct demo_account *x = demo_accounts; x->login; x++) {
		struct account_new n = { .login = x->login, .password = demo_password, .label_zh = x->zh, .label_en = x->en,
			.phone = x->role == ROLE_ADMIN ? NULL : x->phone, .ngrants = 1,
			.totp = x->role == ROLE_ADMIN ? totp_make(d) : NULL };
		struct grant g = { .role = x->role };
		struct org org = { 0 };
		struct err e = place_code_id(db, d, x->place, &g.place);
		bool found;
		int64_t id;

		if (!e.code && x->org)
			e = org_by_code(db, d->a, d->area, x->org, &org, &found);
		g.org = n.org = org.id;
		n.grants = &g;
		if (!e.code)
			e = account_put(d->site->store, d->area, &n, &id);
		if (e.code) {
			store_reader_close(db);
			return e;
		}
		person_is(d, person_add(d, x->login), id, &g, true);
	}
	store_reader_close(db);
	return OK;
}

/* The key that the documentation's examples use. It files for residents of the one community, and only in a demonstration. */
static struct err
key_tx(struct db *w, void *ctx)
{
	struct demo *d = ctx;
	struct apikey_new n = { .zh = msg_text(LANG_ZH, M_main_demo_key), .en = msg_text(LANG_EN, M_main_demo_key),
		.grant = { .role = ROLE_RESIDENT, .place = d->community }, .scopes = SCOPE_READ | SCOPE_FILE, .minute = 120,
		.days = KEY_DAYS_MAX };

	return apikey_put(w, d->a, d->env, d->area, &n, KEY_DEMO);
}

/* A webhook as an administrator would add it: what visitors file from now on is told to it, in the visible outbox. */
static struct err
hook_tx(struct db *w, void *ctx)
{
	struct demo *d = ctx;

	return hook_insert(w, d->area, env_id(d->env), demo_hook, people_seal_hook(d->a, hook_secret(d->a, d->env)),
		HOOK_FILED | HOOK_PUBLISHED, 0, 0, env_now(d->env), NULL);
}

static struct err
town_make(struct demo *d)
{
	for (size_t i = 0; demo_phones[i]; i++) {
		struct demo_person *p = person_add(d, arena_fmt(d->a, "r%zu", i + 1));

		TRY(person_prepare(d->a, d->env, d->area, demo_phones[i], &p->draft));
	}
	TRY(store_do(d->site->store, town_tx, d));
	TRY(demo_roll(d));
	TRY(accounts_put(d));
	for (size_t i = PICTURE_NONE + 1; i < PICTURE_COUNT; i++)
		TRY(file_store(d->a, d->env, (struct bytes){ demo_pictures[i].p, demo_pictures[i].n }, demo_pictures[i].name,
			&d->pictures[i]));
	return OK;
}

/* ---- the stories ---- */

struct stretch {
	struct demo *d;
	size_t from, to;
};

static struct err
stretch_tx(struct db *w, void *ctx)
{
	struct stretch *s = ctx;

	for (size_t i = s->from; i < s->to; i++) {
		s->d->now = &s->d->events[i];
		s->d->env->fixed = s->d->events[i].at;
		TRY(demo_play(w, s->d, &s->d->events[i]));
	}
	return OK;
}

/* The night between two days: deadlines, closing, roots. In a story's own time every night, then none until the next. At dawn, firms. */
static struct err
nights(struct demo *d, int32_t from, int32_t to)
{
	for (int32_t day = from + 1; day <= to; day++) {
		d->env->fixed = day_start(d->env, day) + US_SECOND;
		if (day <= from + AFTER) {
			TRY(matter_tick(d->site->store, d->area));
			TRY(council_tick(d->site->store, d->area));
		}
		TRY(demo_needs_day(d, day));
	}
	return OK;
}

static struct err
stories_play(struct demo *d)
{
	struct stretch s = { .d = d };

	while (s.from < d->nevents) {
		int32_t day = day_of(d->env, d->events[s.from].at);

		for (s.to = s.from; s.to < d->nevents && day_of(d->env, d->events[s.to].at) == day; s.to++)
			;
		TRY(store_do(d->site->store, stretch_tx, &s));
		TRY(nights(d, day, s.to < d->nevents ? day_of(d->env, d->events[s.to].at) : d->today));
		s.from = s.to;
	}
	d->env->fixed = 0;
	TRY(demo_day(d));
	TRY(store_do(d->site->store, hook_tx, d));
	TRY(store_do(d->site->store, key_tx, d));		/* made today: the story lies years back, and keys end */
	return matter_tick(d->site->store, d->area);
}

static struct err
finance_tx(struct db *w, void *ctx)
{
	TRY(demo_finance(w, ctx));
	return demo_finance_firms(w, ctx);
}

static struct err
demo_load(struct site *site)
{
	struct demo d = { .site = site, .a = site->a, .env = &site->env, .area = site->area };
	struct err e;

	d.today = day_of(d.env, env_now(d.env));
	d.env->fixed = day_start(d.env, day_from_ymd(STORY_YEAR, 2, 27)) + 9 * 3600 * US_SECOND;
	printf("Places, offices, accounts …\n");
	fflush(stdout);
	TRY(town_make(&d));
	TRY(walk_put(d.a, site->dir, (const char *const[]){ "map.osm", demo_map, "stops.csv", demo_map_stops, "lines.csv", demo_map_lines, "loads.csv", demo_map_loads, "people.csv",
		demo_map_people, "label", "sketch\n", NULL }));
	TRY(store_do(site->store, finance_tx, &d));
	demo_events(&d);
	printf("%zu acts of the stories …\n", d.nevents);
	fflush(stdout);
	e = stories_play(&d);
	if (e.code && d.now)
		fprintf(stderr, "qiao demo: %s, act %d of day %d, by %s\n", d.now->m->key, (int)d.now->act->what, d.now->act->day,
			d.now->act->by);
	site->env.fixed = 0;
	return e;
}

/* ---- the command ---- */

static void
accounts_print(const char *dir)
{
	printf("\nDemo accounts, for the demonstration only. Sign in at /staff; the second step's code lies in /outbox.\n");
	for (const struct demo_account *x = demo_accounts; x->login; x++)
		printf("  %-10s %s  %s / %s\n", x->login, demo_password, x->zh, x->en);
	printf("The administrator's second step: qiao user totp admin --data %s\n", dir);
	printf("Resident: sign in at /sign-in with any mobile number, for example %s (has matters); the code lies in /outbox.\n",
		demo_phones[0]);
}

static struct err
demo_run(const char *dir, const char *listen, bool accounts)
{
	struct site s;
	struct err e = site_open(&s, dir, listen);

	if (!e.code && accounts && !s.demo)
		e = FAIL(409, M_main_err_demo_not);
	if (!e.code && !accounts)
		e = empty_check(&s);
	if (!e.code && !accounts)
		e = conf_write(s.a, dir, s.area);
	site_close(&s);
	if (e.code || accounts)
		return e;
	e = site_open(&s, dir, listen);
	if (!e.code)
		e = demo_load(&s);
	site_close(&s);
	return e;
}

int
demo_main(int argc, char **argv)
{
	struct option_word o[] = { { "data", false, "data" }, { "listen", false, NULL }, { "accounts", true, NULL } };
	struct err e;

	if (!options_read(argc, argv, o, COUNT(o), "qiao demo --data DIR [--listen ADDR:PORT] [--accounts]\n"
		"Fills a fresh data folder (qiao init) with a demonstration: a community of Hongqiao, its matters and accounts. Dates\n"
		"and details are invented. --listen: where it will be served, for the links in its letters. --accounts: only prints the accounts of a demonstration."))
		return 2;
	e = demo_run(o[0].value, o[1].value, o[2].value);
	if (e.code)
		site_say(e);
	else
		accounts_print(o[0].value);
	return e.code ? 1 : 0;
}
