/*
 * tool.h - what the build's generators share: a growing text, files, C string literals, refusal with
 * file:line. Memory is never freed (a generator lives a moment); a list keeps it reachable, so that the
 * leak checker has nothing to say. Not part of the program.
 */
#ifndef QIAO_TOOL_H
#define QIAO_TOOL_H

#include <stdbool.h>
#include <stddef.h>

struct buf {
	char *p;			/* always NUL-terminated after the first write */
	size_t n, cap;
};

void *tool_alloc(size_t n);		/* zeroed; ends the program when there is no memory */
char *tool_dup(const char *p, size_t n);
char *tool_fmt(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

void buf_put(struct buf *b, const void *p, size_t n);
void buf_str(struct buf *b, const char *s);
void buf_fmt(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* p as a C string literal with its quotes; everything but plain ASCII as octal; a new piece after each line end. */
void buf_literal(struct buf *b, const char *p, size_t n, const char *indent);

/* Whole file, NUL-terminated; *n may be NULL. Ends the program with a message when it cannot be read. */
char *file_read(const char *path, size_t *n);
/* Leaves the file alone when it has these contents already, so that nothing is rebuilt for nothing. */
void file_write(const char *path, const struct buf *b);
const char *file_base(const char *path);	/* after the last slash */

/* "FILE:LINE: message" and exit 1: nothing has been written then. */
_Noreturn void refuse(const char *file, int line, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

bool is_ident(const char *s, size_t n);		/* a C identifier that is no keyword */
bool utf8_valid(const char *s, size_t n, size_t *bad);

#endif
