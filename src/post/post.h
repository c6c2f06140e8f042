/*
 * post.h - the outbox and what it sends through. A room writes a letter inside its own write section; a thread of
 * this room sends it later, to each recipient on its own, tries again when that fails, and keeps what could not be
 * delivered where staff see it. Not here: who a recipient is, whether they agreed to be told, how an address is
 * sealed (people), what a letter says (the rooms that write it).
 */
#ifndef QIAO_POST_H
#define QIAO_POST_H

#include "base/base.h"
#include "base/conf.h"

struct db;
struct store;
struct req;
struct route;

enum post_channel { POST_MAIL, POST_SMS, POST_WEBHOOK, POST_WECOM, POST_DINGTALK, POST_FEISHU, POST_CHANNELS };
const char *post_channel_name(enum post_channel c);		/* "mail": as in the database */
bool post_channel_find(const char *name, enum post_channel *ret);

/* ---- writing a letter ---- */

/*
 * One recipient. `sealed` and `owner` are handed back to post_key.open just before sending; what lies in them is its
 * caller's matter (this room holds no key). The address that comes back must be
 *	mail		one address in ASCII: "a@b.example"
 *	sms		digits, a + before them is allowed
 *	webhook		"https://host/path", or with a secret of its own after a blank: "URL whsec_…"
 *	a robot		"URL", "URL SECRET", or "@name" for robot.name of the settings
 */
struct post_to {
	enum post_channel channel;
	struct bytes sealed;
	int64_t owner;			/* account or organisation, 0 = none */
	const char *shown;		/* what pages show: masked by the caller ("138****0000"), never the address */
};

struct post_word {			/* what a provider's SMS template fills in: "code", "482913" */
	const char *name, *value;
};

struct letter {
	int64_t matter;			/* 0: about none */
	const char *purpose;		/* one short word: "code", "ask", "result"; picks the SMS template */
	const char *dedupe;		/* unique in the area: a second letter with it is not written. NULL: no check */
	enum lang lang;
	const char *subject;		/* one line; line breaks become blanks */
	const char *text;		/* plain UTF-8. For a webhook: the JSON body */
	const char *html;		/* NULL or "": mail is text only */
	const char *unsubscribe;	/* https URL for List-Unsubscribe, or NULL */
	const struct post_word *words;
	size_t nwords;
	bool secret;			/* holds a code or a signed link: the contents are wiped once nobody's copy can go out any more */
	int64_t expires;		/* UTC microseconds; afterwards it is useless (a code). 0: never */
	int64_t not_before;		/* UTC microseconds; 0: at once */
	const struct post_to *to;
	size_t nto;
};

/*
 * Writes the letter and one row per recipient; inside a write section, so a letter exists exactly when the change
 * it tells of does, and nothing leaves before that section's group is on disk. *ret (may be NULL): the letter's
 * id, 0 when the dedupe key was there already. Errors: the store's. No recipient or no purpose is our mistake.
 */
struct err post_put(struct db *w, struct env *env, int64_t area, const struct letter *l, int64_t *ret);

/* Erasing a person: what `owner` was to get is blanked (address, what pages show); what waited becomes dead. */
struct err post_forget(struct db *w, struct env *env, int64_t area, int64_t owner);

/* Erasing a matter's words: its letters lose subject and text; copies that waited are dead. */
struct err post_forget_matter(struct db *w, int64_t area, int64_t matter);

/* ---- settings (docs/operate/configuration.md) ---- */

struct post_conf {
	int deliver;			/* 0 "send"; 1 "show": nothing leaves, letters lie in the visible outbox */
	int64_t keep_days;		/* sent letters are deleted after so many days */

	const char *mail_host;		/* "": no mail */
	int64_t mail_port;		/* 0: 587 for starttls, 465 for tls, 25 for none */
	int mail_tls;			/* 0 "starttls", 1 "tls", 2 "none" */
	const char *mail_user, *mail_password, *mail_from, *mail_name, *mail_reply_to, *mail_ca;

	const char *webhook_secret;
	struct conf_list robots;	/* robot.NAME = KIND URL [SECRET] */

	const char *sms_url;		/* "": no SMS */
	int sms_method;			/* 0 POST, 1 GET */
	int sms_body;			/* 0 form, 1 query, 2 json, 3 raw */
	const char *sms_key, *sms_secret, *sms_raw;
	struct conf_list sms_params, sms_headers, sms_templates;
	int sms_algorithm;		/* 0 none, 1 hmac-sha1, 2 hmac-sha256 */
	const char *sms_canonical, *sms_sign_text, *sms_sign_key;
	int sms_sign_form;		/* 0 base64, 1 hex */
	const char *sms_sign_param, *sms_sign_header, *sms_sign_header_value;
	const char *sms_ok, *sms_error;
	struct conf_list sms_never;

