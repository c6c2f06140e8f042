/* rate.h - flood limits in memory and the addresses of trusted proxies. Each struct rate has its own lock. */
#ifndef QIAO_RATE_H
#define QIAO_RATE_H

#include "base/base.h"

/* Addresses and networks: "127.0.0.1, 10.0.0.0/8, ::1". */
struct net {
	unsigned char addr[16];		/* IPv4 as ::ffff:a.b.c.d */
	int bits;			/* of 128 */
};
struct nets {
	struct net *v;
	size_t n;
};
/* False when one of them is no address. In the arena. */
bool nets_parse(struct arena *a, const char *list, struct nets *ret);
bool nets_has(const struct nets *nets, const char *addr);
bool addr_loopback(const char *addr);
/*
 * Who calls: peer, unless peer is a trusted proxy; then the last address of X-Forwarded-For that is not a
 * trusted proxy itself. What stands left of it was typed by anybody and is not believed. In the arena.
 */
const char *addr_client(struct arena *a, const struct nets *trusted, const char *peer, const char *forwarded);

/* A bucket per address: `minute` tokens a minute, as many at once. */
struct rate;
struct rate *rate_new(int minute);	/* NULL when minute < 0: no limit */
void rate_free(struct rate *r);
/* 0: go on. Else the seconds after which to try again. now: any monotonic microseconds. */
int rate_take(struct rate *r, const char *addr, int64_t now);
/* The same for a name of any kind (a key) with a pace of its own. *left: how many more at once; *full: seconds until all. */
int rate_take_named(struct rate *r, const char *name, int minute, int64_t now, int *left, int *full);

#endif
