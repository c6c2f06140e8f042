/* pack_read.c - a rule pack out of its YAML text; each mistake with line, column and hint. */
#include "matter/pack.h"
#include "matter/yaml_tree.h"

#include "base/day.h"
#include "base/text.h"
#include "life_msg.h"
#include "pack_msg.h"

/* take_bits tells 0 when a word is unknown: every value is one higher here. */
static const struct word_bit bases[] = {
	{ "heads", 1 + PACK_HEADS }, { "households", 1 + PACK_HOUSEHOLDS }, { "area", 1 + PACK_AREA },
	{ "representatives", 1 + PACK_REPRESENTATIVES }, { "groups", 1 + PACK_GROUPS },
};
static const struct word_bit ofs[] = {
	{ "present", 1 + PACK_OF_PRESENT }, { "participating", 1 + PACK_OF_PARTICIPATING }, { "all", 1 + PACK_OF_ALL },
};
static const struct word_bit cmps[] = { { ">=", 1 + PACK_AT_LEAST }, { ">", 1 + PACK_MORE } };
static const struct word_bit certainties[] = {
	{ "read", 1 + PACK_READ }, { "second_hand", 1 + PACK_SECOND_HAND }, { "memory", 1 + PACK_MEMORY },
};
static const struct word_bit whos[] = {
	{ "committee", 1 + PACK_BY_COMMITTEE }, { "party", 1 + PACK_BY_PARTY }, { "street", 1 + PACK_BY_STREET },
	{ "members", 1 + PACK_BY_MEMBERS },
};
static const struct word_bit bodies[] = {
	{ "owners", 1 }, { "residents", 2 }, { "representatives", 3 }, { "villagers", 4 }, { "council", 5 },
};

/* One word of a table; 0 of its enum (and a fault) when it is none. n NULL: 0, no fault. */
static int
one_of(struct reader *r, const struct ynode *n, const struct word_bit *words, size_t count)
{
	if (n && n->type != Y_SCALAR) {
		fault_node(r, n, M_life_text, n->key ? n->key->text : "", NULL);
		return 0;
	}
	unsigned v = take_bits(r, n, words, count, M_pack_word);
	return v ? (int)v - 1 : 0;
}

static int
number(struct reader *r, const struct ynode *n, int least, int most)
{
	const char *s = take_text(r, n);
	int64_t v = least;

	if (*s && !text_int(s, least, most, &v))
		fault_node(r, n, M_pack_number, s, arena_fmt(r->a, "%d–%d", least, most));
	return (int)v;
}

static int32_t
day(struct reader *r, const struct ynode *n)
{
	const char *s = take_text(r, n);
	int32_t d = 0;

	if (*s && !day_parse(s, &d))
		fault_at(r, n->line, n->col, M_pack_day, s, NULL, M_pack_day_hint, NULL);
	return d;
}

static struct pack_row
row_take(struct reader *r, const struct ynode *n, bool caller)
{
	struct pack_row row = {
		.basis = (enum pack_basis)one_of(r, map_need(r, n, "basis"), bases, COUNT(bases)),
		.of = caller ? PACK_OF_ALL : (enum pack_of)one_of(r, map_need(r, n, "of"), ofs, COUNT(ofs)),
		.num = number(r, map_need(r, n, "num"), 1, 1000),
		.den = number(r, map_need(r, n, "den"), 1, 1000),
		.cmp = (enum pack_cmp)one_of(r, map_need(r, n, "cmp"), cmps, COUNT(cmps)),
	};

	if (row.num > row.den || (row.num == row.den && row.cmp == PACK_MORE))
		fault_at(r, n->line, n->col, M_pack_above_all, NULL, NULL, M_pack_above_all_hint, NULL);
	return row;
}

/* A list of rows, or the word `none`. */
static const struct pack_row *
rows_take(struct reader *r, const struct ynode *list, bool quorum, size_t *count)
{
	static const char *const keys[] = { "basis", "of", "num", "den", "cmp" };
	size_t n, i = 0;

	*count = 0;
	if (!list || (quorum && list->type == Y_SCALAR && strcmp(list->text, "none") == 0))
		return NULL;
	const struct ynode *c = take_list(r, list, &n);
	if (n > PACK_MAX_ROWS)
		fault_node(r, list, M_pack_many, NULL, NULL);
	struct pack_row *v = NEWN(r->a, struct pack_row, n + 1);
	for (; c && i < PACK_MAX_ROWS; c = c->next) {
		if (!map_known(r, c, keys, COUNT(keys)))
			continue;
		v[i] = row_take(r, c, false);
		if (quorum && v[i].of == PACK_OF_ALL)
			fault_at(r, c->line, c->col, M_pack_quorum_all, NULL, NULL, M_pack_quorum_all_hint, NULL);
		i++;
	}
	*count = i;
	return v;
}

