/* msg_table.h - the sentences as tools/msgc makes them. Only base/msg.c reads this; others use msg_text. */
#ifndef QIAO_MSG_TABLE_H
#define QIAO_MSG_TABLE_H

#include "base/base.h"

/* Both in the order of enum msg, which is the order of the names (strcmp). [0] is M_NONE, "". */
extern const char *const msg_table[M_COUNT][LANG_COUNT];
extern const char *const msg_names[M_COUNT];

#endif
