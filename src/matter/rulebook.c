/* rulebook.c - tables of rules: reading one, its default, the one in force (rulebook.h). */
#include "matter/rulebook.h"

#include <unistd.h>

#include "base/asset.h"
#include "base/log.h"
#include "base/shelf.h"
#include "engines/decide/sheet.h"
#include "matter/source.h"
#include "base_msg.h"
#include "rulebook_msg.h"

#define BOOKS_MAX 8

/* The defaults are filled in at start before any other thread runs, read-only after that; the shelf has its own lock. */
static struct {
	struct arena *a;
	struct rule_table table[BOOKS_MAX];	/* the defaults */
	size_t n;
	struct shelf read;			/* struct rule_table by book and version */
} world = { .read = SHELF_INIT };

static bool
known(const char *const *list, const char *name)
{
	for (; *list; list++)
		if (strcmp(*list, name) == 0)
			return true;
	return false;
}

static bool
says(const struct sheet *s, const char *output)
{
	for (size_t i = 0; i < s->nout; i++)
		if (strcmp(s->out[i].name, output) == 0)
			return true;
	return false;
}

/* Inputs we can give, outputs we can read. */
static bool
fits(const struct rule_book *b, const struct sheet *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->ninputs; i++)
		if (!known(b->inputs, s->inputs[i].name))
			return false;
	for (; b->outputs[n]; n++)
		if (!says(s, b->outputs[n]))
			return false;
	return s->nout == n && strcmp(s->hit, b->hit) == 0;
}

struct err
rule_read(struct arena *a, const struct rule_book *book, const char *body, struct rule_table *ret, struct dmn_fault *fault)
{
	struct dmn_fault none = { 0 };
	const struct dmn_fault *faults;
	size_t n = strlen(body);

	if (!fault)
		fault = &none;
	*fault = (struct dmn_fault){ 0 };
	*ret = (struct rule_table){ .book = book, .version = source_version(a, body, n), .body = body };
	if (n > RULEBOOK_MAX_TEXT)
		return FAIL(422, M_rulebook_err_table);
	ret->dmn = dmn_parse(a, body, n, arena_fmt(a, "%s.dmn", book->name), NULL, fault);
	if (!ret->dmn)
		return FAIL(422, M_rulebook_err_table);
	if (dmn_faults(ret->dmn, &faults)) {
		*fault = faults[0];
		return FAIL(422, M_rulebook_err_table);
	}
	struct sheet *s = NEW(a, struct sheet);
	ret->sheet = s;
	return sheet_of(a, ret->dmn, s) && fits(book, s) ? OK : FAIL(422, M_rulebook_err_table);
}

static const char *
built_in(const char *file)
{
	for (size_t i = 0; i < rule_count; i++)
		if (strcmp(rule_table[i].name, file) == 0)
			return arena_dup(world.a, rule_table[i].p, rule_table[i].n);
	assert(!"no such table is built in");
	return "";
}

struct err
rulebook_init(const char *data, const struct rule_book *const *books, size_t n)
{
	struct dmn_fault fault;

	if (!world.a)
		world.a = arena_new();
	if (!world.a)
		return FAIL(503, M_err_busy);
	assert(n <= BOOKS_MAX);
	world.n = n;
	for (size_t i = 0; i < n; i++) {
		const char *file = arena_fmt(world.a, "%s.dmn", books[i]->name), *path = arena_fmt(world.a, "%s/rules/%s", data, file);
		const char *body = source_read_most(world.a, path, RULEBOOK_MAX_TEXT);

		if (!body && access(path, F_OK) == 0) {
			log_event(LOG_ERROR, "rulebook", "file=%s cannot be read, or is longer than %d bytes", path, RULEBOOK_MAX_TEXT);
			return FAIL(500, M_rulebook_err_table);
		}
		if (rule_read(world.a, books[i], body ? body : built_in(file), &world.table[i], &fault).code == 0)
			continue;
		log_event(LOG_ERROR, "rulebook", "file=%s line=%d fault=%s", body ? path : file, fault.line,
			feel_error_text(world.a, LANG_EN, &fault.error));
		return FAIL(500, M_rulebook_err_table);
	}
	return OK;
}

static const struct rule_table *
default_of(const char *name)
{
	for (size_t i = 0; i < world.n; i++)
		if (strcmp(world.table[i].book->name, name) == 0)
			return &world.table[i];
	return NULL;
}

const struct rule_book *
rulebook_find(const char *name)
{
	const struct rule_table *t = default_of(name);

	return t ? t->book : NULL;
}

struct wanted {
	struct db *db;
	int64_t area, id;
	const struct rule_book *book;
};

static struct err
table_make(void *ctx, struct arena *a, void **ret)
{
	const struct wanted *w = ctx;
	struct rule_table *t = NEW(a, struct rule_table);
	struct rule_body r;

	TRY(rule_body(w->db, a, w->area, w->id, &r));
	*ret = t;
	return rule_read(a, w->book, r.body, t, NULL);
}

/* A version is the hash of its text, so what stands under it cannot be another table. */
static struct err
table_of(struct db *db, struct arena *a, int64_t area, const struct rule_row *r, struct rule_table *ret)
{
	struct wanted w = { db, area, r->id, rulebook_find(r->name) };
	const void *read;

	if (!w.book)			/* of a program that knew more books */
		return FAIL(404, M_err_not_found);
	TRY(shelf_take(&world.read, a, arena_fmt(a, "%s %s", r->name, r->version), table_make, NULL, &w, &read));
	*ret = *(const struct rule_table *)read;
	ret->id = r->id;
	ret->draft = strcmp(r->state, "draft") == 0;
	ret->from = (int32_t)r->from_day;
	return OK;
}

struct err
rule_in_force(struct db *db, struct arena *a, int64_t area, const struct rule_book *book, int32_t day, struct rule_table *ret)
{
	struct rule_row r;
	bool found;

	TRY(rule_on(db, a, area, book->name, day, &r, &found));
	if (found)
		return table_of(db, a, area, &r, ret);
	*ret = *default_of(book->name);
	return OK;
}

struct err
rule_get(struct db *db, struct arena *a, int64_t area, const struct rule_book *book, int64_t id, struct rule_table *ret)
{
	struct rule_row r;
	bool found;

	*ret = *default_of(book->name);
	if (id == 0)
		return OK;
	TRY(rule_one(db, a, area, id, &r, &found));
	return found ? table_of(db, a, area, &r, ret) : FAIL(404, M_err_not_found);
}

struct err
rule_draft(struct db *w, struct env *env, int64_t area, int64_t account, const struct rule_table *t, int64_t *id)
{
	*id = env_id(env);
	return rule_insert(w, area, *id, t->book->name, t->version, t->body, account, env_now(env), NULL);
}

const char *
rule_words(struct arena *a, const char *label, enum lang l)
{
	const char *bar = strstr(label, " | ");

	return !bar ? label : l == LANG_EN ? bar + 3 : arena_dup(a, label, (size_t)(bar - label));
}
