/*
 * post_int.h - inside the post room: the row in hand, the parcel a sender makes of it, the reply that came back, the
 * verdict. Senders (mail.c, sms.c, robot.c, webhook.c) are pure: they see settings and a row and make a parcel; net.c
 * alone touches the network; post.c alone decides what happens next.
 */
#ifndef QIAO_POST_INT_H
#define QIAO_POST_INT_H

#include "post/post.h"

/* One recipient's copy, loaded for sending. */
struct post_row {
	int64_t area, id, letter, lease, tries;
	struct post_to to;
	const char *purpose, *subject, *text, *html, *unsubscribe;
	const char *words;			/* JSON object, "" = none */
	int64_t made_at, expires;		/* 0 = never */
	bool secret, wiped;
};

/* What goes over the wire. */
struct parcel {
	bool mail;				/* SMTP, else HTTP */
	const char *url;
	const char *from, *to;			/* SMTP envelope */
	const char *method;			/* "POST", "GET" */
	const char **headers;			/* "Name: value", NULL-terminated */
	struct bytes body;
	bool allow_private;			/* set by net_check */
};

enum wire {
	WIRE_ANSWERED,			/* HTTP: a whole answer; SMTP: accepted with 250 */
	WIRE_REFUSED,			/* SMTP: a 4xx or 5xx to this letter (MAIL, RCPT, DATA) */
	WIRE_PRIVATE,			/* the name led to a private address */
	WIRE_SIGN_IN,			/* SMTP: user or password refused, or no TLS on the other side */
	WIRE_TLS,			/* certificate or TLS failed */
	WIRE_SLOW,			/* the time was up */
	WIRE_UNREACHABLE,		/* no name, no connection, cut off */
};
struct reply {
	enum wire wire;
	long status;			/* HTTP status or last SMTP code, 0 = none */
	const char *body;		/* HTTP: at most REPLY_MAX bytes, NUL-terminated, may be cut */
	const char *line;		/* last line the SMTP server said */
	bool cut;			/* the answer was longer than REPLY_MAX */
};
#define REPLY_MAX 65536

enum verdict { VERDICT_SENT, VERDICT_LATER, VERDICT_NEVER };
struct outcome {
	enum verdict verdict;
	enum msg why;			/* 0 when sent */
	const char *detail;
};

#define SENT               ((struct outcome){ VERDICT_SENT, (enum msg)0, "" })
#define LATER(key, detail) ((struct outcome){ VERDICT_LATER, (key), (detail) })
#define NEVER(key, detail) ((struct outcome){ VERDICT_NEVER, (key), (detail) })

/*
 * A sender: `prepare` makes the parcel (an error is final when 4xx: the letter or the address can never be sent this
 * way; 5xx: tried again, the settings may change); `judge` reads an HTTP answer (not asked about SMTP).
 */
struct sender {
	const char *name;
	struct err (*prepare)(const struct post_conf *c, struct env *env, struct arena *a, const struct post_row *row,
			      const char *address, struct parcel *ret);
	struct outcome (*judge)(const struct post_conf *c, struct arena *a, const struct reply *r);
};
extern const struct sender mail_sender, sms_sender, webhook_sender, wecom_sender, dingtalk_sender, feishu_sender;
const struct sender *sender_of(enum post_channel c);

/* From a reply to an outcome: what all senders share, then sender->judge. */
struct outcome post_judge(const struct sender *s, const struct post_conf *c, struct arena *a, const struct reply *r,
			  const struct parcel *p);

/* mail.c, for the tests: the whole message as it goes after DATA. */
const char *mail_message(const struct post_conf *c, const struct env *env, struct arena *a, const struct post_row *row,
			 const char *to, size_t *len);
bool mail_address_ok(const char *s);
const char *mail_header_text(struct arena *a, const char *s, size_t used);	/* RFC 2047 when needed */

