/* gen.c - see gen.h. */
#include "gen.h"

const struct match_slot gen_slots[G_SLOTS] = {
	[G_AMOUNT] = { "amount", MATCH_NUMBER, .digits = 2 }, [G_TERM] = { "term", MATCH_NUMBER }, [G_AGE] = { "age", MATCH_NUMBER, .digits = 1 },
	[G_STAFF] = { "staff", MATCH_NUMBER }, [G_REVENUE] = { "revenue", MATCH_NUMBER, .digits = 2 }, [G_TAX] = { "tax", MATCH_NUMBER, .digits = 2 },
	[G_PAYS] = { "pays", MATCH_NUMBER }, [G_BANKS] = { "banks", MATCH_NUMBER }, [G_GRADE] = { "grade", MATCH_WORD, .codes = 5 },
	[G_TRADE] = { "trade", MATCH_WORD, .codes = 16 }, [G_SIZE] = { "size", MATCH_WORD, .codes = 4 }, [G_FIRST] = { "first", MATCH_TRUTH },
	[G_QUALS] = { "quals", MATCH_LIST, .codes = 9 },
};
const char *const gen_words[G_SLOTS][20] = {
	[G_GRADE] = { "A", "B", "M", "C", "D" },
	[G_TRADE] = { "farm", "make", "build", "whole", "retail", "move", "store", "post", "hotel", "food", "tele", "soft", "land", "care", "lease", "else" },
	[G_SIZE] = { "large", "medium", "small", "micro" },
	[G_FIRST] = { "false", "true" },
	[G_QUALS] = { "hightech", "tech", "innovate", "special", "giant", "champion", "eagle", "gazelle", "green" },
};

static int
chance(struct gen *g, int n)
{
	g->seed ^= g->seed << 13;
	g->seed ^= g->seed >> 7;
	g->seed ^= g->seed << 17;
	return (int)((g->seed >> 8) % (uint64_t)n);
}

static struct match_node
words(struct gen *g, int slot, int n)
{
	int *codes = NEWN(g->a, int, n);

	for (int i = 0; i < n; i++)
		codes[i] = chance(g, gen_slots[slot].codes);
	return (struct match_node){ .op = MATCH_IN, .slot = slot, .codes = codes, .ncodes = (size_t)n };
}

/* Amounts are as written in handbooks, taxes and revenues any number: many borders. */
struct match_node *
gen_product(struct gen *g)
{
	struct match_node *n = NEW(g->a, struct match_node), *k = NEWN(g->a, struct match_node, G_SLOTS + 1);
	int easy = g->broad ? 4 : 1;
	size_t c = 0;

	k[c++] = match_at_most(G_AMOUNT, 2 * (1000 + 5000 * (int64_t)chance(g, 60) * easy));
	k[c++] = match_at_most(G_TERM, 2 * (6 + 6 * chance(g, 10) * easy));
	k[c++] = match_at_least(G_AGE, 2 * 10 * (chance(g, 10) / easy));
	if (chance(g, 2))
		k[c++] = match_more(G_STAFF, 2 * (chance(g, 60) / easy));
	if (chance(g, 2))
		k[c++] = match_at_least(G_REVENUE, 2 * (int64_t)(chance(g, 100000) / easy));
	k[c++] = match_more(G_TAX, 2 * (int64_t)(chance(g, 1500) / easy));
	if (chance(g, 3) == 0)
		k[c++] = match_at_least(G_PAYS, 2 * (chance(g, 12) / easy));
	k[c++] = match_less(G_BANKS, 2 * (1 + chance(g, 5) * easy));
	k[c++] = words(g, G_GRADE, g->broad ? 5 : 3);
	if (chance(g, 3) == 0)
		k[c++] = words(g, G_TRADE, g->broad ? 16 : 6);
	if (chance(g, 2))
		k[c++] = words(g, G_SIZE, g->broad ? 4 : 3);
	if (chance(g, 6) == 0)
		k[c++] = match_equal(G_FIRST, 1);
	if (chance(g, g->broad ? 6 : 2) == 0)
		k[c++] = words(g, G_QUALS, 2);
	*n = (struct match_node){ .op = MATCH_AND, .kids = k, .nkids = c };
	return n;
}

struct gen_firm
gen_firm(struct gen *g, bool gaps)
{
	struct gen_firm f = { 0 };
	const int most[G_SLOTS] = { [G_AMOUNT] = 200, [G_TERM] = 48, [G_AGE] = 15, [G_STAFF] = 80, [G_REVENUE] = 900, [G_TAX] = 14, [G_PAYS] = 25, [G_BANKS] = 5 };

	for (int i = 0; i < G_SLOTS; i++) {
		if (gaps && chance(g, 15) == 0)
			continue;
		if (i < G_GRADE)
			f.typed[i] = gen_slots[i].digits ? arena_fmt(g->a, "%d.%0*d", chance(g, most[i]), gen_slots[i].digits, chance(g, gen_slots[i].digits == 1 ? 10 : 100))
							 : arena_fmt(g->a, "%d", chance(g, most[i]));
		else if (i < G_QUALS)
			f.typed[i] = gen_words[i][chance(g, i == G_FIRST ? 2 : gen_slots[i].codes)];
	}
	f.nquals = (size_t)chance(g, 6);
	for (size_t i = 0; i < f.nquals; i++) {
		f.quals[i] = gen_words[G_QUALS][chance(g, 9)];
		f.until[i] = INT64_MAX;
	}
	return f;
}

