/* pack.c - finding a pack and asking it: counts in, verdict with its reasons out. Whole numbers, no division decides. */
#include "matter/pack.h"
#include "pack_msg.h"

#include <stdio.h>

#include "base/day.h"

bool
pack_in_force(const struct pack *p, int32_t day)
{
	return p->from <= day && day <= p->to;
}

const struct pack *
pack_find(const struct pack *const *v, size_t n, const char *id, int32_t day)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(v[i]->id, id) == 0 && pack_in_force(v[i], day))
			return v[i];
	return NULL;
}

struct pack_counts
pack_counts_none(void)
{
	struct pack_counts ret = { .by = -1 };

	for (size_t i = 0; i < PACK_BASES; i++)
		ret.of[i] = (struct pack_count){ PACK_NOT_KNOWN, PACK_NOT_KNOWN, PACK_NOT_KNOWN, PACK_NOT_KNOWN };
	return ret;
}

/* have : whole against num : den, by multiplication alone. */
static bool
reaches(const struct pack_row *r, int64_t have, int64_t whole)
{
	return r->cmp == PACK_MORE ? have * r->den > whole * r->num : have * r->den >= whole * r->num;
}

/* The least count that reaches. The quotient is only where the search begins; reaches() has the last word. */
static int64_t
least(const struct pack_row *r, int64_t whole)
{
	int64_t n = whole * r->num / r->den;

	while (n > 0 && reaches(r, n - 1, whole))
		n--;
	while (!reaches(r, n, whole))
		n++;
	return n;
}

static int64_t
count_of(const struct pack_count *c, enum pack_of of)
{
	return of == PACK_OF_PRESENT ? c->present : of == PACK_OF_PARTICIPATING ? c->participating : c->all;
}

static struct pack_test
test(const struct pack_row *row, bool quorum, const struct pack_counts *counts)
{
	const struct pack_count *c = &counts->of[row->basis];
	struct pack_test t = { .row = *row, .quorum = quorum, .need = PACK_NOT_KNOWN, .answer = PACK_UNKNOWN };

	t.have = quorum ? count_of(c, row->of) : c->yes;
	t.whole = quorum ? c->all : count_of(c, row->of);
	if (t.whole <= 0)		/* a whole of 0 proves nothing, whatever 0 of 0 may be */
		return t;
	t.need = least(row, t.whole);
	if (t.have < 0)
		return t;
	t.answer = reaches(row, t.have, t.whole) ? PACK_PASSED : PACK_FAILED;
	t.missing = t.answer == PACK_PASSED ? 0 : t.need - t.have;
	return t;
}

static bool
fits(int64_t small, int64_t big)
{
	return small <= PACK_MAX_COUNT && (small < 0 || big < 0 || small <= big);
}

static bool
sane(const struct pack_counts *c)
{
	for (size_t i = 0; i < PACK_BASES; i++) {
		const struct pack_count *k = &c->of[i];
		if (!fits(k->all, -1) || !fits(k->present, k->all) || !fits(k->participating, k->all) || !fits(k->yes, k->all) ||
		    !fits(k->yes, k->present) || !fits(k->yes, k->participating))
			return false;
	}
	return true;
}

static enum pack_answer
both(enum pack_answer x, enum pack_answer y)
{
	return x == PACK_FAILED || y == PACK_FAILED ? PACK_FAILED : x == PACK_PASSED && y == PACK_PASSED ? PACK_PASSED : PACK_UNKNOWN;
}

static enum pack_answer
either(enum pack_answer x, enum pack_answer y)
{
	return x == PACK_PASSED || y == PACK_PASSED ? PACK_PASSED : x == PACK_FAILED && y == PACK_FAILED ? PACK_FAILED : PACK_UNKNOWN;
}

static enum pack_answer
part(struct pack_result *r, const struct pack_row *rows, size_t n, bool quorum, bool any, const struct pack_counts *c)
{
	enum pack_answer ret = PACK_PASSED;
	bool first = true;

	for (size_t i = 0; i < n; i++) {
		if (any && c->by >= 0 && rows[i].basis != (enum pack_basis)c->by)
			continue;
		struct pack_test *t = &r->tests[r->ntests++];
		*t = test(&rows[i], quorum, c);
		ret = first ? t->answer : any ? either(ret, t->answer) : both(ret, t->answer);
		first = false;
	}
	/* Composed by something the pack does not know: nothing was tested, nothing is proven. */
	return first && n ? PACK_UNKNOWN : ret;
}

