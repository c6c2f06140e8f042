/* sqlc_write.c - checked statements → C. The forms are promised in tools/README.md. */
#include "sqlc.h"

#include <stdio.h>
#include <string.h>

static void
signature(struct buf *b, const struct statement *st, const char *between)
{
	buf_fmt(b, "struct err%s%s(struct db *db", between, st->name);
	if (st->kind != KIND_DO)
		buf_str(b, ", struct arena *a");
	for (int i = 0; i < st->nin; i++) {
		const struct column *c = &st->in[i];

		if (c->type == TYPE_INT)
			buf_fmt(b, c->null ? ", const int64_t *%s" : ", int64_t %s", c->name);
		else
			buf_fmt(b, c->type == TYPE_TEXT ? ", const char *%s" : ", struct bytes %s", c->name);
	}
	if (st->kind == KIND_DO)
		buf_str(b, ", int64_t *changed)");
	else if (st->kind == KIND_MANY)
		buf_fmt(b, ", struct %s_rows *ret)", st->row);
	else
		buf_fmt(b, ", struct %s *ret%s)", st->row, st->kind == KIND_OPT ? ", bool *found" : "");
}

static void
declare(struct buf *h, const struct statement *st)
{
	buf_fmt(h, "/* %s:%d", file_base(st->file), st->line);
	for (const char *s = st->doc.n ? st->doc.p : ""; *s;) {
		size_t n = strcspn(s, "\n");

		buf_str(h, "\n * ");
		for (size_t i = 0; i < n; i++)
			buf_put(h, s[i] == '*' && s[i + 1] == '/' ? " " : s + i, 1);
		s += n + 1;
	}
	buf_str(h, " */\n");
	if (st->kind == KIND_RAW) {
		buf_fmt(h, "extern const struct sql sql_%s;\n\n", st->name);
		return;
	}
	if (st->kind != KIND_DO && !st->row_known) {
		buf_fmt(h, "struct %s {\n", st->row);
		for (int i = 0; i < st->nout; i++) {
			const struct column *c = &st->out[i];

			buf_fmt(h, c->type == TYPE_INT ? "\tint64_t %s;\n" :
				c->type == TYPE_TEXT   ? "\tconst char *%s;\n" :
							 "\tstruct bytes %s;\n",
			    c->name);
			if (c->null && c->type == TYPE_INT)
				buf_fmt(h, "\tbool %s_null;\n", c->name);
		}
		buf_fmt(h, "};\nstruct %s_rows {\n\tstruct %s *v;\n\tsize_t n;\n};\n", st->row, st->row);
	}
	signature(h, st, " ");
	buf_str(h, ";\n\n");
}

static void
bind(struct buf *c, const struct column *p, int i)
{
	if (p->type == TYPE_INT && p->null)
		buf_fmt(c, "\tif (%s)\n\t\tstmt_int(st_, %d, *%s);\n\telse\n\t\tstmt_null(st_, %d);\n", p->name, i, p->name, i);
	else if (p->type == TYPE_INT)
		buf_fmt(c, "\tstmt_int(st_, %d, %s);\n", i, p->name);
	else if (p->type == TYPE_TEXT)
		buf_fmt(c, "%sstmt_text(st_, %d, %s);\n",
		    p->null ? "\t" : tool_fmt("\tassert(%s != NULL);\n\t", p->name), i, p->name);
	else if (p->null)
		buf_fmt(c, "\tstmt_blob(st_, %d, %s);\n", i, p->name);
	else /* no bytes are not NULL */
		buf_fmt(c, "\tstmt_blob(st_, %d, %s.p ? %s : (struct bytes){ (const unsigned char *)\"\", 0 });\n", i, p->name,
		    p->name);
}

static void
row(struct buf *c, const struct statement *st, const char *indent)
{
	buf_fmt(c, "(struct %s){\n", st->row);
	for (int i = 0; i < st->nout; i++) {
		const struct column *o = &st->out[i];

		buf_fmt(c, "%s\t.%s = ", indent, o->name);
		if (o->type == TYPE_INT)
			buf_fmt(c, "stmt_col_int(st_, %d),\n", i);
		else if (o->type == TYPE_BLOB)
			buf_fmt(c, "stmt_col_blob(st_, %d, a),\n", i);
		else
			buf_fmt(c, "%sstmt_col_text(st_, %d, a),\n",
			    o->null ? tool_fmt("stmt_col_null(st_, %d) ? NULL : ", i) : "", i);
		if (o->null && o->type == TYPE_INT)
			buf_fmt(c, "%s\t.%s_null = stmt_col_null(st_, %d),\n", indent, o->name, i);
	}
	buf_fmt(c, "%s};\n", indent);
}

