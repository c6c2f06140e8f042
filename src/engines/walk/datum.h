/*
 * datum.h - the three coordinate systems of maps in China. Inside Qiao all is WGS-84. GCJ-02 shifts by some 560 m around Tianjin, BD-09 is
 * a further shift on top; outside mainland China there is none. The formulas are public knowledge, not a published standard. Each layer says
 * which one it is in; nothing is guessed, but a layer whose points lie where no street is gets refused (datum_gate).
 */
#ifndef QIAO_WALK_DATUM_H
#define QIAO_WALK_DATUM_H

#include "engines/walk/graph.h"

enum datum { DATUM_WGS84, DATUM_GCJ02, DATUM_BD09, DATUM_COUNT };
const char *datum_name(enum datum d);			/* "wgs84" */
bool datum_find(const char *name, enum datum *ret);
/* Between WGS-84 and another, both ways; the inverse by fixed point, within 1e-7 degrees. */
void datum_to_wgs84(enum datum from, int32_t *lat, int32_t *lon);
void datum_from_wgs84(enum datum to, int32_t *lat, int32_t *lon);

#define GATE_BARS 8
struct datum_fit {				/* how far points lie from the nearest street */
	size_t n, bars[GATE_BARS];	/* 0-5, 5-10, 10-15, 15-20, 20-50, 50-100, 100-400 m, farther */
	double median, over20;		/* metres; share over 20 m */
	bool shifted;			/* median over 12 m or more than 30 % over 20 m */
	enum datum fits;		/* when shifted: the system in which the points would lie on streets; DATUM_COUNT: none would */
};
extern const int gate_limits[GATE_BARS];	/* upper end of each bar, metres; the last is 0 */
/* Stops beside streets, already in WGS-84 by what the layer says (from). Needs 10 points within the map to judge; fewer pass. */
struct err datum_gate(struct arena *a, const struct walk_graph *g, enum datum from, const int32_t *lat, const int32_t *lon, size_t n, struct datum_fit *ret);

#endif
