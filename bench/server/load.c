/*
 * load.c - clients that ask over HTTP/1.1 and look at what they get: CLIENTS connections in a closed loop take requests out
 * of a file, one after the other, until none is left or the time is over. Every answer is read whole, its status and one
 * piece of text in it are compared; an answer that is wrong counts as wrong, never as an answer.
 *
 *	bench_load PORT CLIENTS SECONDS FILE
 *
 * FILE: for each request the native uint32s status, length, length of the text; then both. SECONDS 0: each request once;
 * else the file is gone through again and again. Prints one line of JSON: answers (right ones), wrong, seconds,
 * microseconds p50 p99, bytes, cut (connections that ended before an answer), and the first wrong answer's head.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define ROOM (4 << 20)			/* the longest answer */

struct ask {
	uint32_t status, nreq, ntext;
	const char *req, *text;
};

struct client {
	int fd;
	const struct ask *ask;
	size_t sent, got;
	bool used;			/* an answer has come over this connection */
	int64_t began;
	char *in;
};

struct load {
	struct ask *asks;
	size_t nasks, next;
	int port, ep, running;
	int64_t ends;			/* 0: when the asks are used up */
	uint32_t *took;
	size_t right, wrong, cut, room;
	uint64_t bytes;
	char first[300];		/* wrong answer */
};

static int64_t
now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

static _Noreturn void
die(const char *what)
{
	perror(what);
	exit(1);
}

static void
asks_read(struct load *l, const char *path)
{
	int fd = open(path, O_RDONLY);
	struct stat st;
	char *p, *end;

	if (fd < 0 || fstat(fd, &st) < 0 || !(p = malloc((size_t)st.st_size + 1)))
		die(path);
	for (ssize_t at = 0, n; at < st.st_size; at += n)
		if ((n = read(fd, p + at, (size_t)(st.st_size - at))) <= 0)
			die(path);
	close(fd);
	end = p + st.st_size;
	while (p < end) {
		struct ask *a;

		if (l->nasks % 1024 == 0 && !(l->asks = realloc(l->asks, (l->nasks + 1024) * sizeof(*l->asks))))
			die("asks");
		a = &l->asks[l->nasks++];
		memcpy(a, p, 12);
		a->req = p + 12;
		a->text = a->req + a->nreq;
		p += 12 + a->nreq + a->ntext;
	}
	if (!l->nasks || p != end)
		die("asks");
}

static void
open_fd(struct load *l, struct client *c)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)l->port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct epoll_event ev = { .events = EPOLLIN, .data.ptr = c };
	int one = 1;

	c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&to, sizeof(to)) < 0)
		die("connect");
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	if (fcntl(c->fd, F_SETFL, O_NONBLOCK) < 0 || epoll_ctl(l->ep, EPOLL_CTL_ADD, c->fd, &ev) < 0)
		die("epoll");
	c->used = false;
}

/* Sends what is left of the request; what does not fit now goes when the socket takes it. */
static void
send_rest(struct load *l, struct client *c)
{
	struct epoll_event ev = { .data.ptr = c };

	while (c->sent < c->ask->nreq) {
		ssize_t n = send(c->fd, c->ask->req + c->sent, c->ask->nreq - c->sent, MSG_NOSIGNAL);

		if (n < 0)
			break;
		c->sent += (size_t)n;
	}
	ev.events = c->sent < c->ask->nreq && errno == EAGAIN ? EPOLLIN | EPOLLOUT : EPOLLIN;
	epoll_ctl(l->ep, EPOLL_CTL_MOD, c->fd, &ev);
}

static void
next_ask(struct load *l, struct client *c)
{
	if (l->ends ? now_us() >= l->ends : l->next >= l->nasks) {
		close(c->fd);
		l->running--;
		return;
	}
	c->ask = &l->asks[l->next++ % l->nasks];
	c->sent = c->got = 0;
	c->began = now_us();
	send_rest(l, c);
}

static void
again(struct load *l, struct client *c)
{
	close(c->fd);
	open_fd(l, c);
	c->sent = c->got = 0;
	send_rest(l, c);
}

