/* text.h - UTF-8 text as people type it: checked once at the border, counted and cut by code point. */
#ifndef QIAO_TEXT_H
#define QIAO_TEXT_H

#include "base/base.h"

/* True when s[0..n) is well-formed UTF-8 (no surrogates, no overlong forms) without NUL. */
bool text_valid(const char *s, size_t n);
size_t text_len(const char *s);				/* code points; s is valid UTF-8 */
/* At most n code points of s; when something was cut, the last one becomes "…". In the arena. */
const char *text_cut(struct arena *a, const char *s, size_t n);
/* Without white space (ASCII, U+3000, NBSP, zero-width) at both ends; CRLF becomes LF; other control bytes
 * than LF and TAB are dropped. In the arena. */
const char *text_clean(struct arena *a, const char *s);
/* Folded for search and comparison: full-width ASCII to half-width, ASCII to lower case. In the arena. */
const char *text_fold(struct arena *a, const char *s);
/*
 * Search tokens, space separated: each pair of neighbouring CJK characters (a lone one stays alone) and
 * each word of letters or digits, folded. 电动车 652 gives "电动 动车 652". The index keeps these under
 * FTS5's unicode61, so a two-character word is found (domain measure: trigram finds nothing).
 */
const char *text_tokens(struct arena *a, const char *s);
bool text_has_tokens(const char *s);		/* whether text_tokens finds any */
/* A mobile number in plain digits (11, starts with 1) out of what was typed: full-width digits, blanks,
 * dashes and +86 are forgiven. NULL when it is none. In the arena. */
const char *text_phone(struct arena *a, const char *s);
/* 138****0000. In the arena. */
const char *text_mask_phone(struct arena *a, const char *phone);
bool text_same(const char *a, const char *b);		/* NULL is "" */
bool text_empty(const char *s);
/* Whole decimal number in [min, max], full-width digits forgiven. False: *ret untouched. */
bool text_int(const char *s, int64_t min, int64_t max, int64_t *ret);
/* lower-case hex of n bytes; and back (false when s is not exactly 2n hex digits). */
const char *text_hex(struct arena *a, const void *p, size_t n);
bool text_unhex(const char *s, void *buf, size_t n);
/* base64url without padding, and back (NULL when malformed). */
const char *text_b64(struct arena *a, const void *p, size_t n);
unsigned char *text_unb64(struct arena *a, const char *s, size_t *n);

#endif
