/*
 * shim.h - the page of memory that a test shares with the program under test (QIAO_FAULT names its file). All fields are 64-bit
 * numbers, little-endian, in this order; load.py writes them, shim.c obeys. What is 0 is off.
 */
#ifndef QIAO_FAULT_SHIM_H
#define QIAO_FAULT_SHIM_H

#include <stdint.h>

enum fault_act {			/* any other value above 0 is an errno that the call fails with */
	FAULT_KILL = -1,		/* SIGKILL before the call does anything */
	FAULT_TEAR = -2,		/* half of the bytes, then SIGKILL */
	FAULT_POWER = -3,		/* the power goes: what was not synced is lost, at random (seed), then the process is gone */
};

struct fault_page {
	int64_t write_n, write_times, write_act;	/* at the n-th write from now, that often in a row */
	int64_t sync_n, sync_times, sync_act;		/* the same for fsync and fdatasync */
	int64_t malloc_n, malloc_times;			/* malloc, calloc and realloc give NULL */
	int64_t clock;					/* microseconds added to the real-time clock */
	int64_t journal, seed;				/* keep what FAULT_POWER needs; set before the program starts */
	int64_t writes, syncs, mallocs, fired;		/* counted by the shim */
};

#endif
