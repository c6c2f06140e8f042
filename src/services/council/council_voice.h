/* council_voice.h - inside council: the proposal's page, shown again by what residents do on it. */
#ifndef QIAO_COUNCIL_VOICE_H
#define QIAO_COUNCIL_VOICE_H

#include "matter/matter.h"
#include "web/web.h"

/* Comments and thanks on a page, and the form for one more (html/council_say.html). */
struct say_view {
	const struct matter *m;
	const char *action;			/* where the form is sent; NULL: no form */
	int64_t version;			/* of the plan they speak of; 0: the matter's own page, which shows all of them */
	int64_t spot;				/* the candidate place they speak of; 0: not only one */
	bool thanks;				/* the form takes thanks too */
	const char *draft;			/* what was typed and not taken */
	struct remark_row_rows shown, own;	/* own: this reader's that wait or were refused */
	struct ruling_row_rows rulings;		/* what moderators decided about words of this matter, oldest first */
	size_t nrefused;			/* comments that are not shown */
};
/* The newest ruling that still holds about a comment (0: the matter's own words); NULL: there is none. */
const struct ruling_row *say_ruling(const struct say_view *s, int64_t remark);
/* The rows of s->m, those of one version when s->version says so. A reader without a cookie is nobody yet and has none of
 * their own. */
struct err say_load(struct req *rq, struct say_view *s);

/* A comment on a part of the matter rq->object, for tx_run: remark is plan_remark or spot_remark, id the part's; then to `to`. */
struct say_about {
	struct err (*remark)(struct db *w, struct act *act, int64_t matter, int64_t id, const char *body, int64_t *ret);
	int64_t id;
	const char *body, *to;
};
struct err say_about_tx(struct db *w, struct req *rq, void *ctx);

/* The form for rating a result, or why there is none (html/council_rate.html). */
struct rate_view {
	const struct matter *m;
	const char *action;
	bool by_link, done;			/* done: it was just taken */
	int score;
	const char *solved, *words;
	struct rated rated;
};
/* "您 4 月 6 日评过：非常满意，解决了。" */
const char *rated_words(struct req *rq, const struct rated *r);

/* The page of rq->object; draft is what was typed into its comment field and not taken. */
struct err proposal_show(struct req *rq, struct out *o, const char *draft);

#endif
