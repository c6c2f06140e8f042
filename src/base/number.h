/*
 * number.h - telephone and identity numbers in what people typed: found before it is published, so that nobody puts a person's
 * number on a public page by mistake. Pure: no state, no input beside the text. Not here: keeping a number (people).
 */
#ifndef QIAO_NUMBER_H
#define QIAO_NUMBER_H

#include "base/base.h"

enum number_kind { NUMBER_MOBILE, NUMBER_LANDLINE, NUMBER_ID };

struct number_hit {
	size_t at, n;			/* bytes of the text: where it begins, how long it is */
	enum number_kind kind;
};

/*
 * The numbers in s (valid UTF-8), in their order; at most max are written, all are counted.
 *	mobile		11 digits, the first two 13 to 19 (numbering plan of MIIT), +86 before it or not
 *	landline	an area code (0 and 2 or 3 more digits) and 7 or 8 digits that begin with 2 to 8
 *	identity	18 digits, the last may be X: day of birth possible, check character right (GB 11643, ISO 7064 MOD 11-2)
 * Full-width digits, Chinese digits, blanks and dashes inside are forgiven. Dates, sums of money, numbers of matters and the
 * digits of a hash are none.
 */
size_t number_find(const char *s, struct number_hit *v, size_t max);
/* s with each number replaced by `instead`. In the arena. */
const char *number_out(struct arena *a, const char *s, const char *instead);
/* The text around the first number, cut to a line, for pointing it out: "…ring 138…". "" when there is none. In the arena. */
const char *number_first(struct arena *a, const char *s);

#endif
