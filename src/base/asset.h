/* asset.h - files built into the program by tools/embed: static files, default life cycles and rule packs, the settings. */
#ifndef QIAO_ASSET_H
#define QIAO_ASSET_H

#include "base/base.h"

struct asset {
	const char *name;			/* without its folder: "qiao.css" */
	const char *type;			/* "text/css; charset=utf-8" */
	const char *hash;			/* 16 hex digits of the contents (FNV-1a 64), for addresses that may be cached for ever */
	const unsigned char *p;			/* a NUL follows the last byte */
	size_t n;
};
/* Sorted by name; one row with name NULL ends each table. */
extern const struct asset asset_table[];
extern const size_t asset_count;
extern const struct asset lifecycle_table[];	/* lifecycles/NAME.yaml */
extern const size_t lifecycle_count;
extern const struct asset pack_table[];		/* rules/packs/NAME.yaml */
extern const size_t pack_count;
extern const struct asset rule_table[];		/* rules/NAME.dmn */
extern const size_t rule_count;
extern const struct asset conf_table[];		/* dist/qiao.conf: every key explained */
extern const size_t conf_count;

#endif
