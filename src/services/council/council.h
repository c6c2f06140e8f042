/*
 * council.h - the residents' deliberation hall (居民议事厅): proposals from filing to thanks, meetings, plans, units' answers.
 * Each group of pages has a table of its own, handed on by main/rooms.c.
 */
#ifndef QIAO_COUNCIL_H
#define QIAO_COUNCIL_H

#include "base/base.h"

struct api_op;
struct face;
struct req;
struct route;
struct shown;

struct walk_profile;
struct council_conf {
	const struct walk_profile *walkers;	/* how fast people walk: WALK_WHO_COUNT of them (engines/walk/graph.h) */
	int stop_seconds;			/* what one more stop costs each rider through it */
};
/* At start, before serving: settings, and the facts this service adds to guards (plan.options). *c must stay. */
void council_init(const struct council_conf *c);
const struct council_conf *council_conf(void);
/* The line every printed page carries: the newest daily root; "" while there is none (web_conf.stamp). */
const char *council_stamp(struct req *rq);
/* Tables whose shown fields `qiao verify` recomputes. */
const struct shown *const *council_shown(void);

/* Does a row of this service name a file (voice clips)? For whoever sweeps files. */
struct db;
struct err council_holds(struct db *db, struct arena *a, int64_t area, const char *word, bool *ret);

const struct route *council_page_routes(void);	/* home, hall, search, a proposal */
const struct route *council_voice_routes(void);	/* what residents do with a proposal: support, follow, comment, rate */
const struct route *council_paper_routes(void);	/* poster, paper form, proof, contacts, privacy, accessibility */
const struct route *council_file_routes(void);	/* filing in short pages */
const struct route *council_quick_routes(void);	/* filing on one screen, on behalf */
const struct route *council_again_routes(void);	/* details for a returned proposal */
const struct route *council_mine_routes(void);	/* my matters */
const struct route *council_own_routes(void);	/* a copy of everything kept about me */
const struct route *council_desk_routes(void);	/* the workbench's queues */
const struct route *council_case_routes(void);	/* one matter for staff: moves, contact, chase-ups */
const struct route *council_template_routes(void);	/* reply templates */
const struct route *council_dispatch_routes(void);	/* the dispatch rules */
const struct route *council_drawn_routes(void);	/* what staff add to the map for walking */
const struct route *council_several_routes(void);	/* one act on several matters */
const struct route *council_fix_routes(void);		/* one's own words corrected */
const struct route *council_ruling_routes(void);	/* shortened words, their originals, appeals */
const struct route *council_blur_routes(void);	/* photos blurred in part */
const struct route *council_clip_routes(void);	/* recordings from the door */
const struct route *council_walk_routes(void);	/* minutes on foot: a survey's doors, coverage */
const struct route *council_move_routes(void);	/* a survey's candidate moved on trial */
const struct route *council_map_routes(void);	/* matters on a map, near me */
const struct route *council_alert_routes(void);	/* alerts by place or category */
const struct route *council_moderate_routes(void);	/* comments and thanks before they are shown */
const struct route *council_meet_routes(void);	/* meetings to read: agenda, minutes, sheet, calendars */
const struct route *council_convene_routes(void);	/* calling, moving, cancelling one */
const struct route *council_door_routes(void);	/* invitations, the door's code, the list of those present */
const struct route *council_minutes_routes(void);	/* minutes, motions, decisions */
const struct route *council_survey_routes(void);	/* surveys: candidate places, facts, the chosen one */
const struct route *council_plan_routes(void);	/* plans: versions, options, adoption */
const struct route *council_unit_routes(void);	/* asking units, their link page, answers by telephone */
const struct route *council_proof_routes(void);	/* chains, receipts, daily roots */
const struct route *council_intake_routes(void);	/* orders from outside */
const struct route *council_witness_routes(void);	/* who keeps our roots, whose we keep */
const struct route *council_open_routes(void);	/* open data, feeds */
const struct route *council_figures_routes(void);	/* figures with the matters behind them, units' work */
const struct route *council_settled_routes(void);	/* what the hall has settled, before and after */
const struct route *council_report_routes(void);	/* ledger and monthly report */
const struct route *council_letters_routes(void);	/* notices that did not arrive */
const struct route *council_call_routes(void);	/* call-backs after a result */

const struct route *council_open311_routes(void);	/* Open311 GeoReport v2 for other programs */
const struct route *council_api_routes(struct arena *a, const struct api_op *const *more);	/* the API at /api/v1; more: tables of other services (people/api_web.h), ended by NULL, or NULL; they outlive all */
const struct route *council_api_hook_routes(void);	/* webhooks */
const struct route *council_api_page_routes(void);	/* the page about them */
const struct face *council_faces(void);	/* how Open311 says who calls and what went wrong; for web_conf */

struct store;
/* One pass of the timer: polls that are over are closed, voters reminded. */
struct err council_tick(struct store *s, int64_t area);

const struct route *council_poll_routes(void);	/* polls: list, one, result, open data */
const struct route *council_vote_routes(void);	/* a voter's ballot */
const struct route *council_poll_desk_routes(void);	/* holding a poll */
const struct route *council_booth_routes(void);	/* votes at the door and on paper, the roll */

#endif
