/* value.c - making, comparing and printing FEEL values. */
#include "engines/decide/feel_int.h"

#include "base/text.h"

#include <stdio.h>

struct value
v_null(void)
{
	return (struct value){ .kind = V_NULL };
}

struct value
v_bool(bool b)
{
	return (struct value){ .kind = V_BOOLEAN, .truth = b };
}

struct value
v_num(struct decimal d)
{
	return (struct value){ .kind = V_NUMBER, .num = d };
}

struct value
v_int(int64_t n)
{
	return v_num(dec_int(n));
}

struct value
v_textn(const char *p, size_t n)
{
	return (struct value){ .kind = V_STRING, .text = { p, n } };
}

struct value
v_text(const char *s)
{
	return v_textn(s, strlen(s));
}

struct value
v_list(struct arena *a, const struct value *v, size_t n)
{
	struct list *l = NEW(a, struct list);

	*l = (struct list){ v, n };
	return (struct value){ .kind = V_LIST, .list = l };
}

struct value
v_moment(struct arena *a, enum value_kind kind, struct moment m)
{
	struct moment *p = NEW(a, struct moment);

	*p = m;
	return (struct value){ .kind = kind, .at = p };
}

struct value
v_days(int64_t s, int64_t ns)
{
	s += ns / 1000000000;
	ns %= 1000000000;
	if (s > 0 && ns < 0) {
		s--;
		ns += 1000000000;
	} else if (s < 0 && ns > 0) {
		s++;
		ns -= 1000000000;
	}
	return (struct value){ .kind = V_DAYS, .span = { s, (int32_t)ns } };
}

struct value
v_months(int64_t months)
{
	return (struct value){ .kind = V_MONTHS, .months = months };
}

const char *
value_kind_name(enum value_kind k)
{
	static const char *const names[V_KINDS] = { "null", "boolean", "number", "string", "date", "time", "date and time",
		"days and time duration", "years and months duration", "list", "context", "range", "function" };

	return names[k];
}

const struct value *
context_find(const struct context *c, const char *key)
{
	for (size_t i = 0; i < c->n; i++)
		if (strcmp(c->v[i].key, key) == 0)
			return &c->v[i].v;
	return NULL;
}

static int
cmp64(int64_t a, int64_t b)
{
	return a < b ? -1 : a > b;
}

/* Whole seconds only: FEEL's value of a time is its hour, minute, second (10.3.2.3.4). */
static bool
moment_order(enum value_kind k, const struct moment *a, const struct moment *b, int *ret)
{
	int64_t x = a->second, y = b->second;

	if (k == V_DATE) {
		*ret = cmp64(a->day, b->day);
		return true;
	}
	if ((a->zone == ZONE_NONE) != (b->zone == ZONE_NONE))
		return false;
	if (a->zone != ZONE_NONE) {
		x -= a->offset;
		y -= b->offset;
	}
	if (k == V_DATETIME) {
		x += a->day * 86400;
		y += b->day * 86400;
	}
	*ret = cmp64(x, y);
	return true;
}

static int
text_order(struct value a, struct value b)
{
	/* UTF-8 sorts like its code points */
	int c = memcmp(a.text.p, b.text.p, a.text.n < b.text.n ? a.text.n : b.text.n);

	return c ? (c < 0 ? -1 : 1) : cmp64((int64_t)a.text.n, (int64_t)b.text.n);
}

bool
value_order(struct value a, struct value b, int *ret)
{
	if (a.kind != b.kind)
		return false;
	switch (a.kind) {
	case V_NUMBER:
		*ret = dec_cmp(a.num, b.num);
		return true;
	case V_STRING:
		*ret = text_order(a, b);
		return true;
	case V_DATE: case V_TIME: case V_DATETIME:
		return moment_order(a.kind, a.at, b.at, ret);
	case V_DAYS:
		*ret = a.span.s != b.span.s ? cmp64(a.span.s, b.span.s) : cmp64(a.span.ns, b.span.ns);
		return true;
	case V_MONTHS:
		*ret = cmp64(a.months, b.months);
		return true;
	default:
		return false;
	}
}

/* Values may share parts, so what looks small can be endless to walk: depth and number of comparisons are bounded. */
#define MAX_DEPTH  400
#define MAX_EQUALS 200000

