/* council_open311_web.h - between the two files of Open311's handlers. Inside council. */
#ifndef QIAO_COUNCIL_OPEN311_WEB_H
#define QIAO_COUNCIL_OPEN311_WEB_H

#include "council_open311_sql.h"
#include "matter/matter.h"
#include "services/council/council.h"
#include "services/council/council_open311.h"
#include "services/council/council_view.h"
#include "web/web.h"

#define O3_STRING_MAX 200
#define O3_TEXT_MAX   1000

/* An argument of the form or of the query; an empty one is an absent one: "". */
const char *o3_param(const struct req *rq, const char *name);
/* The street asked for, 0 = all; faults when it is unknown, or missing where there are several. */
struct err o3_jurisdiction(struct req *rq, struct o3_faults *f, int64_t *street);
const struct category *o3_service(const char *code);	/* NULL: none */
struct err o3_post(struct req *rq, struct out *o);

#endif
