/*
 * fuzz_form - bytes from anywhere through the readers of src/web: both form encodings, the boundary, cookies,
 * the head's guard, forwarded addresses. The first byte chooses. What must hold is asserted.
 *
 * clang -g -O1 -fsanitize=fuzzer,address,undefined -D_GNU_SOURCE -std=gnu17 -Isrc -Ibuild test/fuzz/fuzz_form.c \
 *     src/web/{form,guard,rate,html}.c src/base/{arena,out,text,hash,msg}.c build/msg_table.c -lsodium -o fuzz_form
 */
#include "base/text.h"
#include "web/form.h"
#include "web/guard.h"
#include "web/rate.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

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

		switch (*p % 4) {
		case 0:
			if (!form_urlencoded(a, in, &f).code)
				check(&f, in.p, in.n);
			break;
		case 1:
			if (!form_multipart(a, in, "B", &f).code)
				check(&f, in.p, in.n);
			break;
		case 2:
			head(in.p, in.n);
			break;
		default:
			strings(a, in.p, in.n);
		}
	}
	arena_free(a);
	return 0;
}
