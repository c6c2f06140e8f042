/*
 * post.c - one thread that leases what is due, sends it outside any write section and records what became of each
 * copy. A crash between sending and recording leaves a lease that ends: the copy goes out again, under the same
 * Message-ID (at least once). Not here: SQL (post_store.c), the wire (net.c), what a channel says (its sender).
 */
#include "post/post_int.h"
#include "base_msg.h"
#include "post_msg.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/day.h"
#include "base/log.h"
#include "base/text.h"
#include "store/store.h"

/* Deliveries under way at once, per channel, so that a crowd in one never holds up a code in another. */
static const int slots_max[POST_CHANNELS] = { 4, 8, 4, 2, 2, 2 };
#define JOBS_MAX 22

#define LOOK_US  (60 * US_SECOND)		/* looks into the outbox at least so often */
#define GRACE    50				/* post_stop waits so many tenths of a second */
#define SWEEP_US (3600 * US_SECOND)

/* One copy in hand, from lease to record. */
struct job {
	struct arena *a;
	struct post_row row;
	const char *address;
	struct parcel parcel;
	const struct sender *sender;
	struct outcome outcome;
	bool running;				/* on the wire; else its outcome waits to be recorded */
};

struct post {
	struct store *store;
	struct env *env;
	int64_t area;
	const struct post_conf *conf;
	struct post_key key;
	struct db *db;
	struct wire_set *wire;
	struct job *jobs[JOBS_MAX];
	size_t njobs;
	int64_t next;				/* look again then */
	int64_t swept;
	pthread_t thread;
	atomic_bool stop, look;
	struct post *sibling;			/* in `running` */
};

/* post_put is called inside a write section and knows only the connection: it wakes every post of this process. */
static pthread_mutex_t running_lock = PTHREAD_MUTEX_INITIALIZER;
static struct post *running;

void
post_wake(struct post *p)
{
	atomic_store(&p->look, true);
	net_wake(p->wire);
}

static void
wake_all(void)
{
	pthread_mutex_lock(&running_lock);
	for (struct post *p = running; p; p = p->sibling)
		post_wake(p);
	pthread_mutex_unlock(&running_lock);
}

struct err
post_put(struct db *w, struct env *env, int64_t area, const struct letter *l, int64_t *ret)
{
	int64_t id;

	TRY(post_write(w, env, area, l, &id));
	/* The section is still open; the thread's own section comes after it, and its lease is on disk, with all that
	 * came before it, ahead of the first byte sent. */
	wake_all();
	if (ret)
		*ret = id;
	return OK;
}

struct err
post_url_check(const char *url)
{
	struct parcel p = { .url = url };
	struct arena *a = arena_new();
	struct err e = a ? OK : FAIL(503, M_err_busy);

	pthread_mutex_lock(&running_lock);
	if (a && running)
		e = net_check(running->conf, a, &p);
	pthread_mutex_unlock(&running_lock);
	arena_free(a);
	return e;
}

struct err
post_retry(struct db *w, struct env *env, int64_t area, int64_t id)
{
	struct arena *a = arena_new();
	struct err e;

	if (!a)
		return FAIL(503, M_err_busy);
	e = post_revive(w, env, a, area, id);
	arena_free(a);
	if (!e.code)
		wake_all();
	return e;
}

/* ---- one job ---- */

/* An error of preparing as an outcome: a 4xx will be the same tomorrow, a 5xx may not. */
static struct outcome
outcome_of(struct err e)
{
	if (e.code >= 500 || e.code == 429)
		return LATER(e.key, "");
	return NEVER(e.key, "");
}

static struct err
address_open(struct post *p, struct job *j)
{
	struct post_to *to = &j->row.to;
	struct err e;

	if (!p->key.open) {
		j->address = arena_dup(j->a, to->sealed.p, to->sealed.n);
		return OK;
	}
	e = p->key.open(p->key.ctx, p->db, j->a, j->row.area, to, &j->address);
	if (e.code == 404 || e.code == 410)
		return FAIL(410, M_post_err_gone);
	return e.code ? FAIL(500, M_post_err_sealed) : OK;
}

static struct err
job_prepare(struct post *p, struct job *j)
{
	TRY(post_load(p->db, j->a, &j->row));
	if (j->row.wiped || (j->row.expires && j->row.expires <= env_now(p->env)))
		return FAIL(410, M_post_err_expired);
	TRY(address_open(p, j));
	if (!text_valid(j->address, strlen(j->address)) || j->address[strcspn(j->address, "\r\n")])
		return FAIL(422, M_post_err_address);
	TRY(j->sender->prepare(p->conf, p->env, j->a, &j->row, j->address, &j->parcel));
	TRY(net_check(p->conf, j->a, &j->parcel));
	if (arena_failed(j->a))
		return FAIL(503, M_err_busy);
	return net_send(p->wire, j->a, &j->parcel, j);
}

