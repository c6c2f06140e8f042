/*
 * people.h - accounts, roles, places, organisations, sealed contacts, sign-in. Not here: matters.
 */
#ifndef QIAO_PEOPLE_H
#define QIAO_PEOPLE_H

#include "base/base.h"
#include "base/geo.h"
#include "people/rights.h"

struct db;
struct req;
struct store;
struct keys;
struct gate;

/* ---- who calls (filled by the gate from the session cookie) ---- */

struct grant {
	enum role role;
	int64_t place;				/* holds here and below; 0 = the whole district */
	int64_t org;				/* for roles held in an organisation */
	int64_t cover;				/* the account whose role it is, while this one is its deputy; 0 = its own */
};
struct caller {
	int64_t account;
	bool staff;
	const char *label_zh, *label_en;	/* how the timeline calls them: 社区工作者 */
	int64_t org;
	const struct grant *grants;
	size_t ngrants;
	int64_t proved;				/* when they last signed in here, UTC microseconds */
	int64_t key;				/* an API key's id, which account is then too; 0 = a person */
	unsigned scopes;			/* of the key: enum scope (apikey.h) */
};
const struct gate *people_gate(void);		/* for web_start; a refused visitor is led to /sign-in?back=… */
/* Does the caller (NULL = visitor) hold the right at the place? Walks up the place tree. */
bool people_may(struct db *db, int64_t area, const struct caller *c, enum right r, int64_t place);
/* Has the caller any role there at all? What a key may do for residents, it may do only where it was given for. */
bool people_holds(struct db *db, int64_t area, const struct caller *c, int64_t place);
/* The caller's roles at the place, as a bit set 1 << enum role; a visitor has ROLE_VISITOR. */
unsigned people_roles(struct db *db, int64_t area, const struct caller *c, int64_t place);
/* The same, without those held as somebody's deputy. */
unsigned people_own_roles(struct db *db, int64_t area, const struct caller *c, int64_t place);
/* Whose role of this name ("committee") the caller holds at the place as a deputy; 0: nobody's. */
int64_t people_cover(struct db *db, int64_t area, const struct caller *c, int64_t place, const char *role);

/* ---- places: a tree by 12-digit division codes ---- */

enum place_kind { PLACE_DISTRICT, PLACE_STREET, PLACE_COMMUNITY, PLACE_ESTATE, PLACE_BUILDING, PLACE_STAIRWELL };
struct place {
	int64_t id, parent;
	enum place_kind kind;
	const char *code, *slug;		/* slug: short, unique in the district; part of public addresses */
	const char *zh, *en;
	const char *phone;			/* public office number, "" = none */
	struct geo at;				/* its middle; not known for many */
};
struct places {
	struct place *v;
	size_t n;
};
struct err place_get(struct db *db, struct arena *a, int64_t area, int64_t id, struct place *ret);	/* 404 */
struct err place_by_slug(struct db *db, struct arena *a, int64_t area, const char *slug, struct place *ret, bool *found);
struct err place_list(struct db *db, struct arena *a, int64_t area, enum place_kind kind, struct places *ret);
struct err place_below(struct db *db, struct arena *a, int64_t area, int64_t parent, struct places *ret);	/* children */
/* Is `in` equal to or above `place`? */
bool place_within(struct db *db, int64_t area, int64_t place, int64_t in);
/* The community a place belongs to (itself, or above); 0 when none. */
int64_t place_community(struct db *db, int64_t area, int64_t place);
/* The place itself and what it lies in, upwards to the district. 404 when one of them is not there. */
#define PLACE_DEPTH 8		/* district … stairwell is 6: a loop in bad data must end */
struct place_stop {
	int64_t id;
	enum place_kind kind;
};
struct err place_line(struct db *db, int64_t area, int64_t place, struct place_stop v[PLACE_DEPTH], size_t *n);
/* Where it lies: its own point, else that of the nearest place above that has one; not known when none has. */
struct geo place_at(struct db *db, int64_t area, int64_t place);
const char *place_name(const struct place *p, enum lang l);
/* "河海花园 3号楼" / "Building 3, Hehai Garden": from the community (left out) down to the place. */
const char *place_path(struct db *db, struct arena *a, int64_t area, int64_t place, enum lang l);
struct err place_put(struct db *w, struct env *e, int64_t area, const struct place *p, int64_t *id);	/* id 0 in p: new; same code: updated, its point kept when p has none */
struct heads {					/* residents as numbers, never as persons */
	int64_t all, over60;
};
struct err place_heads(struct db *db, int64_t area, int64_t place, struct heads *ret);		/* sums below */
struct place_heads {
	int64_t place;
	struct heads heads;			/* its own, not those below it */
};
struct err place_heads_all(struct db *db, struct arena *a, int64_t area, struct place_heads **ret, size_t *n);	/* those that have any */
struct err place_heads_put(struct db *w, int64_t area, int64_t place, int age_from, int age_to, int64_t heads);

