/* suite.c - reading the test files and comparing. One arena for each test file's model, one for each case. */
#include "engines/decide/suite.h"

#include "engines/decide/dmn_int.h"
#include "decide_msg.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define MAX_DEPTH 8

/* xsi:type="xsd:decimal" → "decimal"; "" when there is none */
static const char *
type_word(const struct xml *x)
{
	const char *t = xml_attr(x, "type"), *colon = t ? strchr(t, ':') : NULL;

	return colon ? colon + 1 : t ? t : "";
}

static struct value
scalar(struct feel_run *run, const struct xml *x)
{
	const char *t = type_word(x), *s = x->text, *nil = xml_attr(x, "nil");
	size_t n = strlen(s);
	struct value v = v_null();

	if (nil && strcmp(nil, "true") == 0)
		return v;
	if (strcmp(t, "boolean") == 0)
		return v_bool(strcmp(s, "true") == 0 || strcmp(s, "1") == 0);
	if (strcmp(t, "date") == 0 && time_read(run, s, n, V_DATE, &v))
		return v;
	if (strcmp(t, "time") == 0 && time_read(run, s, n, V_TIME, &v))
		return v;
	if (strcmp(t, "dateTime") == 0 && time_read(run, s, n, V_DATETIME, &v))
		return v;
	if ((strcmp(t, "duration") == 0 || strcmp(t, "yearMonthDuration") == 0 || strcmp(t, "dayTimeDuration") == 0) && time_read_duration(s, n, &v))
		return v;
	if (strcmp(t, "decimal") == 0 || strcmp(t, "double") == 0 || strcmp(t, "integer") == 0 || strcmp(t, "int") == 0 ||
	    strcmp(t, "float") == 0 || strcmp(t, "long") == 0) {
		const char *p = name_tidy(run->a, s, n);
		if (dec_parse(p, strlen(p), &v.num)) {
			v.kind = V_NUMBER;
			return v;
		}
	}
	return v_textn(s, n);
}

static struct value
value_of(struct feel_run *run, const struct xml *x)
{
	size_t n = 0;

	for (const struct xml *k = x->first; k; k = k->next)
		n++;
	const struct xml *first = x->first;
	while (first && strcmp(first->name, "extensionElements") == 0)
		first = first->next;
	if (!first)
		return v_null();
	if (strcmp(first->name, "value") == 0)
		return scalar(run, first);
	const char *nil = xml_attr(first, "nil");
	if (strcmp(first->name, "list") == 0) {
		size_t items = 0;
		if (nil && strcmp(nil, "true") == 0)
			return v_null();
		for (const struct xml *k = xml_kid(first, "item"); k; k = xml_after(k, "item"))
			items++;
		struct value *v = NEWN(run->a, struct value, items + 1);
		items = 0;
		for (const struct xml *k = xml_kid(first, "item"); k; k = xml_after(k, "item"))
			v[items++] = value_of(run, k);
		return v_list(run->a, v, items);
	}
	struct entry *e = NEWN(run->a, struct entry, n + 1);
	struct context *c = NEW(run->a, struct context);
	for (const struct xml *k = xml_kid(x, "component"); k; k = xml_after(k, "component")) {
		const char *name = xml_attr(k, "name");
		nil = xml_attr(k, "nil");
		e[c->n++] = (struct entry){ name ? name : "", nil && strcmp(nil, "true") == 0 ? v_null() : value_of(run, k) };
	}
	c->v = e;
	return (struct value){ .kind = V_CONTEXT, .ctx = c };
}

/* The suite's authors computed some numbers in binary: with eight digits behind the point or more, a billionth is free. */
static bool
same_number(struct decimal want, struct decimal got)
{
	struct decimal gap, bound;

	if (dec_cmp(want, got) == 0)
		return true;
	if (want.exp <= -8 && dec_round(got, -want.exp, DEC_HALF_UP, &gap) && dec_cmp(gap, want) == 0)
		return true;
	return want.exp <= -8 && dec_sub(want, got, &gap) && dec_mul(dec_abs(want), (struct decimal){ 0, 1, -9, false }, &bound) &&
	       dec_cmp(dec_abs(gap), bound) <= 0;
}

static bool
same(struct value want, struct value got)
{
	if (want.kind == V_NUMBER && got.kind == V_NUMBER)
		return same_number(want.num, got.num);
	if (want.kind == V_CONTEXT && got.kind == V_RANGE) {	/* a range is shown by its properties */
		const struct range *r = got.range;
		const struct value *v[] = { context_find(want.ctx, "start"), context_find(want.ctx, "end"),
			context_find(want.ctx, "start included"), context_find(want.ctx, "end included") };
		return v[0] && v[1] && v[2] && v[3] && same(*v[0], r->low) && same(*v[1], r->high) &&
		       same(*v[2], v_bool(r->low_in)) && same(*v[3], v_bool(r->high_in));
	}
	if (want.kind != got.kind)
		return false;
	if (want.kind == V_LIST) {
		bool ok = want.list->n == got.list->n;
		for (size_t i = 0; i < want.list->n && ok; i++)
			ok = same(want.list->v[i], got.list->v[i]);
		return ok;
	}
	if (want.kind == V_CONTEXT) {
		bool ok = want.ctx->n == got.ctx->n;
		for (size_t i = 0; i < want.ctx->n && ok; i++) {
			const struct value *v = context_find(got.ctx, want.ctx->v[i].key);
			ok = v && same(want.ctx->v[i].v, *v);
		}
		return ok;
	}
	return want.kind == V_NULL || value_is(want, got);
}

