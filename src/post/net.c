/*
 * net.c - parcels over the wire, several at a time, with libcurl's multi interface. What may be called at all is
 * decided here: only hosts of the settings, private addresses only where the settings say so, no redirects, no proxy
 * of the environment, small answers, a total deadline. Not here: what an answer means.
 */
#include "post/post_int.h"
#include "base_msg.h"
#include "post_msg.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"

struct transfer {
	struct transfer *next;
	struct wire_set *set;
	struct arena *a;
	const struct parcel *p;
	void *tag;
	CURL *easy;
	struct curl_slist *headers, *to;
	struct out answer;
	size_t sent;			/* bytes of the body already handed over (SMTP) */
	bool cut, private_seen;
	bool rcpt, quit;		/* SMTP: RCPT was said, a refusal is about this letter; QUIT was said, all is over */
	const char *line;		/* SMTP: the last line before QUIT */
	long status;			/* and its code */
	bool finished;
	CURLcode code;
};

struct wire_set {
	CURLM *multi;
	const struct post_conf *conf;
	struct transfer *all;
};

/* ---- which addresses are private ---- */

struct net4 {
	uint32_t net;
	int bits;
};
/* IANA's special-purpose IPv4 registry: not reachable, or not meant to be, from the outside. */
static const struct net4 private4[] = {
	{ 0x00000000, 8 },  { 0x0a000000, 8 },	{ 0x64400000, 10 }, { 0x7f000000, 8 },	{ 0xa9fe0000, 16 },
	{ 0xac100000, 12 }, { 0xc0000000, 24 }, { 0xc0000200, 24 }, { 0xc0586300, 24 }, { 0xc0a80000, 16 },
	{ 0xc6120000, 15 }, { 0xc6336400, 24 }, { 0xcb007100, 24 }, { 0xe0000000, 4 },	{ 0xf0000000, 4 },
};

static bool
is_private4(uint32_t ip)
{
	for (size_t i = 0; i < COUNT(private4); i++) {
		if ((ip ^ private4[i].net) >> (32 - private4[i].bits) == 0)
			return true;
	}
	return false;
}

static uint32_t
be32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* Only 2000::/3 is the public Internet; inside it, tunnels that carry an IPv4 address count as that address. */
static bool
is_private6(const unsigned char p[16])
{
	static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };
	static const unsigned char nat64[12] = { 0x00, 0x64, 0xff, 0x9b };

	if (memcmp(p, mapped, 12) == 0 || memcmp(p, nat64, 12) == 0)
		return is_private4(be32(p + 12));
	if ((p[0] & 0xe0) != 0x20)
		return true;
	if (p[0] == 0x20 && p[1] == 0x02)			/* 6to4 */
		return is_private4(be32(p + 2));
	if (be32(p) == 0x20010000 || be32(p) == 0x20010db8)	/* Teredo, documentation */
		return true;
	return false;
}

bool
net_private(const void *sockaddr)
{
	const struct sockaddr *sa = sockaddr;

	if (sa->sa_family == AF_INET)
		return is_private4(ntohl(((const struct sockaddr_in *)sockaddr)->sin_addr.s_addr));
	if (sa->sa_family == AF_INET6)
		return is_private6(((const struct sockaddr_in6 *)sockaddr)->sin6_addr.s6_addr);
	return true;
}

/* ---- which hosts may be called ---- */

struct place {
	char *scheme, *host, *port, *user;
};

static void
place_free(struct place *pl)
{
	curl_free(pl->scheme);
	curl_free(pl->host);
	curl_free(pl->port);
	curl_free(pl->user);
}

