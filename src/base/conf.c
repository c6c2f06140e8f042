/* conf.c - the settings file: parsed once, all mistakes told at once. Not here: any particular key. */
#include "base/conf.h"
#include "conf_msg.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/text.h"

#define LINE_MAX_BYTES 8000
#define FILE_MAX_BYTES (1 << 20)

struct reading {
	struct arena *a;
	const char *file;
	const struct conf_room *rooms;
	size_t n;
	struct conf_faults *faults;
	struct conf_pair *seen;			/* names already given, for "twice" */
	size_t nseen;
};

/* Arrays grow by doubling inside the arena: at powers of two a bigger copy is made. */
static void *
grown(struct arena *a, void *v, size_t n, size_t size)
{
	void *bigger;

	if (n & (n - 1) || (n && n < 4))
		return v;
	if (n == 0)
		return arena_alloc(a, 4 * size);
	bigger = arena_alloc(a, 2 * n * size);
	memcpy(bigger, v, n * size);
	return bigger;
}

static void
pair_add(struct arena *a, struct conf_pair **v, size_t *n, struct conf_pair p)
{
	*v = grown(a, *v, *n, sizeof(**v));
	(*v)[(*n)++] = p;
}

void
conf_fault_add(struct arena *a, struct conf_faults *f, const char *file, int line, enum msg key, const char *x,
	       const char *y)
{
	f->v = grown(a, f->v, f->n, sizeof(*f->v));
	f->v[f->n++] = (struct conf_fault){ file, line, key, x ? x : "", y ? y : "" };
}

static void
fault(struct reading *r, int line, enum msg key, const char *x, const char *y)
{
	conf_fault_add(r->a, r->faults, r->file, line, key, x, y);
}

const char *
conf_fault_text(struct arena *a, enum lang l, const struct conf_fault *f)
{
	const char *text = msg_fmt(a, l, f->key, f->a, f->b, NULL);

	if (f->line)
		return arena_fmt(a, "%s:%d: %s", f->file, f->line, text);
	return arena_fmt(a, "%s: %s", f->file, text);
}

/* Levenshtein's distance; both at most 63 bytes, else "far". */
static size_t
distance(const char *s, const char *t)
{
	size_t row[64], m = strlen(s), n = strlen(t);

	if (m > 63 || n > 63)
		return 64;
	for (size_t j = 0; j <= n; j++)
		row[j] = j;
	for (size_t i = 1; i <= m; i++) {
		size_t corner = row[0];

		row[0] = i;
		for (size_t j = 1; j <= n; j++) {
			size_t best = corner + (s[i - 1] != t[j - 1]);

			corner = row[j];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
		}
	}
	return row[n];
}

const char *
conf_nearest(const char *name, const char *const *names, size_t n)
{
	const char *best = NULL;
	size_t least = strlen(name) / 3 + 1;

	for (size_t i = 0; i < n; i++) {
		size_t d = distance(name, names[i]);

		if (d < least) {
			least = d;
			best = names[i];
		}
	}
	return best;
}

static bool
is_many(const struct conf_key *k)
{
	return k->type == CONF_MANY || k->type == CONF_MANY_SECRET;
}

/* The key that `name` means; *rest is what stands for the star. */
static const struct conf_key *
key_find(const struct reading *r, const char *name, void **into, const char **rest)
{
	for (size_t i = 0; i < r->n; i++) {
		for (size_t j = 0; j < r->rooms[i].n; j++) {
			const struct conf_key *k = &r->rooms[i].keys[j];
			size_t prefix = strlen(k->name) - 1;
			bool hit;

			if (is_many(k))
				hit = strncmp(name, k->name, prefix) == 0 && name[prefix] && !strchr(name + prefix, '.');
			else
				hit = strcmp(name, k->name) == 0;
			if (!hit)
				continue;
			*into = (char *)r->rooms[i].into + k->at;
			*rest = is_many(k) ? name + prefix : "";
			return k;
		}
	}
	return NULL;
}

static void
unknown(struct reading *r, int line, const char *name)
{
	const char **names, *near, *dot = strrchr(name, '.');
	size_t n = 0, max = 0;

	for (size_t i = 0; i < r->n; i++)
		max += r->rooms[i].n;
	names = NEWN(r->a, const char *, max + 1);
	for (size_t i = 0; i < r->n; i++) {
		for (size_t j = 0; j < r->rooms[i].n; j++) {
			const struct conf_key *k = &r->rooms[i].keys[j];

			/* "sms.parm.A" is near "sms.param.A", whatever A is */
			if (is_many(k) && dot)
				names[n++] = arena_fmt(r->a, "%.*s%s", (int)strlen(k->name) - 1, k->name, dot + 1);
			else if (!is_many(k))
				names[n++] = k->name;
		}
	}
	near = conf_nearest(name, names, n);
	fault(r, line, near ? M_conf_unknown_near : M_conf_unknown, name, near);
}

