/* regex.h - what regex.c and regex_class.c share: reading a pattern of XPath, writing one of PCRE2. */
#ifndef QIAO_DECIDE_REGEX_H
#define QIAO_DECIDE_REGEX_H

#include "engines/decide/feel_int.h"

struct pattern {
	const char *p, *end;
	struct out *o;
	int depth;
	int groups;			/* opened so far */
	bool closed[100];		/* group n has its ) */
	bool all;			/* flag s: . matches line ends too */
};

void regex_literal(struct out *o, uint32_t c);
/* [...] with the [ taken; false: malformed. */
bool regex_class(struct pattern *r);
/* The escape of a set (\d, \p{Lu}, \i …) whose letter is c, taken; inside: within [ ]. False: none of these. */
bool regex_set(struct pattern *r, uint32_t c, bool inside);
/* The character an escape stands for; 0: none. */
uint32_t regex_escaped(uint32_t c);

#endif
