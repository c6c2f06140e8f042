/* yaml_take.c - faults, and values out of a YAML tree: texts, words, both languages, sets of words. */
#include "matter/yaml_tree.h"

#include "base/text.h"
#include "life_msg.h"

struct reader
reader_new(struct arena *a, struct source_faults *faults)
{
	*faults = (struct source_faults){ .v = NEWN(a, struct source_fault, FAULTS_MAX) };
	return (struct reader){ a, faults };
}

void
faults_sort(struct source_faults *f)
{
	for (size_t i = 1; i < f->n; i++) {
		struct source_fault x = f->v[i];
		size_t j = i;
		for (; j && (f->v[j - 1].line > x.line || (f->v[j - 1].line == x.line && f->v[j - 1].col > x.col)); j--)
			f->v[j] = f->v[j - 1];
		f->v[j] = x;
	}
}

void
fault_at(struct reader *r, int line, int col, enum msg key, const char *a1, const char *a2, enum msg hint,
	 const char *hint_arg)
{
	struct source_faults *f = r->faults;

	if (f->n == FAULTS_MAX) {
		f->more++;
		return;
	}
	f->v[f->n++] = (struct source_fault){
		.line = line, .col = col, .key = key, .hint = hint,
		.arg = { text_cut(r->a, a1 ? a1 : "", 80), text_cut(r->a, a2 ? a2 : "", 80), "" },
		.hint_arg = arena_str(r->a, hint_arg),
	};
}

void
fault_node(struct reader *r, const struct ynode *n, enum msg key, const char *a1, const char *a2)
{
	fault_at(r, n->line, n->col, key, a1, a2, M_NONE, NULL);
}

#define NEAR_MAX 40

/* Letters to change, add, drop or swap to make b of a (optimal string alignment); NEAR_MAX when too long. */
static size_t
distance(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b), row[3][NEAR_MAX + 1];

	if (n >= NEAR_MAX || m >= NEAR_MAX)
		return NEAR_MAX;
	for (size_t j = 0; j <= m; j++)
		row[0][j] = j;
	for (size_t i = 1; i <= n; i++) {
		size_t *now = row[i % 3], *up = row[(i + 2) % 3], *upup = row[(i + 1) % 3];
		now[0] = i;
		for (size_t j = 1; j <= m; j++) {
			size_t best = up[j - 1] + (a[i - 1] != b[j - 1]);
			best = up[j] + 1 < best ? up[j] + 1 : best;
			best = now[j - 1] + 1 < best ? now[j - 1] + 1 : best;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && upup[j - 2] + 1 < best)
				best = upup[j - 2] + 1;
			now[j] = best;
		}
	}
	return row[n % 3][m];
}

static const char *
nearest(const char *wrong, const char *const *names, size_t count)
{
	size_t limit = strlen(wrong) / 3 + 1, best = limit + 1;
	const char *ret = NULL;

	for (size_t i = 0; i < count; i++) {
		size_t d = distance(wrong, names[i]);
		if (d < best && *names[i]) {
			best = d;
			ret = names[i];
		}
	}
	return ret;
}

static const char *
list_text(struct reader *r, const char *const *names, size_t count)
{
	struct out o;

	out_init(&o, r->a);
	for (size_t i = 0; i < count && i < 24; i++)
		if (*names[i])
			out_fmt(&o, "%s%s", o.len ? ", " : "", names[i]);
	return out_cstr(&o);
}

void
fault_near(struct reader *r, const struct ynode *n, enum msg key, const char *wrong, const char *a2,
	   const char *const *names, size_t count)
{
	const char *near = nearest(wrong, names, count);

	if (near)
		fault_at(r, n->line, n->col, key, wrong, a2, M_life_did_you_mean, near);
	else if (count)
		fault_at(r, n->line, n->col, key, wrong, a2, M_life_one_of, list_text(r, names, count));
	else
		fault_at(r, n->line, n->col, key, wrong, a2, M_NONE, NULL);
}

const struct ynode *
map_get(const struct ynode *map, const char *key)
{
	if (!map || map->type != Y_MAP)
		return NULL;
	for (const struct ynode *c = map->first; c; c = c->next)
		if (strcmp(c->key->text, key) == 0)
			return c;
	return NULL;
}

bool
map_known(struct reader *r, const struct ynode *n, const char *const *keys, size_t count)
{
	if (n->type != Y_MAP) {
		fault_at(r, n->line, n->col, M_life_map, NULL, NULL, M_life_one_of, list_text(r, keys, count));
		return false;
	}
	for (const struct ynode *c = n->first; c; c = c->next) {
		bool known = false;
		for (size_t i = 0; i < count; i++)
			known = known || strcmp(keys[i], c->key->text) == 0;
		if (!known)
			fault_near(r, c->key, M_life_key, c->key->text, NULL, keys, count);
	}
	return true;
}

