/* ics.c - writing iCalendar: content lines, folding, escaping (RFC 5545 §3.1, §3.3.11). */
#include "formats/ics.h"

#include "base/day.h"

#define FOLD 75			/* octets of a line, its CRLF not counted */

/* One content line. A continued line begins with a blank, which counts. */
static void
line(struct out *o, const char *s)
{
	size_t room = FOLD;

	while (*s) {
		size_t n = 1;

		while (((unsigned char)s[n] & 0xC0) == 0x80)
			n++;
		if (n > room) {
			out_str(o, "\r\n ");
			room = FOLD - 1;
		}
		out_put(o, s, n);
		room -= n;
		s += n;
	}
	out_str(o, "\r\n");
}

/* A TEXT value: backslash, semicolon, comma and line breaks escaped; other control bytes are dropped. */
static void
text(struct out *o, const char *name, const char *s)
{
	struct out t;

	out_init(&t, o->a);
	out_fmt(&t, "%s:", name);
	for (; *s; s++) {
		if (*s == '\n')
			out_str(&t, "\\n");
		else if (*s == '\\' || *s == ';' || *s == ',')
			out_fmt(&t, "\\%c", *s);
		else if ((unsigned char)*s >= 0x20 && *s != 0x7f)
			out_put(&t, s, 1);
	}
	line(o, out_cstr(&t));
}

/* "20230405T060708Z" */
static void
when(struct out *o, const char *name, int64_t us)
{
	const char *s = time_rfc3339(o->a, us);		/* "2023-04-05T06:07:08Z" */

	line(o, arena_fmt(o->a, "%s:%.4s%.2s%.5s%.2s%.3s", name, s, s + 5, s + 8, s + 14, s + 17));
}

void
ics_begin(struct out *o, const char *name)
{
	line(o, "BEGIN:VCALENDAR");
	line(o, "VERSION:2.0");
	line(o, "PRODID:-//Qiao//Residents' hall//EN");
	line(o, "CALSCALE:GREGORIAN");
	text(o, "NAME", name);				/* RFC 7986 */
	text(o, "X-WR-CALNAME", name);			/* what most programs read */
	line(o, "REFRESH-INTERVAL;VALUE=DURATION:PT6H");
}

void
ics_put(struct out *o, const struct ics_event *e)
{
	line(o, "BEGIN:VEVENT");
	text(o, "UID", e->uid);
	when(o, "DTSTAMP", e->stamp);
	when(o, "LAST-MODIFIED", e->stamp);
	when(o, "DTSTART", e->starts);
	when(o, "DTEND", e->ends);
	line(o, arena_fmt(o->a, "SEQUENCE:%lld", (long long)e->sequence));
	line(o, e->cancelled ? "STATUS:CANCELLED" : "STATUS:CONFIRMED");
	text(o, "SUMMARY", e->title);
	text(o, "LOCATION", e->place);
	if (*e->words)
		text(o, "DESCRIPTION", e->words);
	if (*e->url)
		line(o, arena_fmt(o->a, "URL:%s", e->url));
	line(o, "END:VEVENT");
}

void
ics_end(struct out *o)
{
	line(o, "END:VCALENDAR");
}
