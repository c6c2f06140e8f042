/* qr.h - text → QR code: its modules, or an SVG path that prints sharp at any size. */
#ifndef QIAO_QR_H
#define QIAO_QR_H

#include "base/base.h"

#define QR_QUIET 4				/* white modules around (ISO/IEC 18004 §9.1) */

struct qr {
	int size;				/* modules on a side, without the quiet zone */
	const unsigned char *dark;		/* [y * size + x]: 1 dark, 0 light */
};

/* Level M (15 % may be damaged), UTF-8 bytes. 422 qr.too_long beyond 2331 bytes, or no text at all. In the arena. */
struct err qr_make(struct arena *a, const char *text, struct qr *ret);
/* The d="…" of one SVG path, for viewBox "0 0 N N" with N = qr_side: the quiet zone is inside. In the arena. */
const char *qr_path(struct arena *a, const struct qr *q);
int qr_side(const struct qr *q);

#endif
