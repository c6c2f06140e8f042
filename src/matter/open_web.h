/* open_web.h - a set of open data as an answer to a request: which one is asked for, its headers, its pieces as they are read. */
#ifndef QIAO_OPEN_WEB_H
#define QIAO_OPEN_WEB_H

#include "matter/open.h"
#include "web/web.h"

/* What :file ("matters.csv") names among the sets (ended by id NULL), ready to be sent; 404 for another name or a format the set has not. */
struct err open_asked(struct req *rq, const struct open_set *sets, struct open_run **ret);
/* Type, name of the file and the stream; nothing is written by the handler after this. */
void open_send(struct req *rq, struct open_run *r);

#endif
