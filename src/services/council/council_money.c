/* council_money.c - yuan as typed, fen as kept (council_money.h). */
#include "services/council/council_money.h"

#include "base/text.h"

/* Digits of s from *i on; commas may stand between them when allowed. False: a sum nobody has. */
static bool
digits_take(const char *s, size_t *i, bool commas, int64_t *n, int *count)
{
	*count = 0;
	for (; (s[*i] >= '0' && s[*i] <= '9') || (commas && *count && s[*i] == ','); (*i)++) {
		if (s[*i] == ',')
			continue;
		if (*n > FEN_MAX / 10)
			return false;
		*n = *n * 10 + (s[*i] - '0');
		(*count)++;
	}
	return true;
}

bool
fen_parse(struct arena *a, const char *s, int64_t *fen)
{
	const char *t = text_fold(a, text_clean(a, s));
	int64_t n = 0;
	size_t i = 0;
	int whole, part = 0;

	if (text_empty(t)) {
		*fen = FEN_UNKNOWN;
		return true;
	}
	if (!digits_take(t, &i, true, &n, &whole) || !whole || t[i - 1] == ',')
		return false;
	if (t[i] == '.') {
		i++;
		if (!digits_take(t, &i, false, &n, &part) || part < 1 || part > 2)
			return false;
	}
	for (; part < 2; part++) {
		if (n > FEN_MAX / 10)
			return false;
		n *= 10;
	}
	if (t[i] || n > FEN_MAX)
		return false;
	*fen = n;
	return true;
}

const char *
fen_plain(struct arena *a, int64_t fen)
{
	if (fen < 0)
		return "";
	if (fen % 100 == 0)
		return arena_fmt(a, "%lld", (long long)(fen / 100));
	return arena_fmt(a, "%lld.%02d", (long long)(fen / 100), (int)(fen % 100));
}

const char *
fen_text(struct arena *a, int64_t fen)
{
	const char *s = fen_plain(a, fen), *dot = strchr(s, '.');
	size_t whole = dot ? (size_t)(dot - s) : strlen(s);
	struct out o;

	out_init(&o, a);
	for (size_t i = 0; i < whole; i++) {
		if (i && (whole - i) % 3 == 0)
			out_str(&o, ",");
		out_put(&o, &s[i], 1);
	}
	out_str(&o, dot ? dot : "");
	return out_cstr(&o);
}