struct pack_result
pack_check(const struct pack *p, const struct pack_counts *c)
{
	struct pack_result r = { .answer = PACK_UNKNOWN, .quorum = PACK_UNKNOWN, .majority = PACK_UNKNOWN,
		.certainty = p->certainty, .binds = p->binds };

	if (!p->known) {
		r.why = PACK_WHY_NUMBERS;
	} else if (!sane(c)) {
		r.why = PACK_WHY_ODD;
	} else {
		r.quorum = part(&r, p->quorum, p->nquorum, true, p->quorum_any, c);
		r.majority = part(&r, p->majority, p->nmajority, false, false, c);
		r.answer = both(r.quorum, r.majority);
		r.why = r.answer == PACK_UNKNOWN ? PACK_WHY_COUNTS : PACK_WHY_NONE;
	}
	return r;
}

bool
pack_may_call(const struct pack *p, enum pack_who who)
{
	for (size_t i = 0; i < p->ncallers; i++)
		if (p->callers[i].who == who)
			return true;
	return false;
}

enum pack_answer
pack_members_may_call(const struct pack *p, const struct pack_counts *asking)
{
	enum pack_answer ret = PACK_FAILED;

	if (!sane(asking))
		return PACK_UNKNOWN;
	for (size_t i = 0; i < p->ncallers; i++) {
		const struct pack_caller *k = &p->callers[i];
		if (k->who == PACK_BY_MEMBERS) {
			struct pack_row row = k->row;
			row.of = PACK_OF_PARTICIPATING;
			ret = either(ret, test(&row, true, asking).answer);
		}
	}
	return ret;
}

/* ---- as text: "passed 0 0 1;q 0 0 2 3 0 8 12 8 0 1;…" ---- */

static const char *const answers[] = { "unknown", "failed", "passed" };
static const char *const basis_names[PACK_BASES] = { "heads", "households", "area", "representatives", "groups" };

const char *
pack_answer_name(enum pack_answer a)
{
	return answers[a + 1];
}

const char *
pack_basis_name(enum pack_basis b)
{
	return basis_names[b];
}

bool
pack_basis_find(const char *name, enum pack_basis *ret)
{
	for (size_t i = 0; i < PACK_BASES; i++)
		if (strcmp(basis_names[i], name) == 0) {
			*ret = (enum pack_basis)i;
			return true;
		}
	return false;
}

const char *
pack_result_write(struct arena *a, const struct pack_result *r)
{
	struct out o;

	out_init(&o, a);
	out_fmt(&o, "%d %d %d %d %d %d", r->answer, r->quorum, r->majority, r->why, r->certainty, r->binds);
	for (size_t i = 0; i < r->ntests; i++) {
		const struct pack_test *t = &r->tests[i];

		out_fmt(&o, ";%c %d %d %d %d %d %lld %lld %lld %lld %d", t->quorum ? 'q' : 'm', t->row.basis, t->row.of, t->row.num,
			t->row.den, t->row.cmp, (long long)t->have, (long long)t->whole, (long long)t->need, (long long)t->missing,
			t->answer);
	}
	return out_cstr(&o);
}

static bool
in(int n, int least, int most)
{
	return least <= n && n <= most;
}

bool
pack_result_read(const char *s, struct pack_result *ret)
{
	struct pack_result r = { 0 };
	int answer, quorum, majority, why, certainty, binds, used = 0;

	if (sscanf(s, "%d %d %d %d %d %d%n", &answer, &quorum, &majority, &why, &certainty, &binds, &used) != 6 ||
	    !in(answer, -1, 1) || !in(quorum, -1, 1) || !in(majority, -1, 1) || !in(why, 0, PACK_WHY_ODD) ||
	    !in(certainty, 0, PACK_MEMORY))
		return false;
	r.answer = (enum pack_answer)answer;
	r.quorum = (enum pack_answer)quorum;
	r.majority = (enum pack_answer)majority;
	r.why = (enum pack_why)why;
	r.certainty = (enum pack_certainty)certainty;
	r.binds = binds;
	for (s += used; *s && r.ntests < COUNT(r.tests); s += used) {
		struct pack_test *t = &r.tests[r.ntests++];
		long long have, whole, need, missing;
		int basis, of, cmp, passed;
		char kind;

		if (sscanf(s, ";%c %d %d %d %d %d %lld %lld %lld %lld %d%n", &kind, &basis, &of, &t->row.num, &t->row.den, &cmp, &have,
			&whole, &need, &missing, &passed, &used) != 11 || !in(basis, 0, PACK_BASES - 1) ||
		    !in(of, 0, PACK_OF_ALL) || !in(cmp, 0, PACK_MORE) || !in(passed, -1, 1))
			return false;
		t->row.basis = (enum pack_basis)basis;
		t->row.of = (enum pack_of)of;
		t->row.cmp = (enum pack_cmp)cmp;
		t->quorum = kind == 'q';
		t->have = have;
		t->whole = whole;
		t->need = need;
		t->missing = missing;
		t->answer = (enum pack_answer)passed;
	}
	*ret = r;
	return !*s;
}

