/* frame.h - what the pages of web itself need: the title of an error by its code. Inside of web. */
#ifndef QIAO_FRAME_H
#define QIAO_FRAME_H

#include "web/web.h"

const char *error_title(const struct req *rq, int code);
const char *error_advice(const struct req *rq, int code);	/* what to do now */

#endif
