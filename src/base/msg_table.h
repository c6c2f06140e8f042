/* msg_table.h - the sentences as tools/msgc makes them. Only base/msg.c reads this; others use msg_text. */
#ifndef QIAO_MSG_TABLE_H
#define QIAO_MSG_TABLE_H

#include "base/base.h"

struct msg_row {
	enum msg key;
	const char *name;			/* "err.not_found" */
	const char *text[LANG_COUNT];
};

/* Sorted by key. */
extern const struct msg_row msg_table[];
extern const size_t msg_table_n;

#endif
