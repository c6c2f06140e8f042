/* tally_int.h - inside the figures: what one matter counts for, and the counters it moves. */
#ifndef QIAO_TALLY_INT_H
#define QIAO_TALLY_INT_H

#include "base/base.h"
#include "matter/tally.h"
#include "store/store.h"

#define TALLY_VERSION 1		/* of the definitions; another one in the file is counted anew at start */

struct tally_fact {
	bool there;
	struct tally_fact_get r;
};
/* One counter and by how much it moves. */
struct tally_delta {
	const char *kind, *category;
	int64_t org, place;
	int month, bucket;
	enum tally_figure figure;
	int64_t n;
};
struct tally_deltas {
	struct arena *a;
	struct tally_delta *v;
	size_t n, room;
};

/* Counters wait for the commit (store_sum). */
extern const struct sums tally_sums;

/* The fact out of the matter's rows. */
struct err tally_fact_of(struct db *db, struct arena *a, struct env *env, int64_t area, int64_t matter, struct tally_fact *ret);
/* Adds what the fact counts for, times sign. */
void tally_counts(const struct tally_fact *f, int sign, struct tally_deltas *d);
bool tally_fact_same(const struct tally_fact *x, const struct tally_fact *y);
/* When the result that stands now was published; 0: none is. Asked of a matter that has one (its life cycle's hash). */
struct err tally_result_at(struct db *db, struct arena *a, int64_t area, int64_t matter, const char *lifecycle, int64_t *ret);
/* The units of a fact that had a part in it (neither returned nor withdrawn), each once; how many. */
size_t tally_orgs_of(struct arena *a, const struct tally_fact *f, int64_t **ret);

#endif
