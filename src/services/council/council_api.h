/*
 * council_api.h - the API at /api/v1: const tables say each operation's address, right, arguments, body and answer (people/api_web.h). The
 * routes, the checks, the JSON and the OpenAPI document are all made from them: there is no second truth. Inside council.
 *
 * Errors are RFC 9457 problem details; paging by opaque cursors; ETag on every GET; RateLimit headers (web.h:rq_rate).
 */
#ifndef QIAO_COUNCIL_API_H
#define QIAO_COUNCIL_API_H

#include "base/json.h"
#include "people/api_web.h"

#define API_ROOT "/api/v1"

void api_write(struct json *j, struct arena *a, const struct env *e, const char *key, const struct api_schema *s, const void *v);

/* Every operation, council's own first: i from 0; NULL behind the last. */
const struct api_op *api_op_at(size_t i);

/* The whole OpenAPI 3.1 document. */
void api_document(struct out *o, struct req *rq);
struct err api_caller(struct req *rq);
void api_error(struct out *o, struct req *rq, struct err e);

#endif
