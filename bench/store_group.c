/*
 * store_group.c - what the write section carries: CLIENTS in a closed loop over WORKERS threads, each write
 * five rows (matter, entry, hash, outbox, key). Three ways in one run, so that ratios can be trusted where
 * absolutes cannot: parked answers (as the server does), workers that block for the commit, one transaction each.
 *
 *	bench_store_group [FOLDER [CLIENTS [WORKERS [SECONDS]]]]
 *
 * FOLDER must lie on the disk to be measured (default: the current one). Not a test: prints, never fails.
 */
#include "store/store_int.h"
#include "base/hash.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define STMT __attribute__((cleanup(stmt_done))) struct stmt *

static const struct migration tables[] = { { 1, "0001_bench",
	"CREATE TABLE matter (area INTEGER NOT NULL, id INTEGER NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL, state TEXT NOT NULL,"
	" at INTEGER NOT NULL, PRIMARY KEY (area, id)) STRICT;"
	"CREATE INDEX matter_at ON matter (area, state, at);"
	"CREATE TABLE entry (area INTEGER NOT NULL, id INTEGER NOT NULL, matter INTEGER NOT NULL, body TEXT NOT NULL, hash BLOB NOT NULL,"
	" PRIMARY KEY (area, id)) STRICT;"
	"CREATE INDEX entry_matter ON entry (area, matter);"
	"CREATE TABLE outbox (area INTEGER NOT NULL, id INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (area, id)) STRICT;"
	"CREATE TABLE idem (area INTEGER NOT NULL, owner TEXT NOT NULL, key TEXT NOT NULL, place TEXT NOT NULL,"
	" PRIMARY KEY (area, owner, key)) STRICT;" } };

static const struct sql matter_add = { "matter_add", "INSERT INTO matter VALUES (120106, ?1, ?2, ?3, 'filed', ?4)", 4, 0 };
static const struct sql entry_add = { "entry_add", "INSERT INTO entry VALUES (120106, ?1, ?1, ?2, ?3)", 3, 0 };
static const struct sql outbox_add = { "outbox_add", "INSERT INTO outbox VALUES (120106, ?1, ?2)", 2, 0 };
static const struct sql idem_add = { "idem_add", "INSERT INTO idem VALUES (120106, ?1, ?2, '/p/1')", 2, 0 };

#define BODY "楼道里电动车充电，电线从窗户拉下来，晚上老人走路看不见，希望社区来看看，能不能装充电桩。"

enum way { PARKED, BLOCKED, ALONE };

struct client {
	struct bench *b;
	struct client *next;
	int64_t began;
};

struct bench {
	struct store *s;
	struct env env;
	enum way way;
	int64_t ends;
	pthread_mutex_t lock;
	pthread_cond_t more;
	struct client *queue, **tail;
	int idle;			/* clients that have ended */
	int nclients;
	uint32_t *took;			/* microseconds of each answer */
	size_t answers, max;
};

static struct err
submit(struct db *w, void *ctx)
{
	int64_t id = env_id(ctx);
	unsigned char hash[HASH_LEN];
	char key[32];

	hash_bytes(hash, &id, sizeof(id), NULL, 0);
	snprintf(key, sizeof(key), "k%lld", (long long)id);
	{
		STMT st = NULL;
		TRY(stmt_get(w, &matter_add, &st));
		stmt_int(st, 1, id);
		stmt_text(st, 2, "楼道里电动车充电");
		stmt_text(st, 3, BODY);
		stmt_int(st, 4, id);
		TRY(stmt_step(st, NULL));
	}
	{
		STMT st = NULL;
		TRY(stmt_get(w, &entry_add, &st));
		stmt_int(st, 1, id);
		stmt_text(st, 2, BODY);
		stmt_blob(st, 3, (struct bytes){ hash, sizeof(hash) });
		TRY(stmt_step(st, NULL));
	}
	{
		STMT st = NULL;
		TRY(stmt_get(w, &outbox_add, &st));
		stmt_int(st, 1, id);
		stmt_text(st, 2, BODY);
		TRY(stmt_step(st, NULL));
	}
	STMT st = NULL;
	TRY(stmt_get(w, &idem_add, &st));
	stmt_text(st, 1, "visitor");
	stmt_text(st, 2, key);
	return stmt_step(st, NULL);
}

