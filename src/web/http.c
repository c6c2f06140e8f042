/*
 * http.c - the only file that sees libmicrohttpd. Two epoll threads parse and send; a complete request is
 * suspended and given to a worker; http_resume wakes it when its answer is ready and durable.
 * Total deadlines are ours: the library's time-out starts again with every byte, so it never ends a trickler.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "web/web_int.h"
#include "base_msg.h"
#include "web_msg.h"

#define THREADS    2
#define SEND_BYTES 4096			/* a reader slower than this a second, beyond SEND_SECONDS, is let go */
#define SEND_SECONDS 60
#define IDLE_SECONDS 30			/* between two requests */
#define PIECE_BLOCK 32768		/* what the library asks of an answer in pieces at a time */
#define BODY_RATE  32768		/* bytes a second that an upload may always take */

enum phase { PHASE_NEW, PHASE_IDLE, PHASE_LINE, PHASE_BODY, PHASE_WORK, PHASE_SEND };

/* One socket and the moment by which its present phase must be over. */
struct conn {
	struct conn *prev, *next;
	struct http *http;
	int fd;
	enum phase phase;
	int64_t until;			/* monotonic microseconds; 0 = no end */
	char peer[INET6_ADDRSTRLEN];
};

struct http {
	struct web *web;
	struct MHD_Daemon *daemon;
	int fd, port;
	pthread_mutex_t lock;		/* of the list and every conn in it */
	struct conn *conns;
	pthread_t reaper;
	pthread_cond_t wake;
	bool stopping;
};

static void
conn_phase(struct conn *c, enum phase phase, int64_t seconds)
{
	pthread_mutex_lock(&c->http->lock);
	c->phase = phase;
	c->until = seconds ? web_monotonic() + seconds * 1000000 : 0;
	pthread_mutex_unlock(&c->http->lock);
}

/* ---- deadlines ---- */

/* The library sees the end of the stream and closes. In phase BODY and LINE nobody else writes to the socket. */
static void
conn_expire(struct conn *c)
{
	static const char late[] = "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

	if (c->phase == PHASE_LINE || c->phase == PHASE_BODY)
		(void)!send(c->fd, late, sizeof late - 1, MSG_DONTWAIT | MSG_NOSIGNAL);
	shutdown(c->fd, SHUT_RDWR);
	c->until = 0;
}

static void *
reaper_main(void *arg)
{
	struct http *h = arg;

	pthread_mutex_lock(&h->lock);
	while (!h->stopping) {
		struct timespec t;
		int64_t now = web_monotonic();

		for (struct conn *c = h->conns; c; c = c->next) {
			if (c->until && c->until < now)
				conn_expire(c);
		}
		clock_gettime(CLOCK_MONOTONIC, &t);
		t.tv_nsec += 250000000;
		if (t.tv_nsec >= 1000000000) {
			t.tv_nsec -= 1000000000;
			t.tv_sec++;
		}
		pthread_cond_timedwait(&h->wake, &h->lock, &t);
	}
	pthread_mutex_unlock(&h->lock);
	return NULL;
}

static void
peer_name(const struct sockaddr *sa, char ret[INET6_ADDRSTRLEN])
{
	*ret = 0;
	if (sa && sa->sa_family == AF_INET) {
		inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)sa)->sin_addr, ret, INET6_ADDRSTRLEN);
	} else if (sa && sa->sa_family == AF_INET6) {
		inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)(const void *)sa)->sin6_addr, ret, INET6_ADDRSTRLEN);
		if (!strncmp(ret, "::ffff:", 7) && strchr(ret, '.'))
			memmove(ret, ret + 7, strlen(ret + 7) + 1);
	}
}

