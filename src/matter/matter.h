/*
 * matter.h - the face of the case engine: filing, moves, history, assignments, remarks, files, lists.
 * Not here: what a proposal or a meeting is (services), who somebody is (people), pages of a service.
 *
 * Writing functions take the write section's connection `w` and run inside tx_run or store_do; each appends exactly
 * one entry to the matter's history, in the same savepoint as the change. What an entry says is read back from the
 * rows themselves (history.h), so the page and the history cannot drift apart.
 */
#ifndef QIAO_MATTER_H
#define QIAO_MATTER_H

#include "base/base.h"
#include "matter/lifecycle.h"
#include "matter/witness.h"
#include "matter_sql.h"			/* generated: struct matter_get … row types */
#include "ruling_sql.h"			/* generated: struct ruling_row */
#include "people/people.h"

struct db;
struct req;
struct store;
struct entry_draft;
struct stored_file;
struct file_row;
struct outside_new;
struct matter;

/* ---- the process's life cycles and files; set once by main before serving ---- */

struct matter_conf {
	const char *data;		/* the data folder; files lie in DATA/files */
	const char *public_url;
	struct witness_conf witness;
};
/* Reads built-in life cycles and DATA/lifecycles/ (same kind: the folder wins), checks them, stores their texts by hash. */
struct err matter_init(struct store *s, int64_t area, const struct matter_conf *c);
const struct lifecycle *matter_lifecycle(const char *kind);		/* the version new matters get; NULL when none */
struct err matter_lifecycle_of(struct db *db, int64_t area, const char *hash, const struct lifecycle **ret);

/* ---- who acts ---- */

struct who {
	int64_t account;		/* 0 = nobody signed in */
	unsigned roles;			/* life_role bits at this matter */
	const char *as;			/* the word kept in the entry: resident, grid, committee, unit, system … */
	const char *owner;		/* "a123" or "v…": one support, one rating per owner */
	const char *browser;		/* the "v…" of the browser it came from, also when signed in; NULL or "": none is known */
	int64_t org;			/* unit: for whom it answers */
	int64_t cover;			/* account whose role this one holds as a deputy, when only that gives it; 0 = its own */
	const char *deputy;		/* the deputy's own role then */
};
/* What a caller (NULL = visitor) is at matter m (NULL: before filing): author, supporter, unit … are found here.
 * owner: "a123" or "v…", see who_of. */
struct err who_at(struct db *db, struct arena *a, int64_t area, const struct caller *c, const char *owner,
		  const struct matter *m, struct who *ret);
/* The same for a request (matter_web.c); a visitor is known by the keyed hash of their cookie. */
struct err who_of(struct req *rq, struct db *db, const struct matter *m, struct who *ret);
const char *browser_of(struct req *rq);			/* that hash, "v…"; "": the request brought no cookie */
/* The program itself. */
struct who who_system(void);

/* One act: where, when, by whom. */
struct act {
	struct arena *a;
	struct env *env;
	int64_t area;
	struct who who;
};
void act_of(struct act *ret, struct req *rq, const struct who *who);

/* ---- a matter ---- */

struct matter {
	struct matter_get r;		/* the row: r.id, r.title, r.state, r.version … (0005_matter.sql explains) */
	const struct lifecycle *lc;	/* the version it runs under */
	const struct life_state *state;
	struct place place;		/* its community */
	const char *address;		/* "/bhsq/2023-12"; of a private one "/finance/need/F2023-1" */
};
struct err matter_load(struct db *db, struct arena *a, int64_t area, int64_t id, struct matter *ret);	/* 404: none, or a private one */
/* One of a private kind, by the number in its address ("F2023-1"), for the service whose home that is: who may see it is then that
 * service's to say. 404. */