static void
job_begin(struct post *p, const struct post_row *row)
{
	struct job *j = calloc(1, sizeof(*j));
	struct err e;

	if (!j || !(j->a = arena_new())) {
		free(j);
		return;					/* no memory: the lease ends, another try */
	}
	j->row = *row;
	j->sender = sender_of(row->to.channel);
	e = job_prepare(p, j);
	j->running = e.code == 0;
	if (e.code)
		j->outcome = outcome_of(e);
	assert(p->njobs < JOBS_MAX);
	p->jobs[p->njobs++] = j;
}

static void
job_free(struct job *j)
{
	arena_free(j->a);
	free(j);
}

/* The other side's words must not carry the address onto a page. */
static const char *
without(struct arena *a, const char *s, const char *address)
{
	size_t n = strlen(address);
	const char *hit;
	struct out o;

	if (n == 0)
		return s;
	out_init(&o, a);
	while ((hit = strcasestr(s, address))) {
		out_put(&o, s, (size_t)(hit - s));
		out_str(&o, "…");
		s = hit + n;
	}
	out_str(&o, s);
	return out_cstr(&o);
}

static void
job_end(struct post *p, struct job *j, const struct reply *r)
{
	const char *detail;

	j->running = false;
	j->outcome = post_judge(j->sender, p->conf, j->a, r, &j->parcel);
	detail = text_valid(j->outcome.detail, strlen(j->outcome.detail)) ? j->outcome.detail : "";
	j->outcome.detail = text_cut(j->a, without(j->a, sign_line(j->a, detail), j->address), 300);
}

/* ---- the round: lease, work, record ---- */

static void
slots_free(const struct post *p, int slots[POST_CHANNELS])
{
	memcpy(slots, slots_max, sizeof(slots_max));
	for (size_t i = 0; i < p->njobs; i++)
		slots[p->jobs[i]->row.to.channel]--;
}

static struct err
lease_due(struct post *p)
{
	int slots[POST_CHANNELS];
	struct post_rows rows;
	struct arena *a;
	int64_t next = 0, now = env_now(p->env);
	struct err e;

	slots_free(p, slots);
	a = arena_new();
	if (!a)
		return FAIL(503, M_err_busy);
	e = post_lease(p->store, a, p->area, slots, &rows, &next);
	p->next = next && next < now + LOOK_US ? next : now + LOOK_US;
	for (size_t i = 0; !e.code && i < rows.n; i++)
		job_begin(p, rows.v[i]);
	arena_free(a);
	return e;
}

static void
log_outcome(const struct job *j)
{
	static const char *const names[] = { "sent", "later", "never" };

	log_event(j->outcome.verdict == VERDICT_SENT ? LOG_INFO : LOG_WARN, "post", "id=%lld channel=%s try=%lld %s why=%s",
		  (long long)j->row.id, post_channel_name(j->row.to.channel), (long long)j->row.tries + 1,
		  names[j->outcome.verdict], msg_name(j->outcome.why));
}

/* Writes down everything that ended. When the store refuses (full disk) the outcomes stay for the next round. */
static struct err
record_ended(struct post *p)
{
	struct post_result v[JOBS_MAX];
	size_t n = 0, kept = 0;

	for (size_t i = 0; i < p->njobs; i++) {
		if (!p->jobs[i]->running)
			v[n++] = (struct post_result){ &p->jobs[i]->row, p->jobs[i]->outcome };
	}
	if (n == 0)
		return OK;
	TRY(post_record(p->store, v, n));
	for (size_t i = 0; i < p->njobs; i++) {
		struct job *j = p->jobs[i];

		if (j->running) {
			p->jobs[kept++] = j;
			continue;
		}
		log_outcome(j);
		job_free(j);
	}
	p->njobs = kept;
	atomic_store(&p->look, true);		/* there are free slots again */
	return OK;
}

static void
collect(struct post *p)
{
	struct reply r;
	struct job *j;

	while ((j = net_done(p->wire, &r)))
		job_end(p, j, &r);
}

static bool
any_running(const struct post *p)
{
	for (size_t i = 0; i < p->njobs; i++) {
		if (p->jobs[i]->running)
			return true;
	}
	return false;
}

