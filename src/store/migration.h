/* migration.h - the numbered steps of the schema, built in by tools/embed. */
#ifndef QIAO_MIGRATION_H
#define QIAO_MIGRATION_H

#include "base/base.h"

struct migration {
	int number;				/* 1, 2, 3 … without gaps */
	const char *name;			/* "0001_web" */
	const char *text;			/* the SQL */
};
/* In order of their numbers; a row with number 0 ends the table. */
extern const struct migration migration_table[];
extern const size_t migration_count;

#endif
