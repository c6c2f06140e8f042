/* council_survey_web.h - inside council: what the surveys' templates are given. */
#ifndef QIAO_COUNCIL_SURVEY_WEB_H
#define QIAO_COUNCIL_SURVEY_WEB_H

#include "services/council/council_survey.h"
#include "services/council/council_view.h"
#include "services/council/council_voice.h"
#include "web/web.h"

struct siting_view;			/* council_siting.h */
struct walk_sites;			/* council_walk.h */
#define WALK_SPOTS (SURVEY_SPOTS + 1)	/* with one of them moved on trial */
struct spot_view {
	struct spot_row r;
	const struct fact_list *facts[SURVEY_FACTS + SURVEY_RULES];	/* facts first, then rules */
	size_t nfacts, nrules;
	const struct spot_photo_list *photos[20];
	size_t nphotos;
	bool chosen;
	bool moved;			/* on trial: at is where, r where it was recorded */
	struct geo at;
	struct say_view say;		/* comments on this place, of all surveys that name it */
};
struct survey_view {
	const struct matter *m;
	struct survey_row_rows all;	/* newest first */
	bool any, newest, may;
	struct survey_row r;		/* the one shown */
	int heads[GROUP_COUNT];
	struct spot_view spots[WALK_SPOTS];
	size_t nspots;
	const struct spot_view *chosen;	/* NULL: none */
	const char *names[SURVEY_FACTS * 2];	/* of facts, over all spots, in the order they came: rows of the table */
	size_t nnames;
	const char *qr;
	int qr_side;
	const struct siting_view *rules;	/* what the siting rules say */
	const struct walk_sites *walk;	/* minutes on foot; any false: no map or no places */
};
/* The fact of that name at a spot; NULL: nobody measured it there. */
const struct fact_list *spot_fact(const struct spot_view *s, const char *name);
/* The name of the place that a comment speaks of; "" when it speaks of none. */
const char *spot_said(struct req *rq, const char *topic);
/* The survey that the address asks for (?n=), else the newest; any false: none yet. 404. */
struct err survey_load(struct req *rq, struct survey_view *v);

/* What the forms ask, for the API too (rq->object: the matter): read, faults named (then nothing is done), done. 409 err.stale;
 * photos of a spot: 404; name: the field of their faults. */
struct err survey_try(struct req *rq);
struct err survey_photo_try(struct req *rq, int64_t spot, const char *name);

struct fact_form {
	const char *name, *value, *unit, *origin, *source;
};
struct spot_form {
	const char *name, *where, *lat, *lon;
	struct fact_form facts[SURVEY_FACTS], rules[SURVEY_RULES];
	size_t nfacts, nrules;
};
struct survey_form {
	const struct matter *m;
	int64_t after;
	const char *day, *people, *why, *chosen;
	const char *heads[GROUP_COUNT];
	struct spot_form spots[SURVEY_SPOTS];
	size_t nspots;
};

#endif
