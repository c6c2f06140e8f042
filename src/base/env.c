/* env.c - the only source of time and chance. */
#include "base/base.h"
#include "base/day.h"

#include <errno.h>
#include <sodium.h>
#include <sys/random.h>
#include <time.h>

#define EPOCH_2020_MS INT64_C(1577836800000)
#define ID_RANDOM     21

static int64_t
machine_now(struct env *e)
{
	struct timespec ts;

	if (e->fixed != 0)
		return e->fixed;
	clock_gettime(CLOCK_REALTIME, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000 + e->offset;
}

static void
kernel_random(struct env *e, void *buf, size_t n)
{
	unsigned char *p = buf;

	while (n > 0) {
		ssize_t got = getrandom(p, n, 0);

		if (got < 0 && errno == EINTR)
			continue;
		assert(got > 0);	/* without chance there are no secrets: better no server */
		p += got;
		n -= (size_t)got;
	}
}

void
env_init(struct env *e)
{
	int rc = sodium_init();		/* picks the fast implementations; may be called again */

	assert(rc >= 0);
	(void)rc;
	*e = (struct env){ .now = machine_now, .random = kernel_random, .zone_minutes = 480,
		.calendar = calendar_builtin() };
}

int64_t
env_now(struct env *e)
{
	return e->now(e);
}

/*
 * Ids made in the same millisecond count up from the first one: a standing clock (demo, tests) and a fast
 * import would otherwise meet the birthday paradox in 21 bits after some hundred ids.
 */
int64_t
env_id(struct env *e)
{
	int64_t ms = env_now(e) / 1000 - EPOCH_2020_MS;
	int64_t last = __atomic_load_n(&e->last_id, __ATOMIC_RELAXED), id;
	uint32_t chance;

	if (ms < 1)
		ms = 1;
	ms &= (INT64_C(1) << 42) - 1;
	e->random(e, &chance, sizeof(chance));
	chance &= (1u << ID_RANDOM) - 1;
	do {
		int64_t ahead = (last >> ID_RANDOM) - ms;

		id = ahead >= 0 && ahead < 1000 ? last + 1 : (ms << ID_RANDOM | chance);
	} while (!__atomic_compare_exchange_n(&e->last_id, &last, id, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED));
	return id;
}
