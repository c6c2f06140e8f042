/* site.c - the data folder: made, opened, closed. */
#include "main/site.h"
#include "base_msg.h"
#include "main_msg.h"
#include "conf_msg.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/asset.h"
#include "base/conf.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/day.h"
#include "base/text.h"
#include "matter/routing.h"
#include "matter/matter.h"
#include "services/council/council.h"
#include "services/council/council_paper.h"
#include "services/council/council_siting.h"
#include "services/finance/finance.h"

#define SECRET_LEN 96		/* key-encrypting key, index key, key of the web room: 32 bytes each */

struct site_conf {
	int64_t area;
	const char *name_zh, *name_en, *phone, *url, *notice_zh, *notice_en, *trusted, *metrics, *icp, *police, *calendar;
	bool demo;
	const char *leaked;
	int64_t workers;
	const char *witness_mail, *witness_folder, *witness_url;
	struct conf_list witness_allow;
};

static const struct conf_key site_keys[] = {
	{ "site.area", CONF_INT, offsetof(struct site_conf, area), "120106", 100000, 999999, NULL },
	{ "site.name", CONF_TEXT, offsetof(struct site_conf, name_zh), "邻里服务", 0, 0, NULL },
	{ "site.name_en", CONF_TEXT, offsetof(struct site_conf, name_en), "Neighbourhood services", 0, 0, NULL },
	{ "site.phone", CONF_TEXT, offsetof(struct site_conf, phone), "", 0, 0, NULL },
	{ "site.url", CONF_TEXT, offsetof(struct site_conf, url), "", 0, 0, NULL },
	{ "site.notice", CONF_TEXT, offsetof(struct site_conf, notice_zh), "", 0, 0, NULL },
	{ "site.notice_en", CONF_TEXT, offsetof(struct site_conf, notice_en), "", 0, 0, NULL },
	{ "site.trusted_proxies", CONF_TEXT, offsetof(struct site_conf, trusted), "", 0, 0, NULL },
	{ "site.metrics", CONF_TEXT, offsetof(struct site_conf, metrics), "", 0, 0, NULL },
	{ "site.icp", CONF_TEXT, offsetof(struct site_conf, icp), "", 0, 0, NULL },
	{ "site.police", CONF_TEXT, offsetof(struct site_conf, police), "", 0, 0, NULL },
	{ "site.calendar", CONF_TEXT, offsetof(struct site_conf, calendar), "", 0, 0, NULL },
	{ "site.demo", CONF_BOOL, offsetof(struct site_conf, demo), "no", 0, 0, NULL },
	{ "people.leaked_passwords", CONF_TEXT, offsetof(struct site_conf, leaked), "", 0, 0, NULL },
	{ "witness.mail", CONF_TEXT, offsetof(struct site_conf, witness_mail), "", 0, 0, NULL },
	{ "witness.folder", CONF_TEXT, offsetof(struct site_conf, witness_folder), "", 0, 0, NULL },
	{ "witness.url", CONF_TEXT, offsetof(struct site_conf, witness_url), "", 0, 0, NULL },
	{ "witness.allow.*", CONF_MANY, offsetof(struct site_conf, witness_allow), NULL, 0, 0, NULL },
	{ "site.workers", CONF_INT, offsetof(struct site_conf, workers), "4", 1, 64, NULL },
};

struct walk_conf {			/* centimetres a second; seconds */
	int64_t adult, elder, frail, wheelchair, signal, unmarked, stop;
};
static const struct conf_key walk_keys[] = {
	{ "walk.adult", CONF_INT, offsetof(struct walk_conf, adult), "125", 20, 300, NULL },
	{ "walk.elder", CONF_INT, offsetof(struct walk_conf, elder), "90", 20, 300, NULL },
	{ "walk.frail", CONF_INT, offsetof(struct walk_conf, frail), "60", 20, 300, NULL },
	{ "walk.wheelchair", CONF_INT, offsetof(struct walk_conf, wheelchair), "90", 20, 300, NULL },
	{ "walk.signal", CONF_INT, offsetof(struct walk_conf, signal), "20", 0, 300, NULL },
	{ "walk.unmarked", CONF_INT, offsetof(struct walk_conf, unmarked), "30", 0, 300, NULL },
	{ "walk.stop", CONF_INT, offsetof(struct walk_conf, stop), "26", 0, 600, NULL },
};

