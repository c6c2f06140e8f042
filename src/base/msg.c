/* msg.c - the sentences people read, by key and language. The tables are made by tools/msgc from all *.msg. */
#include "base/msg_key.h"
#include "base/msg_table.h"

#include <stdarg.h>
#include <stdlib.h>

const char *
lang_code(enum lang l)
{
	static const char *const codes[LANG_COUNT] = { [LANG_ZH] = "zh-CN", [LANG_EN] = "en" };

	assert((unsigned)l < LANG_COUNT);
	return codes[l];
}

static int
row_cmp(const void *key, const void *row)
{
	enum msg a = *(const enum msg *)key, b = ((const struct msg_row *)row)->key;

	return (a > b) - (a < b);
}

/* NULL: M_NONE, or no sentence of this program. */
static const struct msg_row *
row_of(enum msg key)
{
	return bsearch(&key, msg_table, msg_table_n, sizeof(*msg_table), row_cmp);
}

const char *
msg_text(enum lang l, enum msg key)
{
	const struct msg_row *row = row_of(key);

	assert((unsigned)l < LANG_COUNT && (row != NULL || key == M_NONE));
	if (row == NULL)
		return "";
	return *row->text[l] == '\0' ? row->text[LANG_ZH] : row->text[l];
}

const char *
msg_name(enum msg key)
{
	const struct msg_row *row = row_of(key);

	assert(row != NULL || key == M_NONE);
	return row == NULL ? "" : row->name;
}

const char *
msg_fmt(struct arena *a, enum lang l, enum msg key, ...)
{
	const char *args[9], *s = msg_text(l, key), *open;
	size_t n = 0;
	struct out o;
	va_list ap;

	va_start(ap, key);
	while (n < COUNT(args) && (args[n] = va_arg(ap, const char *)) != NULL)
		n++;
	va_end(ap);
	out_init(&o, a);
	while ((open = strchr(s, '{')) != NULL) {
		size_t i = (size_t)(open[1] - '1');

		if (open[1] >= '1' && open[1] <= '9' && open[2] == '}' && i < n) {
			out_put(&o, s, (size_t)(open - s));
			out_str(&o, args[i]);
			s = open + 3;
		} else {
			out_put(&o, s, (size_t)(open - s) + 1);
			s = open + 1;
		}
	}
	out_str(&o, s);
	return out_cstr(&o);
}

enum msg
msg_find(const char *name)
{
	const struct msg_row *row;

	if (name == NULL || *name == '\0')
		return M_NONE;
	row = row_of((enum msg)msg_number(name));
	return row == NULL || strcmp(row->name, name) != 0 ? M_NONE : row->key;
}
