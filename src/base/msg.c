/* msg.c - the sentences people read, by key and language. The tables are made by tools/msgc from all *.msg. */
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

const char *
msg_text(enum lang l, enum msg key)
{
	const char *s;

	assert((unsigned)l < LANG_COUNT && (unsigned)key < M_COUNT);
	s = msg_table[key][l];
	if (s == NULL || *s == '\0')
		s = msg_table[key][LANG_ZH];
	return s == NULL ? "" : s;
}

const char *
msg_name(enum msg key)
{
	assert((unsigned)key < M_COUNT);
	return msg_names[key] == NULL ? "" : msg_names[key];
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

static int
name_cmp(const void *key, const void *row)
{
	return strcmp(key, *(const char *const *)row);
}

enum msg
msg_find(const char *name)
{
	const char *const *hit;

	if (name == NULL || *name == '\0')
		return M_NONE;
	hit = bsearch(name, msg_names + 1, M_COUNT - 1, sizeof(*msg_names), name_cmp);
	return hit == NULL ? M_NONE : (enum msg)(hit - msg_names);
}
