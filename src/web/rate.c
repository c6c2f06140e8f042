/*
 * rate.c - token buckets per address in a fixed table. An IPv6 caller is its /64. When the table's set is full
 * the fullest bucket (the calmest caller) is forgotten, so a flood of addresses costs no memory.
 */
#include "web/rate.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/hash.h"

#define SETS 1024
#define WAYS 8

struct bucket {
	unsigned char key[16];
	int64_t at;			/* microseconds of the last look */
	double tokens;
	bool used;
};

struct rate {
	pthread_mutex_t lock;
	int minute;
	struct bucket v[SETS][WAYS];
};

static bool
addr_parse(const char *s, unsigned char ret[16])
{
	static const unsigned char v4[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

	memcpy(ret, v4, 12);
	return inet_pton(AF_INET, s, ret + 12) == 1 || inet_pton(AF_INET6, s, ret) == 1;
}

static bool
is_v4(const unsigned char a[16])
{
	static const unsigned char v4[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

	return !memcmp(a, v4, 12);
}

static bool
net_parse(char *s, struct net *ret)
{
	char *slash = strchr(s, '/'), *end;
	long bits = -1;

	if (slash) {
		*slash = 0;
		bits = strtol(slash + 1, &end, 10);
		if (end == slash + 1 || *end || bits < 0)
			return false;
	}
	if (!addr_parse(s, ret->addr))
		return false;
	if (is_v4(ret->addr))
		bits = bits < 0 ? 128 : bits + 96;
	else if (bits < 0)
		bits = 128;
	ret->bits = (int)bits;
	return bits <= 128;
}

bool
nets_parse(struct arena *a, const char *list, struct nets *ret)
{
	char *s = arena_str(a, list);
	size_t max = 1;

	for (const char *p = s; *p; p++)
		max += *p == ',' || *p == ' ';
	ret->v = NEWN(a, struct net, max);
	ret->n = 0;
	for (s += strspn(s, ", "); *s; s += strspn(s, ", ")) {
		size_t n = strcspn(s, ", ");
		char *one = arena_dup(a, s, n);

		if (!net_parse(one, &ret->v[ret->n++]))
			return false;
		s += n;
	}
	return true;
}

bool
nets_has(const struct nets *nets, const char *addr)
{
	unsigned char a[16];

	if (!nets->n || !addr_parse(addr, a))
		return false;
	for (size_t i = 0; i < nets->n; i++) {
		const struct net *t = &nets->v[i];
		int whole = t->bits / 8, rest = t->bits % 8;

		if (memcmp(a, t->addr, (size_t)whole))
			continue;
		if (!rest || !((a[whole] ^ t->addr[whole]) >> (8 - rest)))
			return true;
	}
	return false;
}

bool
addr_loopback(const char *addr)
{
	return !strncmp(addr, "127.", 4) || !strcmp(addr, "::1") || !strncmp(addr, "::ffff:127.", 11);
}

const char *
addr_client(struct arena *a, const struct nets *trusted, const char *peer, const char *forwarded)
{
	char *list = arena_str(a, forwarded);
	const char *client = peer;

	while (nets_has(trusted, client) && *list) {
		char *comma = strrchr(list, ','), *hop = comma ? comma + 1 : list;
		unsigned char sane[16];
		size_t n;

		hop += strspn(hop, " \t");
		n = strcspn(hop, " \t");
		hop[n] = 0;
		if (!addr_parse(hop, sane))
			break;
		client = hop;
		if (!comma)
			break;
		*comma = 0;
	}
	return client;
}

struct rate *
rate_new(int minute)
{
	struct rate *r;

	if (minute < 0)
		return NULL;
	r = calloc(1, sizeof *r);
	assert(r);			/* only at start */
	r->minute = minute;
	pthread_mutex_init(&r->lock, NULL);
	return r;
}

void
rate_free(struct rate *r)
{
	if (!r)
		return;
	pthread_mutex_destroy(&r->lock);
	free(r);
}

static double
filled(const struct bucket *b, int minute, int64_t now)
{
	double t = b->tokens + (double)(now - b->at) * minute / 60e6;

	return t > minute ? minute : t;
}

static struct bucket *
bucket_of(struct rate *r, const unsigned char key[16], int minute, int64_t now)
{
	unsigned char h[HASH_LEN];
	struct bucket *set, *worst = NULL;
	double most = -1;

	hash_bytes(h, key, 16, NULL, 0);
	set = r->v[(h[0] | h[1] << 8) % SETS];
	for (int i = 0; i < WAYS; i++) {
		double t = set[i].used ? filled(&set[i], minute, now) : 1e18;

		if (set[i].used && !memcmp(set[i].key, key, 16))
			return &set[i];
		if (t > most) {
			most = t;
			worst = &set[i];
		}
	}
	memcpy(worst->key, key, 16);
	worst->used = true;
	worst->at = now;
	worst->tokens = minute;
	return worst;
}

static int
take(struct rate *r, const unsigned char key[16], int minute, int64_t now, double *left)
{
	struct bucket *b;
	int wait = 0;

	pthread_mutex_lock(&r->lock);
	b = bucket_of(r, key, minute, now);
	b->tokens = filled(b, minute, now);
	b->at = now;
	if (b->tokens >= 1)
		b->tokens -= 1;
	else
		wait = (int)((1 - b->tokens) * 60 / (minute ? minute : 1)) + 1;
	*left = b->tokens;
	pthread_mutex_unlock(&r->lock);
	return wait;
}

int
rate_take(struct rate *r, const char *addr, int64_t now)
{
	unsigned char key[16];
	double left;

	if (!r || !addr_parse(addr, key))
		return 0;
	if (!is_v4(key))
		memset(key + 8, 0, 8);
	return take(r, key, r->minute, now, &left);
}

int
rate_take_named(struct rate *r, const char *name, int minute, int64_t now, int *left, int *full)
{
	unsigned char h[HASH_LEN];
	double rest;
	int wait;

	hash_bytes(h, name, strlen(name), NULL, 0);
	wait = take(r, h, minute, now, &rest);
	*left = (int)rest;
	*full = (int)((minute - rest) * 60 / (minute ? minute : 1)) + 1;
	return wait;
}
