/*
 * tx.c - the write section and its group commit. Every store_tx is a savepoint inside one open transaction;
 * one COMMIT, one flush of the disk, serves all of its members; their answers wait until then.
 * Why, with figures: docs/decisions/0002-group-commit.md.
 *
 * A group is begun by the first store_tx after the last commit. It is committed by the committing thread as soon as
 * nobody wants to write and nobody is expected to, or by the writer that finds it big or old. Decided, it is either durable or lost.
 */
#include "store/store_int.h"
#include "base/log.h"
#include "base_msg.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

int64_t
mono_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

/*
 * After a failed flush the kernel may already have forgotten the pages it could not write; trying again would
 * report success and lose them. So the process ends, answers nobody, and starts again from what the disk holds.
 */
_Noreturn void
store_die(const char *doing, int rc)
{
	log_event(LOG_ERROR, "disk_failure", "doing=%s code=%d do=the disk refused to keep a write and the program ends; "
		  "everything it acknowledged is safe; look at dmesg and smartctl and at free space and quota, "
		  "then start it again", doing, rc);
	_exit(STORE_EXIT);
}

/* True when the disk refused, as opposed to memory: SQLite calls both an I/O error. */
bool
disk_failed(int rc)
{
	return (rc & 0xff) == SQLITE_IOERR && rc != SQLITE_IOERR_NOMEM;
}

/* ---- what became of the groups (under park) ---- */

static bool
group_lost(const struct store *s, uint64_t group)
{
	for (size_t i = 0; i < s->nlost; i++) {
		if (group >= s->lost[i].from && group <= s->lost[i].to)
			return true;
	}
	return false;
}

/*
 * Lost groups are remembered as ranges. When there are too many, the two oldest become one: a durable group
 * between them is then reported as lost, never the other way round.
 */
static void
lost_add(struct store *s, uint64_t group)
{
	if (s->nlost > 0 && s->lost[s->nlost - 1].to == group - 1) {
		s->lost[s->nlost - 1].to = group;
		return;
	}
	if (s->nlost == COUNT(s->lost)) {
		s->lost[0].to = s->lost[1].to;
		memmove(&s->lost[1], &s->lost[2], (COUNT(s->lost) - 2) * sizeof(s->lost[0]));
		s->nlost--;
	}
	s->lost[s->nlost++] = (struct lost){ group, group };
}

/* Under section: the open group is committed or lost, and everybody may know. */
static void
group_decide(struct store *s, bool durable)
{
	s->open = false;
	pthread_mutex_lock(&s->park);
	s->due = 0;
	if (!durable)
		lost_add(s, s->group);
	s->decided = s->group;
	pthread_cond_broadcast(&s->decision);
	if (s->first != NULL)
		pthread_cond_signal(&s->work);
	pthread_mutex_unlock(&s->park);
}

/* ---- inside the section ---- */

/* How much of what waits for the commit was there at one moment. */
struct later {
	size_t index, sums;
};

static struct later
later_now(const struct store *s)
{
	return (struct later){ s->nindex, s->nsums };
}

static void
later_forget(struct store *s, struct later l)
{
	search_forget(s, l.index);
	sum_forget(s, l.sums);
}

