/*
 * finance_code.h - inside finance: a unified social credit code as people type it. Pure. Check digits only warn: some codes that
 * were really issued fail them.
 */
#ifndef QIAO_FINANCE_CODE_H
#define QIAO_FINANCE_CODE_H

#include "base/base.h"

#define FIN_CODE_LEN 18

struct fin_code {
	const char *text;	/* 18 capitals and digits, half-width, without blanks; NULL: it is not that many, or others */
	int strange;		/* place, from 1, of the first letter the standard's set has not (I O S V Z); 0 = none */
	bool whole;		/* the last character checks the whole (GB 32100-2015) */
	bool body;		/* the 17th checks the body's number (GB 11714) */
	const char *meant;	/* 0 for O, 1 for I …: with these it checks out; NULL = nothing to suggest */
};
/* Full-width, small letters, blanks and hyphens are forgiven. In the arena. */
void fin_code_read(struct arena *a, const char *typed, struct fin_code *ret);
bool fin_code_sound(const struct fin_code *c);		/* nothing to warn of */

#endif