/* An answer leaves: its client asks again at once, or has had enough. */
static void
answered(void *arg, bool durable)
{
	struct client *c = arg;
	struct bench *b = c->b;
	int64_t now = mono_now();

	if (!durable)
		abort();
	pthread_mutex_lock(&b->lock);
	if (b->answers < b->max)
		b->took[b->answers++] = (uint32_t)(now - c->began);
	if (now < b->ends) {
		c->began = now;
		c->next = NULL;
		*b->tail = c;
		b->tail = &c->next;
		pthread_cond_signal(&b->more);
	} else if (++b->idle == b->nclients) {
		pthread_cond_broadcast(&b->more);
	}
	pthread_mutex_unlock(&b->lock);
}

static struct client *
next_client(struct bench *b)
{
	struct client *c;

	pthread_mutex_lock(&b->lock);
	while (b->queue == NULL && b->idle < b->nclients)
		pthread_cond_wait(&b->more, &b->lock);
	c = b->queue;
	if (c != NULL) {
		b->queue = c->next;
		if (b->queue == NULL)
			b->tail = &b->queue;
	}
	pthread_mutex_unlock(&b->lock);
	return c;
}

static void *
worker(void *arg)
{
	struct bench *b = arg;
	struct client *c;

	while ((c = next_client(b)) != NULL) {
		uint64_t group = 0;

		if (b->way == ALONE) {		/* what a server without groups does: the lock is held over the flush */
			pthread_mutex_lock(&b->s->section);
			if (sqlite3_step(b->s->tx[TX_BEGIN]) != SQLITE_DONE || submit(b->s->writer, &b->env).code ||
			    sqlite3_step(b->s->tx[TX_COMMIT]) != SQLITE_DONE)
				abort();
			sqlite3_reset(b->s->tx[TX_BEGIN]);
			sqlite3_reset(b->s->tx[TX_COMMIT]);
			pthread_mutex_unlock(&b->s->section);
			answered(c, true);
			continue;
		}
		if (store_tx(b->s, submit, &b->env, &group).code)
			abort();
		if (b->way == PARKED)
			store_park(b->s, group, answered, c);
		else
			answered(c, store_wait(b->s, group).code == 0);
	}
	return NULL;
}

static int
by_size(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static double
round_of(const char *folder, const char *name, enum way way, int clients, int workers, int seconds)
{
	struct bench b = { .way = way, .nclients = clients, .max = 4000000 };
	struct client *c = calloc((size_t)clients, sizeof(*c));
	pthread_t *t = calloc((size_t)workers, sizeof(*t));
	char path[512], side[520];
	double rate;

	snprintf(path, sizeof(path), "%s/store_group_bench.db", folder);
	unlink(path);
	env_init(&b.env);
	b.took = calloc(b.max, sizeof(*b.took));
	b.tail = &b.queue;
	pthread_mutex_init(&b.lock, NULL);
	pthread_cond_init(&b.more, NULL);
	if (store_open_with(&b.s, path, &b.env, tables, 1).code)
		abort();
	b.ends = mono_now() + (int64_t)seconds * 1000000;
	for (int i = 0; i < clients; i++) {
		c[i] = (struct client){ .b = &b, .began = mono_now() };
		*b.tail = &c[i];
		b.tail = &c[i].next;
	}
	int64_t began = mono_now();
	for (int i = 0; i < workers; i++)
		pthread_create(&t[i], NULL, worker, &b);
	for (int i = 0; i < workers; i++)
		pthread_join(t[i], NULL);
	rate = (double)b.answers * 1e6 / (double)(mono_now() - began);
	qsort(b.took, b.answers, sizeof(*b.took), by_size);
	printf("%-8s %8.0f answers/s  group %5.1f  p50 %6.2f ms  p99 %6.2f ms\n", name, rate,
	       b.s->group ? (double)b.answers / (double)b.s->group : 1.0, b.took[b.answers / 2] / 1e3, b.took[b.answers * 99 / 100] / 1e3);
	store_close(b.s);
	unlink(path);
	snprintf(side, sizeof(side), "%s-wal", path);
	unlink(side);
	free(b.took);
	free(c);
	free(t);
	return rate;
}

int
main(int argc, char **argv)
{
	const char *folder = argc > 1 ? argv[1] : ".";
	int clients = argc > 2 ? atoi(argv[2]) : 64, workers = argc > 3 ? atoi(argv[3]) : 4, seconds = argc > 4 ? atoi(argv[4]) : 2;
	double alone, blocked, parked;

	printf("%d clients, %d workers, %d s each\n", clients, workers, seconds);
	alone = round_of(folder, "alone", ALONE, clients, workers, seconds);
	blocked = round_of(folder, "blocked", BLOCKED, clients, workers, seconds);
	parked = round_of(folder, "parked", PARKED, clients, workers, seconds);
	printf("parked is %.1f times alone, %.1f times blocked\n", parked / alone, parked / blocked);
	return 0;
}