static int equal(struct value a, struct value b, int depth, int64_t *budget);

static int
lists_equal(const struct list *a, const struct list *b, int depth, int64_t *budget)
{
	if (a->n != b->n)
		return 0;
	for (size_t i = 0; i < a->n && a != b; i++)
		if (equal(a->v[i], b->v[i], depth, budget) != 1)
			return 0;
	return 1;
}

static int
contexts_equal(const struct context *a, const struct context *b, int depth, int64_t *budget)
{
	if (a->n != b->n)
		return 0;
	for (size_t i = 0; i < a->n && a != b; i++) {
		const struct value *v = i < b->n && strcmp(b->v[i].key, a->v[i].key) == 0 ? &b->v[i].v : NULL;
		if (!v) {			/* in another order: looked for */
			*budget -= (int64_t)b->n / 4;
			v = context_find(b, a->v[i].key);
		}
		if (!v || equal(a->v[i].v, *v, depth, budget) != 1)
			return 0;
	}
	return 1;
}

static int
ranges_equal(const struct range *a, const struct range *b)
{
	return a->op == b->op && a->low_in == b->low_in && a->high_in == b->high_in && value_equal(a->low, b->low) == 1 &&
	       value_equal(a->high, b->high) == 1;
}

static int
equal(struct value a, struct value b, int depth, int64_t *budget)
{
	int c;

	if (depth > MAX_DEPTH || --*budget < 0)
		return -1;
	if (a.kind == V_NULL || b.kind == V_NULL)
		return a.kind == b.kind;
	if (a.kind != b.kind)
		return -1;
	switch (a.kind) {
	case V_BOOLEAN:
		return a.truth == b.truth;
	case V_STRING:
		if (a.text.n != b.text.n)
			return 0;
		*budget -= (int64_t)(a.text.n / 64);
		return memcmp(a.text.p, b.text.p, a.text.n) == 0;
	case V_LIST:
		return lists_equal(a.list, b.list, depth + 1, budget);
	case V_CONTEXT:
		return contexts_equal(a.ctx, b.ctx, depth + 1, budget);
	case V_RANGE:
		return ranges_equal(a.range, b.range);
	case V_FUNCTION:
		return a.fn == b.fn;
	default:
		return value_order(a, b, &c) ? c == 0 : 0;
	}
}

int
value_equal_within(struct value a, struct value b, int64_t *work)
{
	int r = equal(a, b, 0, work);

	return *work < 0 ? -1 : r;
}

int
value_equal(struct value a, struct value b)
{
	int64_t work = MAX_EQUALS;

	return value_equal_within(a, b, &work);
}

bool
value_is(struct value a, struct value b)
{
	if (a.kind != b.kind)
		return false;
	if (a.kind == V_DATE || a.kind == V_TIME || a.kind == V_DATETIME) {
		const struct moment *x = a.at, *y = b.at;
		return x->day == y->day && x->second == y->second && x->nano == y->nano && x->zone == y->zone &&
		       x->offset == y->offset && text_same(x->name, y->name);
	}
	return value_equal(a, b) == 1;
}

int
range_has(const struct range *r, struct value v)
{
	int c;

	if (r->op == RANGE_EQ || r->op == RANGE_NE) {
		int eq = value_equal(v, r->low);
		return eq < 0 ? -1 : r->op == RANGE_EQ ? eq : !eq;
	}
	if (r->low.kind != V_NULL) {
		if (!value_order(v, r->low, &c))
			return -1;
		if (c < 0 || (c == 0 && !r->low_in))
			return 0;
	}
	if (r->high.kind != V_NULL) {
		if (!value_order(v, r->high, &c))
			return -1;
		if (c > 0 || (c == 0 && !r->high_in))
			return 0;
	}
	return 1;
}

static void
quote(struct out *o, const char *p, size_t n)
{
	out_put(o, "\"", 1);
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)p[i];
		if (c == '"' || c == '\\')
			out_fmt(o, "\\%c", c);
		else if (c == '\n')
			out_str(o, "\\n");
		else if (c == '\r')
			out_str(o, "\\r");
		else if (c == '\t')
			out_str(o, "\\t");
		else if (c < 0x20)
			out_fmt(o, "\\u%04x", c);
		else
			out_put(o, p + i, 1);
	}
	out_put(o, "\"", 1);
}

