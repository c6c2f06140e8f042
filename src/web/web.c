/* web.c - starting and stopping the server. */
#include <stdlib.h>
#include <time.h>

#include "base/day.h"
#include "base/log.h"
#include "base/text.h"
#include "store/store.h"
#include "web/web_int.h"
#include "base_msg.h"
#include "web_msg.h"

int64_t
web_monotonic(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void
conf_defaults(struct web_conf *c)
{
	const char **texts[] = { &c->public_url, &c->trusted, &c->metrics, &c->icp, &c->police, &c->district_zh, &c->district_en,
		&c->phone, &c->notice_zh, &c->notice_en };

	for (size_t i = 0; i < COUNT(texts); i++) {
		if (!*texts[i])
			*texts[i] = "";
	}
	if (!c->workers)
		c->workers = 4;
	if (c->workers > WORKERS_MAX)
		c->workers = WORKERS_MAX;
	if (!c->head_seconds)
		c->head_seconds = 10;
	if (!c->body_seconds)
		c->body_seconds = 60;
	if (!c->upload_max)
		c->upload_max = BODY_UPLOAD;
	if (!c->rate_minute)
		c->rate_minute = 1200;
	if (!c->rate_posts)
		c->rate_posts = 240;
}

static void
web_free(struct web *w)
{
	queue_release(&w->queue);
	kept_free(w->kept);
	ready_free(w->ready);
	rate_free(w->rate);
	rate_free(w->posts);
	rate_free(w->named);
	arena_free(w->a);
	free(w);
}

static struct err
start_threads(struct web *w)
{
	while (w->nworkers < w->conf.workers) {
		if (pthread_create(&w->worker[w->nworkers], NULL, worker_main, w))
			return FAIL(500, M_err_server);
		w->nworkers++;
	}
	return http_start(w);
}

static void
stop_workers(struct web *w)
{
	queue_stop(&w->queue);
	while (w->nworkers)
		pthread_join(w->worker[--w->nworkers], NULL);
}

/* The rooms' tables and our own behind them. */
static const struct route *const *
with_own(struct arena *a, const struct route *const *routes)
{
	const struct route **all;
	size_t n = 0;

	while (routes[n])
		n++;
	all = NEWN(a, const struct route *, n + 2);
	if (n)
		memcpy(all, routes, n * sizeof(*all));
	all[n] = web_routes;
	return all;
}

struct err
web_start(struct web **ret, struct store *s, const struct web_conf *conf, const struct gate *gate,
	  const struct route *const *routes, const struct menu_item *menu)
{
	struct web *w = calloc(1, sizeof *w);
	unsigned char mark[20];
	struct err e;

	assert(conf->listen && gate->caller && gate->may);
	if (!w)
		return FAIL(500, M_err_server);
	w->a = arena_new();
	if (!w->a) {
		free(w);
		return FAIL(500, M_err_server);
	}
	w->conf = *conf;
	conf_defaults(&w->conf);
	w->store = s;
	w->env = store_env(s);
	w->gate = gate;
	w->menu = menu;
	w->secure = !strncmp(w->conf.public_url, "https://", 8);
	w->router = router_new(w->a, with_own(w->a, routes), web_routes);
	queue_init(&w->queue, QUEUE_MAX);
	w->kept = kept_new();
	w->ready = ready_new();
	w->env->random(w->env, mark, sizeof mark);
	w->guard_mark = text_hex(w->a, mark, sizeof mark);
	w->rate = rate_new(w->conf.rate_minute);
	w->named = rate_new(0);
	w->posts = rate_new(w->conf.rate_posts);
	w->started = env_now(w->env);
	if (!nets_parse(w->a, w->conf.trusted, &w->trusted) ||
		(strcmp(w->conf.metrics, "all") != 0 && !nets_parse(w->a, w->conf.metrics, &w->metrics))) {
		log_event(LOG_ERROR, "trusted_unreadable", "proxies=%s metrics=%s", w->conf.trusted, w->conf.metrics);
		web_free(w);
		return FAIL(500, M_web_err_trusted);
	}
	e = start_threads(w);
	if (e.code) {
		stop_workers(w);
		web_free(w);
		return e;
	}
	*ret = w;
	return OK;
}

static void
nap(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = 5000000 }, NULL);
}

void
web_stop(struct web *w)
{
	if (!w)
		return;
	atomic_store(&w->stopping, true);
	http_quiesce(w);
	/* each suspended request ends by itself: handlers return, groups commit or are lost */
	while (atomic_load(&w->flying))
		nap();
	/* then what is being sent, for two seconds */
	for (int i = 0; i < 400 && atomic_load(&w->open); i++)
		nap();
	while (atomic_load(&w->flying))
		nap();
	stop_workers(w);
	http_stop(w);
	web_free(w);
}

int
web_port(const struct web *w)
{
	return http_port(w->http);
}

bool
web_metrics_may(const struct req *rq)
{
	const struct web *w = rq->web;

	if (strcmp(w->conf.metrics, "all") == 0 || nets_has(&w->metrics, rq->client))
		return true;
	/* A proxy on this machine that is not set up makes everybody look like this machine. */
	return addr_loopback(rq->client) && !*rq_head(rq, "X-Forwarded-For") && !*rq_head(rq, "Forwarded");
}

void
web_metrics(const struct web *w, struct out *o)
{
	out_fmt(o, "# HELP qiao_uptime_seconds Since the server started.\n# TYPE qiao_uptime_seconds gauge\nqiao_uptime_seconds %lld\n",
		(long long)((env_now(w->env) - w->started) / US_SECOND));
	out_str(o, "# HELP qiao_http_answers_total Answers by class of status.\n# TYPE qiao_http_answers_total counter\n");
	for (int i = 1; i < 6; i++)
		out_fmt(o, "qiao_http_answers_total{status=\"%dxx\"} %llu\n", i, (unsigned long long)atomic_load(&w->answers[i]));
	out_fmt(o, "# HELP qiao_http_ready_total Of these: pages that were kept ready.\n# TYPE qiao_http_ready_total counter\n"
		"qiao_http_ready_total %llu\n", (unsigned long long)atomic_load(&w->from_ready));
}