const struct ynode *
map_need(struct reader *r, const struct ynode *map, const char *key)
{
	const struct ynode *n = map_get(map, key);

	if (!n)
		fault_node(r, map, M_life_missing, key, NULL);
	return n;
}

static const char *
key_of(const struct ynode *n)
{
	return n->key ? n->key->text : "";
}

const char *
take_text(struct reader *r, const struct ynode *n)
{
	if (!n)
		return "";
	if (n->type != Y_SCALAR) {
		fault_node(r, n, M_life_text, key_of(n), NULL);
		return "";
	}
	if (text_empty(text_clean(r->a, n->text)))
		fault_node(r, n, M_life_empty, key_of(n), NULL);
	return n->text;
}

const char *
take_word(struct reader *r, const struct ynode *n, bool dots)
{
	const char *s = take_text(r, n);

	for (size_t i = 0; s[i]; i++) {
		char c = s[i];
		bool fine = (c >= 'a' && c <= 'z') || (i && ((c >= '0' && c <= '9') || c == '_' ||
							      (dots && c == '.' && s[i - 1] != '.' && s[i + 1])));
		if (!fine || i >= NEAR_MAX) {
			fault_at(r, n->line, n->col, M_life_word, s, NULL, M_life_word_hint, NULL);
			return "";
		}
	}
	return s;
}

void
take_both(struct reader *r, const struct ynode *n, struct life_text *ret, bool own)
{
	static const char *const codes[LANG_COUNT] = { [LANG_ZH] = "zh", [LANG_EN] = "en" };

	ret->in[LANG_ZH] = ret->in[LANG_EN] = "";
	if (!n || (!own && !map_known(r, n, codes, COUNT(codes))))
		return;
	for (size_t i = 0; i < COUNT(codes); i++) {
		const struct ynode *t = map_get(n, codes[i]);
		if (t)
			ret->in[i] = take_text(r, t);
		else
			fault_node(r, n, i == LANG_ZH ? M_life_no_zh : M_life_no_en, key_of(n), NULL);
	}
}

bool
take_yes(struct reader *r, const struct ynode *n)
{
	static const char *const words[] = { "yes", "no" };

	if (!n)
		return false;
	const char *s = take_text(r, n);
	if (*s && strcmp(s, "yes") != 0 && strcmp(s, "no") != 0)
		fault_near(r, n, M_life_yes_no, s, NULL, words, COUNT(words));
	return strcmp(s, "yes") == 0;
}

const struct ynode *
take_list(struct reader *r, const struct ynode *n, size_t *count)
{
	*count = 0;
	if (!n)
		return NULL;
	if (n->type != Y_LIST) {
		fault_node(r, n, M_life_list, key_of(n), NULL);
		return NULL;
	}
	for (const struct ynode *c = n->first; c; c = c->next)
		(*count)++;
	if (*count == 0)
		fault_node(r, n, M_life_empty, key_of(n), NULL);
	return n->first;
}

static unsigned
one_bit(struct reader *r, const struct ynode *n, const struct word_bit *words, size_t count, enum msg unknown)
{
	const char *names[16], *s = take_text(r, n);

	assert(count <= COUNT(names));
	for (size_t i = 0; i < count; i++) {
		if (strcmp(words[i].word, s) == 0)
			return words[i].bit;
		names[i] = words[i].word;
	}
	if (*s)
		fault_near(r, n, unknown, s, NULL, names, count);
	return 0;
}

unsigned
take_bits(struct reader *r, const struct ynode *n, const struct word_bit *words, size_t count, enum msg unknown)
{
	unsigned ret = 0;
	size_t k;

	if (!n)
		return 0;
	if (n->type == Y_SCALAR)
		return one_bit(r, n, words, count, unknown);
	for (const struct ynode *c = take_list(r, n, &k); c; c = c->next)
		ret |= one_bit(r, c, words, count, unknown);
	return ret;
}

const void *
by_id(const void *array, size_t n, size_t size, const char *id)
{
	for (size_t i = 0; i < n; i++) {
		const char *p = (const char *)array + i * size, *name;
		memcpy(&name, p, sizeof name);
		if (name && strcmp(name, id) == 0)
			return p;
	}
	return NULL;
}

const char *const *
ids_of(struct reader *r, const void *array, size_t n, size_t size)
{
	const char **ret = NEWN(r->a, const char *, n + 1);

	for (size_t i = 0; i < n; i++) {
		memcpy(&ret[i], (const char *)array + i * size, sizeof *ret);
		if (!ret[i])
			ret[i] = "";
	}
	return ret;
}