static void
walkers_set(struct site *s, const struct walk_conf *c)
{
	const int64_t speed[] = { [WALK_ADULT] = c->adult, [WALK_ELDER] = c->elder, [WALK_FRAIL] = c->frail, [WALK_WHEELCHAIR] = c->wheelchair };

	for (size_t i = 0; i < WALK_WHO_COUNT; i++) {
		s->walkers[i] = walk_profiles[i];
		if (i >= COUNT(speed))
			continue;
		s->walkers[i].mm_s = (int)speed[i] * 10;
		s->walkers[i].signal = (int)c->signal;
		s->walkers[i].unmarked = (int)c->unmarked;
	}
	s->council = (struct council_conf){ s->walkers, (int)c->stop };
}

void
site_say(struct err e)
{
	fprintf(stderr, "qiao: %s\n", msg_text(LANG_EN, e.key));
	if (e.code >= 500)
		fprintf(stderr, "qiao: at %s:%d\n", e.file, e.line);
}

/* ---- making ---- */

static struct err
file_make(struct arena *a, const char *dir, const char *name, const void *p, size_t n)
{
	int fd = open(arena_fmt(a, "%s/%s", dir, name), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool ok = fd >= 0 && write(fd, p, n) == (ssize_t)n && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return ok ? OK : FAIL(500, M_main_err_folder);
}

const char *
site_conf_text(struct arena *a, int64_t area)
{
	static const char line[] = "\nsite.area = ";
	const char *text = (const char *)conf_table[0].p, *at = strstr(text, line), *end;

	assert(at);			/* test_config.py looks at the file itself */
	end = strchr(at + 1, '\n');
	return arena_fmt(a, "%.*s%s%lld%s", (int)(at - text), text, line, (long long)area, end);
}

static struct err
folder_make(struct arena *a, const char *dir, int64_t area)
{
	unsigned char secret[SECRET_LEN];
	const char *conf = site_conf_text(a, area), *hex;

	if (mkdir(dir, 0700) != 0)
		return errno == EEXIST ? FAIL(409, M_main_err_exists) : FAIL(500, M_main_err_folder);
	if (sodium_init() < 0)
		return FAIL(500, M_err_server);
	randombytes_buf(secret, sizeof(secret));
	hex = text_hex(a, secret, sizeof(secret));
	TRY(file_make(a, dir, "secret", hex, strlen(hex)));
	return file_make(a, dir, "qiao.conf", conf, strlen(conf));
}

struct err
site_init(const char *dir, int64_t area)
{
	struct arena *a = arena_new();
	struct site s;
	struct err e = a ? folder_make(a, dir, area) : FAIL(503, M_err_busy);

	arena_free(a);
	TRY(e);
	TRY(site_open(&s, dir, NULL));
	site_close(&s);
	return OK;
}

/* ---- opening ---- */

static struct err
secrets_read(struct site *s)
{
	char hex[SECRET_LEN * 2 + 1] = "";
	unsigned char raw[SECRET_LEN];
	FILE *f = fopen(arena_fmt(s->a, "%s/secret", s->dir), "rb");
	size_t n = f ? fread(hex, 1, sizeof(hex) - 1, f) : 0;

	if (f)
		fclose(f);
	hex[n] = '\0';
	if (n != SECRET_LEN * 2 || !text_unhex(hex, raw, sizeof(raw)))
		return FAIL(500, M_main_err_secret);
	TRY(keys_open(&s->keys, arena_fmt(s->a, "%s/keys", s->dir), raw));
	memcpy(s->people.index_key, raw + 32, 32);
	memcpy(s->web.secret, raw + 64, 32);
	hash_bytes(s->witness.seed, "qiao witness ed25519", 20, raw + 32, 32);
	s->people.keys = s->keys;
	s->people.env = &s->env;
	sodium_memzero(raw, sizeof(raw));
	return OK;
}

/* A witness named in the settings may be called without being named again in net.hosts. */
static void
witness_host(struct site *s)
{
	const char *at = strstr(s->witness.url, "://");
	struct conf_list *hosts = &s->post.hosts;
	struct conf_pair *v = NEWN(s->a, struct conf_pair, hosts->n + 1);

	if (!at)
		return;
	if (hosts->n)
		memcpy(v, hosts->v, hosts->n * sizeof(*v));
	v[hosts->n] = (struct conf_pair){ "", arena_dup(s->a, at + 3, strcspn(at + 3, "/")), 0 };
	*hosts = (struct conf_list){ v, hosts->n + 1 };
}

/* The built-in years and those of the file that site.calendar names (relative: beside the settings file). */
static struct err
calendar_read(struct site *s, const char *settings, const char *name, struct conf_faults *faults)
{
	const char *slash = strrchr(settings, '/'), *path, *text;
	struct err e = OK;
	int line = 0;

	s->calendar = calendar_builtin();
	if (text_empty(name))
		return OK;
	path = *name == '/' || !slash ? name : arena_fmt(s->a, "%.*s/%s", (int)(slash - settings), settings, name);
	text = site_text(s->a, path);
	if (!text)
		e = FAIL(422, M_main_err_calendar);
	else if (!text_valid(text, strlen(text)))
		e = FAIL(422, M_err_calendar_line);
	else
		e = calendar_parse(s->a, text, calendar_builtin(), &s->calendar, &line);
	if (!e.code)
		return OK;
	conf_fault_add(s->a, faults, path, line, e.key, "", "");
	return FAIL(422, M_conf_faulty);
}

struct err
site_settings(struct site *s, const char *path)
{
	struct site_conf c = { 0 };
	struct walk_conf w = { 0 };
	struct conf_room rooms[] = { { site_keys, COUNT(site_keys), &c }, post_conf_room(&s->post), { walk_keys, COUNT(walk_keys), &w } };
	struct conf_faults faults = { 0 };
	struct err e = conf_read(s->a, path, rooms, COUNT(rooms), &faults);

	if (!e.code)
		e = post_conf_check(s->a, "qiao.conf", &s->post, &faults);
	walkers_set(s, &w);
	s->witness = (struct witness_conf){ .mail = c.witness_mail, .folder = c.witness_folder, .url = c.witness_url, .allow = c.witness_allow };
	if (!e.code)
		e = witness_conf_check(s->a, "qiao.conf", &s->witness, &faults);
	if (!e.code)
		e = calendar_read(s, path, c.calendar, &faults);
	for (size_t i = 0; i < faults.n; i++)
		fprintf(stderr, "%s\n", conf_fault_text(s->a, LANG_EN, &faults.v[i]));
	TRY(e);
	witness_host(s);
	s->area = c.area;
	s->demo = s->people.demo = c.demo;
	s->people.site[LANG_ZH] = c.name_zh;
	s->people.site[LANG_EN] = c.name_en;
	s->people.leaked = c.leaked;
	if (c.demo)
		s->post.deliver = 1;		/* a demo sends nothing to anybody: letters lie in the visible outbox */
	s->web = (struct web_conf){ .public_url = c.url, .trusted = c.trusted, .metrics = c.metrics, .icp = c.icp, .police = c.police,
		.district_zh = c.name_zh, .district_en = c.name_en, .phone = c.phone, .notice_zh = c.notice_zh,
		.notice_en = c.notice_en, .demo = c.demo, .faces = council_faces(), .workers = (int)c.workers, .area = c.area,
		.stamp = council_stamp };
	return OK;
}

struct err
site_open(struct site *s, const char *dir, const char *listen)
{
	static const struct rule_book *const books[] = { &routing_book, &siting_book };
	struct matter_conf mc;

	*s = (struct site){ .a = arena_new() };
	if (!s->a || sodium_init() < 0)
		return FAIL(503, M_err_busy);
	s->dir = arena_str(s->a, dir);
	env_init(&s->env);
	if (access(dir, R_OK | W_OK | X_OK) != 0)
		return FAIL(404, M_main_err_no_folder);
	TRY(site_settings(s, arena_fmt(s->a, "%s/qiao.conf", dir)));
	s->env.calendar = s->calendar;
	s->web.listen = listen ? listen : "127.0.0.1:8652";
	if (text_empty(s->web.public_url))
		s->web.public_url = arena_fmt(s->a, "http://%s", s->web.listen);
	TRY(secrets_read(s));
	people_init(&s->people);
	TRY(store_open(&s->store, arena_fmt(s->a, "%s/qiao.db", s->dir), &s->env));
	s->witness.site = s->web.public_url;
	mc = (struct matter_conf){ s->dir, s->web.public_url, s->witness };
	TRY(matter_init(s->store, s->area, &mc));
	TRY(rulebook_init(s->dir, books, COUNT(books)));
	council_init(&s->council);
	paper_letters_kept(s->post.keep_days);
	finance_init();
	return OK;
}

const char *
site_text(struct arena *a, const char *path)
{
	FILE *f = fopen(path, "rb");
	struct out o;
	char buf[4096];
	size_t n;

	if (!f)
		return NULL;
	out_init(&o, a);
	while ((n = fread(buf, 1, sizeof(buf), f)) > 0)
		out_put(&o, buf, n);
	fclose(f);
	return out_cstr(&o);
}

void
site_close(struct site *s)
{
	store_close(s->store);
	keys_close(s->keys);
	arena_free(s->a);
	*s = (struct site){ 0 };
}
