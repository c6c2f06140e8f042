/*
 * receipt.h - proof of one entry, small enough to keep: the entry's fields, and the path from its check code to the day's
 * root (RFC 9162 §2.1.3). As a file (docs/hall/proof.md has the format) anybody can check it without Qiao and without a network.
 */
#ifndef QIAO_RECEIPT_H
#define QIAO_RECEIPT_H

#include "base/base.h"
#include "base/hash.h"
#include "matter/history.h"

struct db;

#define RECEIPT_CODE_MIN 16			/* hex digits: what is printed and typed in */

struct receipt {
	const char *address;			/* "/bhsq/2023-12" */
	struct entry_core core;			/* role, act, prev, commitment: never NULL */
	unsigned char hash[HASH_LEN];		/* the entry's check code */
	bool with_actor;			/* false: the file keeps back which account acted; the fields cannot be summed up again */
	bool with_words;
	struct bytes salt, payload;
	bool rooted;				/* a day's root covers it */
	int32_t day;
	int64_t after, upto;			/* the root covers log numbers (after, upto] */
	unsigned char root[HASH_LEN];
	unsigned char path[64][HASH_LEN];
	size_t npath;
};

/* The entry whose code begins with these digits (at least 16, blanks are forgiven): of this matter, or of any (matter 0:
 * reads the whole log). 422 receipt.err_code: too short or no hex; 404 receipt.err_none. */
struct err receipt_find(struct db *db, struct arena *a, int64_t area, int64_t matter, const char *code, struct receipt *ret);
/* actor: which account acted may be told; words: salt and payload too. */
void receipt_write(struct out *o, const struct receipt *r, const char *site, bool actor, bool words);
/* 422 receipt.err_file: not such a file. */
struct err receipt_read(struct arena *a, const char *text, struct receipt *ret);

enum receipt_step { RECEIPT_WORDS, RECEIPT_ENTRY, RECEIPT_PATH, RECEIPT_ROOT, RECEIPT_STEPS };
enum receipt_mark { RECEIPT_ABSENT, RECEIPT_GOOD, RECEIPT_BAD };	/* absent: nothing there to check it with */
/* published: lines "YYYY-MM-DD upto root" kept outside, or NULL: then the last step is absent. */
void receipt_check(struct arena *a, const struct receipt *r, const char *published, enum receipt_mark ret[RECEIPT_STEPS]);

#endif