	struct conf_list hosts, private;	/* net.hosts, net.private */
	const char *net_ca;
	int64_t net_timeout;		/* seconds for one whole delivery */
};

/* The keys of qiao.conf that this room reads, for conf_read. */
struct conf_room post_conf_room(struct post_conf *c);
/* What single keys cannot say (an address without a host, a password without TLS). Adds faults; 422 when there are. */
struct err post_conf_check(struct arena *a, const char *file, const struct post_conf *c, struct conf_faults *faults);
/* The channel of robot.NAME; false when the settings have none. */
bool post_robot_find(const struct post_conf *c, const char *name, enum post_channel *ret);

/* ---- the thread ---- */

/* Opens an address just before sending, in the sending thread, with that thread's reader. NULL as `open`: sealed is
 * the address in plain. An error of 404 or 410 means it is gone for good (dead letter), others are tried again. */
struct post_key {
	struct err (*open)(void *ctx, struct db *db, struct arena *a, int64_t area, const struct post_to *to,
			   const char **address);
	void *ctx;
};

struct post;
/* Starts the sending thread. conf, key and store must outlive it. 500 post.err_start. */
struct err post_start(struct post **ret, struct store *s, int64_t area, const struct post_conf *conf,
		      const struct post_key *key);
/* Ends it: what is under way gets five seconds, the rest stays in the outbox. NULL is allowed. */
void post_stop(struct post *p);
void post_wake(struct post *p);			/* looks into the outbox now; post_put does this by itself */

/* ---- what became of them ---- */

struct post_item {
	int64_t id, letter, matter;
	const char *purpose;
	const char *channel;		/* post_channel_name */
	const char *shown;
	const char *state;		/* waiting leased failed sent shown dead dropped */
	int64_t tries, next_at, made_at, sent_at;
	const char *error;		/* name of a message key, "" = none */
	const char *detail;		/* the other side's words, without the address */
	const char *lang, *subject, *text;
};
struct post_items {
	struct post_item *v;
	size_t n;
};
/* All newest first, with ids below `before` (0: from the newest). */
struct err post_visible_list(struct db *db, struct arena *a, int64_t area, int64_t before, int limit, struct post_items *ret);
struct err post_dead_list(struct db *db, struct arena *a, int64_t area, int64_t before, int limit, struct post_items *ret);
/* Not yet delivered and tried at least once, or waiting: what the desk shows beside the dead. */
struct err post_open_list(struct db *db, struct arena *a, int64_t area, int64_t before, int limit, struct post_items *ret);
/* Whom a matter's letters reached: one row per recipient. */
struct err post_matter_list(struct db *db, struct arena *a, int64_t area, int64_t matter, struct post_items *ret);

/* Letters about one thing: those whose dedupe key begins with "thing/", newest first. */
struct err post_about_list(struct db *db, struct arena *a, int64_t area, const char *thing, struct post_items *ret);
/* What one owner was sent, the newest first. */
struct err post_owner_list(struct db *db, struct arena *a, int64_t area, int64_t owner, int limit, struct post_items *ret);
/* May this address be called by the settings of the running post? 422 post.err_url, 403 post.err_host. OK when none runs. */
struct err post_url_check(const char *url);

/* A dead letter starts again from its first try. 404; 409 post.err_wiped when its contents are gone or too late. */
struct err post_retry(struct db *w, struct env *env, int64_t area, int64_t id);
struct err post_drop(struct db *w, struct env *env, int64_t area, int64_t id);	/* out of the list. 404 */

struct post_counts {
	int64_t waiting, leased, failed, sent, shown, dead, dropped;
	int64_t oldest;			/* when the oldest that still waits was written; 0 = none */
};
struct err post_counts(struct db *db, struct arena *a, int64_t area, struct post_counts *ret);
/* Lines for /metrics (Prometheus text). */
struct err post_metrics(struct db *db, struct arena *a, int64_t area, struct out *o);

/* The pages /outbox (demo only) and /desk/outbox; rights are people's numbers, which this room may not see. The table
 * lives in the arena. */
const struct route *post_routes(struct arena *a, int right_public, int right_outbox);

#endif
