/* notify.h - for matter and the services' rules: who is told what, written to the outbox in the same section as the change. */
#ifndef QIAO_NOTIFY_H
#define QIAO_NOTIFY_H

#include "base/base.h"
#include "matter/matter.h"

struct err notify_filed(struct db *w, struct act *act, int64_t id, const struct filed *f);
/* The move's own `tells`. m is the matter as it was before the move. */
struct err notify_moved(struct db *w, struct act *act, const struct matter *m, const struct life_move *mv, const struct step *s);
/* A unit is asked: its letter carries the link. token NULL: nothing is sent. */
struct err notify_asked(struct db *w, struct act *act, const struct matter *m, int64_t assignment, const struct sending *s);
struct err notify_chased(struct db *w, struct act *act, const struct matter *m, const struct assignment_row *as, const char *words);
/* One sentence in both languages: each reader gets it in theirs (person_lang). */
struct told {
	const char *in[LANG_COUNT];
};
const char *told_to(struct db *w, struct act *act, int64_t account, const struct told *t);
/* Both, Chinese first: for bodies and links of whose reader no language is known. between: " / ", "\n\n". */
const char *told_both(struct arena *a, const struct told *t, const char *between);

/* One account by SMS (its phone stays sealed until the sending thread opens it); text: in its language. */
struct err notify_account(struct db *w, struct act *act, int64_t account, int64_t matter, const char *purpose, const char *dedupe,
			  const char *text);

/* Everybody who follows the matter, each once for one `once` (a word for what happened; the same word elsewhere sends nothing more). */
struct err notify_followers(struct db *w, struct act *act, int64_t matter, const char *purpose, const char *once,
			    const struct told *t);

/* An author learns why their comment or thanks was not shown. */
struct err notify_refused(struct db *w, struct act *act, int64_t account, int64_t matter, int64_t remark, const char *reason);

struct err notify_answered(struct db *w, struct act *act, const struct matter *m, const struct assignment_row *as,
			   const struct answering *an);

/* Thanks that were published reach every body that was asked, each once. */
struct err notify_thanked(struct db *w, struct act *act, int64_t matter, const char *words);

/* Its followers: it stands alone again, in this state. */
struct err notify_parted(struct db *w, struct act *act, const struct matter *m, const struct life_state *back);
/* The author of shortened words (owner account), and of an appeal that was answered. */
struct err notify_shortened(struct db *w, struct act *act, int64_t account, const struct matter *m, int64_t ruling, const char *reason);
struct err notify_fixed(struct db *w, struct act *act, int64_t account, const struct matter *m, int64_t fix, bool done, const char *answer);
struct err notify_appeal(struct db *w, struct act *act, int64_t account, const struct matter *m, int64_t ruling, bool restored,
			 const char *answer);
const char *notify_link(struct act *act, const char *path);	/* the whole address of a page of ours */

#endif
