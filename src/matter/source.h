/*
 * source.h - the files a district may write itself (life cycles, rule packs): what is wrong with one is told with its
 * line, its column and a hint. Not here: how YAML is read (yaml_tree.h), what a file means.
 */
#ifndef QIAO_SOURCE_H
#define QIAO_SOURCE_H

#include "base/base.h"

#define SOURCE_MAX_TEXT (256 * 1024)	/* bytes of one file */
#define FAULTS_MAX      50		/* more are counted, not kept */

struct life_text {
	const char *in[LANG_COUNT];	/* never NULL, never empty unless said so */
};

/* One thing wrong. Lines and columns count from 1, columns in characters. */
struct source_fault {
	int line, col;
	enum msg key, hint;		/* hint M_NONE: none */
	const char *arg[3];		/* {1} {2} {3} of the sentence; never NULL */
	const char *hint_arg;		/* {1} of the hint */
};

struct source_faults {
	struct source_fault *v;		/* sorted by line */
	size_t n;			/* at most FAULTS_MAX */
	size_t more;			/* that were not kept */
};

const char *fault_text(struct arena *a, enum lang l, const struct source_fault *f);
const char *fault_hint(struct arena *a, enum lang l, const struct source_fault *f);	/* NULL: none */

/* BLAKE2b-256 of a text, 64 hex digits: the version of a file. */
const char *source_version(struct arena *a, const char *text, size_t n);
/* A file's text, NULL when it cannot be read or is longer than SOURCE_MAX_TEXT. */
const char *source_read(struct arena *a, const char *path);
const char *source_read_most(struct arena *a, const char *path, size_t most);	/* the same with another limit, in bytes */
#define SOURCE_MAX_FILES 200		/* of one folder; more are left out */
/* Paths of the folder's *.yaml, sorted by name; none when there is no folder. */
const char *const *source_folder(struct arena *a, const char *dir, size_t *count);

#endif
