/* test_ics.c - iCalendar: lines of at most 75 octets ended by CRLF, no character torn, text escaped, times in UTC. */
#include "arena_help.h"
#include "base/text.h"
#include "formats/ics.h"

static const char *
calendar(const struct ics_event *e)
{
	struct out o;

	out_init(&o, a);
	ics_begin(&o, "北岸社区，议事会议; 全部");
	ics_put(&o, e);
	ics_end(&o);
	return out_cstr(&o);
}

/* Unfolded as RFC 5545 §3.1 says; fails on a line that is too long, torn or not ended by CRLF. */
static const char *
unfolded(const char *s)
{
	struct out o;

	out_init(&o, a);
	while (*s) {
		const char *end = strstr(s, "\r\n");
		assert_non_null(end);
		size_t n = (size_t)(end - s);
		assert_true(n <= 75);
		assert_null(memchr(s, '\n', n));
		assert_true(text_valid(s, n));
		out_put(&o, s, n);
		s = end + 2;
		if (*s == ' ')
			s++;
		else
			out_str(&o, "\n");
	}
	return out_cstr(&o);
}

static struct ics_event
event(const char *words)
{
	return (struct ics_event){ .uid = "meeting-7@120106.qiao", .stamp = INT64_C(1680674828000000), .starts = INT64_C(1680676200000000),
		.ends = INT64_C(1680683400000000), .sequence = 2, .title = "议事会", .place = "二楼", .words = words, .url = "https://q.example/m/1" };
}

static void
a_whole_one(void **state)
{
	struct ics_event e = event("1. 路灯; 车棚, 树\n2. \\ 反斜线\x07");
	const char *s = unfolded(calendar(&e));

	assert_string_equal(s, "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Qiao//Residents' hall//EN\nCALSCALE:GREGORIAN\n"
		"NAME:北岸社区，议事会议\\; 全部\nX-WR-CALNAME:北岸社区，议事会议\\; 全部\nREFRESH-INTERVAL;VALUE=DURATION:PT6H\n"
		"BEGIN:VEVENT\nUID:meeting-7@120106.qiao\nDTSTAMP:20230405T060708Z\nLAST-MODIFIED:20230405T060708Z\n"
		"DTSTART:20230405T063000Z\nDTEND:20230405T083000Z\nSEQUENCE:2\nSTATUS:CONFIRMED\nSUMMARY:议事会\nLOCATION:二楼\n"
		"DESCRIPTION:1. 路灯\\; 车棚\\, 树\\n2. \\\\ 反斜线\nURL:https://q.example/m/1\nEND:VEVENT\nEND:VCALENDAR\n");
}

static void
folding(void **state)
{
	/* Every length around the fold, with one-byte and three-byte characters in every phase. */
	for (size_t lead = 0; lead < 4; lead++)
		for (size_t n = 0; n < 120; n++) {
			struct out w;
			out_init(&w, a);
			for (size_t i = 0; i < lead; i++)
				out_str(&w, "x");
			for (size_t i = 0; i < n; i++)
				out_str(&w, i % 5 == 4 ? "b" : "议");
			struct ics_event e = event(out_cstr(&w));
			e.cancelled = n % 2;
			const char *s = unfolded(calendar(&e));
			assert_non_null(strstr(s, n % 2 ? "STATUS:CANCELLED\n" : "STATUS:CONFIRMED\n"));
			if (lead + n)
				assert_non_null(strstr(s, arena_fmt(a, "DESCRIPTION:%s\n", out_cstr(&w))));
			else
				assert_null(strstr(s, "DESCRIPTION"));
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(a_whole_one), cmocka_unit_test(folding) };

	return cmocka_run_group_tests(tests, setup, teardown);
}
