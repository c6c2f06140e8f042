/*
 * fill.c - fills a data folder for script/bench: N matters, filed by the function that pages call, and keys for programs.
 *
 *	bench_fill DIR N          N matters more, in turns over the folder's communities, one a second, the last one just now
 *	bench_fill DIR keys N     N keys that may file, printed one a line
 *
 * Words are put together from short lists, so that a search for two characters has very many hits (路灯) or a few (each
 * 1,000th matter says 琥珀) whatever N is. Who searches for the number of a matter finds exactly that one.
 */
#include "base/day.h"
#include "main/site.h"
#include "matter/matter.h"
#include "people/apikey.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GROUP 500

struct fill {
	struct site *s;
	struct arena *a;
	int64_t place[64];
	size_t nplaces;
	long from, to, first;
};

static const char *const where[] = { "楼道口", "小区东门", "健身广场", "地下车库", "三号楼前", "便道边", "菜市场旁", "学校门口" };
static const char *const what[] = { "路灯不亮", "下水堵塞", "电动车乱停", "井盖松动", "垃圾没清", "树枝遮窗", "栏杆坏了" };
static const char *const wish[] = { "请社区看看能不能尽快修好。", "老人晚上走路看不见，希望早点解决。", "已经好几天了，盼回复。" };

static struct err
group(struct db *w, void *ctx)
{
	struct fill *f = ctx;
	struct act act = { .a = f->a, .env = &f->s->env, .area = f->s->area,
		.who = { .roles = LIFE_RESIDENT, .as = life_role_name(LIFE_RESIDENT), .owner = "" } };

	for (long i = f->from; i < f->to; i++) {
		unsigned long n = (unsigned long)i;
		struct filing x = { .kind = "proposal", .place = f->place[n % f->nplaces], .category = "other", .channel = "web", .lang = LANG_ZH };
		struct filed done;

		x.title = arena_fmt(f->a, "%s%s，第%ld件", where[n % COUNT(where)], what[n % COUNT(what)], i);
		x.body = arena_fmt(f->a, "%s的%s。%s%s编号b%ld。", where[n % COUNT(where)], what[n % COUNT(what)], wish[n % COUNT(wish)],
			n % 1000 ? "" : "琥珀色的。", i);
		x.whereabouts = where[n % COUNT(where)];
		f->s->env.fixed += US_SECOND;
		TRY(matter_file(w, &act, &x, &done));
	}
	return OK;
}

static struct err
fill(struct site *s, long n)
{
	struct fill f = { .s = s, .a = arena_new() };
	struct places rows;
	struct db *db;
	int64_t now = env_now(&s->env);

	TRY(store_reader(s->store, &db));
	TRY(place_list(db, s->a, s->area, PLACE_COMMUNITY, &rows));
	for (size_t i = 0; i < rows.n && f.nplaces < COUNT(f.place); i++)
		f.place[f.nplaces++] = rows.v[i].id;
	store_reader_close(db);
	assert(f.nplaces);
	s->env.fixed = now - (int64_t)(n + 1) * US_SECOND;
	for (f.from = 0; f.from < n; f.from = f.to) {
		f.to = f.from + GROUP < n ? f.from + GROUP : n;
		TRY(store_do(s->store, group, &f));
		arena_clear(f.a);
		if (f.to % 100000 == 0)
			fprintf(stderr, "  %ld matters\n", f.to);
	}
	s->env.fixed = 0;
	arena_free(f.a);
	return OK;
}

static struct err
keys(struct db *w, void *ctx)
{
	struct fill *f = ctx;
	struct apikey_new n = { .zh = "测速", .en = "bench", .scopes = SCOPE_FILE, .minute = KEY_MINUTE_MAX, .days = 30 };

	TRY(apikey_grant(ROLE_RESIDENT, f->place[0], 0, &n.grant));
	for (long i = 0; i < f->to; i++) {
		const char *key = apikey_make(f->a, &f->s->env);

		TRY(apikey_put(w, f->a, &f->s->env, f->s->area, &n, key));
		puts(key);
	}
	return OK;
}

int
main(int argc, char **argv)
{
	struct site s;
	struct err e;

	if (argc < 3)
		return fprintf(stderr, "usage: bench_fill DIR N | bench_fill DIR keys N\n"), 2;
	e = site_open(&s, argv[1], NULL);
	if (!e.code && argc == 4) {
		struct fill f = { .s = &s, .a = s.a, .to = atol(argv[3]) };
		struct place p;
		bool found;
		struct db *db;

		e = store_reader(s.store, &db);
		if (!e.code) {
			e = place_by_slug(db, s.a, s.area, "lianxin", &p, &found);
			store_reader_close(db);
		}
		f.place[0] = p.id;
		if (!e.code)
			e = store_do(s.store, keys, &f);
	} else if (!e.code) {
		e = fill(&s, atol(argv[2]));
	}
	if (e.code)
		site_say(e);
	site_close(&s);
	return e.code ? 1 : 0;
}
