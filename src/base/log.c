/* log.c - one line per event on stderr, written with one write(2) so that threads do not mix. */
#include "base/log.h"
#include "base/day.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static _Atomic int log_least = LOG_INFO;

void
log_set_level(enum log_level least)
{
	atomic_store(&log_least, (int)least);
}

static size_t
log_head(char *buf, size_t n, enum log_level l, const char *event)
{
	static const char *const names[] = { "debug", "info", "warn", "error" };
	struct timespec ts;
	int y, m, d, s, len;

	clock_gettime(CLOCK_REALTIME, &ts);
	day_to_ymd((int32_t)(ts.tv_sec / 86400), &y, &m, &d);
	s = (int)(ts.tv_sec % 86400);
	len = snprintf(buf, n, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ %s %s", y, m, d, s / 3600, s / 60 % 60, s % 60,
		       (int)(ts.tv_nsec / 1000000), names[l], event);
	return len < 0 ? 0 : (size_t)len < n ? (size_t)len : n - 1;
}

void
log_event(enum log_level l, const char *event, const char *fmt, ...)
{
	char buf[2048];
	size_t len, i;
	va_list ap;
	int n;

	if ((int)l < atomic_load(&log_least))
		return;
	len = log_head(buf, sizeof(buf) / 2, l, event);
	if (fmt != NULL && *fmt != '\0') {
		buf[len++] = ' ';
		va_start(ap, fmt);
		n = vsnprintf(buf + len, sizeof(buf) - 1 - len, fmt, ap);
		va_end(ap);
		if (n > 0)
			len += (size_t)n < sizeof(buf) - 2 - len ? (size_t)n : sizeof(buf) - 2 - len;
	}
	for (i = 0; i < len; i++)
		if ((unsigned char)buf[i] < 0x20 || buf[i] == 0x7f)
			buf[i] = ' ';
	buf[len++] = '\n';
	if (write(STDERR_FILENO, buf, len) < 0)
		return;			/* a log that cannot be written is not a reason to stop */
}

void
log_err(const char *event, struct err e)
{
	const char *file = e.file == NULL ? "" : e.file;

	log_event(LOG_ERROR, event, "code=%d key=%s at=%s:%d", e.code, msg_name(e.key), file, e.line);
}
