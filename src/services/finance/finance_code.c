/* finance_code.c - unified social credit codes: read, checked, a likely slip named. */
#include "services/finance/finance_code.h"

#include "base/text.h"

/* GB 32100-2015: the set in the order of its values, and the weights 3^(i-1) mod 31. */
static const char set[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
static const int weights[17] = { 1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28 };
/* GB 11714, for places 9 to 16: here all letters have a value. */
static const int body_weights[8] = { 3, 7, 9, 10, 5, 8, 4, 2 };

static int
value_of(char c)
{
	const char *p = c ? strchr(set, c) : NULL;

	return p ? (int)(p - set) : -1;
}

static bool
whole_checks(const char *s)
{
	int sum = 0;

	for (int i = 0; i < 17; i++) {
		if (value_of(s[i]) < 0)
			return false;
		sum += value_of(s[i]) * weights[i];
	}
	return set[(31 - sum % 31) % 31] == s[17];
}

static bool
body_checks(const char *s)
{
	int sum = 0, c;

	for (int i = 0; i < 8; i++) {
		char at = s[8 + i];

		sum += (at <= '9' ? at - '0' : at - 'A' + 10) * body_weights[i];
	}
	c = 11 - sum % 11;
	return s[16] == (c == 10 ? 'X' : c == 11 ? '0' : (char)('0' + c));
}

/* Letters that the set leaves out because they look like digits. */
static const char *
slips_undone(struct arena *a, const char *s)
{
	static const char wrong[] = "OISZ", right[] = "0152";
	char *t = arena_str(a, s);
	bool any = false;

	for (char *p = t; *p; p++) {
		const char *w = strchr(wrong, *p);

		if (w) {
			*p = right[w - wrong];
			any = true;
		}
	}
	return any && whole_checks(t) ? t : NULL;
}

void
fin_code_read(struct arena *a, const char *typed, struct fin_code *ret)
{
	const char *s = text_fold(a, text_clean(a, typed));
	char t[FIN_CODE_LEN + 1];
	size_t n = 0;

	*ret = (struct fin_code){ 0 };
	for (; *s; s++) {
		if (*s == ' ' || *s == '-')
			continue;
		if (n == FIN_CODE_LEN || !((*s >= '0' && *s <= '9') || (*s >= 'a' && *s <= 'z')))
			return;
		t[n++] = *s >= 'a' ? (char)(*s - 'a' + 'A') : *s;
	}
	if (n < FIN_CODE_LEN)
		return;
	t[n] = '\0';
	ret->text = arena_str(a, t);
	for (size_t i = 0; i < n && !ret->strange; i++)
		if (value_of(t[i]) < 0)
			ret->strange = (int)i + 1;
	ret->whole = whole_checks(t);
	ret->body = body_checks(t);
	if (!ret->whole)
		ret->meant = slips_undone(a, t);
}

bool
fin_code_sound(const struct fin_code *c)
{
	return c->text && !c->strange && c->whole;
}