static void
on_connection(void *cls, struct MHD_Connection *con, void **ctx, enum MHD_ConnectionNotificationCode code)
{
	struct http *h = cls;
	struct conn *c = *ctx;

	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		c = calloc(1, sizeof *c);
		*ctx = c;
		if (!c)
			return;
		c->http = h;
		c->fd = MHD_get_connection_info(con, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
		peer_name(MHD_get_connection_info(con, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr, c->peer);
		setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
		c->until = web_monotonic() + (int64_t)h->web->conf.head_seconds * 1000000;
		pthread_mutex_lock(&h->lock);
		c->next = h->conns;
		if (c->next)
			c->next->prev = c;
		h->conns = c;
		pthread_mutex_unlock(&h->lock);
		return;
	}
	if (!c)
		return;
	/* called before the library closes the socket, so the reaper never touches somebody else's */
	pthread_mutex_lock(&h->lock);
	if (c->prev)
		c->prev->next = c->next;
	else
		h->conns = c->next;
	if (c->next)
		c->next->prev = c->prev;
	pthread_mutex_unlock(&h->lock);
	free(c);
	*ctx = NULL;
}

/* ---- a request ---- */

/* The request line is read: the job begins. What this returns comes back as *ctx. */
static void *
on_line(void *cls, const char *uri, struct MHD_Connection *con)
{
	struct http *h = cls;
	struct job *j = job_new(h->web, uri);

	if (!j)
		return NULL;
	atomic_fetch_add(&h->web->open, 1);
	j->con = con;
	j->conn = MHD_get_connection_info(con, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
	if (j->conn) {
		/* the first head's deadline counts from the connection's start, a later one's from its first line */
		pthread_mutex_lock(&h->lock);
		if (j->conn->phase == PHASE_IDLE)
			j->conn->until = web_monotonic() + (int64_t)h->web->conf.head_seconds * 1000000;
		j->conn->phase = PHASE_LINE;
		pthread_mutex_unlock(&h->lock);
	}
	return j;
}

static void
on_completed(void *cls, struct MHD_Connection *con, void **ctx, enum MHD_RequestTerminationCode why)
{
	struct http *h = cls;
	struct job *j = *ctx;

	(void)con;
	(void)why;
	*ctx = NULL;
	if (!j)
		return;
	if (j->conn)
		conn_phase(j->conn, PHASE_IDLE, IDLE_SECONDS);
	job_free(j);
	atomic_fetch_sub(&h->web->open, 1);
}

static enum MHD_Result
on_header(void *cls, enum MHD_ValueKind kind, const char *name, size_t nname, const char *value, size_t nvalue)
{
	(void)kind;
	job_header(cls, name, nname, value ? value : "", nvalue);
	return MHD_YES;
}

/* The next bytes of an answer in pieces. When the piece is used up the connection sleeps until a worker made another. */
static ssize_t
on_piece(void *cls, uint64_t pos, char *buf, size_t max)
{
	struct job *j = cls;
	struct web *w = j->web;
	size_t n = stream_take(j, buf, max);

	(void)pos;
	if (n)
		return (ssize_t)n;
	switch (stream_state(j)) {
	case FLOW_END:
		return MHD_CONTENT_READER_END_OF_STREAM;
	case FLOW_CUT:
		return MHD_CONTENT_READER_END_WITH_ERROR;
	case FLOW_MORE:
		break;
	}
	if (j->conn)
		conn_phase(j->conn, PHASE_WORK, 0);
	atomic_fetch_add(&w->flying, 1);
	MHD_suspend_connection(j->con);
	queue_put(&w->queue, j, true);
	return 0;
}

static struct MHD_Response *
response_of(struct job *j)
{
	struct bytes b = j->rq.body;

	if (j->rq.stream.next) {
		struct MHD_Response *r = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, PIECE_BLOCK, on_piece, j, NULL);

		/* The library ends a HEAD in pieces with an empty piece, which the client takes for the next answer (decision
		 * 0003): without pieces it ends with the connection. */
		if (r && strcmp(j->method, "HEAD") == 0)
			MHD_set_response_options(r, MHD_RF_HTTP_1_0_COMPATIBLE_STRICT, MHD_RO_END);
		return r;
	}
	/* the bytes lie in the job's arena (or are built in), which lives until on_completed */
	return MHD_create_response_from_buffer(b.n, (void *)(uintptr_t)b.p, MHD_RESPMEM_PERSISTENT);
}

static void
heads_add(struct MHD_Response *r, const struct field *heads, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (MHD_add_response_header(r, heads[i].name, heads[i].value) != MHD_YES)
			log_event(LOG_WARN, "header_refused", "name=%s", heads[i].name);
	}
}

void *
http_answer_new(struct bytes b, const struct field *heads, size_t n)
{
	struct MHD_Response *r = MHD_create_response_from_buffer(b.n, (void *)(uintptr_t)b.p, MHD_RESPMEM_PERSISTENT);

	if (r)
		heads_add(r, heads, n);
	return r;
}

void
http_answer_free(void *answer)
{
	if (answer)
		MHD_destroy_response(answer);
}

