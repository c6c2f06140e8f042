/*
 * council_siting.h - inside council: what the table of siting rules in force says about each candidate place of a survey. Every rule is
 * told with its source; a broken one is shown, and so is one that nobody measured for. The table: rules/siting.dmn, /desk/rules?book=siting.
 */
#ifndef QIAO_COUNCIL_SITING_H
#define QIAO_COUNCIL_SITING_H

#include "matter/rulebook.h"
#include "services/council/council_survey_web.h"

extern const struct rule_book siting_book;

/* What a rule may ask of a place. The value is the survey's figure of that name (either language), else what the map gives. */
#define MEASURES(X) X(spacing) X(crossing) X(opposite) X(platform) X(slope) X(entrance)
struct measure {
	const char *code;		/* in the table */
	enum msg name;			/* of the figure in the survey */
};
extern const struct measure measures[];	/* ended by code NULL */

enum verdict { VERDICT_UNKNOWN, VERDICT_KEPT, VERDICT_BROKEN };
struct siting_cell {
	enum verdict verdict;
	const char *value;		/* "516" with its unit, or as it was typed; NULL: nobody measured */
	const char *whose;		/* measured on the spot, computed … */
};
struct siting_rule {
	const char *words, *source, *certainty;
	bool chosen;			/* the district goes by it; else another text says so */
	struct siting_cell cell[WALK_SPOTS];
};
struct siting_view {
	struct siting_rule *v;
	size_t n;
	size_t broken[WALK_SPOTS];	/* of the rules that the district goes by */
	const char *version;
};
/* By the table in force on the survey's day. */
struct err siting_ask(struct req *rq, const struct survey_view *s, struct siting_view *ret);
/* "站距、离人行横道…": names that a survey's figures must bear to be held against the rules. */
const char *siting_names(struct req *rq);

#endif
