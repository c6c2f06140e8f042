/* fresh.c - does the caller hold this answer already? Conditional requests, RFC 9110 §13. */
#include "base/day.h"
#include "base/text.h"
#include "web/web.h"

/* RFC 9110 §5.6.7: "Sun, 06 Nov 1994 08:49:37 GMT". */
static const char *
http_date(struct arena *a, int64_t us)
{
	static const char days[] = "MonTueWedThuFriSatSun", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int32_t day = (int32_t)(us / US_DAY);
	int second = (int)(us % US_DAY / US_SECOND), y, m, d;

	day_to_ymd(day, &y, &m, &d);
	return arena_fmt(a, "%.3s, %02d %.3s %d %02d:%02d:%02d GMT", days + 3 * (day_weekday(day) - 1), d, months + 3 * (m - 1), y,
		second / 3600, second / 60 % 60, second % 60);
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