static enum MHD_Result
send_answer(struct job *j)
{
	struct MHD_Response *kept = j->page ? j->page->answer : NULL, *r = kept ? kept : response_of(j);
	enum MHD_Result ok;
	struct bytes b = j->rq.body;

	if (!r)
		return MHD_NO;
	if (!kept)
		heads_add(r, j->rq.headers, j->rq.nheaders);
	if (!kept && j->closing)
		MHD_add_response_header(r, "Connection", "close");
	atomic_store(&j->state, JOB_SENT);
	atomic_fetch_add(&j->web->answers[j->rq.status / 100 % 6], 1);
	if (j->conn)
		conn_phase(j->conn, PHASE_SEND, SEND_SECONDS + (int64_t)(b.n / SEND_BYTES));
	ok = MHD_queue_response(j->con, (unsigned)j->rq.status, r);
	if (!kept)
		MHD_destroy_response(r);
	return ok;
}

static enum MHD_Result
head_done(struct job *j, const char *method, const char *version)
{
	struct web *w = j->web;
	int64_t seconds;

	MHD_get_connection_values_n(j->con, MHD_HEADER_KIND, on_header, j);
	job_head(j, method, version, j->conn ? j->conn->peer : "");
	if (j->refused.code && !j->drain) {
		answer_plain(j, j->refused);
		return send_answer(j);
	}
	atomic_store(&j->state, JOB_BODY);
	seconds = w->conf.body_seconds;
	if (!j->refused.code)			/* photos from a stairwell with one bar of signal */
		seconds += j->guard.length / BODY_RATE;
	if (j->conn)
		conn_phase(j->conn, PHASE_BODY, seconds);
	return MHD_YES;
}

static enum MHD_Result
body_done(struct job *j)
{
	struct web *w = j->web;

	if (job_ready_inline(j))
		return send_answer(j);
	if (j->conn)
		conn_phase(j->conn, PHASE_WORK, 0);
	atomic_store(&j->state, JOB_QUEUED);
	atomic_fetch_add(&w->flying, 1);
	MHD_suspend_connection(j->con);
	job_expect(j, j->rq.verb == VERB_POST);
	if (queue_put(&w->queue, j, false))
		return MHD_YES;
	job_expect(j, false);
	/* full: answer from here; the suspension is taken back by the same way as every answer */
	j->closing = true;
	answer_plain(j, FAIL(503, M_err_busy));
	http_resume(j);
	return MHD_YES;
}

static enum MHD_Result
on_request(void *cls, struct MHD_Connection *con, const char *url, const char *method, const char *version,
	   const char *data, size_t *n, void **ctx)
{
	struct job *j = *ctx;

	(void)cls;
	(void)con;
	(void)url;
	if (!j)
		return MHD_NO;			/* no memory for it */
	switch (atomic_load(&j->state)) {
	case JOB_LINE:
		return head_done(j, method, version);
	case JOB_BODY:
		if (!*n)
			return body_done(j);
		job_take(j, data, *n);
		*n = 0;
		return MHD_YES;
	case JOB_ANSWERED:
		return send_answer(j);
	case JOB_QUEUED:
	case JOB_SENT:
		break;
	}
	return MHD_YES;
}

void
http_resume(struct job *j)
{
	struct web *w = j->web;
	struct MHD_Connection *con = j->con;

	if (atomic_load(&j->state) != JOB_SENT)
		atomic_store(&j->state, JOB_ANSWERED);
	else if (j->conn)			/* one more piece of a long answer is ready */
		conn_phase(j->conn, PHASE_SEND, SEND_SECONDS);
	MHD_resume_connection(con);		/* from here on j may be gone */
	atomic_fetch_sub(&w->flying, 1);
}

/* ---- start and stop ---- */

/* "127.0.0.1:8652", "[::1]:0", ":80" (all addresses). */
static int
listen_on(const char *where, int *port)
{
	char host[256];
	const char *colon = strrchr(where, ':');
	struct addrinfo hints = { .ai_flags = AI_PASSIVE | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM }, *ai = NULL;
	struct sockaddr_storage ss;
	socklen_t len = sizeof ss;
	size_t n;
	int fd = -1;

	if (!colon || (n = (size_t)(colon - where)) >= sizeof host)
		return -1;
	memcpy(host, where, n);
	host[n] = 0;
	if (n > 1 && host[0] == '[' && host[n - 1] == ']') {
		memmove(host, host + 1, n - 2);
		host[n - 2] = 0;
	}
	if (getaddrinfo(*host ? host : NULL, colon + 1, &hints, &ai))
		return -1;
	fd = socket(ai->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd >= 0) {
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int));
		if (bind(fd, ai->ai_addr, ai->ai_addrlen) || listen(fd, 512) ||
		    getsockname(fd, (struct sockaddr *)&ss, &len)) {
			close(fd);
			fd = -1;
		}
	}
	freeaddrinfo(ai);
	if (fd >= 0)
		*port = ntohs(ss.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&ss)->sin6_port :
			      ((struct sockaddr_in *)&ss)->sin_port);
	return fd;
}