struct err matter_load_home(struct db *db, struct arena *a, int64_t area, const char *home, const char *number, struct matter *ret);
/* Public or private, by id. 404. */
struct err matter_load_any(struct db *db, struct arena *a, int64_t area, int64_t id, struct matter *ret);
/* Where it lies: what was said when filing, else its place's point; not known when neither has one. */
struct geo matter_at(struct db *db, int64_t area, const struct matter *m);
/* The same in words, of the arena: estate and building chosen when filing, then what was typed; "" when neither was. What was typed
 * and names the estate itself stands alone. */
const char *matter_where(struct db *db, struct arena *a, int64_t area, const struct matter *m, enum lang l);
/* For struct route .load on "/:place/:number…": rq->object = struct matter *, rq->place = its community. */
struct err matter_route(struct req *rq);
static inline const struct matter *
rq_matter(const void *object)
{
	return object;
}

struct cards {				/* rows of a list, newest first */
	struct matter_card *v;		/* generated: id, number, slug, title, state, state_since, due, supports, … */
	size_t n;
	int64_t next_at, next_id;	/* where the next page begins; 0 = this was the last */
};
struct filter {
	const char *kind;		/* NULL = all */
	int64_t place;			/* community, 0 = all */
	const char *state;		/* one state id, "open" (no result yet), "closed" (with a published result); NULL or "" = all */
	const char *category;		/* NULL or "" = all */
	int64_t before_at, before_id;	/* keyset paging; 0 = from the newest */
	int limit;			/* 1 … 100 */
};
struct err matter_list(struct db *db, struct arena *a, int64_t area, const struct filter *f, struct cards *ret);
struct err matter_mine(struct db *db, struct arena *a, int64_t area, int64_t account, struct cards *ret);	/* filed or followed */
/* *total: SEARCH_COUNT_MAX means so many or more. */
struct err matter_search(struct db *db, struct arena *a, int64_t area, const char *words, int64_t place, int64_t before,
			 int limit, struct cards *ret, int64_t *total);
/* Open matters of the community that share words with text, best first, at most 5: shown while filing. */
struct err matter_similar(struct db *db, struct arena *a, int64_t area, int64_t place, const char *text, struct cards *ret);
const char *card_address(struct arena *a, const struct matter_card *c);
const struct life_state *card_state(const struct matter_card *c);	/* never NULL */

/* ---- filing ---- */

/* Characters at most, of what residents write. */
#define MATTER_TITLE_MAX 60
#define MATTER_BODY_MAX  2000
#define MATTER_WHERE_MAX 200
#define REMARK_MAX       500

struct answer { const char *name, *value; };		/* of a move's asks; value is what was typed or the id chosen */
struct filing {
	const char *kind;		/* "proposal" */
	int64_t place, spot;		/* spot 0: not said */
	const char *title, *body, *whereabouts, *category, *channel;
	struct geo at;			/* where exactly, if said; kept to some ten metres (geo_coarse): it is public */
	enum lang lang;
	struct person_draft *contact;	/* NULL: no phone was left */
	int64_t author;			/* without a contact: whose words staff write down (a voice clip's); 0 = not known */
	const struct stored_file *files;
	size_t nfiles;
	const struct answer *said;	/* kept in the entry beside it and shown by name: "attributes" is quoted */
	size_t nsaid;
	const struct answer *apart;	/* the same, for staff only */
	size_t napart;
	const struct outside_new *outside;	/* it came as an order of another system; NULL: it did not */
	bool on_behalf;			/* 代填: act.who is staff, contact is the resident */
	/* A service's own row of the new matter, in the same section and the same entry. NULL: it has none. */
	struct err (*effect)(struct db *w, struct act *act, int64_t id, struct entry_draft *e, void *ctx);
	void *ctx;
};
struct filed {
	int64_t id;
	const char *number, *address;
	int64_t author;
};
/* The next number of a row that is counted ("number/PLACE/2023"): 1, 2, 3 …, without gaps. In a write section. */
struct err counter_next(struct db *w, int64_t area, const char *name, int64_t *ret);
struct err matter_file(struct db *w, struct act *act, const struct filing *f, struct filed *ret);

