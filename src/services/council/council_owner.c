/* council_owner.c - owners' votes: who is one head, and what is kept of the floor area behind the ballots (council_poll.h). */
#include "services/council/council_poll.h"

#include <stdlib.h>

#include "people/roll.h"
#include "council_poll_desk_msg.h"

bool
poll_asks_area(const struct pack *p)
{
	for (size_t i = 0; i < p->nquorum; i++)
		if (p->quorum[i].basis == PACK_AREA)
			return true;
	for (size_t i = 0; i < p->nmajority; i++)
		if (p->majority[i].basis == PACK_AREA)
			return true;
	return false;
}

/* ---- the opening ---- */

static int
by_door(const void *x, const void *y)
{
	const struct roll_owned *a = *(const struct roll_owned *const *)x, *b = *(const struct roll_owned *const *)y;

	return a->spot != b->spot ? a->spot < b->spot ? -1 : 1 : strcmp(a->door, b->door);
}

/* One unit stands once in the roll, with its area: else it would count twice, or not at all. */
static struct err
units_check(struct arena *a, const struct roll_owned_rows *rows)
{
	const struct roll_owned **v = NEWN(a, const struct roll_owned *, rows->n + 1);

	for (size_t i = 0; i < rows->n; i++) {
		v[i] = &rows->v[i];
		if (rows->v[i].extent <= 0)
			return FAIL(422, M_poll_err_owner_area);
	}
	qsort(v, rows->n, sizeof(*v), by_door);
	for (size_t i = 1; i < rows->n; i++)
		if (by_door(&v[i - 1], &v[i]) == 0)
			return FAIL(422, M_poll_err_owner_twice);
	return OK;
}

int64_t
owners_estate(struct db *db, struct arena *a, int64_t area, const struct matter *m)
{
	int64_t estate = poll_estate(db, a, area, m->r.spot);
	struct place p;

	return !place_get(db, a, area, estate, &p).code && p.kind == PLACE_ESTATE ? estate : 0;
}

/* Leaves those of the matter's estate; all when it lies in none. */
static struct err
units_within(struct db *w, struct act *act, int64_t matter, struct roll_owned_rows *rows)
{
	int64_t estate, spot = 0, at = 0;
	struct matter m;
	size_t n = 0;

	TRY(matter_load(w, act->a, act->area, matter, &m));
	estate = owners_estate(w, act->a, act->area, &m);
	for (size_t i = 0; estate && i < rows->n; i++) {
		if (rows->v[i].spot != spot) {
			spot = rows->v[i].spot;
			at = poll_estate(w, act->a, act->area, spot);
		}
		if (at == estate)
			rows->v[n++] = rows->v[i];
	}
	rows->n = estate ? n : rows->n;
	return OK;
}

struct err
owners_freeze(struct db *w, struct act *act, const struct poll_row *p, int64_t *voters, int64_t *extent)
{
	struct roll_owned_rows rows;
	const struct roll_owned *head = NULL;

	*voters = *extent = 0;
	TRY(roll_owned(w, act->a, act->area, p->place, &rows));
	TRY(units_within(w, act, p->matter, &rows));
	TRY(units_check(act->a, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const struct roll_owned *u = &rows.v[i];

		if (!head || strcmp(head->owner, u->owner) != 0) {
			head = u;
			++*voters;
			TRY(voter_insert(w, act->area, p->id, u->id, u->no, poll_estate(w, act->a, act->area, u->spot), u->spot, u->door, NULL));
		}
		*extent += u->extent;
		TRY(unit_put(w, act->area, p->id, u->id, head->id, u->no, u->spot, u->door, u->extent, NULL));
	}
	return OK;
}

/* ---- the count ---- */

/* Do all tests on area in favour pass with this much? */
static bool
extent_passes(const struct pack *pack, int64_t all, int64_t part, int64_t yes)
{
	struct pack_counts c = pack_counts_none();
	struct pack_result r;

	c.of[PACK_AREA] = (struct pack_count){ all, part, part, yes };
	r = pack_check(pack, &c);
	for (size_t i = 0; i < r.ntests; i++)
		if (!r.tests[i].quorum && r.tests[i].row.basis == PACK_AREA && r.tests[i].answer != PACK_PASSED)
			return false;
	return true;
}

struct owner_sum
owners_sum(const struct pack *pack, int64_t all, const struct owner_ballot *v, size_t n, int lead)
{
	struct owner_sum ret = { "unknown", 0, 0 };
	int64_t part = 0, yes = 0;
	size_t nyes = 0;
	bool passes;

	for (size_t i = 0; i < n; i++) {
		if (!v[i].known)
			return ret;		/* a ballot whose owner nobody can name: its area is not guessed */
		part += v[i].extent;
		yes += v[i].yes ? v[i].extent : 0;
		nyes += v[i].yes;
	}
	ret.part = part;
	ret.state = "none";
	if (lead < 0 || part <= 0)
		return ret;
	passes = extent_passes(pack, all, part, yes);
	ret.state = passes ? "passed" : "failed";
	if (n >= POLL_SHARE && nyes >= POLL_CELL && n - nyes >= POLL_CELL)
		ret.in_favour = (100 * yes + (passes ? part - 1 : 0)) / part;
	return ret;
}
