/*
 * shim.c - loaded before libc (LD_PRELOAD) by the fault tests: the n-th write, flush or allocation of a real, unchanged
 * program fails, kills it, or the power goes. Only regular files count, and not the log on descriptors 0 to 2.
 * What it does not see: mmap (SQLite's wal-index, which a restart builds anew), rename, unlink.
 */
#undef _FILE_OFFSET_BITS		/* else pwrite is only another name of pwrite64, and both are to be stood before */
#include "shim.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* glibc's own entries: allocation must not look itself up by name, looking up allocates. */
extern void *__libc_malloc(size_t n);
extern void *__libc_calloc(size_t n, size_t m);
extern void *__libc_realloc(void *p, size_t n);

static struct fault_page none, *page = &none;
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_write)(int, const void *, size_t);
static int (*real_fsync)(int), (*real_fdatasync)(int);
static int (*real_clock)(clockid_t, struct timespec *);

__attribute__((constructor)) static void
begin(void)
{
	const char *path = getenv("QIAO_FAULT");
	int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
	void *p;

	*(void **)&real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
	*(void **)&real_write = dlsym(RTLD_NEXT, "write");
	*(void **)&real_fsync = dlsym(RTLD_NEXT, "fsync");
	*(void **)&real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
	*(void **)&real_clock = dlsym(RTLD_NEXT, "clock_gettime");
	if (fd < 0)
		return;
	p = mmap(NULL, sizeof(*page), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (p != MAP_FAILED)
		page = p;
}

/* Counts down; true from the n-th call on, `times` calls long. */
static bool
fires(int64_t *n, int64_t *times, int64_t *seen)
{
	int64_t left;

	__atomic_add_fetch(seen, 1, __ATOMIC_RELAXED);
	left = __atomic_load_n(n, __ATOMIC_RELAXED);
	if (left <= 0 || __atomic_sub_fetch(n, 1, __ATOMIC_RELAXED) > 0)
		return false;
	__atomic_add_fetch(&page->fired, 1, __ATOMIC_RELAXED);
	if (__atomic_sub_fetch(times, 1, __ATOMIC_RELAXED) > 0)
		__atomic_store_n(n, 1, __ATOMIC_RELAXED);
	return true;
}

static bool
regular(int fd, struct stat *st)
{
	return fd > 2 && page != &none && fstat(fd, st) == 0 && S_ISREG(st->st_mode);
}

static _Noreturn void
gone(void)
{
	kill(getpid(), SIGKILL);
	for (;;)
		pause();
}

/* ---- power: what was written and not yet flushed, to be undone ---- */

struct note {
	dev_t dev;
	ino_t ino;
	char path[256];
	off_t at, size;			/* where; the file's size before */
	size_t n, old;			/* written; of them `old` bytes were there before */
	struct note *before;
	unsigned char bytes[];
};
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct note *notes;

static void
note(int fd, size_t n, off_t at, const struct stat *st)
{
	char link[64];
	struct note *o = __libc_calloc(1, sizeof(*o) + n);
	ssize_t len;

	if (!o)
		return;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	len = readlink(link, o->path, sizeof(o->path) - 1);
	o->path[len > 0 ? len : 0] = 0;
	o->dev = st->st_dev;
	o->ino = st->st_ino;
	o->at = at;
	o->size = st->st_size;
	o->n = n;
	/* The program may hold the file for writing only: read through a descriptor of our own. */
	fd = open(o->path, O_RDONLY | O_CLOEXEC);
	len = fd >= 0 ? pread(fd, o->bytes, n, at) : 0;
	o->old = len > 0 ? (size_t)len : 0;
	if (fd >= 0)
		close(fd);
	o->before = notes;
	notes = o;
}

/* These bytes are on the disk now. */
static void
forget(const struct stat *st)
{
	for (struct note **p = &notes; *p;) {
		struct note *o = *p;

		if (o->dev != st->st_dev || o->ino != st->st_ino) {
			p = &o->before;
			continue;
		}
		*p = o->before;
		free(o);
	}
}

static _Noreturn void
power(void)
{
	unsigned seed = (unsigned)page->seed;

	for (struct note *o = notes; o; o = o->before) {		/* newest first; three of four are lost */
		int fd = rand_r(&seed) % 4 ? open(o->path, O_WRONLY | O_CLOEXEC) : -1;

		if (fd < 0)
			continue;
		if (o->old && real_pwrite(fd, o->bytes, o->old, o->at) < 0)
			perror("power: pwrite");
		if (o->size < o->at + (off_t)o->n && ftruncate(fd, o->size) != 0)
			perror("power: ftruncate");
		close(fd);
	}
	gone();
}

/* ---- the calls ---- */

/* 0: go on; else the errno to fail with. */
static int
before_write(int fd, const void *p, size_t n, off_t at, const struct stat *st)
{
	if (!fires(&page->write_n, &page->write_times, &page->writes))
		return 0;
	switch (page->write_act) {
	case FAULT_TEAR:
		if (real_pwrite(fd, p, n / 2, at) < 0)
			perror("tear");
		gone();
	case FAULT_KILL:
		gone();
	case FAULT_POWER:
		pthread_mutex_lock(&lock);
		note(fd, n, at, st);
		if (real_pwrite(fd, p, n, at) < 0)
			perror("power");
		power();
	default:
		return (int)page->write_act;
	}
}

ssize_t
pwrite64(int fd, const void *p, size_t n, off_t at)
{
	struct stat st;
	int wrong;

	if (!regular(fd, &st))
		return real_pwrite(fd, p, n, at);
	wrong = before_write(fd, p, n, at, &st);
	if (wrong) {
		errno = wrong;
		return -1;
	}
	if (page->journal) {
		pthread_mutex_lock(&lock);
		note(fd, n, at, &st);
		pthread_mutex_unlock(&lock);
	}
	return real_pwrite(fd, p, n, at);
}

ssize_t
pwrite(int fd, const void *p, size_t n, off_t at)
{
	return pwrite64(fd, p, n, at);
}

ssize_t
write(int fd, const void *p, size_t n)
{
	struct stat st;
	int wrong;
	off_t at;

	if (!regular(fd, &st))
		return real_write(fd, p, n);
	at = fcntl(fd, F_GETFL) & O_APPEND ? st.st_size : lseek(fd, 0, SEEK_CUR);
	wrong = before_write(fd, p, n, at, &st);
	if (wrong) {
		errno = wrong;
		return -1;
	}
	if (page->journal) {
		pthread_mutex_lock(&lock);
		note(fd, n, at, &st);
		pthread_mutex_unlock(&lock);
	}
	return real_write(fd, p, n);
}

static int
flush(int fd, int (*real)(int))
{
	struct stat st;
	int rc;

	if (regular(fd, &st) && fires(&page->sync_n, &page->sync_times, &page->syncs)) {
		if (page->sync_act == FAULT_KILL)
			gone();
		if (page->sync_act == FAULT_POWER) {
			pthread_mutex_lock(&lock);
			power();
		}
		errno = (int)page->sync_act;
		return -1;
	}
	pthread_mutex_lock(&lock);
	rc = real(fd);
	if (rc == 0 && page->journal && fstat(fd, &st) == 0)
		forget(&st);
	pthread_mutex_unlock(&lock);
	return rc;
}

int
fsync(int fd)
{
	return flush(fd, real_fsync);
}

int
fdatasync(int fd)
{
	return flush(fd, real_fdatasync);
}

int
clock_gettime(clockid_t id, struct timespec *ts)
{
	int rc = real_clock ? real_clock(id, ts) : -1;
	int64_t us = page->clock;

	if (rc == 0 && id == CLOCK_REALTIME && us) {
		int64_t at = (int64_t)ts->tv_sec * 1000000 + ts->tv_nsec / 1000 + us;

		ts->tv_sec = (time_t)(at / 1000000);
		ts->tv_nsec = (long)(at % 1000000) * 1000;
	}
	return rc;
}

static bool
no_memory(void)
{
	return page->malloc_n > 0 ? fires(&page->malloc_n, &page->malloc_times, &page->mallocs)
				  : (__atomic_add_fetch(&page->mallocs, 1, __ATOMIC_RELAXED), false);
}

void *
malloc(size_t n)
{
	return no_memory() ? (errno = ENOMEM, NULL) : __libc_malloc(n);
}

void *
calloc(size_t n, size_t m)
{
	return no_memory() ? (errno = ENOMEM, NULL) : __libc_calloc(n, m);
}

void *
realloc(void *p, size_t n)
{
	return no_memory() ? (errno = ENOMEM, NULL) : __libc_realloc(p, n);
}