static void
list_split(struct arena *a, const char *value, int line, struct conf_list *ret)
{
	const char *p = value;

	*ret = (struct conf_list){ 0 };
	for (;;) {
		size_t n;

		p += strspn(p, ", \t");
		n = strcspn(p, ", \t");
		if (n == 0)
			return;
		pair_add(a, &ret->v, &ret->n, (struct conf_pair){ "", arena_dup(a, p, n), line });
		p += n;
	}
}

/* The first line of a file that holds one secret (systemd's credentials, for instance). */
static const char *
secret_file(struct reading *r, const char *path)
{
	const char *slash = strrchr(r->file, '/');
	char line[1024];
	FILE *f;
	char *got;

	if (path[0] != '/' && slash)
		path = arena_fmt(r->a, "%.*s/%s", (int)(slash - r->file), r->file, path);
	f = fopen(path, "re");
	if (!f)
		return NULL;
	got = fgets(line, sizeof(line), f);
	fclose(f);
	if (!got)
		return NULL;
	line[strcspn(line, "\r\n")] = '\0';
	return text_valid(line, strlen(line)) ? arena_str(r->a, line) : NULL;
}

static void
secret_set(struct reading *r, int line, const char *name, const char *value, const char **ret)
{
	*ret = value;
	if (strncmp(value, "file:", 5) != 0)
		return;
	*ret = secret_file(r, value + 5);
	if (*ret)
		return;
	*ret = "";
	fault(r, line, M_conf_bad_secret, name, value + 5);
}

static void
int_set(struct reading *r, int line, const struct conf_key *k, const char *value, int64_t *ret)
{
	if (!text_int(value, k->min, k->max, ret))
		fault(r, line, M_conf_bad_int, k->name,
		      arena_fmt(r->a, "%lld–%lld", (long long)k->min, (long long)k->max));
}

static void
bool_set(struct reading *r, int line, const struct conf_key *k, const char *value, bool *ret)
{
	static const char *const words[] = { "no", "yes", "false", "true", "off", "on", "0", "1" };

	for (size_t i = 0; i < COUNT(words); i++) {
		if (strcmp(value, words[i]) == 0) {
			*ret = i % 2;
			return;
		}
	}
	fault(r, line, M_conf_bad_bool, k->name, value);
}

static void
word_set(struct reading *r, int line, const struct conf_key *k, const char *value, int *ret)
{
	const char *p = k->words;
	size_t want = strlen(value);

	for (int i = 0; *p; i++) {
		size_t n = strcspn(p, " ");

		if (n == want && memcmp(p, value, n) == 0) {
			*ret = i;
			return;
		}
		p += n;
		p += strspn(p, " ");
	}
	fault(r, line, M_conf_bad_word, k->name, k->words);
}

static void
value_set(struct reading *r, int line, const struct conf_key *k, void *into, const char *rest, const char *value)
{
	struct conf_list *list = into;
	struct conf_pair p = { rest, value, line };

	switch (k->type) {
	case CONF_TEXT:
		*(const char **)into = value;
		return;
	case CONF_SECRET:
		secret_set(r, line, k->name, value, into);
		return;
	case CONF_INT:
		int_set(r, line, k, value, into);
		return;
	case CONF_BOOL:
		bool_set(r, line, k, value, into);
		return;
	case CONF_WORD:
		word_set(r, line, k, value, into);
		return;
	case CONF_LIST:
		list_split(r->a, value, line, list);
		return;
	case CONF_MANY_SECRET:
		secret_set(r, line, k->name, value, &p.value);
		pair_add(r->a, &list->v, &list->n, p);
		return;
	case CONF_MANY:
		pair_add(r->a, &list->v, &list->n, p);
		return;
	}
	assert(0 && "conf_type");
}

static void
fallbacks_set(struct reading *r)
{
	for (size_t i = 0; i < r->n; i++) {
		for (size_t j = 0; j < r->rooms[i].n; j++) {
			const struct conf_key *k = &r->rooms[i].keys[j];
			void *into = (char *)r->rooms[i].into + k->at;
			size_t before = r->faults->n;

			if (k->fallback)
				value_set(r, 0, k, into, "", k->fallback);
			else if (k->type == CONF_TEXT || k->type == CONF_SECRET)
				*(const char **)into = "";
			assert(r->faults->n == before);		/* a table's own fallback is right */
		}
	}
}

