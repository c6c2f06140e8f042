/* fresh.c - does the caller hold this answer already? Conditional requests, RFC 9110 §13. */
#include <stdio.h>
#include <time.h>

#include "base/text.h"
#include "web/web.h"

/* RFC 9110 §5.6.7: "Sun, 06 Nov 1994 08:49:37 GMT". Not strftime: its words follow the machine's language. */
static const char *
http_date(struct arena *a, int64_t us)
{
	static const char days[] = "SunMonTueWedThuFriSat", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	time_t t = (time_t)(us / 1000000);
	struct tm tm;

	gmtime_r(&t, &tm);
	return arena_fmt(a, "%.3s, %02d %.3s %d %02d:%02d:%02d GMT", days + 3 * tm.tm_wday, tm.tm_mday, months + 3 * tm.tm_mon,
		tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

/* One of the list's tags is ours, or "*" stands for any; weak comparison (§8.8.3.2). */
static bool
tag_named(const char *list, const char *tag)
{
	const char *at = strstr(list, tag);

	return strcmp(list, "*") == 0 || (at && at > list && at[-1] == '"' && at[strlen(tag)] == '"');
}

bool
rq_fresh(struct req *rq, const char *tag, int64_t at)
{
	const char *none = rq_head(rq, "If-None-Match"), *since = rq_head(rq, "If-Modified-Since"), *last = http_date(rq->a, at);
	bool same = text_empty(none) ? strcmp(since, last) == 0 : tag_named(none, tag);

	rq->no_store = false;
	rq_header(rq, "Cache-Control", "no-cache");
	rq_header(rq, "ETag", arena_fmt(rq->a, "W/\"%s\"", tag));
	rq_header(rq, "Last-Modified", last);
	if (same)
		rq->status = 304;
	return same;
}