static int
code(int slot, const char *word)
{
	for (int i = 0; gen_words[slot][i]; i++)
		if (strcmp(gen_words[slot][i], word) == 0)
			return i;
	return -1;
}

void
gen_encode(const struct gen_firm *f, struct match_value *v, struct match_item *m)
{
	for (int i = 0; i < G_QUALS; i++) {
		bool exact;

		v[i] = (struct match_value){ .known = f->typed[i] != NULL };
		if (v[i].known && i < G_GRADE)
			v[i].known = match_number(f->typed[i], gen_slots[i].digits, &v[i].n, &exact);
		else if (v[i].known)
			v[i].n = code(i, f->typed[i]);
	}
	for (size_t i = 0; i < f->nquals; i++)
		m[i] = (struct match_item){ code(G_QUALS, f->quals[i]), f->until[i] };
	v[G_QUALS] = (struct match_value){ .known = true, .items = m, .nitems = f->nquals };
}

/* A border in half units as people write it: 101 is "more than 50". */
static void
number(struct out *o, int slot, int64_t half)
{
	int64_t unit = gen_slots[slot].digits == 2 ? 100 : gen_slots[slot].digits == 1 ? 10 : 1, n = half >> 1;

	out_fmt(o, "%lld", (long long)(n / unit));
	if (unit > 1)
		out_fmt(o, ".%0*lld", gen_slots[slot].digits, (long long)(n % unit));
}

static void
bound(struct out *o, const struct match_node *n)
{
	bool low = n->high == MATCH_OPEN_HIGH;
	int64_t half = low ? n->low : n->high;

	out_str(o, low ? half & 1 ? "> " : ">= " : half & 1 ? "< " : "<= ");
	number(o, n->slot, low || !(half & 1) ? half : half + 1);
}

static void
quoted(struct out *o, const struct match_node *n, const char *quote)
{
	for (size_t c = 0; c < n->ncodes; c++)
		out_fmt(o, "%s%s%s%s", c ? ", " : "", quote, gen_words[n->slot][n->codes[c]], quote);
}

void
gen_feel(struct out *o, const struct match_node *p)
{
	for (size_t i = 0; i < p->nkids; i++) {
		const struct match_node *n = &p->kids[i];
		const char *name = gen_slots[n->slot].name;

		out_str(o, i ? " and " : "");
		if (n->slot == G_QUALS) {
			for (size_t c = 0; c < n->ncodes; c++)
				out_fmt(o, "%slist contains(%s, \"%s\")", c ? " or " : "(", name, gen_words[n->slot][n->codes[c]]);
			out_str(o, ")");
		} else if (n->slot == G_FIRST) {
			out_fmt(o, "%s = true", name);
		} else if (n->op == MATCH_IN) {
			out_fmt(o, "(%s in (", name);	/* brackets: feelin 8.2.0 gives null for `a in (…) and b in (…)` without */
			quoted(o, n, "\"");
			out_str(o, "))");
		} else {
			out_fmt(o, "%s ", name);
			bound(o, n);
		}
	}
}

void
gen_jdm_cells(struct out *o, const struct match_node *p)
{
	for (int slot = 0; slot < G_SLOTS; slot++) {	/* an empty cell asks nothing; one that is absent matches nothing */
		const struct match_node *n = NULL;

		for (size_t i = 0; i < p->nkids; i++)
			n = p->kids[i].slot == slot ? &p->kids[i] : n;
		out_fmt(o, ", \"in%d\": \"", slot);
		if (!n) {
			;
		} else if (slot == G_QUALS) {
			for (size_t c = 0; c < n->ncodes; c++)
				out_fmt(o, "%scontains(quals, '%s')", c ? " or " : "", gen_words[n->slot][n->codes[c]]);
		} else if (n->slot == G_FIRST) {
			out_str(o, "true");
		} else if (n->op == MATCH_IN) {
			quoted(o, n, "'");
		} else {
			bound(o, n);
		}
		out_str(o, "\"");
	}
}

void
gen_firm_json(struct out *o, const struct gen_firm *f)
{
	out_str(o, "{");
	for (int i = 0; i < G_QUALS; i++)
		if (f->typed[i])
			out_fmt(o, "%s\"%s\": %s%s%s", o->p[o->len - 1] == '{' ? "" : ", ", gen_slots[i].name, i < G_GRADE || i == G_FIRST ? "" : "\"",
				f->typed[i], i < G_GRADE || i == G_FIRST ? "" : "\"");
	out_str(o, ", \"quals\": [");
	for (size_t i = 0; i < f->nquals; i++)
		out_fmt(o, "%s\"%s\"", i ? ", " : "", f->quals[i]);
	out_str(o, "]}");
}