/* Copies [p, p+n) without blanks at both ends. */
static char *
trimmed(struct arena *a, const char *p, size_t n)
{
	while (n && strchr(" \t\r", *p)) {
		p++;
		n--;
	}
	while (n && strchr(" \t\r", p[n - 1]))
		n--;
	return arena_dup(a, p, n);
}

static bool
name_ok(const char *s)
{
	static const char ok[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";

	return *s && s[strspn(s, ok)] == '\0';
}

/* False: the name was given before. */
static bool
first_time(struct reading *r, int line, const char *name)
{
	for (size_t i = 0; i < r->nseen; i++) {
		if (strcmp(r->seen[i].name, name) == 0) {
			fault(r, line, M_conf_twice, name, arena_fmt(r->a, "%d", r->seen[i].line));
			return false;
		}
	}
	pair_add(r->a, &r->seen, &r->nseen, (struct conf_pair){ name, "", line });
	return true;
}

static void
line_read(struct reading *r, int line, const char *p, size_t n)
{
	const char *equals, *name, *value, *rest;
	const struct conf_key *k;
	void *into;
	size_t len;

	if (n > LINE_MAX_BYTES) {
		fault(r, line, M_conf_too_long, NULL, NULL);
		return;
	}
	if (!text_valid(p, n)) {
		fault(r, line, M_conf_not_utf8, NULL, NULL);
		return;
	}
	name = trimmed(r->a, p, n);
	if (*name == '\0' || *name == '#')
		return;
	equals = strchr(name, '=');
	if (!equals) {
		fault(r, line, M_conf_no_equals, text_cut(r->a, name, 40), NULL);
		return;
	}
	value = trimmed(r->a, equals + 1, strlen(equals + 1));
	name = trimmed(r->a, name, (size_t)(equals - name));
	if (!name_ok(name)) {
		fault(r, line, M_conf_bad_name, text_cut(r->a, name, 40), NULL);
		return;
	}
	len = strlen(value);
	if (value[0] == '"') {
		if (len < 2 || value[len - 1] != '"') {
			fault(r, line, M_conf_bad_quote, name, NULL);
			return;
		}
		value = arena_dup(r->a, value + 1, len - 2);
	}
	k = key_find(r, name, &into, &rest);
	if (!k)
		unknown(r, line, name);
	else if (first_time(r, line, name))
		value_set(r, line, k, into, rest, value);
}

struct err
conf_parse(struct arena *a, const char *file, const char *text, const struct conf_room *rooms, size_t n,
	   struct conf_faults *faults)
{
	struct reading r = { a, file, rooms, n, faults, NULL, 0 };
	const char *p = text;

	*faults = (struct conf_faults){ 0 };
	fallbacks_set(&r);
	if (strncmp(p, "\xef\xbb\xbf", 3) == 0)		/* the mark some editors put first */
		p += 3;
	for (int line = 1; *p; line++) {
		size_t len = strcspn(p, "\n");

		line_read(&r, line, p, len);
		p += len;
		p += *p == '\n';
	}
	return faults->n ? FAIL(422, M_conf_faulty) : OK;
}

static struct err
file_text(struct arena *a, const char *path, const char **ret)
{
	FILE *f = fopen(path, "re");
	struct out o;
	char buf[4096];
	size_t n;
	bool bad;

	*ret = "";
	if (!f && errno == ENOENT)
		return OK;
	if (!f) {
		log_event(LOG_ERROR, "conf", "path=%s errno=%d", path, errno);
		return FAIL(500, M_conf_unreadable);
	}
	out_init(&o, a);
	o.max = FILE_MAX_BYTES;
	while ((n = fread(buf, 1, sizeof(buf), f)) > 0)
		out_put(&o, buf, n);
	bad = ferror(f) || out_failed(&o) || memchr(out_cstr(&o), '\0', o.len);
	fclose(f);
	if (bad) {
		log_event(LOG_ERROR, "conf", "path=%s bytes=%zu unreadable", path, o.len);
		return FAIL(500, M_conf_unreadable);
	}
	*ret = out_cstr(&o);
	return OK;
}

struct err
conf_read(struct arena *a, const char *path, const struct conf_room *rooms, size_t n, struct conf_faults *faults)
{
	const char *text;

	*faults = (struct conf_faults){ 0 };
	TRY(file_text(a, path, &text));
	return conf_parse(a, path, text, rooms, n, faults);
}
