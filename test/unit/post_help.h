/* post_help.h - the stand-ins of test/standin/post.py as a child process, and what they say as JSON. */
#ifndef POST_HELP_H
#define POST_HELP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <jansson.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define assert_ok(call) assert_int_equal((call).code, 0)

struct standin {
	pid_t pid;
	int to;				/* closing it ends the stand-in */
	FILE *from;
	int plain, starttls, tls, http, https;
	char cert[96], key[96];
};

/* A certificate for 127.0.0.1 that nobody trusts but who is told to. */
static inline void
certificate_make(struct standin *s, const char *dir)
{
	char cmd[600];

	snprintf(s->cert, sizeof(s->cert), "%s/cert.pem", dir);
	snprintf(s->key, sizeof(s->key), "%s/key.pem", dir);
	snprintf(cmd, sizeof(cmd),
		 "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=127.0.0.1 "
		 "-addext subjectAltName=IP:127.0.0.1,DNS:localhost -keyout %s -out %s 2>/dev/null", s->key, s->cert);
	assert_int_equal(system(cmd), 0);
}

/* The next thing the stand-ins tell; NULL when nothing comes within ms. The caller frees it. */
static inline json_t *
standin_said(struct standin *s, int ms)
{
	struct pollfd p = { fileno(s->from), POLLIN, 0 };
	static char line[1 << 20];

	if (poll(&p, 1, ms) != 1 || !fgets(line, sizeof(line), s->from))
		return NULL;
	return json_loads(line, 0, NULL);
}

/* The next of one kind; others are passed over. */
static inline json_t *
standin_expect(struct standin *s, const char *kind)
{
	for (;;) {
		json_t *j = standin_said(s, 5000);

		if (!j)
			fail_msg("the stand-in did not tell of %s", kind);
		if (strcmp(json_string_value(json_object_get(j, "kind")), kind) == 0)
			return j;
		json_decref(j);
	}
}

/* Nothing of this kind may have been told. Reads what there is. */
static inline void
standin_silent(struct standin *s, const char *kind)
{
	json_t *j;

	while ((j = standin_said(s, 100))) {
		if (strcmp(json_string_value(json_object_get(j, "kind")), kind) == 0)
			fail_msg("the stand-in tells of %s", kind);
		json_decref(j);
	}
}

static inline const char *
said_text(json_t *j, const char *name)
{
	const char *s = json_string_value(json_object_get(j, name));

	return s ? s : "";
}

static inline int
said_int(json_t *j, const char *name)
{
	json_t *v = json_object_get(j, name);

	return json_is_boolean(v) ? json_is_true(v) : (int)json_integer_value(v);
}

static inline void
standin_start(struct standin *s, const char *dir)
{
	const char *slash = strrchr(__FILE__, '/');
	int in[2], out[2];
	char script[500];
	json_t *ports;

	memset(s, 0, sizeof(*s));
	certificate_make(s, dir);
	snprintf(script, sizeof(script), "%.*s/../standin/post.py", (int)(slash - __FILE__), __FILE__);
	assert_int_equal(pipe(in) | pipe(out), 0);
	s->pid = fork();
	if (s->pid == 0) {
		dup2(in[0], 0);
		dup2(out[1], 1);
		close(in[0]);
		close(in[1]);
		close(out[0]);
		close(out[1]);
		execlp("python3", "python3", script, s->cert, s->key, (char *)NULL);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	s->to = in[1];
	s->from = fdopen(out[0], "r");
	setvbuf(s->from, NULL, _IONBF, 0);		/* so that poll sees what is left */
	ports = standin_said(s, 20000);
	assert_non_null(ports);
	s->plain = said_int(ports, "plain");
	s->starttls = said_int(ports, "starttls");
	s->tls = said_int(ports, "tls");
	s->http = said_int(ports, "http");
	s->https = said_int(ports, "https");
	assert_true(s->plain && s->starttls && s->tls && s->http && s->https);
	json_decref(ports);
}

static inline void
standin_stop(struct standin *s)
{
	close(s->to);
	fclose(s->from);
	waitpid(s->pid, NULL, 0);
}

#endif