/* ---- organisations ---- */

struct org {
	int64_t id, place;
	const char *code;			/* short, unique: "bus" */
	const char *kind;			/* unit | committee | street | property | bank */
	const char *zh, *en, *phone;
	const char *email;			/* where links are sent; "" = none */
	int superior;				/* 1: stands under the district or street, may be ordered (交办); 0: is asked (商请) */
};
struct orgs {
	struct org *v;
	size_t n;
};
struct err org_get(struct db *db, struct arena *a, int64_t area, int64_t id, struct org *ret);	/* 404 */
struct err org_list(struct db *db, struct arena *a, int64_t area, const char *kind, struct orgs *ret);	/* NULL = all */
struct err org_put(struct db *w, struct env *e, int64_t area, const struct org *o, int64_t *id);
/* All that a resident's matter may be given to: no banks. */
struct err org_answering(struct db *db, struct arena *a, int64_t area, struct orgs *ret);
const char *org_name(const struct org *o, enum lang l);

/* ---- sealed contacts ---- */

/*
 * keys: a file apart from the database, one 32-byte key per person, made ahead in batches and on disk before any
 * row names one (DESIGN §4). Erasing a person is erasing the key. Thread-safe.
 */
struct err keys_open(struct keys **ret, const char *path, const unsigned char kek[32]);
void keys_close(struct keys *k);
struct err keys_new(struct keys *k, int64_t *slot);		/* never inside a write section that must be short: it may fsync */
struct err keys_erase(struct keys *k, int64_t slot);		/* overwritten and on disk when it returns */
/* ver|alg|nonce24|ciphertext|tag, XChaCha20-Poly1305; where = "table.column.row" is bound as associated data. */
struct err keys_seal(struct keys *k, struct arena *a, int64_t slot, const char *where, struct bytes plain, struct bytes *ret);
struct err keys_open_sealed(struct keys *k, struct arena *a, int64_t slot, const char *where, struct bytes sealed, struct bytes *ret);

/* What people needs of the process; set once by main before serving. */
struct people_conf {
	struct keys *keys;
	struct env *env;			/* the store's clock, for the sending thread */
	unsigned char index_key[32];		/* for keyed hashes of phone numbers, codes, tokens */
	bool demo;
	const char *site[LANG_COUNT];		/* its name in both languages: no password holds it; NULL: none */
	const char *leaked;			/* file of passwords that are refused, one a line; NULL or "": none */
};
void people_init(const struct people_conf *c);
const struct people_conf *people_conf(void);

/* ---- accounts ---- */

/* Finds the resident with this phone (11 digits) or prepares a new one. Prepare outside, use inside the section:
 * person_prepare seals the number and makes the key; person_put inserts unless the phone is known, gives the id. */
struct person_draft;
struct err person_prepare(struct arena *a, struct env *e, int64_t area, const char *phone, struct person_draft **ret);
struct err person_put(struct db *w, int64_t area, struct person_draft *p, int64_t *account);
/* The phone, masked unless `full`; reading it in full writes a row in the access log (why: a message key's name). 403
 * people.err_hushed: its owner wants it left alone. */
