/*
 * base.h - what every room may use: errors as values, one arena per job, a growing text, clock and
 * random numbers. Not here: anything that knows a database, HTTP or a matter.
 */
#ifndef QIAO_BASE_H
#define QIAO_BASE_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* A sentence people read, M_NONE for none. The names stand in NAME_msg.h, one generated from each NAME.msg: whoever
 * speaks of one includes its header. */
enum msg { M_NONE, M_MOST = 0x7fffffff };

/*
 * An error is a value. code 0 is success, else the HTTP status it becomes at the border: 4xx is the
 * user's and `key` is a sentence in their language; 5xx is the world's and the log gets file and line.
 * Our own mistakes are assert(), which stays on in production.
 */
struct err {
	int code;
	enum msg key;
	const char *file;
	int line;
};

#define OK         ((struct err){ 0 })
#define FAIL(c, k) ((struct err){ (c), (k), __FILE__, __LINE__ })
#define TRY(call)                                                                                  \
	do {                                                                                       \
		struct err e_ = (call);                                                            \
		if (e_.code)                                                                       \
			return e_;                                                                 \
	} while (0)

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/*
 * struct arena - memory for one job (a request, a command), freed whole. arena_alloc never returns
 * NULL: when malloc fails it hands out a reserve kept for this and marks the arena as failed; the
 * border (dispatcher, tx) then answers 503. All memory is zeroed and aligned for any type.
 */
struct arena;
struct arena *arena_new(void);			/* NULL only when there is no memory at all */
void arena_free(struct arena *a);		/* NULL is allowed */
void arena_clear(struct arena *a);		/* reusable, keeps one chunk */
bool arena_failed(const struct arena *a);
/* fn(arg) when the arena is cleared or freed, the last said first: what a job holds but does not own (shelf.h). */
void arena_at_end(struct arena *a, void (*fn)(void *arg), void *arg);
void *arena_alloc(struct arena *a, size_t n);
/* For big things (an upload's body): NULL and marked as failed when there is no memory. arena_alloc, once its
 * reserve of 256 KB is used up, can only end the process. */
void *arena_try(struct arena *a, size_t n);
char *arena_dup(struct arena *a, const void *p, size_t n);	/* n bytes and a final NUL */
char *arena_str(struct arena *a, const char *s);		/* NULL gives "" */
char *arena_fmt(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#define NEW(a, type)       ((type *)arena_alloc((a), sizeof(type)))
#define NEWN(a, type, n)   ((type *)arena_alloc((a), sizeof(type) * (size_t)(n)))

/*
 * struct out - text that grows in an arena. The first failure sticks; check out_failed at the border.
 * p is always NUL-terminated after the first write; before it p may be NULL: use out_cstr.
 */
struct out {
	struct arena *a;
	char *p;
	size_t len, cap, max;			/* max 0 = 64 MB */
	bool failed;
};
void out_init(struct out *o, struct arena *a);
void out_grow(struct out *o, const void *p, size_t n);	/* out_put where there is no room yet */
static inline void
out_put(struct out *o, const void *p, size_t n)
{
	if (o->failed || n >= o->cap - o->len || !n) {
		out_grow(o, p, n);
		return;
	}
	memcpy(o->p + o->len, p, n);
	o->len += n;
	o->p[o->len] = '\0';
}
void out_str(struct out *o, const char *s);		/* raw: nothing is escaped; NULL writes nothing */
/* As text or a quoted attribute's value: & < > " ' become references; NULL writes nothing. out_xml also writes a blank for
 * each control byte that XML may not hold even as a reference (XML 1.0 §2.2), and for CR, which its readers would change. */
void out_html(struct out *o, const char *s);
void out_xml(struct out *o, const char *s);
void out_int(struct out *o, int64_t n);
void out_fmt(struct out *o, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
bool out_failed(const struct out *o);
const char *out_cstr(struct out *o);			/* never NULL */

/* A view of bytes that somebody else owns. */
struct bytes {
	const unsigned char *p;
	size_t n;
};

/*
 * struct env - the only source of time and chance (time() and rand() are banned). The demo and the
 * tests bring their own clock. now is UTC in microseconds since 1970.
 */
struct calendar;
struct env {
	int64_t (*now)(struct env *e);
	void (*random)(struct env *e, void *buf, size_t n);
	int64_t offset;				/* microseconds added to the machine's clock */
	int64_t fixed;				/* when not 0: the clock stands here */
	int zone_minutes;			/* the district's zone: 480 = UTC+8; never the machine's */
	const struct calendar *calendar;	/* working days (day.h): the built-in years, or with the district's own */
	int64_t last_id;			/* env_id's: ids of one millisecond count up (atomic) */
};
void env_init(struct env *e);				/* machine's clock, kernel's random, UTC+8 */
int64_t env_now(struct env *e);
/* 64-bit id: 42 bits of milliseconds since 2020-01-01, 21 random bits; positive, grows with time. */
int64_t env_id(struct env *e);

/* What to do in one language. Chinese is the language of last resort. */
enum lang { LANG_ZH, LANG_EN, LANG_COUNT };
const char *lang_code(enum lang l);			/* "zh-CN", "en" */
/* The sentence for a key; {1} {2} … in it are places for msg_fmt's arguments (a NULL-terminated list of
 * const char *). msg_text gives it raw. */
const char *msg_text(enum lang l, enum msg key);
const char *msg_name(enum msg key);			/* "err.not_found" */
const char *msg_fmt(struct arena *a, enum lang l, enum msg key, ...) __attribute__((sentinel));
/* The key for a name known only at run time (states and moves of life cycles); M_NONE when unknown. */
enum msg msg_find(const char *name);

#endif