static void
many(struct buf *c, const struct statement *st)
{
	buf_str(c, "\tfor (;;) {\n\t\tTRY(stmt_step(st_, &row_));\n\t\tif (!row_)\n\t\t\tbreak;\n"
		   "\t\tif (rows_.n == cap_) {\n");
	buf_fmt(c, "\t\t\tstruct %s *old_ = rows_.v;\n\n", st->row);
	buf_fmt(c, "\t\t\tcap_ = cap_ ? cap_ * 2 : 16;\n\t\t\trows_.v = NEWN(a, struct %s, cap_);\n", st->row);
	buf_str(c, "\t\t\tif (arena_failed(a))\n\t\t\t\treturn FAIL(503, M_err_server);\n"
		   "\t\t\tif (rows_.n)\n\t\t\t\tmemcpy(rows_.v, old_, rows_.n * sizeof *old_);\n\t\t}\n"
		   "\t\trows_.v[rows_.n++] = ");
	row(c, st, "\t\t");
	buf_str(c, "\t}\n\t*ret = rows_;\n");
}

static void
define(struct buf *c, const struct statement *st)
{
	buf_fmt(c, "%sconst struct sql sql_%s = { \"%s\",\n\t", st->kind == KIND_RAW ? "" : "static ", st->name, st->name);
	buf_literal(c, st->sql, strlen(st->sql), "\t");
	buf_fmt(c, ",\n\t%d, %d };\n\n", st->nin, st->nout);
	if (st->kind == KIND_RAW)
		return;
	signature(c, st, "\n");
	buf_str(c, "\n{\n\t__attribute__((cleanup(stmt_done))) struct stmt *st_ = NULL;\n\tbool row_ = false;\n");
	if (st->kind == KIND_MANY)
		buf_fmt(c, "\tstruct %s_rows rows_ = { 0 };\n\tsize_t cap_ = 0;\n", st->row);
	buf_fmt(c, "\n\tTRY(stmt_get(db, &sql_%s, &st_));\n", st->name);
	for (int i = 0; i < st->nin; i++)
		bind(c, &st->in[i], i + 1);
	switch (st->kind) {
	case KIND_ONE:
	case KIND_OPT:
		buf_str(c, "\tTRY(stmt_step(st_, &row_));\n");
		buf_str(c, st->kind == KIND_ONE ? "\tif (!row_)\n\t\treturn FAIL(404, M_err_not_found);\n\t*ret = " :
						  "\tif (row_)\n\t\t*ret = ");
		row(c, st, st->kind == KIND_ONE ? "\t" : "\t\t");
		if (st->kind == KIND_OPT)
			buf_str(c, "\t*found = row_;\n");
		break;
	case KIND_MANY:
		many(c, st);
		break;
	case KIND_RAW:
		break;
	case KIND_DO:
		buf_str(c, "\tTRY(stmt_step(st_, &row_));\n\tif (changed)\n\t\t*changed = stmt_changes(st_);\n");
		break;
	}
	buf_str(c, "\treturn OK;\n}\n\n");
}

void
sql_write(const char *file, const struct statement *list, const char *out_c, const char *out_h)
{
	struct buf c = { 0 }, h = { 0 };
	char *guard = tool_dup(file_base(out_h), strlen(file_base(out_h)) - 2);

	for (char *p = guard; *p; p++)
		*p = (char)(*p >= 'a' && *p <= 'z' ? *p - 32 : *p >= '0' && *p <= '9' ? *p : *p >= 'A' && *p <= 'Z' ? *p : '_');
	buf_fmt(&h, "/* Made by tools/sqlc from %s. */\n#ifndef QIAO_%s_H\n#define QIAO_%s_H\n\n#include \"store/store.h\"\n\n",
	    file_base(file), guard, guard);
	buf_fmt(&c, "/* Made by tools/sqlc from %s. */\n#include \"%s\"\n#include \"base_msg.h\"\n\n", file_base(file), file_base(out_h));
	for (; list; list = list->next) {
		declare(&h, list);
		define(&c, list);
	}
	buf_str(&h, "#endif\n");
	file_write(out_c, &c);
	file_write(out_h, &h);
}
