/* sqlc.h - what the three parts of sqlc share: reading (sqlc_read.c), checking (sqlc.c), writing (sqlc_write.c). */
#ifndef QIAO_SQLC_H
#define QIAO_SQLC_H

#include "tool.h"

enum kind { KIND_ONE, KIND_OPT, KIND_MANY, KIND_DO, KIND_RAW };
enum type { TYPE_INT, TYPE_TEXT, TYPE_BLOB };

struct column {					/* a parameter or a column of a row */
	char *name;
	enum type type;
	bool null;				/* int? text? blob? */
};

enum { PARAMS_MAX = 99, COLUMNS_MAX = 100 };

enum tok_kind { TOK_WORD, TOK_NUMBER, TOK_STRING, TOK_PARAM, TOK_PUNCT, TOK_END };
struct tok {
	enum tok_kind kind;
	const char *p;
	size_t n;
	int line, depth;			/* depth: of ( ) around it */
	int param;				/* of $n */
	const char *gap;			/* what stood before it: "", " " or "\n" */
};

struct statement {
	const char *file;
	int line;				/* of "-- name:" */
	char *name;
	enum kind kind;
	struct column in[PARAMS_MAX], out[COLUMNS_MAX];
	int nin, nout;
	bool out_given;
	char *row;				/* the row struct's name: the statement's, or that of "-- row:" */
	bool row_known;				/* an earlier statement declares it */
	bool any_area;				/* "-- area: none REASON" */
	struct buf doc;				/* comment lines under the name */
	int body_line;
	struct buf body;			/* the SQL as written */
	struct tok *toks;			/* ended by TOK_END */
	char *sql;				/* comments gone, ?n for $n */
	struct statement *next;
};

struct statement *sql_read(const char *file);
bool tok_is(const struct tok *t, const char *word);	/* without regard to case */
void sql_write(const char *file, const struct statement *list, const char *out_c, const char *out_h);

#endif
