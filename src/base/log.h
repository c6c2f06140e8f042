/* log.h - one line per event on stderr: time, level, event, key=value. Never personal data, only ids. */
#ifndef QIAO_LOG_H
#define QIAO_LOG_H

#include "base/base.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };
void log_set_level(enum log_level least);
/* event is one word; the rest is printf for "key=value key=value". Line breaks in values become spaces. */
void log_event(enum log_level l, const char *event, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void log_err(const char *event, struct err e);		/* a 5xx with its place */

#endif
