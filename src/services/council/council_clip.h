/* council_clip.h - inside council: voice clips from the door, until somebody wrote them down. */
#ifndef QIAO_COUNCIL_CLIP_H
#define QIAO_COUNCIL_CLIP_H

#include "base/base.h"
#include "council_clip_sql.h"
#include "matter/matter.h"
#include "services/council/council_file_web.h"
#include "services/council/council_view.h"
#include "web/web.h"

struct clip_view {
	struct clip_one r;
	const char *place;			/* where it was said, in words */
	const char *title, *body, *category, *whereabouts, *reason;	/* as typed */
};

/* Keeps a clip; inside a write section. contact: NULL when no number was left. */
struct err clip_put(struct db *w, struct act *act, int64_t place, int64_t spot, const struct stored_file *f,
		    struct person_draft *contact, int64_t *id);
/* Files what was written down: channel doorstep, for whoever left a number; the clip goes along, for staff only. 409 when somebody
 * did already; errors of matter_file. */
struct err clip_file(struct db *w, struct act *act, int64_t id, const struct filing *words, struct filed *ret);

/* The one screen's way when a recording was chosen: keeps it and says so. */
struct err clip_post(struct req *rq, struct out *o, struct file_form *f);

/* What was said at the door goes with a matter's text, or with the account of who said it (matter/erase.h). */
struct erasing;
struct err clip_forget(struct db *w, struct arena *a, int64_t area, int64_t matter, int64_t account, struct erasing *x);

#endif