/* How long the whole answer is: 0 = not known yet, SIZE_MAX = until the other side closes. */
static size_t
whole(struct client *c)
{
	char *end, *len;

	c->in[c->got] = 0;
	if (!(end = strstr(c->in, "\r\n\r\n")))
		return 0;
	*end = 0;
	len = strcasestr(c->in, "\r\ncontent-length:");
	*end = '\r';
	return len ? (size_t)(end + 4 - c->in) + strtoul(len + 17, NULL, 10) : SIZE_MAX;
}

static void
judge(struct load *l, struct client *c)
{
	const struct ask *a = c->ask;
	int64_t us = now_us() - c->began;
	bool good = c->got > 12 && strtoul(c->in + 9, NULL, 10) == a->status &&
		(!a->ntext || memmem(c->in, c->got, a->text, a->ntext));

	l->bytes += c->got;
	if (!good) {
		if (!l->wrong++)
			for (size_t i = 0; i < sizeof(l->first) - 1 && i < c->got; i++)
				l->first[i] = c->in[i] < ' ' || c->in[i] == '"' || c->in[i] == '\\' || c->in[i] > '~' ? ' ' : c->in[i];
		return;
	}
	if (l->right == l->room && !(l->took = realloc(l->took, (l->room = l->room * 2 + 4096) * sizeof(*l->took))))
		die("took");
	l->took[l->right++] = (uint32_t)us;
}

static void
readable(struct load *l, struct client *c)
{
	for (;;) {
		ssize_t n = recv(c->fd, c->in + c->got, ROOM - 1 - c->got, 0);
		size_t all;

		if (n < 0 && errno == EAGAIN)
			return;
		if (n <= 0) {
			all = c->got ? whole(c) : 0;
			if (all == SIZE_MAX) {
				judge(l, c);
			} else if (c->used && !c->got) {	/* an idle connection had ended: the request was not seen */
				again(l, c);
				return;
			} else {
				l->cut++;
			}
			close(c->fd);
			open_fd(l, c);
			next_ask(l, c);
			return;
		}
		c->got += (size_t)n;
		all = whole(c);
		if (all && all != SIZE_MAX && c->got >= all) {
			judge(l, c);
			c->used = true;
			next_ask(l, c);
			return;
		}
	}
}

static int
by_size(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

int
main(int argc, char **argv)
{
	struct load l = { 0 };
	struct client *cs;
	struct epoll_event ev[64];
	int64_t began;
	double seconds;
	int n;

	if (argc != 5)
		return fprintf(stderr, "usage: bench_load PORT CLIENTS SECONDS FILE\n"), 2;
	l.port = atoi(argv[1]);
	l.running = atoi(argv[2]);
	asks_read(&l, argv[4]);
	l.ep = epoll_create1(EPOLL_CLOEXEC);
	cs = calloc((size_t)l.running, sizeof(*cs));
	began = now_us();
	l.ends = atof(argv[3]) > 0 ? began + (int64_t)(atof(argv[3]) * 1e6) : 0;
	for (int i = 0, all = l.running; i < all; i++) {
		cs[i].in = malloc(ROOM);
		open_fd(&l, &cs[i]);
		next_ask(&l, &cs[i]);
	}
	while (l.running > 0 && (n = epoll_wait(l.ep, ev, 64, 60000)) > 0)
		for (int i = 0; i < n; i++) {
			struct client *c = ev[i].data.ptr;

			if (ev[i].events & EPOLLOUT)
				send_rest(&l, c);
			if (ev[i].events & ~(uint32_t)EPOLLOUT)
				readable(&l, c);
		}
	seconds = (double)(now_us() - began) / 1e6;
	qsort(l.took, l.right, sizeof(*l.took), by_size);
	printf("{\"answers\":%zu,\"wrong\":%zu,\"cut\":%zu,\"seconds\":%.6f,\"p50\":%u,\"p99\":%u,\"bytes\":%llu,\"hung\":%d,\"first\":\"%s\"}\n",
	       l.right, l.wrong, l.cut, seconds, l.right ? l.took[l.right / 2] : 0, l.right ? l.took[l.right * 99 / 100] : 0,
	       (unsigned long long)l.bytes, l.running, l.first);
	return 0;
}
