/* route.c - the router: some hundred rows, compared segment by segment; literal segments win, left first. */
#include "web/route.h"

#include "base/text.h"
#include "web/form.h"

#define SEGMENTS 16
#define LISTS    64			/* power of two */

struct path {
	const char *seg[SEGMENTS];
	size_t n;
};

struct row {
	const struct route *route;
	struct path path;
	const struct row *next;		/* in its list */
};

/* Only rows that begin like the path are compared: those of as many segments whose first one has its hash, or is a parameter. */
struct router {
	struct row *rows;
	size_t n;
	const struct row *literal[LISTS], *parameter[SEGMENTS + 1];
};

/* "/a/b" and "/a/b/" → a, b. False: more than SEGMENTS. */
static bool
cut(struct arena *a, const char *s, struct path *ret)
{
	ret->n = 0;
	while (*s == '/') {
		size_t len = strcspn(++s, "/");

		if (!len && !s[len])
			break;
		if (ret->n == SEGMENTS)
			return false;
		ret->seg[ret->n++] = arena_dup(a, s, len);
		s += len;
	}
	return true;
}

static size_t
list_of(const struct path *p)
{
	size_t h = p->n;

	for (const char *s = p->n ? p->seg[0] : ""; *s; s++)
		h = h * 31 + (unsigned char)*s;
	return h % LISTS;
}

static bool
same_shape(const struct path *x, const struct path *y)
{
	if (x->n != y->n)
		return false;
	for (size_t i = 0; i < x->n; i++) {
		bool px = *x->seg[i] == ':', py = *y->seg[i] == ':';

		if (px != py || (!px && strcmp(x->seg[i], y->seg[i])))
			return false;
	}
	return true;
}

static void
row_check(const struct router *r, const struct row *row, bool free)
{
	const struct route *t = row->route;

	assert(t->verb == VERB_GET || t->verb == VERB_POST);
	assert(t->path[0] == '/' && t->handler);
	assert(t->help && *t->help);
	assert(free ? t->right == 0 : t->right > 0);
	for (size_t i = 0; i < r->n; i++)
		assert(r->rows[i].route->verb != t->verb || !same_shape(&r->rows[i].path, &row->path));
}

struct router *
router_new(struct arena *a, const struct route *const *tables, const struct route *free)
{
	struct router *r = NEW(a, struct router);
	size_t n = 0;

	for (size_t i = 0; tables[i]; i++)
		for (const struct route *t = tables[i]; t->path; t++)
			n++;
	r->rows = NEWN(a, struct row, n + 1);
	for (size_t i = 0; tables[i]; i++) {
		for (const struct route *t = tables[i]; t->path; t++) {
			struct row *row = &r->rows[r->n];
			const struct row **list;
			bool fits = cut(a, t->path, &row->path);

			assert(fits);
			row->route = t;
			row_check(r, row, tables[i] == free);
			list = row->path.n && *row->path.seg[0] == ':' ? &r->parameter[row->path.n] : &r->literal[list_of(&row->path)];
			row->next = *list;
			*list = row;
			r->n++;
		}
	}
	return r;
}

/* A literal beats a parameter, the leftmost difference decides. */
static bool
better(const struct path *x, const struct path *y)
{
	for (size_t i = 0; i < x->n; i++) {
		bool px = *x->seg[i] == ':', py = *y->seg[i] == ':';

		if (px != py)
			return py;
	}
	return false;
}

static bool
matches(const struct path *row, const struct path *p)
{
	if (row->n != p->n)
		return false;
	for (size_t i = 0; i < p->n; i++) {
		if (*row->seg[i] == ':' ? !*p->seg[i] : strcmp(row->seg[i], p->seg[i]) != 0)
			return false;
	}
	return true;
}

/* The rows of one list that fit: which verbs they know, and the best of this one. */
static void
list_match(const struct row *list, const struct path *p, enum verb verb, struct found *ret, const struct row **best)
{
	for (const struct row *row = list; row; row = row->next) {
		if (!matches(&row->path, p))
			continue;
		ret->verbs |= 1u << row->route->verb;
		if (row->route->verb == verb && (!*best || better(&row->path, &(*best)->path)))
			*best = row;
	}
}

struct found
router_find(const struct router *r, struct arena *a, enum verb verb, const char *raw)
{
	struct found ret = { 0 };
	const struct row *best = NULL;
	struct path p;

	if (!cut(a, raw, &p))
		return ret;
	for (size_t i = 0; i < p.n; i++) {
		p.seg[i] = form_unescape(a, p.seg[i], strlen(p.seg[i]), false);
		if (!p.seg[i])
			return ret;
	}
	list_match(r->literal[list_of(&p)], &p, verb, &ret, &best);
	list_match(r->parameter[p.n], &p, verb, &ret, &best);
	if (!best)
		return ret;
	ret.route = best->route;
	ret.params = NEWN(a, struct field, p.n + 1);
	for (size_t i = 0; i < p.n; i++) {
		if (*best->path.seg[i] == ':')
			ret.params[ret.nparams++] = (struct field){ best->path.seg[i] + 1, p.seg[i] };
	}
	return ret;
}