struct err person_phone(struct req *rq, int64_t account, bool full, const char *why, const char **ret);
/* In full for somebody without RIGHT_CONTACT whom the person themselves lets see it: the caller of this has checked that. Logged too. */
struct err person_phone_let(struct req *rq, int64_t account, const char *why, const char **ret);
/* What is known about a number without reading it. */
struct contact {
	int64_t checked;			/* when it was last seen to be theirs, UTC microseconds; 0: never */
	int64_t hushed;				/* since when they want it neither read nor written to (PIPL 44); 0: it may be used */
};
struct err person_contact(struct db *db, struct arena *a, int64_t area, int64_t account, struct contact *ret);	/* 404 */
/*
 * rq->caller looked at n things: a row of the access log for each, on disk before this returns, so call it before showing them.
 * why: a message key's name. since: not again for what this account was logged for with the same reason after that moment; 0: always.
 */
struct access_look {
	int64_t subject;			/* an account, or what a service keeps (then field begins with its kind) */
	const char *field;			/* "phone", "firm 123" */
};
struct err access_keep(struct req *rq, const struct access_look *v, size_t n, const char *why, int64_t since);
/* Erasing a resident: number, name, sessions, roles are gone, the row stays as nobody's; the caller erases the key. 404;
 * 422 people.err_erase_staff. */
struct err person_find(struct db *db, struct arena *a, int64_t area, const char *phone, int64_t *account);	/* by number; 404 */
struct err person_key(struct db *db, struct arena *a, int64_t area, int64_t account, int64_t *key);
struct err person_erase(struct db *w, int64_t area, int64_t account);
/* The account as a recipient for the outbox (SMS, still sealed, shown masked); *found false when it has no phone or its
 * owner wants no letters (contact.hushed). */
struct post_to;
struct err person_to(struct db *db, struct arena *a, int64_t area, int64_t account, struct post_to *ret, bool *found);
/* The language that letters to an account are written in: the one it last signed in or filed with; Chinese when nothing is known. */
enum lang person_lang(struct db *db, struct arena *a, int64_t area, int64_t account);
struct err person_speaks(struct db *w, int64_t area, int64_t account, enum lang l);
/* For post_start: opens sealed addresses just before sending; 410 when the person was erased. */
struct post_key;
struct post_key people_post_key(void);
/* A secret shown once on the next page: sealed for a purpose, good for `life` microseconds. NULL: altered, too old. */
const char *people_once(struct arena *a, struct env *e, const char *purpose, const char *text);
const char *people_once_open(struct arena *a, struct env *e, const char *purpose, const char *sealed, int64_t life);
/* The address of another program, for the outbox: sealed with the district's key, owner not 0. */
struct bytes people_seal_hook(struct arena *a, const char *address);
const char *people_open_hook(struct arena *a, struct bytes sealed);	/* NULL: altered */
const char *people_phone_hash(struct arena *a, const char *phone);

/* ---- cover during leave ---- */

struct cover_new {
	int64_t account, deputy;
	int32_t from, to;			/* days, both included */
};
/* 422 people.err_cover_deputy (no active staff account of the district, or oneself), people.err_cover_days (ends before it begins or
 * before today, or longer than 90 days), people.err_cover_twice (there is one on some of these days). */
struct err cover_put(struct db *w, struct arena *a, struct env *e, int64_t area, const struct cover_new *n, int64_t *id);
/* Today's deputies of an account, for letters; at most one by the rules above. 0: none. */
struct err cover_deputy(struct db *db, struct arena *a, int64_t area, int64_t account, int32_t today, int64_t *ret);


struct account_new {
	const char *login, *password;
	const char *label_zh, *label_en;
	int64_t org;
	const struct grant *grants;
	size_t ngrants;
	const char *totp;			/* base32 secret or NULL: asked for at first sign-in where the role needs it */
	const char *phone;			/* 11 digits or NULL: a code is sent there as second factor when there is no totp */
};
struct err account_put(struct store *s, int64_t area, const struct account_new *n, int64_t *id);	/* argon2id outside, write inside */

/* Routes: sign-in (phone and password), sign-out, my account, TOTP set-up, account pages for administrators. */
struct route;
const struct route *people_routes(void);

#endif