/* sign.c: the few primitives the senders share. */
const char *sign_b64(struct arena *a, const void *p, size_t n);			/* RFC 4648 §4, padded */
unsigned char *sign_unb64(struct arena *a, const char *s, size_t *n);		/* NULL when malformed */
const char *sign_percent(struct arena *a, const char *s);			/* RFC 3986: all but unreserved */
void sign_sha256(unsigned char ret[32], const void *key, size_t keylen, const void *p, size_t n);	/* HMAC */
void sign_sha1(unsigned char ret[20], const void *key, size_t keylen, const void *p, size_t n);	/* HMAC */
/* At most max bytes of s, cut between characters; something cut ends in "…". */
const char *sign_cut(struct arena *a, const char *s, size_t max);
/* Printable, one line: control bytes become blanks. */
const char *sign_line(struct arena *a, const char *s);
/* The value at a dotted path of a JSON text as text ("Response.SendStatusSet.0.Code"); NULL when it is not there. */
const char *sign_json(struct arena *a, const char *json, const char *path);

/* sms.c: templates of the settings. False: *bad is the name that does not exist. */
struct tpl_var {
	const char *name, *value;
};
bool tpl_expand(struct out *o, const char *text, const struct tpl_var *v, size_t n, const char **bad);
bool sms_template_ok(struct arena *a, const char *text, const char **bad);	/* with the names an SMS may use */

/* robot.c: splits "URL SECRET" or looks "@name" up. 404 post.err_robot. */
struct err robot_address(const struct post_conf *c, struct arena *a, enum post_channel ch, const char *address,
			 const char **url, const char **secret);

/* net.c */
/* May this URL be called at all? Sets p->allow_private. 403 post.err_host: not in the settings; post.err_url. */
struct err net_check(const struct post_conf *c, struct arena *a, struct parcel *p);
bool net_private(const void *sockaddr);		/* const struct sockaddr *: loopback, private, link-local, reserved */
struct transfer;				/* one parcel under way */
struct wire_set;				/* all of them */
struct err net_open(const struct post_conf *c, struct wire_set **ret);
void net_close(struct wire_set *s);
/* Starts; everything handed in must live until the transfer is done or dropped. tag comes back from net_done. */
struct err net_send(struct wire_set *s, struct arena *a, const struct parcel *p, void *tag);
/* Works on the transfers for at most timeout_ms, ends early when woken. */
void net_work(struct wire_set *s, int timeout_ms);
/* The next finished transfer: its tag and reply (in the arena given to net_send); NULL when none is. */
void *net_done(struct wire_set *s, struct reply *ret);
void net_drop(struct wire_set *s);		/* all transfers, unfinished */
void net_wake(struct wire_set *s);		/* from any thread */

/* post_store.c: short write sections. */
struct err post_write(struct db *w, struct env *env, int64_t area, const struct letter *l, int64_t *ret);
struct err post_revive(struct db *w, struct env *env, struct arena *a, int64_t area, int64_t id);
struct post_rows {
	struct post_row **v;
	size_t n;
};
/* Leases at most slots[channel] due rows per channel. *next: when to look again (0 = nothing waits). */
struct err post_lease(struct store *s, struct arena *a, int64_t area, const int slots[POST_CHANNELS], struct post_rows *ret,
		      int64_t *next);
struct err post_load(struct db *db, struct arena *a, struct post_row *row);
struct post_result {
	struct post_row *row;
	struct outcome outcome;
};
struct err post_record(struct store *s, const struct post_result *v, size_t n);
struct err post_show_due(struct store *s, int64_t area, int64_t *shown);	/* deliver = show */
struct err post_sweep(struct store *s, int64_t area, int64_t keep_days);
int64_t post_delay(struct env *env, int64_t tries);	/* microseconds before try number tries + 1; 0: give up */

/* post.c, for the tests: everything due now, to the end, in the calling thread. */
struct err post_open(struct post **ret, struct store *s, int64_t area, const struct post_conf *conf,
		     const struct post_key *key);
void post_close(struct post *p);
struct err post_run(struct post *p);

#define LEASE_US (INT64_C(300) * 1000000)	/* longer than any delivery may take */

#endif
