/* council_voice.h - inside council: the proposal's page, shown again by what residents do on it. */
#ifndef QIAO_COUNCIL_VOICE_H
#define QIAO_COUNCIL_VOICE_H

#include "web/web.h"

/* The page of rq->object; draft is what was typed into its comment field and not taken. */
struct err proposal_show(struct req *rq, struct out *o, const char *draft);

#endif
