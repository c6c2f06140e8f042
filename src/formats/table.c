/* table.c - the table both readers fill. */
#include "formats/table.h"
#include "base/text.h"
#include "formats/csv.h"
#include "formats/xlsx.h"
#include "base_msg.h"
#include "formats_msg.h"

const struct table_limits table_limits = { 8 * 1024 * 1024, 20000, 200, 32 * 1024 * 1024 };

struct err
table_read(struct arena *a, struct bytes in, const struct table_limits *lim, struct table *ret, int *line)
{
	*line = 0;
	if (xlsx_looks(in))
		return xlsx_read(a, in, NULL, lim, ret);
	return csv_read(a, in, lim, ret, line);
}

const char *
table_field(struct arena *a, const struct row *r, size_t i)
{
	return i < r->n ? text_clean(a, r->field[i]) : "";
}

void
table_begin(struct table_make *m, struct arena *a, const struct table_limits *lim)
{
	*m = (struct table_make){ .a = a, .lim = lim == NULL ? &table_limits : lim };
	m->field = NEWN(a, const char *, m->lim->fields);
}

void
table_put(struct table_make *m, size_t column, const char *s)
{
	size_t len = strlen(s);

	if (m->too_big || column >= m->lim->fields || len > m->lim->text - m->text) {
		m->too_big = true;
		return;
	}
	m->text += len;
	while (m->nfield <= column)
		m->field[m->nfield++] = "";
	m->field[column] = s;
	m->some |= s[strspn(s, " \t\r\n")] != '\0';
}

void
table_row(struct table_make *m, int line)
{
	struct row *r;

	if (m->some && !m->too_big) {
		if (m->t.n >= m->lim->rows) {
			m->too_big = true;
			return;
		}
		if (m->t.n == m->cap) {
			size_t cap = m->cap ? m->cap * 2 : 64;
			struct row *v = arena_try(m->a, cap * sizeof(*v));

			if (v == NULL)
				return;		/* the arena remembers */
			if (m->t.n > 0)
				memcpy(v, m->t.v, m->t.n * sizeof(*v));
			m->t.v = v;
			m->cap = cap;
		}
		r = &m->t.v[m->t.n++];
		r->line = line;
		r->n = m->nfield;
		r->field = (const char **)arena_dup(m->a, m->field, m->nfield * sizeof(*m->field));
	}
	m->nfield = 0;
	m->some = false;
}

struct err
table_end(struct table_make *m, struct table *ret)
{
	if (arena_failed(m->a))
		return FAIL(503, M_err_busy);
	if (m->too_big)
		return FAIL(422, M_table_too_big);
	*ret = m->t;
	return OK;
}
