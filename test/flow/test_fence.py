"""A serving process, asked by the kernel's own words: no thread that reads what strangers send may start a program or write elsewhere.
A probe is preloaded that tries both from the server's threads and says on stderr what it was told."""
import os
import shutil
import subprocess
import unittest

import flow
import town

PROBE = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
struct go { void *(*fn)(void *); void *arg; };
static void *run(void *p)
{
	struct go g = *(struct go *)p;
	static int said;
	char *at = getenv("FENCE_TRY");
	free(p);
	if (__atomic_exchange_n(&said, 1, __ATOMIC_SEQ_CST) < 40) {
		int fd = open(at, O_CREAT | O_WRONLY, 0600), child, st = 0;
		int e = fd < 0 ? errno : 0;
		if ((child = fork()) == 0) { execl("/bin/true", "true", (char *)0); _exit(errno == EACCES ? 77 : 78); }
		waitpid(child, &st, 0);
		dprintf(2, "fence-probe write=%d exec=%d\n", e, WIFEXITED(st) ? WEXITSTATUS(st) : -1);
		if (fd >= 0) close(fd);
	}
	return g.fn(g.arg);
}
int pthread_create(pthread_t *t, const pthread_attr_t *a, void *(*fn)(void *), void *arg)
{
	int (*real)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *) = dlsym(RTLD_NEXT, "pthread_create");
	struct go *g = malloc(sizeof(*g));
	*g = (struct go){ fn, arg };
	return real(t, a, run, g);
}
"""


class Fence(town.Case):
    def test_threads_that_serve_are_fenced(self):
        self.server.stop()
        with open(self.server.log_path, encoding="utf-8") as f:
            log = f.read()
        if "event=fence" not in log and " fence " not in log:
            self.fail(log[-500:])
        if "up=no" in log:
            raise unittest.SkipTest("this kernel has no Landlock")
        if "asan" in flow.QIAO:
            raise unittest.SkipTest("a preloaded probe and AddressSanitizer do not go together")
        source, probe = os.path.join(self.top, "probe.c"), os.path.join(self.top, "probe.so")
        with open(source, "w") as f:
            f.write(PROBE.replace("__atomic_exchange_n(&said, 1, __ATOMIC_SEQ_CST)", "__atomic_fetch_add(&said, 1, __ATOMIC_SEQ_CST)"))
        subprocess.run([shutil.which("cc"), "-shared", "-fPIC", "-o", probe, source, "-ldl", "-lpthread"], check=True)
        elsewhere = os.path.join(flow.ROOT, "build", "fence-try")
        server = flow.Server(self.data, env={"LD_PRELOAD": probe, "FENCE_TRY": elsewhere})
        words = server.words()
        server.stop()
        tries = [line for line in words.splitlines() if line.startswith("fence-probe")]
        self.assertIn("fence-probe write=13 exec=77", tries)
        self.assertGreaterEqual(tries.count("fence-probe write=13 exec=77"), 5, "workers, HTTP, outbox, timer: " + words)
        if os.path.exists(elsewhere):           # the store's own threads, which see no stranger's bytes, start before
            os.unlink(elsewhere)
