/*
 * web.h - the face of the HTTP room: a request, a route, forms and their faults, answers, the page frame.
 * Not here: who the caller is (people fills the gate) and what a page means. Only this folder sees the HTTP
 * library's headers.
 *
 * One request: guard (http.c, guard.c) → queue → worker → router (route.c) → gate.caller → route.load →
 * gate.may → handler → page parked until its group is on disk → answer.
 */
#ifndef QIAO_WEB_H
#define QIAO_WEB_H

#include "base/base.h"
#include "web/html.h"

struct store;
struct db;
struct req;

enum verb { VERB_GET = 1, VERB_POST };

/* What a handler's table row may ask for. */
enum route_flag {
	ROUTE_UPLOAD = 1,		/* multipart with files is allowed (limits: struct web_conf) */
	ROUTE_NO_CSRF = 2,		/* POST by other programs (API): no session, no token */
	ROUTE_BIG = 4,			/* form body up to 1 MB instead of 64 KB */
	/* GET: what it shows hangs on nothing but the database, the address, language and mode, and the minute. For readers who are not
	 * signed in and have sent nothing yet the page is kept ready until anything is written (ready.c); the handler then meets no
	 * visitor and must not ask for one (assert), nor look at headers. form_guard is fine. */
	ROUTE_READY = 8,
	/* Who does this while signed in must have signed in a little while ago (gate.again); a form waits and loses nothing. */
	ROUTE_PROVED = 16,
};

struct route {
	enum verb verb;
	const char *path;		/* "/matter/:id": literal segments win over ":name" */
	int right;			/* a right of people/rights.h, checked by the gate */
	struct err (*load)(struct req *rq);	/* may be NULL; finds the path's objects and sets rq->place and rq->object */
	struct err (*handler)(struct req *rq, struct out *o);
	const char *help;		/* one English sentence, shown by `qiao routes` */
	unsigned flags;
};

/* The knot of DESIGN §2: web must know who calls, people stands above it and fills this at start. */
struct gate {
	struct err (*caller)(struct req *rq);			/* from rq's session cookie; sets rq->caller */
	bool (*may)(struct req *rq, int right);			/* right at rq->place */
	/* What a refused caller gets: sign-in page (303) or 403. May be NULL: 403. When it leads a POST of somebody
	 * unknown elsewhere (303), the dispatcher shows a page instead that keeps what was typed and links there. */
	struct err (*refused)(struct req *rq, struct out *o);
	/* Where a caller proves again who they are, for ROUTE_PROVED; NULL: they did lately. May be NULL itself: never asked. */
	const char *(*again)(struct req *rq);
	/* What the frame calls the caller ("社区工作人员"); "" for a visitor. May be NULL. */
	const char *(*who)(struct req *rq);
	int64_t (*account)(const struct req *rq);		/* the caller's account for the log, 0 a visitor. May be NULL. */
};

/*
 * Addresses that other programs call (Open311, the API). Who calls is told by a key, never by a cookie, so these need no
 * CSRF token; and whatever goes wrong below `prefix`, from 404 to 503, is written in the caller's format, never as a page.
 */
struct face {
	const char *prefix;					/* "/open311": this path and all below it */
	struct err (*caller)(struct req *rq);			/* instead of gate.caller; the form is read already */
	/* Writes the body and sets rq->type; may change rq->status (it is e.code). rq->db may be NULL here. */
	void (*error)(struct out *o, struct req *rq, struct err e);
};

struct field { const char *name, *value; };			/* decoded, valid UTF-8, in rq->a */
struct upload {
	const char *field, *name;				/* name: the client's, cleaned, for show only */
	struct bytes data;
};
struct fault {							/* one thing wrong with one field */
	const char *field;					/* the control's name; its id is "f-NAME" */
	const char *text;					/* a whole sentence in the reader's language */
};

struct web;							/* the running server */