/* ---- moves ---- */

struct step {
	const char *move;
	int64_t version;				/* the matter's version the actor saw; another one is 409 err.stale */
	const struct answer *answers;
	size_t nanswers;
	const char *reason;				/* needs_reason, or why the guard is overridden */
	const struct stored_file *files;
	size_t nfiles;
	/* What a service changes in the same section (its own rows), after all checks and before the entry. */
	struct err (*effect)(struct db *w, struct act *act, struct matter *m, struct entry_draft *e, void *ctx);
	void *ctx;
};
/* 403 life.err_role, 409 err.stale, 422 life.err_state (not possible from this state), life.err_guard,
 * life.err_missing. m is the row as read before; it is read again inside. */
struct err matter_step(struct db *w, struct act *act, int64_t id, const struct step *s);
/* Why a move cannot be made now: GUARD_YES when it can. For pages. */
struct err matter_guard(struct db *db, struct arena *a, struct env *env, int64_t area, const struct matter *m,
			const struct life_move *mv, struct guard_result *ret);
/* What of the guard is not met, in the life cycle's own words for its facts: "还没答复的单位要等于 0，现在是 2。" "" when it is met. */
const char *matter_guard_words(struct arena *a, enum lang l, const struct lifecycle *lc, const struct guard_result *g);
/* The last day for a state entered at `since` (UTC microseconds), 0 without a limit; its rule sees the matter as it is now.
 * 422 matter.err_days: the rule gives no number of days. */
struct err matter_due(struct db *db, struct arena *a, struct env *env, int64_t area, const struct matter *m,
		      const struct life_state *s, int64_t since, int64_t *ret);
/* Facts a service adds to guards (plan.options …): tried first, a value of type GUARD_NULL with text "unknown" passes on. */
typedef struct guard_value (*fact_fn)(struct db *db, int64_t area, int64_t matter, const char *name);
void matter_facts(fact_fn fn);			/* at start, before serving */

/* What happened, for a service that tells other programs: in the same section, after the entry. before: the matter as it was,
 * NULL when it was filed just now; act_name as in the history. One listener, set at start. */
typedef struct err (*told_fn)(struct db *w, struct act *act, const struct matter *before, int64_t matter, const char *act_name);
void matter_tells(told_fn fn);
const char *matter_url(void);		/* the public address, without a slash at its end */

/* ---- what is shown ---- */

struct shown_entry {
	int64_t id, at, seq;
	const char *act, *as;
	const char *who;		/* 社区工作者, 一位居民, 市公交集团 … in the reader's language */
	const char *sentence;		/* the life cycle's sentence, filled */
	const char *words;		/* reason or answer, "" = none: shown as a quote */
	const char *basis;		/* the rule by which units were proposed, in its own words; "" = none */
	bool official;			/* by staff or a unit */
	bool erased;			/* its words were deleted on request; the proof still holds */
	bool inside;			/* a note that only staff see */
	const struct file_row *files;
	size_t nfiles;
};
struct timeline {
	struct shown_entry *v;		/* newest first */
	size_t n;
};
/* Supports and follows are left out (they are counted); staff: staff-only fields too. */
struct err matter_timeline(struct db *db, struct arena *a, int64_t area, const struct matter *m, enum lang l, bool staff,
			   struct timeline *ret);

/* ---- support, follow, remarks, rating ---- */

