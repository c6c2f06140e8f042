/* clock.h - time of the processor: our side of a bench has one thread and waits for nothing, and other programs on the machine do not count. */
#ifndef QIAO_BENCH_CLOCK_H
#define QIAO_BENCH_CLOCK_H

#include <time.h>

static inline double
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

#endif