static void
callers_take(struct reader *r, const struct ynode *list, struct pack *p)
{
	static const char *const keys[] = { "who", "basis", "num", "den", "cmp" };
	size_t n, i = 0;
	const struct ynode *c = take_list(r, list, &n);
	struct pack_caller *v = NEWN(r->a, struct pack_caller, n + 1);

	for (; c; c = c->next) {
		if (!map_known(r, c, keys, COUNT(keys)))
			continue;
		v[i].who = (enum pack_who)one_of(r, map_need(r, c, "who"), whos, COUNT(whos));
		if (v[i].who == PACK_BY_MEMBERS)
			v[i].row = row_take(r, c, true);
		else if (map_get(c, "basis"))
			fault_node(r, map_get(c, "basis")->key, M_pack_members_only, NULL, NULL);
		i++;
	}
	p->callers = v;
	p->ncallers = i;
}

static void
matters_take(struct reader *r, const struct ynode *list, struct pack *p)
{
	size_t n, i = 0;
	const struct ynode *c = take_list(r, list, &n);
	struct life_text *v = NEWN(r->a, struct life_text, n + 1);

	for (; c; c = c->next)
		take_both(r, c, &v[i++], false);
	p->matters = v;
	p->nmatters = i;
}

static void
numbers_take(struct reader *r, const struct ynode *root, struct pack *p)
{
	const struct ynode *unknown = map_get(root, "numbers"), *quorum = map_get(root, "quorum"), *majority = map_get(root, "majority");

	p->known = !unknown;
	if (unknown && strcmp(take_text(r, unknown), "unknown") != 0)
		fault_near(r, unknown, M_pack_word, unknown->text, NULL, (const char *const[]){ "unknown" }, 1);
	if (unknown && (quorum || majority))
		fault_at(r, unknown->line, unknown->col, M_pack_unknown_but, NULL, NULL, M_pack_unknown_but_hint, NULL);
	if (unknown)
		return;
	p->quorum = rows_take(r, map_need(r, root, "quorum"), true, &p->nquorum);
	p->majority = rows_take(r, map_need(r, root, "majority"), false, &p->nmajority);
	p->quorum_any = take_yes(r, map_get(root, "quorum_any"));
}

static void
days_take(struct reader *r, const struct ynode *root, struct pack *p)
{
	const struct ynode *to = map_get(root, "to");

	p->from = day(r, map_need(r, root, "from"));
	p->to = to ? day(r, to) : PACK_OPEN;
	if (to && p->to < p->from)
		fault_node(r, to, M_pack_backwards, NULL, NULL);
}

static void
checked_take(struct reader *r, const struct ynode *root, struct pack *p)
{
	const struct ynode *by = map_get(root, "checked_by"), *on = map_get(root, "checked_on");

	p->certainty = (enum pack_certainty)one_of(r, map_need(r, root, "certainty"), certainties, COUNT(certainties));
	p->checked_by = take_text(r, by);
	p->checked_on = on ? day(r, on) : 0;
	if (!by != !on)
		fault_node(r, by ? by : on, M_pack_checked, NULL, NULL);
}

static void
root_take(struct reader *r, const struct ynode *root, struct pack *p)
{
	static const char *const keys[] = {
		"id", "name", "body", "binds", "law", "article", "from", "to", "matters", "callers", "notice_days", "numbers",
		"quorum_any", "quorum", "majority", "certainty", "source", "checked_by", "checked_on",
	};

	if (!map_known(r, root, keys, COUNT(keys)))
		return;
	p->id = take_word(r, map_need(r, root, "id"), false);
	take_both(r, map_need(r, root, "name"), &p->name, false);
	p->body = bodies[one_of(r, map_need(r, root, "body"), bodies, COUNT(bodies))].word;
	p->binds = take_yes(r, map_need(r, root, "binds"));
	take_both(r, map_need(r, root, "law"), &p->law, false);
	take_both(r, map_need(r, root, "article"), &p->article, false);
	take_both(r, map_need(r, root, "source"), &p->source, false);
	days_take(r, root, p);
	matters_take(r, map_get(root, "matters"), p);
	callers_take(r, map_get(root, "callers"), p);
	p->notice_days = map_get(root, "notice_days") ? number(r, map_get(root, "notice_days"), 1, 365) : 0;
	numbers_take(r, root, p);
	checked_take(r, root, p);
}

const struct pack *
pack_parse(struct arena *a, const char *text, size_t n, struct source_faults *faults)
{
	struct reader r = reader_new(a, faults);
	struct pack *p = NEW(a, struct pack);
	const struct ynode *root = yaml_tree(&r, text, n);

	p->version = source_version(a, text, n);
	p->text = arena_dup(a, text, n);
	if (root)
		root_take(&r, root, p);
	faults_sort(faults);
	return faults->n ? NULL : p;
}
