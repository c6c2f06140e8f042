/* council_api_room.h - the API's operations whose page is a room of its own: meetings, plans, asking units (council_api_room_web.c),
 * surveys (council_api_survey_web.c), polls (council_api_poll_web.c). Inside council. */
#ifndef QIAO_COUNCIL_API_ROOM_H
#define QIAO_COUNCIL_API_ROOM_H

#include "services/council/council_api.h"

extern const struct api_schema api_calling_body, api_holding_body, api_moving_body, api_off_body, api_planning_body, api_adopting_body,
	api_asking_body, api_surveying_body, api_survey_photos_body, api_polling_body, api_opening_body, api_closing_body, api_cancelling_body;
extern const struct api_schema api_survey_schema, api_poll_schema, api_poll_full_schema;

/* ---- what came in takes the names of the pages' forms ---- */

const char *api_nth(struct req *rq, const char *list, size_t i, const char *name);	/* "options.0.title" of the body */
size_t api_count(struct req *rq, const char *list);
void api_put(struct req *rq, const char *name, const char *value);	/* nothing when the value is empty */
void api_heads(struct req *rq, const char *list, char letter);		/* "party" 3 becomes q_party, n_party, p_party: heads there */
/* The page's act led to its page; the answer is what stands there now, the first time and when the same is sent again. e: of the act;
 * its faults get the API's names back. index: of the agenda's item in "decisions", NULL elsewhere. */
struct err api_done(struct req *rq, struct err e, const size_t *index,
		    struct err (*fill)(struct req *rq, struct db *w, struct api_answer *ret), struct api_answer *ret);
extern const struct api_schema api_heads_body;

/* ---- operations ---- */


struct err api_meeting_load(struct req *rq);		/* rq->object: struct meeting_view */
struct err api_call(struct req *rq, struct api_answer *ret);
struct err api_hold(struct req *rq, struct api_answer *ret);
struct err api_meeting_move(struct req *rq, struct api_answer *ret);
struct err api_meeting_off(struct req *rq, struct api_answer *ret);
struct err api_plans(struct req *rq, struct api_answer *ret);
struct err api_plan_write(struct req *rq, struct api_answer *ret);
struct err api_adopt(struct req *rq, struct api_answer *ret);
struct err api_ask(struct req *rq, struct api_answer *ret);

struct err api_surveys(struct req *rq, struct api_answer *ret);
struct err api_survey_write(struct req *rq, struct api_answer *ret);
struct err api_survey_photos(struct req *rq, struct api_answer *ret);

struct err api_poll_load(struct req *rq);		/* rq->object: struct poll_view */
struct err api_polls_list(struct req *rq, struct api_answer *ret);
struct err api_poll_get(struct req *rq, struct api_answer *ret);
struct err api_poll_new(struct req *rq, struct api_answer *ret);
struct err api_poll_opening(struct req *rq, struct api_answer *ret);
struct err api_poll_closing(struct req *rq, struct api_answer *ret);
struct err api_poll_off(struct req *rq, struct api_answer *ret);

#endif