static int
tx_step(struct store *s, enum tx_stmt which)
{
	int rc = sqlite3_step(s->tx[which]);

	sqlite3_reset(s->tx[which]);
	return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static void
group_lose(struct store *s, const char *why, int rc)
{
	log_event(LOG_ERROR, "group_lost", "group=%llu members=%d why=%s code=%d text=%s", (unsigned long long)s->group, s->members,
		  why, rc, sqlite3_errmsg(s->writer->h));
	later_forget(s, (struct later){ 0 });
	if (!sqlite3_get_autocommit(s->writer->h))
		tx_step(s, TX_ROLLBACK);
	group_decide(s, false);
}

void
group_end(struct store *s)
{
	struct err e;
	int rc;

	if (!s->open)
		return;
	e = sum_write(s);
	if (!e.code)
		e = search_write(s);
	if (e.code) {
		group_lose(s, "what waited", sqlite3_errcode(s->writer->h));
		return;
	}
	rc = tx_step(s, TX_COMMIT);
	if (disk_failed(rc))
		store_die("commit", rc);
	if (rc != SQLITE_OK)
		group_lose(s, "commit", rc);
	else
		group_decide(s, true);
}

static struct err
group_begin(struct store *s)
{
	int rc;

	if (s->open)
		return OK;
	rc = tx_step(s, TX_BEGIN);
	if (rc != SQLITE_OK)
		return db_err(s->writer, rc, "BEGIN IMMEDIATE");
	s->group++;
	s->open = true;
	s->before = s->members;
	s->members = 0;
	s->begun = mono_now();
	pthread_mutex_lock(&s->park);
	s->enough = false;
	s->due = s->begun + GROUP_GAP;
	pthread_cond_signal(&s->work);		/* it keeps the time from now on */
	pthread_mutex_unlock(&s->park);
	return OK;
}

/*
 * One member. Its failure is undone alone; when SQLite has rolled back the whole transaction instead (a full
 * disk, no memory), sqlite3_get_autocommit says so and the group is lost.
 */
static struct err
member_run(struct store *s, store_fn fn, void *ctx)
{
	struct later l = later_now(s);
	struct err e;
	int rc = tx_step(s, TX_SAVE);

	if (rc != SQLITE_OK) {
		e = db_err(s->writer, rc, "SAVEPOINT");
	} else {
		e = fn(s->writer, ctx);
		assert(s->writer->busy == 0);		/* a statement left open would hold up everybody */
		s->writer->snapshots = 0;
		if (e.code)
			later_forget(s, l);
		if (e.code && !sqlite3_get_autocommit(s->writer->h))
			rc = tx_step(s, TX_BACK);
		if (rc == SQLITE_OK && !sqlite3_get_autocommit(s->writer->h))
			rc = tx_step(s, TX_RELEASE);
	}
	s->members++;
	if (rc != SQLITE_OK || sqlite3_get_autocommit(s->writer->h)) {
		group_lose(s, "member", rc ? rc : sqlite3_errcode(s->writer->h));
		return e.code >= 500 ? e : FAIL(503, M_err_full);
	}
	return e;
}

struct err
store_part(struct db *w, store_fn fn, void *ctx)
{
	struct later l = later_now(w->s);
	struct err e;
	int rc;

	assert(w->writer);
	rc = sqlite3_exec(w->h, "SAVEPOINT part", NULL, NULL, NULL);
	if (rc != SQLITE_OK)
		return db_err(w, rc, "SAVEPOINT part");
	e = fn(w, ctx);
	if (e.code)
		later_forget(w->s, l);
	if (sqlite3_get_autocommit(w->h))		/* SQLite rolled everything back: member_run says so */
		return e.code >= 500 ? e : FAIL(503, M_err_full);
	rc = sqlite3_exec(w->h, e.code ? "ROLLBACK TO part; RELEASE part" : "RELEASE part", NULL, NULL, NULL);
	return rc == SQLITE_OK ? e : db_err(w, rc, "RELEASE part");
}

/* Under park: the committing thread is to commit the open group now. */
static void
commit_ask(struct store *s)
{
	s->want = true;
	pthread_cond_signal(&s->work);
}

void
store_expect(struct store *s, int change)
{
	if (atomic_fetch_add(&s->expected, change) + change > 0 || change > 0)
		return;
	pthread_mutex_lock(&s->park);
	if (s->due && s->enough)
		commit_ask(s);
	pthread_mutex_unlock(&s->park);
}

/*
 * Under section: the group goes on. Whoever leaves last asks for the commit, unless most of those who were answered with the group
 * before may be on their way again: a group of the first of them alone would make the others wait for its flush.
 */
static void
group_wait(struct store *s, bool idle, int64_t now)
{
	bool none = idle && atomic_load(&s->expected) == 0;
	int64_t due = now + (none ? GROUP_LINGER : GROUP_GAP), last = s->begun + GROUP_AGE;

	pthread_mutex_lock(&s->park);
	s->enough = 2 * s->members >= s->before;
	s->due = due < last ? due : last;
	if (none && s->enough)
		commit_ask(s);
	pthread_mutex_unlock(&s->park);
}

/* Who finds the group big or old commits it (eager: whoever finds nobody waiting). */
static void
section_leave(struct store *s, bool eager)
{
	bool idle = atomic_load(&s->waiting) == 0;
	int64_t now = s->open ? mono_now() : 0;

	if (s->open && ((idle && eager) || s->members >= GROUP_MEMBERS || now - s->begun >= GROUP_AGE))
		group_end(s);
	else if (s->open)
		group_wait(s, idle, now);
	pthread_mutex_unlock(&s->section);
}

static struct err
tx_run_one(struct store *s, store_fn fn, void *ctx, bool eager, uint64_t *group)
{
	struct err e;
	int rc;

	atomic_fetch_add(&s->waiting, 1);
	rc = pthread_mutex_lock(&s->section);
	assert(rc == 0);		/* EDEADLK: store_tx inside a store_fn */
	(void)rc;
	atomic_fetch_sub(&s->waiting, 1);
	*group = 0;
	e = group_begin(s);
	if (e.code == 0) {
		*group = s->group;
		e = member_run(s, fn, ctx);
	}
	section_leave(s, eager);
	return e;
}

struct err
store_tx(struct store *s, store_fn fn, void *ctx, uint64_t *group)
{
	return tx_run_one(s, fn, ctx, false, group);
}

struct err
store_do(struct store *s, store_fn fn, void *ctx)
{
	uint64_t group;

	TRY(tx_run_one(s, fn, ctx, true, &group));
	return store_wait(s, group);
}

/* ---- waiting for the decision ---- */

struct err
store_wait(struct store *s, uint64_t group)
{
	bool lost;

	pthread_mutex_lock(&s->park);
	while (s->decided < group)
		pthread_cond_wait(&s->decision, &s->park);
	lost = group_lost(s, group);
	pthread_mutex_unlock(&s->park);
	return lost ? FAIL(503, M_err_full) : OK;
}

/* Under park: takes the decided ones out of the list, in the order in which they came. */
static struct parked *
parked_take(struct store *s)
{
	struct parked *ready = NULL, **end = &ready, **p = &s->first;

	while (*p != NULL) {
		struct parked *one = *p;

		if (one->group > s->decided) {
			p = &one->next;
			continue;
		}
		*p = one->next;
		one->next = NULL;
		one->durable = !group_lost(s, one->group);
		*end = one;
		end = &one->next;
	}
	s->last = p;
	return ready;
}

static void
parked_release(struct parked *p)
{
	while (p != NULL) {
		struct parked *next = p->next;

		p->done(p->arg, p->durable);
		free(p);
		p = next;
	}
}

void
store_park(struct store *s, uint64_t group, void (*done)(void *arg, bool durable), void *arg)
{
	struct parked *p = malloc(sizeof(*p));
	bool decided;

	if (p == NULL) {		/* no memory to wait in: this thread waits itself */
		done(arg, store_wait(s, group).code == 0);
		return;
	}
	*p = (struct parked){ .group = group, .done = done, .arg = arg };
	pthread_mutex_lock(&s->park);
	decided = s->decided >= group;
	if (decided) {
		p->durable = !group_lost(s, group);
	} else {
		*s->last = p;
		s->last = &p->next;
	}
	pthread_mutex_unlock(&s->park);
	if (decided)
		parked_release(p);
}

/* Under park: until there is work, or the open group's time has come. */
static void
commit_sleep(struct store *s)
{
	struct timespec until = { s->due / 1000000, s->due % 1000000 * 1000 };

	if (!s->due)
		pthread_cond_wait(&s->work, &s->park);
	else if (mono_now() >= s->due || pthread_cond_timedwait(&s->work, &s->park, &until) == ETIMEDOUT)
		s->want = s->due != 0;
}

/* Under section: others may have come since the commit was asked for. (due, enough: written under section too.) */
static bool
group_ripe(struct store *s)
{
	bool none = atomic_load(&s->waiting) == 0 && atomic_load(&s->expected) == 0;

	return s->open && ((none && s->enough) || mono_now() >= s->due);
}

static void *
commit_thread(void *arg)
{
	struct store *s = arg;
	uint64_t seen = 0;		/* up to here the answers have left */

	pthread_mutex_lock(&s->park);
	for (;;) {
		if (seen < s->decided) {
			struct parked *ready;

			seen = s->decided;
			ready = parked_take(s);
			pthread_mutex_unlock(&s->park);
			parked_release(ready);
			pthread_mutex_lock(&s->park);
		} else if (s->want) {
			s->want = false;
			pthread_mutex_unlock(&s->park);
			pthread_mutex_lock(&s->section);
			if (group_ripe(s))
				group_end(s);
			pthread_mutex_unlock(&s->section);
			pthread_mutex_lock(&s->park);
		} else if (s->stop) {
			break;
		} else {
			commit_sleep(s);
		}
	}
	assert(s->first == NULL);
	pthread_mutex_unlock(&s->park);
	return NULL;
}

/* ---- life ---- */

struct err
tx_start(struct store *s)
{
	static const char *const text[TX_COUNT] = {
		[TX_BEGIN] = "BEGIN IMMEDIATE",	   [TX_SAVE] = "SAVEPOINT member", [TX_RELEASE] = "RELEASE member",
		[TX_BACK] = "ROLLBACK TO member", [TX_COMMIT] = "COMMIT",	    [TX_ROLLBACK] = "ROLLBACK",
	};

	for (int i = 0; i < TX_COUNT; i++) {
		int rc = sqlite3_prepare_v3(s->writer->h, text[i], -1, SQLITE_PREPARE_PERSISTENT, &s->tx[i], NULL);

		if (rc != SQLITE_OK)
			return db_err(s->writer, rc, text[i]);
	}
	if (pthread_create(&s->committer, NULL, commit_thread, s) != 0)
		return FAIL(503, M_err_busy);
	return OK;
}

void
tx_stop(struct store *s)
{
	pthread_mutex_lock(&s->section);
	group_end(s);
	pthread_mutex_unlock(&s->section);
	pthread_mutex_lock(&s->park);
	s->stop = true;
	pthread_cond_signal(&s->work);
	pthread_mutex_unlock(&s->park);
	pthread_join(s->committer, NULL);
	for (int i = 0; i < TX_COUNT; i++)
		sqlite3_finalize(s->tx[i]);
	free(s->index);
	free(s->sums);
}
