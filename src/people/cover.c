/* cover.c - cover during leave: for some days a colleague holds somebody's roles too. It ends by itself. */
#include "people/people.h"

#include "base/day.h"
#include "people_cover_sql.h"
#include "store/store.h"
#include "people_sign_msg.h"

#define COVER_MAX 90			/* days; a longer absence is a change of roles */

struct err
cover_put(struct db *w, struct arena *a, struct env *e, int64_t area, const struct cover_new *n, int64_t *id)
{
	struct cover_fits fits;
	struct cover_clash clash;
	int64_t new = env_id(e);

	if (n->to < n->from || n->to < day_of(e, env_now(e)) || n->to - n->from >= COVER_MAX)
		return FAIL(422, M_people_err_cover_days);
	TRY(cover_fits(w, a, area, n->deputy, &fits));
	if (!fits.n || n->deputy == n->account)
		return FAIL(422, M_people_err_cover_deputy);
	TRY(cover_clash(w, a, area, n->account, n->from, n->to, &clash));
	if (clash.n)
		return FAIL(422, M_people_err_cover_twice);
	TRY(cover_insert(w, area, new, n->account, n->deputy, n->from, n->to, env_now(e), NULL));
	if (id)
		*id = new;
	return OK;
}

struct err
cover_deputy(struct db *db, struct arena *a, int64_t area, int64_t account, int32_t today, int64_t *ret)
{
	struct cover_today row;
	bool found;

	TRY(cover_today(db, a, area, account, today, &row, &found));
	*ret = found ? row.deputy : 0;
	return OK;
}