/* As many connections as the machine lets us have descriptors for: the soft limit is raised to the hard one where that helps. */
static unsigned
conn_max(void)
{
	struct rlimit r;

	if (getrlimit(RLIMIT_NOFILE, &r) != 0)
		return CONN_ONE;
	if (r.rlim_cur < CONN_MAX + FDS_OWN) {
		r.rlim_cur = r.rlim_max < CONN_MAX + FDS_OWN ? r.rlim_max : CONN_MAX + FDS_OWN;
		if (setrlimit(RLIMIT_NOFILE, &r) != 0 || getrlimit(RLIMIT_NOFILE, &r) != 0)
			return CONN_ONE;
	}
	if (r.rlim_cur >= CONN_MAX + FDS_OWN)
		return CONN_MAX;
	return r.rlim_cur > 2 * FDS_OWN ? (unsigned)r.rlim_cur - FDS_OWN : FDS_OWN;
}

static struct MHD_Daemon *
daemon_start(struct http *h)
{
	const struct web_conf *c = &h->web->conf;
	/* behind a proxy all connections share its address */
	unsigned per_address = *c->trusted ? 0 : CONN_ONE;

	return MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_SUSPEND_RESUME | MHD_USE_ITC, 0, NULL, NULL,
	    on_request, h,
	    MHD_OPTION_LISTEN_SOCKET, h->fd,
	    MHD_OPTION_THREAD_POOL_SIZE, (unsigned)THREADS,
	    MHD_OPTION_CONNECTION_LIMIT, conn_max(),
	    MHD_OPTION_PER_IP_CONNECTION_LIMIT, per_address,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEAD_POOL,
	    MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)(c->body_seconds > 120 ? c->body_seconds : 120),
	    MHD_OPTION_STRICT_FOR_CLIENT, 0,
	    MHD_OPTION_NOTIFY_CONNECTION, on_connection, h,
	    MHD_OPTION_NOTIFY_COMPLETED, on_completed, h,
	    MHD_OPTION_URI_LOG_CALLBACK, on_line, h,
	    MHD_OPTION_END);
}

struct err
http_start(struct web *w)
{
	struct http *h = calloc(1, sizeof *h);
	pthread_condattr_t attr;

	if (!h)
		return FAIL(500, M_err_server);
	h->web = w;
	h->fd = listen_on(w->conf.listen, &h->port);
	if (h->fd < 0) {
		log_event(LOG_ERROR, "listen_failed", "address=%s error=%s", w->conf.listen, strerror(errno));
		free(h);
		return FAIL(500, M_web_err_listen);
	}
	pthread_mutex_init(&h->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&h->wake, &attr);
	pthread_condattr_destroy(&attr);
	w->http = h;
	h->daemon = daemon_start(h);
	if (!h->daemon || pthread_create(&h->reaper, NULL, reaper_main, h)) {
		log_event(LOG_ERROR, "http_failed", "address=%s", w->conf.listen);
		if (h->daemon)
			MHD_stop_daemon(h->daemon);
		else
			close(h->fd);
		pthread_mutex_destroy(&h->lock);
		pthread_cond_destroy(&h->wake);
		free(h);
		w->http = NULL;
		return FAIL(500, M_web_err_listen);
	}
	return OK;
}

void
http_quiesce(struct web *w)
{
	MHD_socket fd = MHD_quiesce_daemon(w->http->daemon);

	if (fd != MHD_INVALID_SOCKET)
		close(fd);
}

void
http_stop(struct web *w)
{
	struct http *h = w->http;

	MHD_stop_daemon(h->daemon);
	pthread_mutex_lock(&h->lock);
	h->stopping = true;
	pthread_cond_signal(&h->wake);
	pthread_mutex_unlock(&h->lock);
	pthread_join(h->reaper, NULL);
	assert(!h->conns);
	pthread_mutex_destroy(&h->lock);
	pthread_cond_destroy(&h->wake);
	free(h);
	w->http = NULL;
}

int
http_port(const struct http *h)
{
	return h->port;
}
