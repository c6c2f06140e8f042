/*
 * draw.h - a life cycle as a picture: SVG in layers from top to bottom, readable at 390 px. Safe under a strict
 * CSP: presentation attributes and classes only, no style, no script, no links out.
 */
#ifndef QIAO_DRAW_H
#define QIAO_DRAW_H

#include "matter/lifecycle.h"

/* mark: the state to highlight, may be NULL. With <title> and <desc> in language l. */
void draw_lifecycle(struct out *o, const struct lifecycle *lc, enum lang l, const struct life_state *mark);

#endif
