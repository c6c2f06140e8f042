/* text.c - UTF-8 text as people type it. Not here: HTML (web/html) and the sentences we write (msg). */
#include "base/text.h"

#include <sodium.h>

/* One code point of s, which has n bytes left; returns its length, 0 when malformed (RFC 3629). */
static size_t
decode(const char *s, size_t n, uint32_t *cp)
{
	const unsigned char *p = (const unsigned char *)s;
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t len, i;
	uint32_t c;

	if (n == 0)
		return 0;
	if (p[0] < 0x80) {
		*cp = p[0];
		return 1;
	}
	if (p[0] >= 0xc2 && p[0] <= 0xdf)
		len = 2, c = p[0] & 0x1f;
	else if (p[0] >= 0xe0 && p[0] <= 0xef)
		len = 3, c = p[0] & 0x0f;
	else if (p[0] >= 0xf0 && p[0] <= 0xf4)
		len = 4, c = p[0] & 0x07;
	else
		return 0;
	if (n < len)
		return 0;
	for (i = 1; i < len; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3f);
	}
	if (c < least[len] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*cp = c;
	return len;
}

/* For text that was checked at the border; a bad byte (our mistake) still moves on by one. */
static inline size_t
step(const char *s, const char *end, uint32_t *cp)
{
	size_t n;

	if ((unsigned char)*s < 0x80) {
		*cp = (unsigned char)*s;
		return 1;
	}
	n = decode(s, (size_t)(end - s), cp);

	if (n == 0) {
		*cp = 0xfffd;
		n = 1;
	}
	return n;
}

static void
put_cp(struct out *o, uint32_t c)
{
	char b[4];

	if (c < 0x80) {
		b[0] = (char)c;
		out_put(o, b, 1);
	} else if (c < 0x800) {
		b[0] = (char)(0xc0 | c >> 6);
		b[1] = (char)(0x80 | (c & 0x3f));
		out_put(o, b, 2);
	} else if (c < 0x10000) {
		b[0] = (char)(0xe0 | c >> 12);
		b[1] = (char)(0x80 | (c >> 6 & 0x3f));
		b[2] = (char)(0x80 | (c & 0x3f));
		out_put(o, b, 3);
	} else {
		b[0] = (char)(0xf0 | c >> 18);
		b[1] = (char)(0x80 | (c >> 12 & 0x3f));
		b[2] = (char)(0x80 | (c >> 6 & 0x3f));
		b[3] = (char)(0x80 | (c & 0x3f));
		out_put(o, b, 4);
	}
}

bool
text_valid(const char *s, size_t n)
{
	uint32_t c;
	size_t len;

	while (n > 0) {
		if ((unsigned char)(*s - 1) < 0x7f) {	/* most of it is ASCII */
			s++;
			n--;
			continue;
		}
		len = decode(s, n, &c);
		if (len == 0 || c == 0)
			return false;
		s += len;
		n -= len;
	}
	return true;
}

