/* fence.h - what a serving process gives up for good: starting programs, and writing anywhere but where its data lie. */
#ifndef QIAO_FENCE_H
#define QIAO_FENCE_H

#include "base/base.h"

/*
 * Holds for this thread and all that it starts later: call it before the threads that read what strangers send. dir: the data folder;
 * witness: a folder outside that roots are handed to, "" = none. Needs a kernel with Landlock (ABI 2, Linux 5.19; Debian 12 has it);
 * elsewhere nothing changes. The log says which. (Landlock: the kernel's documentation, userspace-api/landlock.)
 */
void fence_up(struct arena *a, const char *dir, const char *witness);

#endif
