/* council_api_web.h - between the files of the API and its page. Inside council. */
#ifndef QIAO_COUNCIL_API_WEB_H
#define QIAO_COUNCIL_API_WEB_H

#include "services/council/council.h"
#include "services/council/council_view.h"
#include "web/web.h"

struct api_page {
	const char *url, *phone;	/* public address; number for help, "" = none */
	const char *key, *place;	/* what the examples use: a key, a place's word */
	bool demo;
};

#endif
