/* council_api_room.h - the API's operations whose page is a room of its own: meetings, plans, asking units. Inside council. */
#ifndef QIAO_COUNCIL_API_ROOM_H
#define QIAO_COUNCIL_API_ROOM_H

#include "services/council/council_api.h"

extern const struct api_schema api_calling_body, api_holding_body, api_planning_body, api_adopting_body, api_asking_body;

struct err api_meeting_load(struct req *rq);		/* rq->object: struct meeting_view */
struct err api_call(struct req *rq, struct api_answer *ret);
struct err api_hold(struct req *rq, struct api_answer *ret);
struct err api_plans(struct req *rq, struct api_answer *ret);
struct err api_plan_write(struct req *rq, struct api_answer *ret);
struct err api_adopt(struct req *rq, struct api_answer *ret);
struct err api_ask(struct req *rq, struct api_answer *ret);

#endif