/*
 * An answer longer than memory (an export). A handler that sets rq->stream.next has its headers sent and then, again and
 * again, what next appends to o (some 64 KB at a time), until *more is false. rq->db is then a reader of the answer's own
 * that sees one snapshot throughout; `a` is cleared after each call, rq->a lives to the end. An empty o with more set is
 * fine: other requests get their turn. The first call decides the status: its error is a page. A later error, or more than
 * STREAM_SECONDS in all, cuts the connection, so that nobody takes half a file for a whole one. At most STREAMS_MAX at a
 * time; one more is 503. done (may be NULL) is called once at the end, whatever happened.
 */
#define STREAMS_MAX    8
#define STREAM_SECONDS 900
struct stream {
	struct err (*next)(struct req *rq, struct arena *a, struct out *o, bool *more);
	void (*done)(struct req *rq);
	void *ctx;
};

struct req {
	struct arena *a;
	struct web *web;
	struct store *store;
	struct db *db;						/* this worker's reader */
	struct env *env;
	int64_t area;						/* the district (6-digit division code) */

	enum verb verb;
	const char *path;					/* decoded, begins with "/" */
	const char *target;					/* raw path and query, for links back */
	const char *host;
	const char *client;					/* the caller's address (behind trusted proxies: the forwarded one) */
	const struct route *route;
	const struct face *face;				/* NULL: pages */
	struct field *params; size_t nparams;			/* of the path */
	struct field *query; size_t nquery;
	struct field *form; size_t nform;			/* of the body */
	struct upload *uploads; size_t nuploads;
	struct bytes input;					/* the body as it came and its type: for ROUTE_NO_CSRF (JSON) */
	const char *input_type;

	enum lang lang;						/* cookie "lang", else ?lang, else zh */
	bool elder;						/* cookie "mode" = elder */
	const char *visitor;					/* random cookie value of this browser; "" until the first form */
	bool acted;						/* cookie "acted": this browser has sent a form */
	const char *session;					/* sign-in cookie value or "" */

	/* Of a face, set by its caller: whose idempotency key `once` is; "" = none. Pages take both from cookie and form. */
	const char *owner, *once;

	const struct caller *caller;				/* people's; NULL = a visitor */
	int64_t place;						/* where the right is asked: a place id, 0 = the whole district */
	const void *object;					/* what route.load found */
	const char *nav;					/* menu entry to mark, set by the handler: "hall" */
	bool secret;						/* set by secret_form_guard: a page with it is kept nowhere */
	bool ready;						/* rendered for nobody, to be kept (ROUTE_READY): guards leave marks */
	bool stamped;						/* the page prints web_conf.stamp's line itself */

	struct fault *faults; size_t nfaults;

	/* the answer */
	int status;						/* 200 unless set */
	const char *type;					/* "text/html; charset=utf-8" unless set */
	const char *location;
	struct field *headers; size_t nheaders;
	struct bytes body;					/* when p is set it is sent instead of the out */
	struct stream stream;					/* when next is set it is sent instead of both */
	bool no_store;						/* default true but for static files */
	uint64_t group;						/* of the last write section; the answer waits for it */
	bool replayed;						/* tx_run: this key was answered before, fn did not run */
};

/* Values: never NULL; "" when absent. A name given twice is a 400 before the handler. */
const char *rq_param(const struct req *rq, const char *name);
int64_t rq_param_id(const struct req *rq, const char *name);	/* 0 when it is no id */
const char *rq_query(const struct req *rq, const char *name);
const char *rq_form(const struct req *rq, const char *name);	/* cleaned by text_clean */
uint32_t rq_written(const struct req *rq);			/* another number after every commit to the store */
bool rq_has(const struct req *rq, const char *name);		/* the form has this field, even empty */
const struct upload *rq_upload(const struct req *rq, const char *field);	/* the first; NULL when none was chosen */
const char *rq_head(const struct req *rq, const char *name);	/* a header as it came: "If-None-Match" */