/* All warnings, in one line. */
static const char *
reasons(struct suite *s, struct feel_run *run)
{
	struct out o;

	out_init(&o, run->a);
	for (size_t i = 1; i <= feel_warnings(run) && i <= 5; i++) {
		const struct feel_warning *w = feel_warning(run, i);
		if (w)
			out_fmt(&o, "%s%s", i > 1 ? " " : "", feel_warning_text(run->a, s->lang, w));
	}
	return out_cstr(&o);
}

static struct value
result_of(struct dmn_session *ses, const struct xml *test, const char *name)
{
	const char *type = xml_attr(test, "type"), *what = xml_attr(test, "invocableName");
	const struct dmn_element *e = dmn_find(ses->d, what ? what : name), *out[64];

	if (!e)
		return fail(ses->run, NULL, M_dmn_no_element, v_text(what ? what : name), NOTHING);
	if (!type || strcmp(type, "decision") == 0 || e->kind == DMN_DECISION || e->kind == DMN_INPUT)
		return dmn_value(ses, e);
	struct value v = dmn_invoke(ses, e);
	size_t n = dmn_outputs(ses->d, e, out, COUNT(out));
	if (n > 1 && v.kind == V_CONTEXT && strcmp(name, e->name) != 0) {
		const struct value *part = context_find(v.ctx, name);
		return part ? *part : v;
	}
	return v;
}

static bool
run_node(struct suite *s, const struct dmn *d, const char *file, const struct xml *test, const struct xml *node)
{
	struct arena *a = arena_new();
	struct feel_run *run = feel_run_new(a, s->env, NULL);
	struct dmn_session *ses = dmn_begin(d, run);
	const char *name = xml_attr(node, "name"), *err = xml_attr(node, "errorResult"), *id = xml_attr(test, "id");
	const struct xml *want_x = xml_kid(node, "expected");

	name = name_tidy(a, name ? name : "", strlen(name ? name : ""));
	for (const struct xml *in = xml_kid(test, "inputNode"); in; in = xml_after(in, "inputNode")) {
		const char *n = xml_attr(in, "name");
		dmn_set(ses, name_tidy(a, n ? n : "", strlen(n ? n : "")), value_of(run, in));
	}
	struct value got = result_of(ses, test, name), want = want_x ? value_of(run, want_x) : v_null();
	bool error = err && strcmp(err, "true") == 0;
	bool ok = error ? got.kind == V_NULL : same(want, got);
	if (!ok && s->failed)
		s->failed(s->ctx, file, id ? id : "", name, error ? "null" : value_text(a, want), value_text(a, got), reasons(s, run));
	arena_free(a);
	return ok;
}

static bool
slurp(struct arena *a, const char *file, struct bytes *ret)
{
	FILE *f = fopen(file, "rb");
	long n = f && fseek(f, 0, SEEK_END) == 0 ? ftell(f) : -1;

	if (f && n >= 0 && n <= XML_MAX_FILE) {
		unsigned char *p = arena_alloc(a, (size_t)n + 1);
		rewind(f);
		*ret = (struct bytes){ p, fread(p, 1, (size_t)n, f) };
	}
	if (f)
		fclose(f);
	return f && n >= 0 && n <= XML_MAX_FILE;
}

static void
run_file(struct suite *s, const char *folder, const char *file)
{
	struct arena *a = arena_new();
	struct xml_error xe;
	struct dmn_fault fault;
	struct bytes b;
	struct xml *root = slurp(a, file, &b) ? xml_read(a, (const char *)b.p, b.n, &xe) : NULL;
	const struct xml *model = root ? xml_kid(root, "modelName") : NULL;
	const struct dmn *d = model ? dmn_load(a, arena_fmt(a, "%s/%s", folder, name_tidy(a, model->text, strlen(model->text))), &fault) : NULL;

	if (!d) {
		s->count.skipped++;
		if (s->skipped)
			s->skipped(s->ctx, file, !root ? "not XML" : !model ? "no modelName" : feel_error_text(a, s->lang, &fault.error));
		arena_free(a);
		return;
	}
	for (const struct xml *t = xml_kid(root, "testCase"); t; t = xml_after(t, "testCase")) {
		bool ok = true;
		for (const struct xml *n = xml_kid(t, "resultNode"); n; n = xml_after(n, "resultNode"))
			ok &= run_node(s, d, file, t, n);
		s->count.passed += ok;
		s->count.failed += !ok;
	}
	arena_free(a);
}

static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static bool
walk(struct suite *s, const char *folder, int depth)
{
	struct dirent **names;
	int n = depth < MAX_DEPTH ? scandir(folder, &names, NULL, by_name) : -1;

	if (n < 0)
		return false;
	for (int i = 0; i < n; i++) {
		char path[4096];
		struct stat st;
		size_t len = strlen(names[i]->d_name);
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]->d_name);
		if (names[i]->d_name[0] != '.' && stat(path, &st) == 0) {
			if (S_ISDIR(st.st_mode))
				walk(s, path, depth + 1);
			else if (len > 4 && strcmp(names[i]->d_name + len - 4, ".xml") == 0 && strstr(names[i]->d_name, "-test-"))
				run_file(s, folder, path);
		}
		free(names[i]);
	}
	free(names);
	return true;
}

bool
suite_run(struct suite *s, const char *folder)
{
	return walk(s, folder, 0);
}