struct err matter_support(struct db *w, struct act *act, int64_t id);		/* twice is once: OK and no entry */
struct err matter_follow(struct db *w, struct act *act, int64_t id, bool on);	/* no entry: private */
bool matter_is_supporter(struct db *db, int64_t area, int64_t id, const char *owner);
bool matter_is_follower(struct db *db, int64_t area, int64_t id, int64_t account);
/* topic: what of the matter it speaks of, in the service's own word ("plan/2"); NULL: the matter itself. It never changes. */
struct err matter_remark(struct db *w, struct act *act, int64_t id, const char *kind, const char *topic, const char *body, int64_t *ret);
const char *topic_make(struct arena *a, const char *word, int64_t id);		/* "plan", 2: "plan/2", of the arena */
int64_t topic_id(const char *topic, const char *word);				/* 2 again; 0: of another word, or no topic */
struct err remark_decide(struct db *w, struct act *act, int64_t remark, bool show, const char *reason);	/* 404, 409 when decided */
/* What this one said about the result that stands now. */
struct rated {
	bool found;			/* their own; a visitor's on this browser is also the account's that it signs in with */
	bool fixed;			/* … and it is closed: it can no longer be changed, only "not solved" be said */
	bool former;			/* … it was about an earlier result: this one is not rated yet */
	bool elsewhere;			/* an account rated on this browser, at .at: a visitor there has no second voice */
	int64_t at;
	struct rating_get r;
};
struct err matter_rated(struct db *db, struct arena *a, int64_t area, const struct matter *m, const struct who *who, struct rated *ret);
/* score 4 … 1; not solved reopens through the life cycle's move "reopen" when it is closed or published. 422 when closed
 * (matter.err_rated_closed) or rated on this telephone by somebody known (matter.err_rated_phone), see struct rated. */
struct err matter_rate(struct db *w, struct act *act, int64_t id, int score, bool solved, const char *body);
/* The duplicate's supporters, followers and author go to `into`, both keep an entry, the duplicate leads there. */
struct err matter_merge(struct db *w, struct act *act, int64_t id, int64_t version, int64_t into, const char *reason);
/* Undoes it: the matter is open again in the state it had, its days anew; who came along by the merge goes back, who stood behind
 * both stays behind both. By committee or street. 422 matter.err_unmerge (not merged), matter.err_reason,
 * matter.err_unmerge_first (the other was merged since); 409 err.stale; 403. */
struct err matter_unmerge(struct db *w, struct act *act, int64_t id, int64_t version, const char *reason);
/* For staff only: an entry whose words no public page or export shows; it moves nothing and makes no form stale. 422. */
struct err matter_note(struct db *w, struct act *act, int64_t id, const char *body);

/* ---- rulings: what a moderator decided about what the public sees ---- */

struct shortening {
	int64_t matter;
	int64_t remark;			/* 0: the matter's own title and body */
	const char *title, *body;	/* what the public sees from now on; title of a matter only */
	const char *reason;		/* public, and told to the author */
	int64_t version;		/* of the matter, as seen; below 0: not asked */
};
/* The words as they were are kept in a ruling; a comment that waited is shown with this. 422 matter.err_reason,
 * matter.err_words, matter.err_empty, matter.err_long, matter.err_same; 409 err.stale, matter.err_appealed (an appeal waits). */
struct err matter_shorten(struct db *w, struct act *act, const struct shortening *s, int64_t *ruling);
/* Is this person the author of what the ruling is about? */
bool ruling_author(struct db *db, struct arena *a, int64_t area, const struct ruling_row *r, const struct who *who);
/* By its author, once, against the newest ruling about these words. 403; 409 matter.err_appealed; 422 matter.err_empty. */
struct err ruling_appeal(struct db *w, struct act *act, int64_t id, const char *words);
/* By another account than the one that decided. restore: the words are as they were, a refused comment is shown. answer: public,
 * told to the author. 403 matter.err_own_ruling; 409 matter.err_decided; 422 matter.err_answer. */
struct err ruling_answer(struct db *w, struct act *act, int64_t id, bool restore, const char *answer);

/* ---- assignments ---- */

/* Outcomes of an assignment, their label and whether the assignment is over with it. */
#define OUTCOME_TABLE(X)                                                                           \
	X(SENT, sent, 0) X(ACKNOWLEDGED, acknowledged, 0) X(PROGRESS, progress, 0)           \
	X(QUESTION, question, 0) X(MORE_TIME, more_time, 0) X(PLANNED, planned, 0)           \
	X(DONE, done, 1) X(PARTLY, partly, 1) X(IMPOSSIBLE, impossible, 1)                   \
	X(RETURNED, returned, 1) X(WITHDRAWN, withdrawn, 1)