static bool
place_read(const char *url, struct place *ret)
{
	CURLU *u = curl_url();
	bool ok;

	*ret = (struct place){ 0 };
	if (!u)
		return false;
	ok = curl_url_set(u, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK &&
	     curl_url_get(u, CURLUPART_SCHEME, &ret->scheme, 0) == CURLUE_OK &&
	     curl_url_get(u, CURLUPART_HOST, &ret->host, 0) == CURLUE_OK &&
	     curl_url_get(u, CURLUPART_PORT, &ret->port, CURLU_DEFAULT_PORT) == CURLUE_OK;
	curl_url_get(u, CURLUPART_USER, &ret->user, 0);
	curl_url_cleanup(u);
	return ok;
}

/* Does an entry "host" or "host:port" of the settings name this place? */
static bool
entry_names(const char *entry, const struct place *pl)
{
	size_t n = strlen(pl->host);

	if (strncasecmp(entry, pl->host, n) != 0)
		return false;
	return entry[n] == '\0' || (entry[n] == ':' && strcmp(entry + n + 1, pl->port) == 0);
}

static bool
list_names(const struct conf_list *l, const struct place *pl)
{
	for (size_t i = 0; i < l->n; i++) {
		if (entry_names(l->v[i].value, pl))
			return true;
	}
	return false;
}

static bool
same_place(const char *url, const struct place *pl)
{
	struct place other;
	bool same = place_read(url, &other) && strcasecmp(other.host, pl->host) == 0 && strcmp(other.port, pl->port) == 0;

	place_free(&other);
	return same;
}

static bool
in_settings(const struct post_conf *c, struct arena *a, const struct place *pl)
{
	if (list_names(&c->hosts, pl) || (!text_empty(c->sms_url) && same_place(c->sms_url, pl)))
		return true;
	for (size_t i = 0; i < c->robots.n; i++) {
		const char *value = c->robots.v[i].value, *url = value + strcspn(value, " \t");

		url += strspn(url, " \t");
		if (same_place(arena_dup(a, url, strcspn(url, " \t")), pl))
			return true;
	}
	return false;
}

struct err
net_check(const struct post_conf *c, struct arena *a, struct parcel *p)
{
	struct place pl;
	struct err e = OK;

	if (!place_read(p->url, &pl)) {
		place_free(&pl);
		return FAIL(422, M_post_err_url);
	}
	p->allow_private = list_names(&c->private, &pl);
	if (pl.user)
		e = FAIL(422, M_post_err_url);
	else if (p->mail)
		e = OK;					/* mail.host is the settings' own word */
	else if (strcmp(pl.scheme, "https") != 0 && !(strcmp(pl.scheme, "http") == 0 && p->allow_private))
		e = FAIL(422, M_post_err_url);		/* in the clear only inside one's own network */
	else if (!in_settings(c, a, &pl))
		e = FAIL(403, M_post_err_host);
	place_free(&pl);
	return e;
}

/* ---- libcurl's callbacks ---- */

/* Called with the address the name led to, for each connection: whatever DNS says, a private one stays closed. */
static curl_socket_t
on_open(void *arg, curlsocktype purpose, struct curl_sockaddr *to)
{
	struct transfer *t = arg;

	if (!t->p->allow_private && net_private(&to->addr)) {
		t->private_seen = true;
		return CURL_SOCKET_BAD;
	}
	return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

static size_t
on_answer(char *p, size_t size, size_t n, void *arg)
{
	struct transfer *t = arg;
	size_t room = REPLY_MAX - t->answer.len;

	n *= size;
	out_put(&t->answer, p, n < room ? n : room);
	if (n <= room)
		return n;
	t->cut = true;			/* enough read: the connection is closed, the status counts */
	return 0;
}

static size_t
on_body(char *p, size_t size, size_t n, void *arg)
{
	struct transfer *t = arg;
	size_t left = t->p->body.n - t->sent;

	n *= size;
	if (n > left)
		n = left;
	memcpy(p, t->p->body.p + t->sent, n);
	t->sent += n;
	return n;
}

/* Listens to the SMTP conversation: the other side's last line, and whether the envelope was reached. */
static int
on_talk(CURL *easy, curl_infotype type, char *p, size_t n, void *arg)
{
	struct transfer *t = arg;

	if (type == CURLINFO_HEADER_OUT && n > 5 && strncmp(p, "RCPT ", 5) == 0)
		t->rcpt = true;
	if (type == CURLINFO_HEADER_OUT && n >= 4 && strncmp(p, "QUIT", 4) == 0)
		t->quit = true;
	if (type != CURLINFO_HEADER_IN || t->quit)
		return 0;
	while (n && strchr("\r\n ", p[n - 1]))
		n--;
	t->line = sign_line(t->a, arena_dup(t->a, p, n < 400 ? n : 400));
	t->status = strtol(t->line, NULL, 10);
	return 0;
}

/* ---- one transfer ---- */

#define SET(t, opt, v)                                                                             \
	do {                                                                                       \
		CURLcode c_ = curl_easy_setopt((t)->easy, (opt), (v));                             \
		assert(c_ == CURLE_OK || c_ == CURLE_OUT_OF_MEMORY);                               \
	} while (0)

static void
set_common(struct transfer *t, const struct post_conf *c)
{
	long seconds = c->net_timeout ? (long)c->net_timeout : 60;

	SET(t, CURLOPT_URL, t->p->url);
	SET(t, CURLOPT_PRIVATE, t);
	SET(t, CURLOPT_NOSIGNAL, 1L);
	SET(t, CURLOPT_FOLLOWLOCATION, 0L);
	SET(t, CURLOPT_PROXY, "");
	SET(t, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	SET(t, CURLOPT_CONNECTTIMEOUT, seconds < 15 ? seconds : 15L);
	SET(t, CURLOPT_TIMEOUT, seconds);
	SET(t, CURLOPT_OPENSOCKETFUNCTION, on_open);
	SET(t, CURLOPT_OPENSOCKETDATA, t);
	SET(t, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SET(t, CURLOPT_WRITEFUNCTION, on_answer);
	SET(t, CURLOPT_WRITEDATA, t);
	if (!text_empty(t->p->mail ? c->mail_ca : c->net_ca))
		SET(t, CURLOPT_CAINFO, t->p->mail ? c->mail_ca : c->net_ca);
}

static void
set_mail(struct transfer *t, const struct post_conf *c)
{
	t->to = curl_slist_append(NULL, arena_fmt(t->a, "<%s>", t->p->to));
	SET(t, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	SET(t, CURLOPT_MAIL_FROM, arena_fmt(t->a, "<%s>", t->p->from));
	SET(t, CURLOPT_MAIL_RCPT, t->to);
	SET(t, CURLOPT_UPLOAD, 1L);
	SET(t, CURLOPT_READFUNCTION, on_body);
	SET(t, CURLOPT_READDATA, t);
	SET(t, CURLOPT_INFILESIZE_LARGE, (curl_off_t)t->p->body.n);
	SET(t, CURLOPT_VERBOSE, 1L);
	SET(t, CURLOPT_DEBUGFUNCTION, on_talk);
	SET(t, CURLOPT_DEBUGDATA, t);
	if (c->mail_tls == 0)
		SET(t, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
	if (!text_empty(c->mail_user)) {
		SET(t, CURLOPT_USERNAME, c->mail_user);
		SET(t, CURLOPT_PASSWORD, c->mail_password);
	}
}

static void
set_http(struct transfer *t)
{
	for (const char **h = t->p->headers; h && *h; h++)
		t->headers = curl_slist_append(t->headers, *h);
	t->headers = curl_slist_append(t->headers, "Expect:");
	SET(t, CURLOPT_PROTOCOLS_STR, "http,https");
	SET(t, CURLOPT_HTTPHEADER, t->headers);
	SET(t, CURLOPT_USERAGENT, "Qiao");
	SET(t, CURLOPT_ACCEPT_ENCODING, NULL);
	if (strcmp(t->p->method, "POST") == 0) {
		SET(t, CURLOPT_POST, 1L);
		SET(t, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)t->p->body.n);
		SET(t, CURLOPT_POSTFIELDS, t->p->body.n ? (const char *)t->p->body.p : "");
	}
}

static void
transfer_free(struct transfer *t)
{
	if (t->easy) {
		curl_multi_remove_handle(t->set->multi, t->easy);
		curl_easy_cleanup(t->easy);
	}
	curl_slist_free_all(t->headers);
	curl_slist_free_all(t->to);
	free(t);
}

struct err
net_send(struct wire_set *s, struct arena *a, const struct parcel *p, void *tag)
{
	struct transfer *t = calloc(1, sizeof(*t));

	if (!t)
		return FAIL(503, M_err_busy);
	t->set = s;
	t->a = a;
	t->p = p;
	t->tag = tag;
	t->line = "";
	t->easy = curl_easy_init();
	if (!t->easy) {
		free(t);
		return FAIL(503, M_err_busy);
	}
	out_init(&t->answer, a);
	set_common(t, s->conf);
	if (p->mail)
		set_mail(t, s->conf);
	else
		set_http(t);
	if (curl_multi_add_handle(s->multi, t->easy) != CURLM_OK) {
		transfer_free(t);
		return FAIL(503, M_err_busy);
	}
	t->next = s->all;
	s->all = t;
	return OK;
}

/* ---- all of them ---- */

struct err
net_open(const struct post_conf *c, struct wire_set **ret)
{
	struct wire_set *s;

	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return FAIL(500, M_post_err_start);
	s = calloc(1, sizeof(*s));
	if (!s)
		return FAIL(503, M_err_busy);
	s->conf = c;
	s->multi = curl_multi_init();
	if (!s->multi) {
		free(s);
		return FAIL(500, M_post_err_start);
	}
	*ret = s;
	return OK;
}

void
net_drop(struct wire_set *s)
{
	while (s->all) {
		struct transfer *t = s->all;

		s->all = t->next;
		transfer_free(t);
	}
}

void
net_close(struct wire_set *s)
{
	if (!s)
		return;
	net_drop(s);
	curl_multi_cleanup(s->multi);
	free(s);
	curl_global_cleanup();
}

void
net_wake(struct wire_set *s)
{
	curl_multi_wakeup(s->multi);
}

void
net_work(struct wire_set *s, int timeout_ms)
{
	int running = 0;
	CURLMsg *m;

	curl_multi_perform(s->multi, &running);
	curl_multi_poll(s->multi, NULL, 0, timeout_ms, NULL);
	curl_multi_perform(s->multi, &running);
	while ((m = curl_multi_info_read(s->multi, &running))) {
		struct transfer *t = NULL;

		if (m->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, (char **)&t);
		t->finished = true;
		t->code = m->data.result;
	}
}

static enum wire
wire_of(const struct transfer *t, long status)
{
	if (t->code == CURLE_OK || (!t->p->mail && t->cut && t->code == CURLE_WRITE_ERROR))
		return WIRE_ANSWERED;
	if (t->private_seen)
		return WIRE_PRIVATE;
	switch (t->code) {
	case CURLE_LOGIN_DENIED:
	case CURLE_USE_SSL_FAILED:
		return WIRE_SIGN_IN;
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
		return WIRE_TLS;
	case CURLE_OPERATION_TIMEDOUT:
		return WIRE_SLOW;
	default:
		/* 421 is "I am closing": about the server, not this letter (RFC 5321 §3.8) */
		return t->p->mail && t->rcpt && status >= 400 && status != 421 ? WIRE_REFUSED : WIRE_UNREACHABLE;
	}
}

void *
net_done(struct wire_set *s, struct reply *ret)
{
	for (struct transfer **at = &s->all; *at; at = &(*at)->next) {
		struct transfer *t = *at;
		void *tag = t->tag;
		long status = 0;

		if (!t->finished)
			continue;
		curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
		if (t->p->mail)
			status = t->status;
		*ret = (struct reply){ wire_of(t, status), status, out_cstr(&t->answer), t->line, t->cut };
		if (ret->wire != WIRE_ANSWERED && text_empty(ret->line))
			ret->line = curl_easy_strerror(t->code);
		*at = t->next;
		transfer_free(t);
		return tag;
	}
	return NULL;
}
