/*
 * gtfs.h - stops and lines of a GTFS feed (gtfs.org/schedule/reference): a zip of CSV files, columns in any order, foreign ones skipped.
 * Of the times only each trip's first is read, for headways: most feeds leave them blank between time points. Coordinates are WGS-84 by the format's definition. Also here: the
 * CSV reader for files of any length, row by row. Not here: offices' tables (formats/table.h reads those, in any encoding).
 */
#ifndef QIAO_WALK_GTFS_H
#define QIAO_WALK_GTFS_H

#include "base/base.h"

struct gtfs_stop {
	const char *id, *name;
	int32_t lat, lon;
};
struct gtfs_line {			/* one way that a route runs: a shape */
	const char *shape, *route, *name;	/* ids and the route's short name */
	int direction;			/* 0, 1; -1: not said */
	size_t trips;
	double headway;			/* minutes between two trips, on the service with most of them; below 0: unknown */
	int32_t *lat, *lon;
	size_t n;
	uint32_t *stop;			/* of one trip, in order: index in stops */
	size_t nstops;
};
struct gtfs {
	struct gtfs_stop *stops;	/* by id */
	struct gtfs_line *lines;	/* by shape's id */
	size_t nstops, nlines;
	size_t no_place, no_shape;	/* stops without coordinates; trips without a shape: left out */
};
struct gtfs_fault {
	const char *file;		/* in the zip; NULL: the zip itself */
	int line;
};
/* Everything lies in the arena. 422: walk.not_zip, zip_broken, zip_names (a name with / or ..), too_big (entries, bytes or ratio: a zip
 * bomb), gtfs_missing (a file), gtfs_column, csv_quote, csv_utf8, gtfs_place; 503. */
struct err gtfs_read(struct arena *a, struct bytes zip, struct gtfs *ret, struct gtfs_fault *fault);

/* CSV (RFC 4180), UTF-8: calls row for each row but the head; field[i] is what stands under want[i], "" when it is not there. A missing
 * column is 422 walk.gtfs_column unless its name in want begins with '?'. */
struct csv_rows {
	const char *const *want;
	size_t n;			/* at most 8 */
	struct err (*row)(void *ctx, const char *const *field);
	void *ctx;
};
struct err csv_rows(struct bytes in, const struct csv_rows *r, int *line);

#endif
