/* council_intake.h - inside council: what the pages of orders from outside are given. */
#ifndef QIAO_COUNCIL_INTAKE_H
#define QIAO_COUNCIL_INTAKE_H

#include "base/base.h"
#include "matter/intake.h"
#include "web/web.h"

#define INTAKE_SHOWN 500		/* rows of a table on the page */

struct intake_start {
	struct intake_source_row_rows sources;
	struct intake_run_row_rows runs;
};
struct intake_map_view {
	const struct intake_run_row *run;
	const struct row *head;
	const char **samples;		/* one for each column, numbers masked */
	struct intake_map map;
	const char *name, *channel;	/* never NULL */
	int64_t place;
	struct place *communities;	/* those this caller may file in */
	size_t ncommunities;
};
struct intake_dry_view {
	const struct intake_run_row *run;
	const struct intake_source_row *src;
	const struct orders *orders;
	size_t able;			/* rows that change something */
};

#endif
