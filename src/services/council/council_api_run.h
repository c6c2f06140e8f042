/* council_api_run.h - between the table of operations and its handlers. Inside council. */
#ifndef QIAO_COUNCIL_API_RUN_H
#define QIAO_COUNCIL_API_RUN_H

#include "services/council/council_api.h"
#include "services/council/council_api_data.h"

/* A name that the pages' own checks read (FORM_SPARE of them at most). */
void api_form_add(struct req *rq, const char *name, const char *value);
void api_form_set(struct req *rq, const char *name, const char *value);	/* the same, in the place of what came in under this name */
struct api_say api_say_of(struct req *rq, struct db *db);
/* The cursor of the query, "AT.ID" inside: false and a fault when it is none of ours. Without one both are the newest. */
bool api_cursor(struct req *rq, int64_t *at, int64_t *id);
const char *api_cursor_make(struct arena *a, int64_t at, int64_t id);	/* NULL when at is 0 */
int api_limit(const struct req *rq);
/* The community of the query's place, 0 = all; a fault when there is none of that word. */
struct err api_place_of(struct req *rq, int64_t *ret);

struct err api_matter_load(struct req *rq);		/* rq->object: struct matter */
struct err api_assignment_load(struct req *rq);		/* rq->object: struct assignment_row, of the caller's unit */
bool api_move_here(const char *move);			/* false: it has a room of its own */

/* After a write: fill reads the answer in a section of its own, the same for the first time and for a request sent again. */
struct err api_write_then(struct req *rq, tx_fn fn, void *ctx, struct err (*fill)(const struct api_say *s, int64_t id, struct api_answer *ret),
		   struct api_answer *ret);

struct err api_matters(struct req *rq, struct api_answer *ret);
struct err api_matter(struct req *rq, struct api_answer *ret);
struct err api_timeline(struct req *rq, struct api_answer *ret);
struct err api_files(struct req *rq, struct api_answer *ret);
struct err api_comments(struct req *rq, struct api_answer *ret);
struct err api_asked(struct req *rq, struct api_answer *ret);
struct err api_moves(struct req *rq, struct api_answer *ret);
struct err api_assignments(struct req *rq, struct api_answer *ret);
struct err api_meetings_list(struct req *rq, struct api_answer *ret);
struct err api_meeting_say(struct req *rq, struct db *db, int64_t id, struct api_answer *ret);	/* 404 */
struct err api_meeting_get(struct req *rq, struct api_answer *ret);
struct err api_categories(struct req *rq, struct api_answer *ret);
struct err api_places(struct req *rq, struct api_answer *ret);
struct err api_units(struct req *rq, struct api_answer *ret);
struct err api_figures_get(struct req *rq, struct api_answer *ret);

struct err api_file(struct req *rq, struct api_answer *ret);
struct err api_support(struct req *rq, struct api_answer *ret);
struct err api_comment(struct req *rq, struct api_answer *ret);
struct err api_move(struct req *rq, struct api_answer *ret);
struct err api_answer_post(struct req *rq, struct api_answer *ret);

#endif
