/* site.h - one data folder opened: settings, keys, store. Private to main. */
#ifndef QIAO_SITE_H
#define QIAO_SITE_H

#include "base/base.h"
#include "matter/witness.h"
#include "engines/walk/graph.h"
#include "people/people.h"
#include "post/post.h"
#include "services/council/council.h"
#include "store/store.h"
#include "web/web.h"

struct site {
	struct arena *a;
	struct env env;
	const char *dir;
	struct store *store;
	struct keys *keys;
	struct web_conf web;
	struct post_conf post;
	struct people_conf people;
	struct witness_conf witness;
	struct walk_profile walkers[WALK_WHO_COUNT];	/* walk.* */
	struct council_conf council;
	const struct calendar *calendar;	/* working days, with the years of site.calendar */
	int64_t area;			/* 6-digit division code of the district */
	bool demo;
};

/* Makes the folder, its secrets, an empty database and a commented qiao.conf. 409 when there is one already. */
struct err site_init(const char *dir, int64_t area);
/* Opens it: settings checked (all mistakes printed), keys, migrations, life cycles. Prints what to do on failure. */
/* listen: the address that stands for site.url when that is not set; NULL for commands that serve nothing. */
struct err site_open(struct site *s, const char *dir, const char *listen);
void site_close(struct site *s);
/* Reads one settings file into s->web, post, area (s->a must be there); every mistake is printed with file and line. 422 conf.faulty,
 * 500 when it cannot be read. A file that is not there is an empty one. */
struct err site_settings(struct site *s, const char *path);
/* The settings file with every key explained (dist/qiao.conf), for this district. In the arena. */
const char *site_conf_text(struct arena *a, int64_t area);
/* A whole file as text, in the arena; NULL when it cannot be read. */
const char *site_text(struct arena *a, const char *path);
/* An error as one line on stderr, in plain English. */
void site_say(struct err e);

#endif
