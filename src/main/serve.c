/* serve.c - the process that serves: routes of all rooms, the outbox thread, the timer; ends on SIGTERM or SIGINT. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>

#include "base/day.h"
#include "base/log.h"
#include "main/commands.h"
#include "main/fence.h"
#include "main/retain.h"
#include "main/rooms.h"
#include "main/site.h"
#include "matter/matter.h"
#include "people/import.h"
#include "services/council/council.h"
#include "services/finance/finance.h"
#include "base_msg.h"

#define TICK_SECONDS 60

struct timer {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool stop;
	struct site *site;
};

/* Who names files beside the case engine's rows. */
static struct err
held(struct db *db, struct arena *a, int64_t area, int64_t now, const char *word, bool *ret)
{
	TRY(draft_holds(db, a, area, now, word, ret));
	return *ret ? OK : council_holds(db, a, area, word, ret);
}

static int32_t
today(struct site *s)
{
	return day_of(&s->env, env_now(&s->env));
}

static void *
timer_run(void *arg)
{
	struct timer *t = arg;
	int32_t swept = 0;

	pthread_mutex_lock(&t->lock);
	while (!t->stop) {
		struct timespec until;
		struct err e;

		pthread_mutex_unlock(&t->lock);
		e = matter_tick(t->site->store, t->site->area);
		if (!e.code)
			e = council_tick(t->site->store, t->site->area);
		if (!e.code)
			e = finance_tick(t->site->store, t->site->area);
		if (e.code)
			log_err("tick", e);
		if (today(t->site) != swept) {		/* at the start, and once a day */
			swept = today(t->site);
			e = files_sweep(t->site->store, t->site->area, held);
			if (e.code)
				log_err("files_sweep", e);
			e = retain_sweep(t->site->store, t->site->area, env_now(&t->site->env));
			if (e.code)
				log_err("retain_sweep", e);
		}
		e = import_sweep(t->site->store, t->site->area);
		if (e.code)
			log_err("import_sweep", e);
		pthread_mutex_lock(&t->lock);
		clock_gettime(CLOCK_MONOTONIC, &until);		/* a clock that is set back must not stop the timer */
		until.tv_sec += TICK_SECONDS;
		while (!t->stop && pthread_cond_timedwait(&t->wake, &t->lock, &until) != ETIMEDOUT)
			;
	}
	pthread_mutex_unlock(&t->lock);
	return NULL;
}

static void
timer_stop(struct timer *t)
{
	pthread_mutex_lock(&t->lock);
	t->stop = true;
	pthread_cond_signal(&t->wake);
	pthread_mutex_unlock(&t->lock);
	pthread_join(t->thread, NULL);
}

static struct err
serve(struct site *s, const sigset_t *ends)
{
	struct post_key key = people_post_key();
	struct timer t = { .lock = PTHREAD_MUTEX_INITIALIZER, .site = s };
	pthread_condattr_t by_monotonic;
	struct post *post = NULL;
	struct web *web = NULL;
	struct err e;
	int sig;

	pthread_condattr_init(&by_monotonic);
	pthread_condattr_setclock(&by_monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&t.wake, &by_monotonic);
	fence_up(s->a, s->dir, s->witness.folder);
	TRY(post_start(&post, s->store, s->area, &s->post, &key));
	e = web_start(&web, s->store, &s->web, people_gate(), rooms_routes(s->a), rooms_menu());
	if (!e.code && pthread_create(&t.thread, NULL, timer_run, &t) != 0) {
		web_stop(web);
		e = FAIL(500, M_err_server);
	}
	if (e.code) {
		post_stop(post);
		return e;
	}
	log_event(LOG_INFO, "serving", "listen=%s port=%d", s->web.listen, web_port(web));
	sigwait(ends, &sig);
	log_event(LOG_INFO, "ending", "signal=%d", sig);
	web_stop(web);
	timer_stop(&t);
	post_stop(post);
	return OK;
}

int
serve_main(int argc, char **argv)
{
	struct option_word o[] = { { "data", false, "data" }, { "listen", false, "127.0.0.1:8652" } };
	struct site s;
	struct err e;
	sigset_t ends;

	if (!options_read(argc, argv, o, COUNT(o), "qiao serve --data DIR [--listen ADDR:PORT]\n"
		"Serves the data folder until it is told to end (SIGTERM, Ctrl-C). Settings: DIR/qiao.conf."))
		return 2;
	/* Before any thread starts, so that only sigwait sees them. */
	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	pthread_sigmask(SIG_BLOCK, &ends, NULL);
	e = site_open(&s, o[0].value, o[1].value);
	if (!e.code)
		e = serve(&s, &ends);
	if (e.code)
		site_say(e);
	site_close(&s);
	return e.code ? 1 : 0;
}