enum msg
pack_answer_label(enum pack_answer a)
{
	return a == PACK_PASSED ? M_pack_passed : a == PACK_FAILED ? M_pack_failed : M_pack_unknown;
}

enum msg
pack_certainty_label(enum pack_certainty c)
{
	return c == PACK_READ ? M_NONE : c == PACK_SECOND_HAND ? M_pack_second_hand : M_pack_memory;
}

enum msg
pack_why_label(enum pack_why w)
{
	static const enum msg keys[] = { M_NONE, M_pack_why_numbers, M_pack_why_counts, M_pack_why_odd };

	return keys[w];
}

/* 1234567 → "1,234,567" */
static const char *
grouped(struct arena *a, int64_t n)
{
	const char *s = arena_fmt(a, "%lld", (long long)n);
	size_t len = strlen(s);
	struct out o;

	out_init(&o, a);
	for (size_t i = 0; i < len; i++)
		out_fmt(&o, "%s%c", i && (len - i) % 3 == 0 ? "," : "", s[i]);
	return out_cstr(&o);
}

const char *
pack_count_text(struct arena *a, enum lang l, enum pack_basis b, int64_t n)
{
	static const enum msg units[PACK_BASES] = { M_pack_unit_heads, M_pack_unit_households, M_pack_unit_area,
		M_pack_unit_representatives, M_pack_unit_groups };

	if (n < 0)
		return msg_text(l, M_pack_no_count);
	const char *s = b != PACK_AREA ? grouped(a, n) : n % 10000 == 0 ? grouped(a, n / 10000) :
		arena_fmt(a, n % 100 ? "%s.%04d" : "%s.%02d", grouped(a, n / 10000), (int)(n % 100 ? n % 10000 : n % 10000 / 100));
	return msg_fmt(a, l, units[b], s, NULL);
}

static const char *
share(struct arena *a, const struct pack_row *r)
{
	return arena_fmt(a, "%d/%d", r->num, r->den);
}

const char *
pack_row_text(struct arena *a, enum lang l, const struct pack_row *r, bool quorum)
{
	static const enum msg bases[PACK_BASES] = { M_pack_basis_heads, M_pack_basis_households, M_pack_basis_area,
		M_pack_basis_representatives, M_pack_basis_groups };
	static const enum msg whom[] = { M_pack_of_present, M_pack_of_participating, M_pack_of_all };
	bool whole = r->num == r->den;
	enum msg cmp = whole ? M_pack_row_all : r->cmp == PACK_MORE ? M_pack_row_more : M_pack_row_least;

	return msg_fmt(a, l, cmp, msg_text(l, quorum ? M_pack_of_all : whom[r->of]), share(a, r), msg_text(l, bases[r->basis]),
		msg_text(l, !quorum ? M_pack_act_yes : r->of == PACK_OF_PRESENT ? M_pack_act_present : M_pack_act_part), NULL);
}

const char *
pack_test_text(struct arena *a, enum lang l, const struct pack_test *t)
{
	enum pack_basis b = t->row.basis;
	enum msg key = t->answer == PACK_PASSED ? M_pack_test_passed : t->answer == PACK_FAILED ? M_pack_test_failed :
		M_pack_test_unknown;

	return msg_fmt(a, l, key, pack_row_text(a, l, &t->row, t->quorum), pack_count_text(a, l, b, t->have),
		pack_count_text(a, l, b, t->whole), pack_count_text(a, l, b, t->need), pack_count_text(a, l, b, t->missing), NULL);
}

const char *
pack_caller_text(struct arena *a, enum lang l, const struct pack_caller *c)
{
	static const enum msg who[] = { M_pack_who_committee, M_pack_who_party, M_pack_who_street };
	static const enum msg of[PACK_BASES] = { M_pack_basis_heads, M_pack_basis_households, M_pack_basis_area,
		M_pack_basis_representatives, M_pack_basis_groups };

	if (c->who != PACK_BY_MEMBERS)
		return msg_text(l, who[c->who]);
	return msg_fmt(a, l, c->row.cmp == PACK_MORE ? M_pack_who_more : M_pack_who_least, share(a, &c->row),
		msg_text(l, of[c->row.basis]), NULL);
}

const char *
pack_days_text(struct arena *a, enum lang l, const struct pack *p)
{
	return p->to == PACK_OPEN ? msg_fmt(a, l, M_pack_days_open, day_text(a, l, p->from), NULL) :
		msg_fmt(a, l, M_pack_days, day_text(a, l, p->from), day_text(a, l, p->to), NULL);
}