/* Answers. */
/* 303; path is ours ("/…"; anything else leads home). path NULL: where tx_run's fn (or, on a replay, the first answer) said with rq_goto. */
struct err see_other(struct req *rq, const char *path);
/* `to` ("/path?query" as it came from outside) when it is one of our own pages that GET opens, else NULL. */
const char *rq_own_page(struct req *rq, const char *to);
void rq_header(struct req *rq, const char *name, const char *value);
/* The answer is a file to save: its media type, its name (RFC 6266; no quotes or slashes in it). */
void rq_save_as(struct req *rq, const char *type, const char *name);
/*
 * One request of `who`, who may make `minute` a minute (a bucket as large). Says so in the headers RateLimit-Policy and
 * RateLimit (draft-ietf-httpapi-ratelimit-headers-10). 429 when there is none left.
 */
struct err rq_rate(struct req *rq, const char *who, int minute);
/* "en" or "zh" out of Accept-Language by its weights; Chinese when it names neither. */
enum lang rq_accept_lang(const struct req *rq);
void rq_cookie(struct req *rq, const char *name, const char *value, int max_age);	/* HttpOnly, SameSite=Lax, Path=/; -1 deletes */

/* For answers that change seldom: sets ETag and Last-Modified (UTC microseconds) and lets caches keep a copy they ask about
 * each time. True: the caller's copy is still right (If-None-Match, else If-Modified-Since), status is 304, write nothing. */
bool rq_fresh(struct req *rq, const char *tag, int64_t at);

/* Sentences in the reader's language. */
const char *tr(const struct req *rq, enum msg key);
const char *trf(const struct req *rq, enum msg key, ...) __attribute__((sentinel));

/* Faults of a form: say all of them, then `return rq_faulty(rq)` is not needed: the handler renders its own form
 * again with status 422; the frame's error summary lists them with links to #f-NAME. */
void rq_fault(struct req *rq, const char *field, enum msg key, ...) __attribute__((sentinel));
const char *rq_fault_of(const struct req *rq, const char *field);	/* NULL when the field is fine */

/*
 * The write section for handlers: store_tx with idempotency. When the form carries "_key" and this visitor or
 * session already had that key with the same body, fn does not run and the first answer's place is set again
 * (rq->location; rq->replayed is true), so end with `return see_other(rq, NULL)`; another body under the key is 422 err.key_reused. fn must set its
 * answer's place with rq_goto before it returns. The answer is released after the group's COMMIT.
 */
typedef struct err (*tx_fn)(struct db *w, struct req *rq, void *ctx);
struct err tx_run(struct req *rq, tx_fn fn, void *ctx);
/* Inside fn: a part that may fail alone, as one of several matters; its changes are undone then and the rest goes on. An error
 * of 500 and more must be returned. */
struct err tx_part(struct db *w, struct req *rq, tx_fn fn, void *ctx);
void rq_goto(struct req *rq, const char *path);			/* remembers where the answer will lead */

/* Hidden fields every POST form needs: CSRF token and idempotency key. In templates: {{form_guard(rq)}}. */
struct html form_guard(struct req *rq);
/* The token alone, for forms whose contents must leave no trace, not even the hash an idempotency key keeps (a ballot): their
 * handler itself must see that sending twice is once. */
struct html secret_form_guard(struct req *rq);
/* The visitor's cookie, set with this answer when there was none (drafts and CSRF hang on it). */
/* The caller's address for the log: eight digits of a keyed hash, "-" when it is not known. */
const char *rq_mark(struct req *rq);
const char *rq_visitor(struct req *rq);

/* Drafts on the server, per visitor and form: all fields of the last submit, kept 30 days, dropped after the
 * matter is filed. draft_get gives "" for what is not there. */
struct draft;
struct err draft_open(struct req *rq, const char *form, struct draft **ret);
const char *draft_get(const struct draft *d, const char *name);
void draft_set(struct draft *d, const char *name, const char *value);
/* Does a draft that has not lapsed hold this word (40 hex digits or more: the name of a file)? For whoever sweeps files. */
struct err draft_holds(struct db *db, struct arena *a, int64_t area, int64_t now, const char *word, bool *ret);
struct err draft_save(struct req *rq, struct draft *d);		/* a write section of its own */
struct err draft_drop(struct db *w, struct req *rq, const char *form);	/* inside the filing's section */

