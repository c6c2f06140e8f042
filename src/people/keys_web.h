/* keys_web.h - what the page of keys shows. Inside people. */
#ifndef QIAO_KEYS_WEB_H
#define QIAO_KEYS_WEB_H

#include "people/pages_web.h"
#include "people_key_sql.h"

struct keys_page {
	struct apikey_all_rows rows;
	const char **words, **scopes;		/* role and place; what it may */
	const char *once;			/* the key to be shown now, NULL = none */
	int64_t now;
	struct user_form form;
};

#endif