enum outcome {
#define X(id, name, over) OUTCOME_##id,
	OUTCOME_TABLE(X)
#undef X
	OUTCOME_COUNT
};
const char *outcome_name(enum outcome o);
bool outcome_find(const char *name, enum outcome *ret);
bool outcome_over(enum outcome o);
enum msg outcome_label(enum outcome o);

struct assignments {
	struct assignment_row *v;	/* generated: row + org names */
	size_t n;
};
struct err assignment_list(struct db *db, struct arena *a, int64_t area, int64_t matter, struct assignments *ret);
struct err assignment_get_one(struct db *db, struct arena *a, int64_t area, int64_t id, struct assignment_row *ret);	/* 404 */
/* Every open assignment of a unit, most urgent first (its link page). */
struct err assignment_of_org(struct db *db, struct arena *a, int64_t area, int64_t org, struct assignments *ret);

struct sending {
	int64_t org;
	bool order;			/* 交办, else 商请 */
	bool lead;			/* 主办, else 协办 */
	bool first;			/* not lead: whoever receives it first leads (首接负责) */
	const char *ask;
	int32_t due;			/* day */
	bool named;			/* the street names the unit: it cannot return this one */
	const char *token;		/* fresh link_token(): its letter goes out with it; NULL: no link (asked by phone) */
};
/* One assignment; refuses a fourth dispatch of a matter unless `named` by a street (domain: 3 dispatches), a unit that has an
 * open one, and a due day in the past: 422. */
struct err assignment_send(struct db *w, struct act *act, struct matter *m, struct entry_draft *e, const struct sending *s, int64_t *id);
struct answering {
	int64_t assignment, version;
	enum outcome outcome;
	const char *words;		/* required but for acknowledged */
	int32_t review;			/* planned: required; else 0 */
	int32_t wanted;			/* more_time: required; else 0 */
	const char *via;		/* link | account | phone | letter */
	const struct stored_file *files;
	size_t nfiles;
};
/* returned: within 1 working day of dispatch, not when named (Tianjin hotline draft, council.md §4.5): 422 with the reason. */
struct err assignment_answer(struct db *w, struct act *act, const struct answering *an);
struct err assignment_chase(struct db *w, struct act *act, int64_t id, const char *words);	/* 督办: counts, writes, tells */
struct err assignment_extend(struct db *w, struct act *act, int64_t id, int32_t due, const char *words);	/* grants more time */

/* What its letters are about: for post_about_list. */
const char *notify_about(struct arena *a, int64_t assignment);

/* Signed links: the token is 256 random bits, only its keyed hash is stored. Opening changes nothing. */
const char *link_token(struct arena *a, struct env *e);
const char *link_hash(struct arena *a, const char *token);
struct err link_put(struct db *w, struct act *act, const char *token, const char *purpose, int64_t matter, int64_t assignment,
		    int64_t org, int days);
struct err link_find(struct db *db, struct arena *a, int64_t area, const char *token, int64_t now, struct link_get *ret);	/* 404 unknown, 410 expired or revoked */
/* The unit gives another desk of its own a link, which ends when `from` does; an entry tells it (the desk's name to staff only:
 * it is typed by hand and may be a person's). desk: at most 40 characters. */
struct err link_hand(struct db *w, struct act *act, const struct link_get *from, const char *token, const char *desk);
/* Every live link of the assignment; one entry, none when there was no live one. */
struct err link_revoke(struct db *w, struct act *act, int64_t assignment);

/* ---- files ---- */

