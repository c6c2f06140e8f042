/* council_api_hook_web.h - what the page of webhooks shows. Inside council. */
#ifndef QIAO_COUNCIL_API_HOOK_WEB_H
#define QIAO_COUNCIL_API_HOOK_WEB_H

#include "base/day.h"
#include "post/post.h"
#include "services/council/council.h"
#include "services/council/council_api_hook.h"

struct hooks_page {
	struct hook_row_rows rows;
	struct post_items *logs;		/* one list for each row */
	struct places streets, communities;
	const char *once;			/* the secret to be shown now, NULL = none */
};

#endif