static void
print_range(struct out *o, const struct range *r)
{
	static const char *const ops[] = { "", "<", "<=", ">", ">=", "=", "!=" };

	if (r->op != RANGE_BOTH) {
		out_fmt(o, "(%s ", ops[r->op]);
		value_print(o, r->op == RANGE_LT || r->op == RANGE_LE ? r->high : r->low, true);
		out_str(o, ")");
		return;
	}
	out_str(o, r->low_in ? "[" : "(");
	value_print(o, r->low, true);
	out_str(o, "..");
	value_print(o, r->high, true);
	out_str(o, r->high_in ? "]" : ")");
}

/* A key is written bare when it is one plain word, else quoted. */
static void
print_key(struct out *o, const char *key)
{
	for (const char *p = key; *p; p++)
		if (*p == '"' || *p == ':' || *p == ',' || *p == '{' || *p == '}' || (unsigned char)*p < 0x20) {
			quote(o, key, strlen(key));
			return;
		}
	if (*key)
		out_str(o, key);
	else
		out_str(o, "\"\"");
}

static void print(struct out *o, struct value v, bool quoted, int depth);

static void
print_many(struct out *o, struct value v, int depth)
{
	size_t n = v.kind == V_LIST ? v.list->n : v.ctx->n;

	out_str(o, v.kind == V_LIST ? "[" : "{");
	for (size_t i = 0; i < n && !o->failed; i++) {
		out_str(o, i ? ", " : "");
		if (v.kind == V_CONTEXT) {
			print_key(o, v.ctx->v[i].key);
			out_str(o, ": ");
		}
		print(o, v.kind == V_LIST ? v.list->v[i] : v.ctx->v[i].v, true, depth + 1);
	}
	out_str(o, v.kind == V_LIST ? "]" : "}");
}

static void
print(struct out *o, struct value v, bool quoted, int depth)
{
	char buf[DEC_TEXT];

	switch (v.kind) {
	case V_NULL:
		out_str(o, "null");
		break;
	case V_BOOLEAN:
		out_str(o, v.truth ? "true" : "false");
		break;
	case V_NUMBER:
		out_put(o, buf, dec_print(v.num, buf));
		break;
	case V_STRING:
		if (quoted)
			quote(o, v.text.p, v.text.n);
		else
			out_put(o, v.text.p, v.text.n);
		break;
	case V_LIST: case V_CONTEXT:
		if (depth > MAX_DEPTH)
			o->failed = true;
		else
			print_many(o, v, depth);
		break;
	case V_RANGE:
		print_range(o, v.range);
		break;
	case V_FUNCTION:
		out_fmt(o, "function %s", v.fn->name);
		break;
	default:
		time_print(o, v);
	}
}

void
value_print(struct out *o, struct value v, bool quoted)
{
	print(o, v, quoted, 0);
}

const char *
value_text(struct arena *a, struct value v)
{
	struct out o;

	out_init(&o, a);
	value_print(&o, v, true);
	return out_cstr(&o);
}

static void
json(struct out *o, struct value v, int depth)
{
	struct out t;

	if (depth > MAX_DEPTH)
		o->failed = true;
	switch (v.kind) {
	case V_NULL: case V_BOOLEAN: case V_NUMBER: case V_STRING:
		value_print(o, v, true);
		break;
	case V_LIST:
		out_str(o, "[");
		for (size_t i = 0; i < v.list->n && !o->failed; i++) {
			out_str(o, i ? "," : "");
			json(o, v.list->v[i], depth + 1);
		}
		out_str(o, "]");
		break;
	case V_CONTEXT:
		out_str(o, "{");
		for (size_t i = 0; i < v.ctx->n && !o->failed; i++) {
			out_str(o, i ? "," : "");
			quote(o, v.ctx->v[i].key, strlen(v.ctx->v[i].key));
			out_str(o, ":");
			json(o, v.ctx->v[i].v, depth + 1);
		}
		out_str(o, "}");
		break;
	default:
		out_init(&t, o->a);
		value_print(&t, v, false);
		quote(o, out_cstr(&t), t.len);
	}
}

void
value_json(struct out *o, struct value v)
{
	json(o, v, 0);
}
