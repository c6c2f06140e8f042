/* form.c - own readers for the two encodings browsers send. What they do not understand they refuse. */
#include "web/form.h"
#include "base_msg.h"

#include <strings.h>

#include "base/text.h"

struct builder {
	struct arena *a;
	struct form *f;
	size_t capf, capu;
};

static int
hex(unsigned char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 32;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

const char *
form_unescape(struct arena *a, const char *s, size_t n, bool plus)
{
	char *d = arena_alloc(a, n + 1);
	size_t k = 0;

	for (size_t i = 0; i < n; i++) {
		if (s[i] == '+' && plus) {
			d[k++] = ' ';
		} else if (s[i] == '%') {
			int hi, lo;

			if (n - i < 3)
				return NULL;
			hi = hex((unsigned char)s[i + 1]);
			lo = hex((unsigned char)s[i + 2]);
			if (hi < 0 || lo < 0)
				return NULL;
			d[k++] = (char)(hi << 4 | lo);
			i += 2;
		} else {
			d[k++] = s[i];
		}
	}
	d[k] = 0;
	return text_valid(d, k) ? d : NULL;
}

const char *
field_find(const struct field *v, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++) {
		if (!strcmp(v[i].name, name))
			return v[i].value;
	}
	return NULL;
}

static bool
is_list(const char *name)
{
	size_t n = strlen(name);

	return n > 2 && !strcmp(name + n - 2, "[]");
}

static bool
full(const struct form *f)
{
	return f->nfields + f->nuploads >= FORM_FIELDS;
}

static bool
field_add(struct builder *b, const char *name, const char *value)
{
	struct form *f = b->f;

	if (!name || !value || !*name || strlen(name) > FORM_NAME || full(f))
		return false;
	if (!is_list(name) && field_find(f->fields, f->nfields, name))
		return false;
	if (f->nfields == b->capf) {
		struct field *v;

		b->capf = b->capf ? b->capf * 2 : 16;
		v = NEWN(b->a, struct field, b->capf);
		if (f->nfields)
			memcpy(v, f->fields, f->nfields * sizeof *v);
		f->fields = v;
	}
	f->fields[f->nfields++] = (struct field){ name, value };
	return true;
}

static bool
upload_add(struct builder *b, struct upload u)
{
	struct form *f = b->f;

	if (!*u.field || strlen(u.field) > FORM_NAME || full(f))
		return false;
	if (!u.data.n && !*u.name)
		return true;			/* an empty file control: nothing was chosen */
	if (f->nuploads == b->capu) {
		struct upload *v;

		b->capu = b->capu ? b->capu * 2 : 8;
		v = NEWN(b->a, struct upload, b->capu);
		if (f->nuploads)
			memcpy(v, f->uploads, f->nuploads * sizeof *v);
		f->uploads = v;
	}
	f->uploads[f->nuploads++] = u;
	return true;
}

struct err
form_urlencoded(struct arena *a, struct bytes in, struct form *ret)
{
	struct builder b = { .a = a, .f = ret };
	const char *s = (const char *)in.p, *end;

	*ret = (struct form){ 0 };
	if (!in.n)
		return OK;
	end = s + in.n;
	while (s <= end) {
		const char *amp = memchr(s, '&', (size_t)(end - s)), *eq;

		if (!amp)
			amp = end;
		eq = memchr(s, '=', (size_t)(amp - s));
		if (!eq)
			eq = amp;
		if (amp > s) {
			const char *name = form_unescape(a, s, (size_t)(eq - s), true);
			const char *value = eq < amp ? form_unescape(a, eq + 1, (size_t)(amp - eq - 1), true) : "";

			if (!field_add(&b, name, value))
				return FAIL(400, M_err_bad_request);
		}
		s = amp + 1;
	}
	return OK;
}

bool
form_type_is(const char *type, const char *want)
{
	size_t n = strlen(want);

	return !strncasecmp(type, want, n) && (!type[n] || type[n] == ';' || type[n] == ' ');
}

const char *
form_boundary(struct arena *a, const char *type)
{
	const char *p, *q;
	size_t n;

	if (!form_type_is(type, "multipart/form-data"))
		return NULL;
	p = strcasestr(type, "boundary=");
	if (!p || strcasestr(p + 9, "boundary="))
		return NULL;
	p += 9;
	if (*p == '"') {
		q = strchr(++p, '"');
		if (!q)
			return NULL;
		n = (size_t)(q - p);
	} else {
		n = strcspn(p, "; \t");
	}
	if (!n || n > 70)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)p[i];

		if (!((c | 32) >= 'a' && (c | 32) <= 'z') && !(c >= '0' && c <= '9') && !strchr("'()+_,-./:=? ", c))
			return NULL;
	}
	return arena_dup(a, p, n);
}