/* The page frame (html/frame_*.html): head, brand, tools, menu, error summary … foot. */
void page_begin(struct out *o, struct req *rq, const char *title);
void page_end(struct out *o, struct req *rq);
/* A plain page for an error: what happened, what to do, a way on. */
void page_error(struct out *o, struct req *rq, struct err e);
/* A page that keeps a form which could not be taken: says why, carries every field and the same idempotency key,
 * and one button sends it again. link may be NULL: a way the reader must go first (opens in a new tab). */
void page_again(struct out *o, struct req *rq, enum msg why, const char *link);
/* 409: somebody changed the thing meanwhile. Shows each field's two versions; "use mine" sends the form again with the
 * field `version` set to now; "keep theirs" leads to `path`. Sets rq->status. */
struct conflict {
	const char *label, *mine, *theirs;			/* whole texts in the reader's language */
};
void page_conflict(struct out *o, struct req *rq, const struct conflict *v, size_t n, const char *version,
		   const char *now, const char *path);
/* Address of a built-in static file, made to be cached for ever: "/static/HASH/qiao.css". An unknown name is an assert. */
const char *static_url(const struct req *rq, const char *name);

/* What a service offers to the whole, const tables handed on by main. */
/* For who has a workbench (MENU_WORK open to them) the entries of residents stand on the home page only: one row on a phone. */
enum menu_of { MENU_ALL, MENU_RESIDENT, MENU_WORK };
struct menu_item { const char *id, *path; enum msg label; int right; enum menu_of of; };
const struct menu_item *web_menu(const struct req *rq);	/* the whole menu, ended by path NULL; right is an enum right */

struct web_conf {
	const char *listen;				/* "127.0.0.1:8652" */
	const char *public_url;				/* "https://…" without a slash at the end; "" = http://listen */
	const char *trusted;				/* addresses of proxies, comma separated */
	const char *metrics;				/* addresses that may read /metrics beside this machine; "all" = everybody */
	const char *icp, *police;			/* filing numbers in the foot, "" = none */
	const char *district_zh, *district_en, *phone;	/* for the frame */
	const char *notice_zh, *notice_en;		/* a line in the foot ("demo: invented data") */
	const char *(*stamp)(struct req *rq);		/* a line on every printed page (proof of the day); NULL or "": none */
	bool demo;					/* visible outbox, no Secure cookies on http */
	unsigned char secret[32];			/* CSRF, visitor hashes; from the keys file */
	int workers;					/* 0 = 4 */
	int head_seconds, body_seconds;			/* total deadlines, 0 = 10 and 60; a body gets a second more for each 32 KB */
	size_t upload_max;				/* bytes of one body with files, 0 = 24 MB */
	int64_t area;
	const struct face *faces;			/* ended by prefix NULL; NULL = none */
	/* Flood limits per address and minute, generous because many residents share one: 0 = 1200 requests, 240
	 * posts; -1 = none. The machine itself (loopback) is never limited. */
	int rate_minute, rate_posts;
};
/* routes: NULL-terminated list of tables, each ended by a row with path NULL. A route without a right or help, or two
 * rows for the same verb and shape, refuse to start (assert). Everything given must outlive the server. */
struct err web_start(struct web **ret, struct store *s, const struct web_conf *conf, const struct gate *gate,
		     const struct route *const *routes, const struct menu_item *menu);
void web_stop(struct web *w);				/* answers what runs, then ends */
const struct web_conf *web_conf(const struct web *w);
/* May this caller read the process's figures? This machine and web_conf.metrics; never what came through a proxy that is not trusted. */
bool web_metrics_may(const struct req *rq);
/* Lines for /metrics (Prometheus text): uptime, answers by class of status. */
void web_metrics(const struct web *w, struct out *o);
int web_port(const struct web *w);			/* the bound port (listen with :0) */

#endif
