/* council_dispatch.h - inside council: the pages of decision tables. */
#ifndef QIAO_COUNCIL_DISPATCH_H
#define QIAO_COUNCIL_DISPATCH_H

#include "engines/decide/sheet.h"
#include "matter/routing.h"
#include "people/people.h"

struct req;

#define RULES_PAGE 50			/* rules a page: light for an old telephone, and 1,000 of them are 20 pages */

struct book_words {			/* how the pages call a book */
	const struct rule_book *book;
	enum msg title, lead;
};
extern const struct book_words book_words[];	/* ended by book NULL */
const struct book_words *book_words_of(const struct rule_book *b);

struct moved_case {			/* a past matter that another unit would get */
	const char *number, *title, *path;
	const char *now, *then;
};
struct rules_page {
	struct rule_table t;
	const struct book_words *words;
	struct orgs orgs;
	struct rule_list_rows versions;
	const char *q;			/* words looked for; "" = all rules */
	const size_t *rows;		/* the rules that have them, from 0 */
	size_t nrows;
	size_t from, to;		/* of rows: those shown */
	bool may;			/* the reader may change */
	const char *done;
	bool tried;
	size_t ncases, nmoved;
	struct moved_case *moved;	/* at most MOVED_MAX */
	size_t nlisted;
};
struct rule_form {
	struct rule_table t;
	size_t row;			/* from 1; 0: new */
	const char *label, *place;
	const char **cells, **outputs;
	struct orgs orgs;
	bool stale;
};
/* council_rules_cell_view.c. How a column's cells are filled in: */
enum cell_kind {
	CELL_FREE,			/* a formula */
	CELL_CODES,			/* several of the column's codes, each a text of its own: "road", "light" */
	CELL_CODE,			/* one: "bus" */
	CELL_UNITS,			/* several in one text: "traffic road" */
	CELL_WORDS,			/* words of which one is enough: matches(?, "公交|站牌") */
	CELL_TEXT			/* a plain text */
};
struct cell_choice {
	const char *code, *label;
	bool chosen;
};
struct cell_view {
	enum cell_kind kind;
	struct cell_choice *v;		/* what the column knows */
	size_t n;
	const char *words;		/* WORDS, TEXT: without what FEEL needs around them */
	bool plain;			/* the whole cell is in v or words; else it is a formula: text */
	const char *text;
};
/* column: the input's expression or the output's name. */
void cell_read(struct req *rq, const struct orgs *all, const char *column, const char *text, struct cell_view *ret);
/* A cell as its form sent it: the formula (field NAME) when there is one, else what was ticked or typed (NAME[]); `none` when nothing was. */
const char *cell_take(struct req *rq, const char *column, const char *name, const char *none);
/* A cell for people: "-" in words, plain codes by what they stand for ("road", "light": 道路、照明), bounds as people write them, other FEEL
 * as it is. */
const char *rules_cell(struct req *rq, const struct orgs *all, const char *column, const char *cell);
/* What a code of n bytes stands for; NULL: the column has none such. */
const char *rules_code(struct req *rq, const struct orgs *all, const char *column, const char *p, size_t n);
/* "road 道路, light 照明 …" for the hint under a formula; "" = the column has no list. */
const char *rules_codes(struct req *rq, const struct orgs *all, const char *column);

#endif
