/*
 * fuzz_form - bytes from anywhere through the readers of src/web: both form encodings, the boundary, cookies,
 * the head's guard, forwarded addresses. The first byte chooses. What must hold is asserted.
 */
#include "fuzz.h"
#include "base/text.h"
#include "web/form.h"
#include "web/guard.h"
#include "web/rate.h"
#include "web/web_int.h"

static void
check(const struct form *f, const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < f->nfields; i++) {
		assert(*f->fields[i].name && text_valid(f->fields[i].name, strlen(f->fields[i].name)));
		assert(text_valid(f->fields[i].value, strlen(f->fields[i].value)));
	}
	for (size_t i = 0; i < f->nuploads; i++) {
		const struct upload *u = &f->uploads[i];

		assert(*u->field && *u->name && !strchr(u->name, '/'));
		assert(u->data.p >= p && u->data.p + u->data.n <= p + n);
	}
}

/* Written and read again: the same fields. */
static void
again(struct arena *a, const struct form *f)
{
	struct form back;
	struct out o;

	out_init(&o, a);
	form_write(&o, f->fields, f->nfields);
	assert(!form_urlencoded(a, (struct bytes){ (const unsigned char *)out_cstr(&o), o.len }, &back).code);
	assert(back.nfields == f->nfields);
	for (size_t i = 0; i < f->nfields; i++)
		assert(!strcmp(back.fields[i].value, f->fields[i].value));
}

static void
cookies(struct arena *a, const uint8_t *p, size_t n)
{
	const char *s = arena_dup(a, (const char *)p, n), *v = cookie_find(a, s, "session");

	assert(!strchr(v, ';') && strlen(v) <= n);
	assert(!strcmp(cookie_find(a, arena_fmt(a, "lang=en; session=%s; x=y", v), "session"), v));
	cookie_find(a, s, cookie_name(a, "visitor", n & 1));
}

static void
head(const uint8_t *p, size_t n)
{
	struct webguard g = { 0 };
	const uint8_t *line;

	while (n && (line = memchr(p, '\n', n))) {
		size_t len = (size_t)(line - p);
		const uint8_t *colon = memchr(p, ':', len);
		size_t nname = colon ? (size_t)(colon - p) : len;

		webguard_header(&g, (const char *)p, nname, (const char *)p + nname, len - nname);
		n -= len + 1;
		p = line + 1;
	}
	webguard_head(&g, "HTTP/1.1", "/");
	assert(g.status || (g.hosts == 1 && g.lengths <= 1 && g.length >= 0));
}

static void
strings(struct arena *a, const uint8_t *p, size_t n)
{
	char *s = arena_dup(a, p, n);
	struct nets nets;

	form_boundary(a, s);
	if (webguard_target(s))
		form_unescape(a, s, strlen(s), true);
	if (nets_parse(a, s, &nets))
		nets_has(&nets, "10.1.2.3");
	nets_parse(a, "10.0.0.0/8", &nets);
	assert(addr_client(a, &nets, "10.0.0.1", s));
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct arena *a = arena_new();
	struct form f;

	assert(a);
	if (n) {
		struct bytes in = { p + 1, n - 1 };

		switch (*p % 5) {
		case 0:
			if (!form_urlencoded(a, in, &f).code) {
				check(&f, in.p, in.n);
				again(a, &f);
			}
			break;
		case 1:
			if (!form_multipart(a, in, "B", &f).code)
				check(&f, in.p, in.n);
			break;
		case 2:
			head(in.p, in.n);
			break;
		case 3:
			cookies(a, in.p, in.n);
			break;
		default:
			strings(a, in.p, in.n);
		}
	}
	arena_free(a);
	return 0;
}
