/* council_money.h - inside council: sums of money as people type and read them. Kept in fen (1/100 yuan), never as floats. */
#ifndef QIAO_COUNCIL_MONEY_H
#define QIAO_COUNCIL_MONEY_H

#include "base/base.h"

#define FEN_UNKNOWN (-1)
#define FEN_MAX     INT64_C(99999999999999)	/* 999,999,999,999.99 yuan */

/* "186000", "1,860.5", "１２．３０", with at most two decimals, exact to the fen; "" is FEN_UNKNOWN. False: no such sum, *fen untouched. */
bool fen_parse(struct arena *a, const char *s, int64_t *fen);
/* For a form: "186000", "1860.50"; FEN_UNKNOWN is "". In the arena. */
const char *fen_plain(struct arena *a, int64_t fen);
/* For reading: "186,000", "1,860.50". Not for FEN_UNKNOWN. In the arena. */
const char *fen_text(struct arena *a, int64_t fen);

#endif