/* deliver = show: nothing leaves. */
static struct err
show_due(struct post *p)
{
	int64_t shown;

	p->next = env_now(p->env) + LOOK_US;
	TRY(post_show_due(p->store, p->area, &shown));
	if (shown)
		log_event(LOG_INFO, "post", "shown=%lld", (long long)shown);
	return OK;
}

static struct err
look(struct post *p)
{
	int64_t now = env_now(p->env);

	if (p->next > now + LOOK_US)		/* the clock was set back */
		p->next = now;
	if (!atomic_exchange(&p->look, false) && now < p->next)
		return OK;
	return p->conf->deliver == 1 ? show_due(p) : lease_due(p);
}

static void
log_if(struct err e)
{
	if (e.code)
		log_err("post", e);
}

static void
sweep(struct post *p)
{
	/* a demonstration's letters carry the dates of its story */
	if (p->conf->deliver == 1 || env_now(p->env) - p->swept < SWEEP_US)
		return;
	p->swept = env_now(p->env);
	log_if(post_sweep(p->store, p->area, p->conf->keep_days));
}

/* Until something may have to be done. Not longer than a second while anything is under way: deadlines are curl's. */
static int
pause_ms(const struct post *p)
{
	int64_t us = p->next - env_now(p->env);

	if (us < 0 || atomic_load(&p->look))
		return 0;
	if (p->njobs && us > US_SECOND)
		us = US_SECOND;
	return (int)((us < LOOK_US ? us : LOOK_US) / 1000) + 1;
}

static void *
thread_main(void *arg)
{
	struct post *p = arg;

	while (!atomic_load(&p->stop)) {
		struct err e = look(p);

		if (e.code) {				/* the store refuses: full disk, lost group. Not a busy loop */
			log_err("post", e);
			p->next = env_now(p->env) + 5 * US_SECOND;
		}
		net_work(p->wire, pause_ms(p));
		collect(p);
		e = record_ended(p);
		if (e.code) {
			log_err("post", e);
			net_work(p->wire, 1000);
		}
		sweep(p);
	}
	return NULL;
}

/* ---- open, run, close ---- */

struct err
post_open(struct post **ret, struct store *s, int64_t area, const struct post_conf *conf, const struct post_key *key)
{
	struct post *p = calloc(1, sizeof(*p));
	struct err e;

	if (!p)
		return FAIL(503, M_err_busy);
	p->store = s;
	p->env = store_env(s);
	p->area = area;
	p->conf = conf;
	p->key = key ? *key : (struct post_key){ 0 };
	p->swept = env_now(p->env);
	atomic_init(&p->look, true);
	e = net_open(conf, &p->wire);
	if (!e.code)
		e = store_reader(s, &p->db);
	if (e.code) {
		post_close(p);
		return e;
	}
	*ret = p;
	return OK;
}

void
post_close(struct post *p)
{
	if (!p)
		return;
	net_close(p->wire);
	for (size_t i = 0; i < p->njobs; i++)
		job_free(p->jobs[i]);
	if (p->db)
		store_reader_close(p->db);
	free(p);
}

struct err
post_run(struct post *p)
{
	do {
		atomic_store(&p->look, true);
		TRY(look(p));
		while (any_running(p)) {
			net_work(p->wire, 1000);
			collect(p);
		}
		if (p->njobs == 0)
			return OK;
		TRY(record_ended(p));
	} while (true);
}

struct err
post_start(struct post **ret, struct store *s, int64_t area, const struct post_conf *conf, const struct post_key *key)
{
	struct post *p;

	TRY(post_open(&p, s, area, conf, key));
	if (pthread_create(&p->thread, NULL, thread_main, p) != 0) {
		post_close(p);
		return FAIL(500, M_post_err_start);
	}
	pthread_mutex_lock(&running_lock);
	p->sibling = running;
	running = p;
	pthread_mutex_unlock(&running_lock);
	*ret = p;
	return OK;
}

static void
unregister(struct post *p)
{
	pthread_mutex_lock(&running_lock);
	for (struct post **at = &running; *at; at = &(*at)->sibling) {
		if (*at == p) {
			*at = p->sibling;
			break;
		}
	}
	pthread_mutex_unlock(&running_lock);
}

void
post_stop(struct post *p)
{
	if (!p)
		return;
	unregister(p);
	atomic_store(&p->stop, true);
	net_wake(p->wire);
	pthread_join(p->thread, NULL);
	for (int i = 0; i < GRACE && any_running(p); i++) {
		net_work(p->wire, 100);
		collect(p);
	}
	log_if(record_ended(p));
	post_close(p);
}
