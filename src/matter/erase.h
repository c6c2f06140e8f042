/*
 * erase.h - erasing words (PIPL art. 47): payloads, salts, rows, search tokens, letters and photos go; commitments, hashes and
 * roots stay and verify. Each act of erasing is an entry itself, which names the bodies it deleted and says every field of the
 * rows anew. Not here: the words of staff and units, which are the office's acts; copies that were taken earlier (the ledger).
 */
#ifndef QIAO_ERASE_H
#define QIAO_ERASE_H

#include "base/base.h"

struct db;
struct store;

enum erase_what { ERASE_MATTER, ERASE_ACCOUNT };	/* a matter's text and photos; all that a resident left, and the number */
struct erase_report {
	int64_t matters, bodies, files;
};
/*
 * id: of the matter or the account. Not for a page: rewrites the search index and truncates the log, some seconds. First a line
 * in DATA/erased, the ledger that `qiao restore` replays; then the rows, then files and keys. What was erased already is left
 * alone, so it may simply be called again. 404; 422 people.err_erase_staff: an account of staff is disabled instead. 503 when a
 * reader kept the log open: call again. matter_shown() must have been called.
 */
struct err erase_do(struct store *s, int64_t area, enum erase_what what, int64_t id, struct erase_report *r);
/* Every line of a ledger; *n: how many lines. 422 matter.err_ledger: a line that cannot be read. */
struct err erase_replay(struct store *s, int64_t area, const char *ledger, int64_t *n);

/*
 * What a service keeps of people's words in tables of its own: called inside the section for each matter whose text goes (account
 * 0), and once for an account that goes (matter 0). It blanks its rows and names files to be deleted with erase_file.
 */
struct erasing;
typedef struct err (*erase_fn)(struct db *w, struct arena *a, int64_t area, int64_t matter, int64_t account, struct erasing *x);
void matter_erases(erase_fn fn);				/* at start, before serving; each service once */
struct env *erase_env(const struct erasing *x);
/* A row of a shown table of the service whose words it has just blanked: entries' bodies that spoke of it go too, and the act of erasing
 * says the row anew. */
void erase_row(struct erasing *x, const char *table, int64_t id);
void erase_file(struct erasing *x, const char *stored, const char *thumb, int64_t key);

/* What such tables have about a person goes into the person's own copy: sections "\n== title ==\n", then lines "- …". */
typedef struct err (*own_fn)(struct db *db, struct arena *a, const struct env *env, int64_t area, int64_t account, enum lang l, struct out *o);
void matter_owns(own_fn fn);				/* at start, before serving; each service once */
own_fn matter_own_fn(size_t i);				/* NULL past the last */

#endif