struct stored_file {			/* encrypted and on disk before any row names it */
	const char *class;		/* "public" when NULL; "staff" is shown to staff only */
	int64_t blurs;			/* the file it stands for, blurred in part; 0 = it is no such copy */
	const char *stored, *thumb;	/* hex hash of the ciphertext */
	int64_t key;
	const char *type, *name;
	int64_t bytes;
	int width, height;
};
/* Re-encodes a photo (location removed), or takes a PDF as it is; encrypts, writes, fsyncs. 422 with a reason otherwise.
 * Slow: never inside a write section. */
struct err file_store(struct arena *a, struct env *e, struct bytes data, const char *name, struct stored_file *ret);
/* Any bytes, kept sealed under a key of their own until blob_drop; file_read gives them back. Slow, as file_store. */
struct err blob_keep(struct arena *a, struct env *e, struct bytes data, const char *name, struct stored_file *ret);
struct err blob_drop(struct arena *a, const char *stored, int64_t key);	/* key and ciphertext are gone when it returns */
struct err file_read(struct arena *a, const char *stored, int64_t key, struct bytes *ret);
/* Is what lies under the name what the name says? Needs no key. */
enum file_state { FILE_SOUND, FILE_MISSING, FILE_ALTERED };
enum file_state stored_check(const char *stored);
void file_remove(struct arena *a, const char *stored);	/* from the disk; no row may name it any more */
/* Removes what no row and no draft names and is older than a day: photos of drafts that lapsed, halves of a crash. Reads the
 * whole folder: once a day is enough. holds: who else names files, by a word of hex digits (web's draft_holds). */
typedef struct err (*holds_fn)(struct db *db, struct arena *a, int64_t area, int64_t now, const char *word, bool *ret);
struct err files_sweep(struct store *s, int64_t area, holds_fn holds);
/* What the public may see, in the order of entries: a blurred copy stands where its photo was. */
struct err file_list(struct db *db, struct arena *a, int64_t area, int64_t matter, struct file_row **v, size_t *n);
/* For staff: the photos behind blurred copies too, each behind its copy. */
struct err file_list_all(struct db *db, struct arena *a, int64_t area, int64_t matter, struct file_row **v, size_t *n);
/* A copy of the photo with cells of a grid blurred (formats/image.h). Slow: never inside a write section. 422 when it is no photo. */
struct err file_blur(struct arena *a, struct env *e, const struct file_row *f, int columns, int rows, const bool *cells,
		     struct stored_file *ret);
/* The copy takes the photo's public place; the photo stays for staff. 404; 409 when another copy stands there already. */
struct err matter_blur(struct db *w, struct act *act, int64_t file, const struct stored_file *copy);
/* Seals a sound as it is (formats/audio.h says which), class staff. 413, 422. */
struct err sound_store(struct arena *a, struct env *e, struct bytes data, struct stored_file *ret);

/* ---- proof ---- */

struct shown;
/* Tables whose shown fields verify recomputes; services hand theirs to main, main to this. */
void matter_shown(const struct shown *const *tables);
struct verify_report {
	int64_t entries, matters, fields, roots, files, erased;
	int64_t faults;
};
/* Checks chains, log numbers, roots and every shown field; each fault is one line through `say`. published: text of a roots file
 * ("YYYY-MM-DD upto root" lines) or NULL. files: every stored file is read and compared with its hash too. */
struct err matter_verify(struct db *db, int64_t area, const char *published, bool files, void (*say)(void *ctx, const char *line), void *ctx,
			 struct verify_report *ret);
/* Writes the roots of all finished days that have none, and appends them to DATA/roots.txt. */
struct err matter_roots(struct store *s, int64_t area);
const struct witness_conf *matter_witness(void);		/* as matter_init was given it */
/* The newest published root: day and hex; false when there is none yet. */
bool matter_last_root(struct db *db, struct arena *a, int64_t area, int32_t *day, const char **hex, int64_t *upto);

/* Deadlines, overdue marks, closing by the system, retention of links: one pass; called by a timer thread and by tests. */
struct err matter_tick(struct store *s, int64_t area);

struct route;
const struct route *matter_routes(void);	/* files */

#endif
