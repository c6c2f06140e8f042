/*
 * council_survey.h - surveys (踏勘): candidate places, what was found at each, which one was chosen and why. Each visit is a survey of
 * its own; an earlier one is never changed. Numbers that the walking engine computes come in as facts of origin SURVEY_COMPUTED whose
 * source names the engine and its map: the page sets them beside what was measured, under the same name.
 */
#ifndef QIAO_COUNCIL_SURVEY_H
#define QIAO_COUNCIL_SURVEY_H

#include "base/base.h"
#include "base/geo.h"
#include "council_survey_sql.h"
#include "matter/gather.h"
#include "matter/matter.h"

#define SURVEY_SPOTS 6
#define SURVEY_FACTS 8			/* of one spot */
#define SURVEY_RULES 4
#define SURVEY_PHOTOS 4			/* added at once */

struct shown;
extern const struct shown shown_survey, shown_spot, shown_fact, shown_photo;

/* Whose number it is. */
#define ORIGIN_TABLE(X) X(measured) X(reported) X(computed) X(sample)
enum origin {
#define X(id) ORIGIN_##id,
	ORIGIN_TABLE(X)
#undef X
	ORIGIN_COUNT
};
const char *origin_name(enum origin o);
enum msg origin_label(enum origin o);			/* 现场量的 / measured on the spot */
bool origin_find(const char *name, enum origin *ret);

struct fact_new {
	const char *name, *value, *unit, *source;	/* unit and source may be "" */
	enum origin origin;
};
struct rule_new {
	const char *name, *value, *source;		/* what the rule asks, how this spot stands to it, where it is written */
};
struct spot_new {
	const char *name, *whereabouts;
	struct geo at;
	struct fact_new facts[SURVEY_FACTS];
	size_t nfacts;
	struct rule_new rules[SURVEY_RULES];
	size_t nrules;
};
struct surveying {
	int64_t matter;
	int64_t after;			/* the newest survey as seen (its pos); another one is 409 err.stale */
	int32_t day;
	int heads[GROUP_COUNT];
	const char *people;
	const struct spot_new *spots;
	size_t nspots;
	int chosen;			/* index in spots; -1: none of them is suitable */
	const char *why;
};
/* One entry "survey". Photos of the survey before stay with the spots of the same name. 422 survey.err_state (not taken in yet, or
 * over), err_day (to come), err_people, err_spots, err_spot, err_fact, err_why; 403 who is no staff of the place. */
struct err survey_put(struct db *w, struct act *act, const struct surveying *s);
/* Photos of one spot: one entry "survey_photo". 404. */
struct err survey_photo(struct db *w, struct act *act, int64_t matter, int64_t spot, const struct stored_file *files, size_t n);
bool survey_possible(const struct matter *m);

/* The topic's word of a comment on a candidate place. A place of a later survey with the same name is the same place to whoever reads. */
#define TOPIC_SPOT "spot"
/* A comment like any other of the matter (matter_remark), on one of its candidate places, of whichever survey. 404: it is none of them. */
struct err spot_remark(struct db *w, struct act *act, int64_t matter, int64_t spot, const char *body, int64_t *ret);

#endif
