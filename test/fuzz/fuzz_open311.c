/*
 * fuzz_open311 - what Open311 reads and writes: a query string with its dates, points and lists, and XML and JSON of hostile words.
 * The first byte chooses. Asserted: points lie on the earth, dates are what their text says, words in XML come back out of
 * an XML reader as they were.
 */
#include "fuzz.h"
#include "base/day.h"
#include "base/geo.h"
#include "base/text.h"
#include "formats/xml.h"
#include "matter/intake.h"
#include "web/form.h"

#include <expat.h>

static void
value(struct arena *a, const char *s)
{
	int64_t us, back;
	int32_t day;

	if (time_parse(s, &us) && us > 0 && us < INT64_C(250000000000) * US_SECOND) {
		assert(time_parse(time_rfc3339(a, us), &back));
		assert(back == us - us % US_SECOND);
	}
	if (day_parse(s, &day))
		assert(!strcmp(day_iso(a, day), s));
	intake_day(a, s, &day);
	assert(text_valid(intake_mask(a, s), strlen(intake_mask(a, s))));
}

static void
query(struct arena *a, struct bytes in)
{
	struct form f;
	struct geo at = { 1, 2 };

	if (form_urlencoded(a, in, &f).code)
		return;
	for (size_t i = 0; i < f.nfields; i++) {
		value(a, f.fields[i].value);
		if (geo_read(f.fields[i].value, i ? f.fields[i - 1].value : "0", &at) && geo_known(at)) {
			assert(at.lat >= -90 * GEO_ONE && at.lat <= 90 * GEO_ONE && at.lon >= -180 * GEO_ONE && at.lon <= 180 * GEO_ONE);
			geo_degrees(a, geo_coarse(at).lat);
		}
	}
}

static void XMLCALL
on_text(void *o, const XML_Char *s, int n)
{
	out_put(o, s, (size_t)n);
}

static void
xml(struct arena *a, const char *s)
{
	XML_Parser x = XML_ParserCreate(NULL);
	struct out o, said, want;
	struct xml w;

	assert(x);
	out_init(&o, a);
	out_init(&said, a);
	out_init(&want, a);
	if (text_valid(s, strlen(s))) {
		xml_begin(&w, &o);
		xml_open(&w, "a", "b", s, NULL);
		xml_text(&w, s);
		xml_close(&w);
		XML_SetUserData(x, &said);
		XML_SetCharacterDataHandler(x, on_text);
		assert(XML_Parse(x, o.p, (int)o.len, 1) == XML_STATUS_OK);
		for (; *s; s++)		/* what XML cannot hold has become a blank */
			out_put(&want, (unsigned char)*s < 32 && !strchr("\t\n\r", *s) ? " " : s, 1);
		if (!strchr(out_cstr(&want), '\r') && !strstr(out_cstr(&want), "\xef\xbf"))
			assert(!strcmp(out_cstr(&want), out_cstr(&said)));
	}
	XML_ParserFree(x);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct arena *a = arena_new();

	assert(a);
	if (n) {
		if (*p % 3 == 0)
			xml(a, arena_dup(a, (const char *)p + 1, n - 1));
		else if (*p % 3 == 1)
			query(a, (struct bytes){ p + 1, n - 1 });
		else if (text_valid((const char *)p + 1, n - 1))
			value(a, arena_dup(a, (const char *)p + 1, n - 1));
	}
	arena_free(a);
	return 0;
}
