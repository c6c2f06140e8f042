/*
 * conf.h - the district's settings file (DATA/qiao.conf): one "key = value" a line. A room describes its keys in a
 * const table and gets a filled struct back; every mistake in the file is found in one reading, with file, line and
 * the key that was probably meant. Not here: what a key means (that is the room's) and any writing of the file.
 *
 * The file: UTF-8. Lines that begin with # are comments (a # later in a line belongs to the value: passwords have
 * them). Blanks around key and value do not count; "quotes" around a whole value keep blanks at its ends.
 */
#ifndef QIAO_CONF_H
#define QIAO_CONF_H

#include "base/base.h"

enum conf_type {
	CONF_TEXT,		/* const char *; "" when absent and without fallback */
	CONF_SECRET,		/* the same; "file:PATH" reads the first line of PATH (relative: beside the file) */
	CONF_INT,		/* int64_t in [min, max] */
	CONF_BOOL,		/* bool: yes, true, on, 1 / no, false, off, 0 */
	CONF_WORD,		/* int: index in `words` */
	CONF_LIST,		/* struct conf_list: values split at blanks and commas, names "" */
	CONF_MANY,		/* struct conf_list: "prefix.*", any last part of letters, digits, - and _, once each */
	CONF_MANY_SECRET,	/* the same with "file:PATH" as in CONF_SECRET */
};

struct conf_key {
	const char *name;	/* "mail.port", "sms.param.*" */
	enum conf_type type;
	size_t at;		/* offsetof in the room's struct */
	const char *fallback;	/* written as in the file; NULL leaves what is in the struct */
	int64_t min, max;	/* CONF_INT */
	const char *words;	/* CONF_WORD: "starttls tls none" */
};

struct conf_pair {
	const char *name, *value;
	int line;
};
struct conf_list {
	struct conf_pair *v;
	size_t n;
};

/* One room's keys and the struct they fill. */
struct conf_room {
	const struct conf_key *keys;
	size_t n;
	void *into;
};

/* One mistake: a sentence of the catalogue with at most two words to fill in. */
struct conf_fault {
	const char *file;
	int line;
	enum msg key;
	const char *a, *b;
};
struct conf_faults {
	struct conf_fault *v;
	size_t n;
};

/*
 * Reads `text` (what the file named `file` holds) into the rooms' structs; everything lies in the arena. Fallbacks are
 * set first, so that a struct is complete even when there are faults. Error 422 conf.faulty when the text has
 * mistakes; all of them are then in *faults.
 */
struct err conf_parse(struct arena *a, const char *file, const char *text, const struct conf_room *rooms, size_t n,
		      struct conf_faults *faults);
/* The same for a file on disk. A file that does not exist is an empty one. 500 conf.unreadable (the log has errno). */
struct err conf_read(struct arena *a, const char *path, const struct conf_room *rooms, size_t n,
		     struct conf_faults *faults);
/* Adds a fault found later by a room ("mail.from is no address"). line 0: the key is missing altogether. */
void conf_fault_add(struct arena *a, struct conf_faults *f, const char *file, int line, enum msg key, const char *x,
		    const char *y);
/* "qiao.conf:12: 不认识的设置…" */
const char *conf_fault_text(struct arena *a, enum lang l, const struct conf_fault *f);
/* The nearest of n names to `name`, NULL when none is near (more than a third of the letters differ). */
const char *conf_nearest(const char *name, const char *const *names, size_t n);

#endif
