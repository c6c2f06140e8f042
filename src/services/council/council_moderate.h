/* council_moderate.h - inside council: moderation. */
#ifndef QIAO_COUNCIL_MODERATE_H
#define QIAO_COUNCIL_MODERATE_H

#include "base/base.h"

/* Does a text seem to hold a phone or identity number (8 or more digits in a row, blanks and dashes forgiven)? */
bool looks_private(const char *s);

#endif