size_t
text_len(const char *s)
{
	size_t n = 0;

	for (; *s != '\0'; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

const char *
text_cut(struct arena *a, const char *s, size_t n)
{
	const char *end, *p = s;
	uint32_t c;
	size_t i;

	if (text_len(s) <= n)
		return arena_str(a, s);
	if (n == 0)
		return "";
	end = s + strlen(s);
	for (i = 0; i + 1 < n; i++)
		p += step(p, end, &c);
	return arena_fmt(a, "%.*s…", (int)(p - s), s);
}

/* White space and marks that cannot be seen: phones and chat programs paste them around names and numbers. */
static bool
is_blank(uint32_t c)
{
	if (c >= 0x3001 && c != 0xfeff)		/* nearly all of a Chinese text */
		return false;
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xa0 || c == 0x1680 ||
	       (c >= 0x2000 && c <= 0x200f) || (c >= 0x2028 && c <= 0x202f) || (c >= 0x205f && c <= 0x2064) ||
	       (c >= 0x2066 && c <= 0x2069) || c == 0x3000 || c == 0xfeff || c == 0x00ad;
}

static bool
is_control(uint32_t c)
{
	return (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7f && c < 0xa0);
}

const char *
text_clean(struct arena *a, const char *s)
{
	const char *end, *p, *from = NULL, *to = NULL;
	bool controls = false;
	struct out o;
	uint32_t c;
	size_t n;

	if (s == NULL)
		return "";
	end = s + strlen(s);
	for (p = s; p < end; p += n) {
		n = step(p, end, &c);
		controls |= is_control(c);
		if (is_blank(c) || is_control(c))
			continue;
		if (from == NULL)
			from = p;
		to = p + n;
	}
	if (from == NULL)
		return "";
	if (!controls)
		return arena_dup(a, from, (size_t)(to - from));
	out_init(&o, a);
	for (p = from; p < to; p += n) {
		n = step(p, to, &c);
		if (!is_control(c))
			out_put(&o, p, n);
	}
	return out_cstr(&o);
}

static uint32_t
fold(uint32_t c)
{
	if (c >= 0xff01 && c <= 0xff5e)
		c -= 0xfee0;
	else if (c == 0x3000)
		c = ' ';
	if (c >= 'A' && c <= 'Z')
		c += 'a' - 'A';
	return c;
}

const char *
text_fold(struct arena *a, const char *s)
{
	const char *end;
	struct out o;
	uint32_t c;

	if (s == NULL)
		return "";
	end = s + strlen(s);
	out_init(&o, a);
	while (s < end) {
		s += step(s, end, &c);
		put_cp(&o, fold(c));
	}
	return out_cstr(&o);
}

static bool
is_cjk(uint32_t c)
{
	return (c >= 0x3400 && c <= 0x4dbf) || (c >= 0x4e00 && c <= 0x9fff) || (c >= 0xf900 && c <= 0xfaff) ||
	       (c >= 0x20000 && c <= 0x3ffff) || (c >= 0x3005 && c <= 0x3007) || (c >= 0x3041 && c <= 0x30ff) ||
	       (c >= 0xac00 && c <= 0xd7a3);
}

static bool
is_word(uint32_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 0xc0 && c <= 0x1fff && c != 0xd7 && c != 0xf7 && !is_blank(c));
}

const char *
text_tokens(struct arena *a, const char *s)
{
	enum { NONE, WORD, CJK, CJK_PAIRED } run = NONE;
	const char *end;
	uint32_t c, last = 0;
	struct out o;

	if (s == NULL)
		return "";
	end = s + strlen(s);
	out_init(&o, a);
	for (;;) {
		bool more = s < end;

		c = 0;
		if (more) {
			s += step(s, end, &c);
			c = fold(c);
		}
		if (run == CJK && !is_cjk(c))		/* a lone character stays alone */
			put_cp(&o, last);
		if (!more)
			break;
		if (is_cjk(c)) {
			if (run == CJK_PAIRED || ((run != CJK) && o.len > 0))
				out_put(&o, " ", 1);
			if (run == CJK || run == CJK_PAIRED) {
				put_cp(&o, last);
				put_cp(&o, c);
				run = CJK_PAIRED;
			} else {
				run = CJK;
			}
			last = c;
		} else if (is_word(c)) {
			if (run != WORD && o.len > 0)
				out_put(&o, " ", 1);
			put_cp(&o, c);
			run = WORD;
		} else {
			run = NONE;
		}
	}
	return out_cstr(&o);
}

bool
text_has_tokens(const char *s)
{
	const char *end = s ? s + strlen(s) : NULL;
	uint32_t c;

	while (s < end) {
		s += step(s, end, &c);
		c = fold(c);
		if (is_cjk(c) || is_word(c))
			return true;
	}
	return false;
}

static bool
is_dash(uint32_t c)
{
	return c == '-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xfe63;
}

const char *
text_phone(struct arena *a, const char *s)
{
	char d[24];
	const char *end, *p = d;
	size_t n = 0;
	bool plus = false;
	uint32_t c;

	if (s == NULL)
		return NULL;
	end = s + strlen(s);
	while (s < end) {
		s += step(s, end, &c);
		c = fold(c);
		if (c == '+' && n == 0 && !plus)
			plus = true;
		else if (c >= '0' && c <= '9' && n < sizeof(d) - 1)
			d[n++] = (char)c;
		else if (!is_blank(c) && !is_dash(c))
			return NULL;
	}
	d[n] = '\0';
	if (!plus && n == 15 && strncmp(p, "0086", 4) == 0)
		p += 4;
	else if (n == 13 && strncmp(p, "86", 2) == 0)
		p += 2;
	else if (plus)
		return NULL;
	return strlen(p) == 11 && *p == '1' ? arena_str(a, p) : NULL;
}

const char *
text_mask_phone(struct arena *a, const char *phone)
{
	size_t n = phone == NULL ? 0 : strlen(phone);

	if (n < 8)			/* too short to show both ends */
		return n == 0 ? "" : "****";
	return arena_fmt(a, "%.3s****%s", phone, phone + n - 4);
}

bool
text_same(const char *a, const char *b)
{
	return strcmp(a == NULL ? "" : a, b == NULL ? "" : b) == 0;
}

bool
text_empty(const char *s)
{
	return s == NULL || *s == '\0';
}

bool
text_int(const char *s, int64_t min, int64_t max, int64_t *ret)
{
	const char *end;
	bool minus = false, digits = false, after = false;
	int64_t v = 0;
	uint32_t c;

	if (s == NULL)
		return false;
	end = s + strlen(s);
	while (s < end) {
		s += step(s, end, &c);
		c = fold(c);
		if (is_blank(c)) {
			after = digits || minus;
		} else if (after) {
			return false;
		} else if (c == '-' && !minus && !digits) {
			minus = true;
		} else if (c >= '0' && c <= '9') {
			/* counted downwards: INT64_MIN has no positive twin */
			if (__builtin_mul_overflow(v, 10, &v) || __builtin_sub_overflow(v, (int64_t)(c - '0'), &v))
				return false;
			digits = true;
		} else {
			return false;
		}
	}
	if (!digits || (!minus && v == INT64_MIN))
		return false;
	if (!minus)
		v = -v;
	if (v < min || v > max)
		return false;
	*ret = v;
	return true;
}

const char *
text_hex(struct arena *a, const void *p, size_t n)
{
	char *s = arena_alloc(a, 2 * n + 1);

	return sodium_bin2hex(s, 2 * n + 1, p, n);
}

bool
text_unhex(const char *s, void *buf, size_t n)
{
	unsigned char *p = buf;
	size_t i;

	if (s == NULL || strlen(s) != 2 * n || strspn(s, "0123456789abcdefABCDEF") != 2 * n)
		return false;
	for (i = 0; i < n; i++) {
		unsigned hi = (unsigned char)s[2 * i], lo = (unsigned char)s[2 * i + 1];

		hi = hi <= '9' ? hi - '0' : (hi | 32) - 'a' + 10;
		lo = lo <= '9' ? lo - '0' : (lo | 32) - 'a' + 10;
		p[i] = (unsigned char)(hi << 4 | lo);
	}
	return true;
}

const char *
text_b64(struct arena *a, const void *p, size_t n)
{
	size_t max = sodium_base64_encoded_len(n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);

	return sodium_bin2base64(arena_alloc(a, max), max, p, n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

unsigned char *
text_unb64(struct arena *a, const char *s, size_t *n)
{
	size_t len = s == NULL ? 0 : strlen(s), got;
	unsigned char *p;

	if (s == NULL)
		return NULL;
	/* libsodium 1.0.18 takes some bytes beyond ASCII for letters of its own */
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)s[i] > 127)
			return NULL;
	p = arena_alloc(a, len / 4 * 3 + 4);
	if (sodium_base642bin(p, len / 4 * 3 + 3, s, len, NULL, &got, NULL,
			      sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
		return NULL;
	*n = got;
	return p;
}