/* The value of key= in a Content-Disposition; quoted, with browsers' escapes (%22, %0D, %0A and \"). NULL: none. */
static const char *
quoted(struct arena *a, const char *r)
{
	char *d = arena_alloc(a, strlen(r) + 1), *w = d;

	for (; *r && *r != '"'; r++) {
		char c = *r;

		if (c == '\\' && (r[1] == '"' || r[1] == '\\')) {
			c = *++r;
		} else if (!strncmp(r, "%22", 3)) {
			c = '"';
			r += 2;
		} else if (!strncasecmp(r, "%0d", 3) || !strncasecmp(r, "%0a", 3)) {
			c = ' ';
			r += 2;
		}
		*w++ = c;
	}
	return *r ? d : NULL;
}

/* Past the quoted text that begins at p; NULL when it has no end. */
static const char *
skip_quoted(const char *p)
{
	for (p++; *p && *p != '"'; p++) {
		if (*p == '\\' && p[1])
			p++;
	}
	return *p ? p + 1 : NULL;
}

static const char *
disposition_value(struct arena *a, const char *line, const char *key)
{
	size_t nkey = strlen(key);
	const char *p = line;

	while (p && (p = strchr(p, ';'))) {
		p++;
		p += strspn(p, " \t");
		if (!strncasecmp(p, key, nkey) && p[nkey] == '=' && p[nkey + 1] == '"')
			return quoted(a, p + nkey + 2);
		/* over a quoted value, so that a ; or a key inside of it is not read */
		p += strcspn(p, ";\"");
		if (*p == '"')
			p = skip_quoted(p);
	}
	return NULL;
}

/* The client's file name for show: without folders and control bytes; "file" when nothing sane is left. */
static const char *
name_clean(struct arena *a, const char *s)
{
	const char *slash = strrchr(s, '/'), *back = strrchr(s, '\\');

	if (slash)
		s = slash + 1;
	if (back && back >= s)
		s = back + 1;
	s = text_clean(a, s);
	return text_empty(s) ? "file" : text_cut(a, s, 120);
}

struct part {
	const char *name, *file;		/* file NULL: a field */
};

/* The header lines between head and end (end points at the empty line's CRLF). */
static bool
part_head(struct arena *a, const char *head, size_t n, struct part *ret)
{
	*ret = (struct part){ 0 };
	while (n) {
		const char *nl = memmem(head, n, "\r\n", 2);
		size_t len = nl ? (size_t)(nl - head) : n;
		const char *line = arena_dup(a, head, len);

		if (strlen(line) != len || !text_valid(line, len))
			return false;
		if (!strncasecmp(line, "Content-Disposition:", 20)) {
			const char *v = line + 20 + strspn(line + 20, " \t");

			if (ret->name || strncasecmp(v, "form-data", 9))
				return false;
			ret->name = disposition_value(a, v, "name");
			ret->file = disposition_value(a, v, "filename");
			if (!ret->name)
				return false;
		}
		len += nl ? 2 : 0;
		head += len;
		n -= len;
	}
	return ret->name != NULL;
}

static bool
part_add(struct builder *b, const struct part *p, const char *data, size_t n)
{
	if (!p->file) {
		if (!text_valid(data, n))
			return false;
		return field_add(b, p->name, arena_dup(b->a, data, n));
	}
	return upload_add(b, (struct upload){ p->name, n || *p->file ? name_clean(b->a, p->file) : "",
	    { (const unsigned char *)data, n } });
}

struct err
form_multipart(struct arena *a, struct bytes in, const char *boundary, struct form *ret)
{
	struct builder b = { .a = a, .f = ret };
	const char *mark = arena_fmt(a, "\r\n--%s", boundary), *s = (const char *)in.p, *end;
	size_t nmark = strlen(mark);

	*ret = (struct form){ 0 };
	/* the first mark has no line break before it */
	if (in.n < nmark || memcmp(s, mark + 2, nmark - 2))
		return FAIL(400, M_err_bad_request);
	end = s + in.n;
	s += nmark - 2;
	while (end - s >= 2 && !memcmp(s, "\r\n", 2)) {
		const char *blank, *next;
		struct part p;

		/* looked for from the line break before, so that a part without any header is refused as such */
		blank = memmem(s, (size_t)(end - s) > 4096 ? 4096 : (size_t)(end - s), "\r\n\r\n", 4);
		if (!blank || blank < s + 2 || !part_head(a, s + 2, (size_t)(blank - s - 2), &p))
			return FAIL(400, M_err_bad_request);
		next = memmem(blank + 4, (size_t)(end - blank - 4), mark, nmark);
		if (!next || !part_add(&b, &p, blank + 4, (size_t)(next - blank - 4)))
			return FAIL(400, M_err_bad_request);
		s = next + nmark;
	}
	if (end - s < 2 || memcmp(s, "--", 2))
		return FAIL(400, M_err_bad_request);
	s += 2;
	if (s != end && (end - s != 2 || memcmp(s, "\r\n", 2)))
		return FAIL(400, M_err_bad_request);
	return OK;
}

void
form_write(struct out *o, const struct field *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i)
			out_str(o, "&");
		html_url_part(o, v[i].name);
		out_str(o, "=");
		html_url_part(o, v[i].value);
	}
}
