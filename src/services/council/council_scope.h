/* council_scope.h - inside council: the places a member of staff works for. */
#ifndef QIAO_COUNCIL_SCOPE_H
#define QIAO_COUNCIL_SCOPE_H

#include "web/web.h"
#include "people/people.h"

/* The place of the caller's grant that carries the right: 0 = the whole district, -1 = none. With several the widest. */
int64_t scope_of(struct req *rq, enum right r);
const char *scope_name(struct req *rq, int64_t place);

#endif
