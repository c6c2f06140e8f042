/* decide_cmd.c - `qiao decide eval|check|explain|test`: rules from the command line, JSON in and out. */
#include "engines/decide/dmn.h"
#include "engines/decide/explain.h"
#include "engines/decide/suite.h"
#include "main/commands.h"
#include "decide_msg.h"

#include <stdio.h>
#include <stdlib.h>

enum { DONE, FAILED, WRONG_USE };

#define MAX_INPUT (4 * 1024 * 1024)

static const char help[] =
	"qiao decide eval MODEL.dmn [--input FILE|-] [--decision NAME]      what the model decides, as JSON\n"
	"qiao decide eval --feel EXPRESSION [--input FILE|-]                one FEEL expression over the input's names\n"
	"qiao decide explain MODEL.dmn [--input FILE|-] [--decision NAME]   why: each condition or rule (--json for programs)\n"
	"qiao decide check MODEL.dmn…                                       mistakes with file, line and a hint\n"
	"qiao decide test FOLDER…                                           test files in the layout of the DMN TCK\n"
	"Input is a JSON object (or a FEEL context): names of input data and their values. --lang zh|en. Exit: 0 all fine,\n"
	"1 something failed, 2 wrong use.\n";

struct decide {
	struct arena *a;
	struct env env;
	enum lang lang;
	const char *input, *decision, *feel;
	bool json;
	const char **files;
	int nfiles;
	struct value given;		/* the input: a context */
};

static void
complain(const struct decide *c, const char *where, const char *text)
{
	fprintf(stderr, "%s%s%s: %s\n", where, *where ? ": " : "", msg_text(c->lang, M_decide_cli_error), text);
}

static enum lang
lang_default(void)
{
	const char *v = getenv("LC_ALL");

	v = v && *v ? v : getenv("LANG");
	return v && strncmp(v, "zh", 2) == 0 ? LANG_ZH : LANG_EN;
}

static bool
read_all(struct arena *a, const char *file, struct out *o)
{
	FILE *f = strcmp(file, "-") == 0 ? stdin : fopen(file, "rb");
	char buf[8192];
	size_t n;

	out_init(o, a);
	o->max = MAX_INPUT;
	while (f && (n = fread(buf, 1, sizeof(buf), f)) > 0)
		out_put(o, buf, n);
	if (f && f != stdin)
		fclose(f);
	return f && !out_failed(o);
}

/* The input as a context; without one an empty context. False: it was said why. */
static bool
read_input(struct decide *c)
{
	struct feel_error e;
	struct out o;
	struct feel_run *run = feel_run_new(c->a, &c->env, NULL);

	out_init(&o, c->a);
	if (c->input && !read_all(c->a, c->input, &o)) {
		complain(c, c->input, msg_fmt(c->a, c->lang, M_dmn_no_file, c->input, NULL));
		return false;
	}
	const char *text = c->input ? out_cstr(&o) : "{}";
	if (!feel_read(run, text, strlen(text), &c->given, &e)) {
		complain(c, c->input, feel_error_text(c->a, c->lang, &e));
		return false;
	}
	if (c->given.kind != V_CONTEXT) {
		complain(c, c->input, msg_fmt(c->a, c->lang, M_decide_cli_input, value_kind_name(c->given.kind), NULL));
		return false;
	}
	return true;
}

static void
json_warnings(struct decide *c, struct feel_run *run, struct out *o)
{
	out_str(o, ",\"warnings\":[");
	for (size_t i = 1; i <= feel_warnings(run); i++) {
		const struct feel_warning *w = feel_warning(run, i);
		if (!w)
			break;
		out_str(o, i > 1 ? ",{\"text\":" : "{\"text\":");
		value_json(o, v_text(feel_warning_text(c->a, c->lang, w)));
		out_str(o, ",\"source\":");
		value_json(o, v_text(w->source));
		out_fmt(o, ",\"at\":%d}", w->at);
	}
	out_str(o, "]");
}

/* Keys inside the input, so that those of several words can follow a point. */
static void
members(struct feel_names *names, struct value v)
{
	for (size_t i = 0; v.kind == V_LIST && i < v.list->n; i++)
		members(names, v.list->v[i]);
	for (size_t i = 0; v.kind == V_CONTEXT && i < v.ctx->n; i++) {
		feel_member(names, v.ctx->v[i].key);
		members(names, v.ctx->v[i].v);
	}
}

static int
eval_feel(struct decide *c)
{
	struct feel_names *names = feel_names_new(c->a);
	struct feel_run *run = feel_run_new(c->a, &c->env, NULL);
	size_t n = c->given.ctx->n;
	struct value *slots = NEWN(c->a, struct value, n + 1);
	struct feel_error e;
	struct out o;

	members(names, c->given);
	for (size_t i = 0; i < n; i++)
		slots[feel_name(names, c->given.ctx->v[i].key)] = c->given.ctx->v[i].v;
	const struct feel_expr *x = feel_compile(names, c->feel, strlen(c->feel), FEEL_VALUE, &e);
	if (!x) {
		const char *hint = feel_error_hint(c->a, c->lang, &e);
		complain(c, arena_fmt(c->a, "%d", e.at + 1), feel_error_text(c->a, c->lang, &e));
		if (hint)
			fprintf(stderr, "      %s: %s\n", msg_text(c->lang, M_decide_cli_hint), hint);
		return FAILED;
	}
	out_init(&o, c->a);
	out_str(&o, "{\"value\":");
	value_json(&o, feel_eval(run, x, slots));
	json_warnings(c, run, &o);
	printf("%s}\n", out_cstr(&o));
	return out_failed(&o) ? FAILED : DONE;
}

static void
show_fault(struct decide *c, const struct dmn_fault *f)
{
	int line = f->line;
	const char *hint = feel_error_hint(c->a, c->lang, &f->error);

	for (int i = 0; i < f->error.at && f->source[i]; i++)
		line += f->source[i] == '\n';
	fprintf(stderr, "%s:%d: %s: %s%s%s\n", f->file, line, msg_text(c->lang, M_decide_cli_error), f->element, *f->element ? ": " : "",
		feel_error_text(c->a, c->lang, &f->error));
	if (hint)
		fprintf(stderr, "      %s: %s\n", msg_text(c->lang, M_decide_cli_hint), hint);
}

static const struct dmn *
load(struct decide *c, const char *file)
{
	struct dmn_fault fault;
	const struct dmn *d = dmn_load(c->a, file, &fault);

	if (!d)
		show_fault(c, &fault);
	return d;
}

static int
check(struct decide *c)
{
	int ret = DONE;

	for (int i = 0; i < c->nfiles; i++) {
		const struct dmn *d = load(c, c->files[i]);
		const struct dmn_fault *faults;
		size_t n = d ? dmn_faults(d, &faults) : 1, elements = d ? dmn_elements(d, NULL) : 0, inputs = 0, decisions = 0;
		const struct dmn_element **e = NEWN(c->a, const struct dmn_element *, elements + 1);

		for (size_t k = 0; d && k < n; k++)
			show_fault(c, &faults[k]);
		if (n) {
			ret = FAILED;
			continue;
		}
		dmn_elements(d, e);
		for (size_t k = 0; k < elements; k++) {
			inputs += e[k]->kind == DMN_INPUT;
			decisions += e[k]->kind == DMN_DECISION;
		}
		printf("%s: %s\n", c->files[i], msg_fmt(c->a, c->lang, M_decide_cli_fine, arena_fmt(c->a, "%zu", decisions),
			arena_fmt(c->a, "%zu", inputs), NULL));
	}
	return ret;
}

/* A session with the input set; NULL when a name is none of the model's. */
static struct dmn_session *
session(struct decide *c, const struct dmn *d, struct feel_run *run)
{
	struct dmn_session *s = dmn_begin(d, run);

	for (size_t i = 0; i < c->given.ctx->n; i++)
		if (!dmn_set(s, c->given.ctx->v[i].key, c->given.ctx->v[i].v)) {
			complain(c, c->input, msg_fmt(c->a, c->lang, M_decide_cli_no_input, c->given.ctx->v[i].key, NULL));
			return NULL;
		}
	return s;
}

static void
json_reason(struct decide *c, const struct reason *r, struct out *o)
{
	static const char *const names[] = { "label", "text", "field" };
	const char *texts[] = { r->label, r->text, r->field };

	out_fmt(o, "{\"state\":\"%s\"", reason_state_word(r->state));
	if (r->rule)
		out_fmt(o, ",\"rule\":%d", r->rule);
	if (r->group)
		out_fmt(o, ",\"group\":%d", r->group);
	for (size_t i = 0; i < COUNT(names); i++)
		if (*texts[i]) {
			out_fmt(o, ",\"%s\":", names[i]);
			value_json(o, v_text(texts[i]));
		}
	if (r->op != REASON_OTHER) {
		out_str(o, ",\"actual\":");
		value_json(o, r->actual);
		out_fmt(o, ",\"must\":\"%s\",\"required\":", reason_op_sign(r->op));
		value_json(o, r->required);
	}
	if (r->gap.kind != V_NULL) {
		out_str(o, ",\"gap\":");
		value_json(o, r->gap);
	}
	out_str(o, ",\"zh\":");
	value_json(o, v_text(reason_text(c->a, LANG_ZH, r)));
	out_str(o, ",\"en\":");
	value_json(o, v_text(reason_text(c->a, LANG_EN, r)));
	out_str(o, "}");
}

static void
text_reasons(struct decide *c, const struct dmn_element *e, const struct reasons *r)
{
	int group = 0;

	printf("%s: %s\n", e->label, value_text(c->a, r->value));
	for (size_t i = 0; i < r->n; i++) {
		const struct reason *x = &r->v[i];
		const char *rule = x->rule ? msg_fmt(c->a, c->lang, M_decide_cli_rule, arena_fmt(c->a, "%d", x->rule), NULL) : "";
		if (x->group && x->group != group)
			printf("  %s\n", msg_text(c->lang, M_decide_cli_any));
		group = x->group;
		printf("  %s%s%s%s%s%s\n", x->group ? "  " : "", rule, *rule ? ": " : "", *x->label && x->state != REASON_PASS ? x->label : "",
			*x->label && x->state != REASON_PASS ? ": " : "", reason_text(c->a, c->lang, x));
	}
}

static void
one_decision(struct decide *c, struct dmn_session *s, const struct dmn_element *e, bool why, struct out *o)
{
	if (!why) {
		value_json(o, e->kind == DMN_DECISION ? dmn_value(s, e) : dmn_invoke(s, e));
		return;
	}
	struct reasons r = explain_decision(s, e);
	if (!c->json) {
		text_reasons(c, e, &r);
		return;
	}
	out_fmt(o, "{\"state\":\"%s\",\"value\":", reason_state_word(r.state));
	value_json(o, r.value);
	out_str(o, ",\"reasons\":[");
	for (size_t i = 0; i < r.n; i++) {
		out_str(o, i ? "," : "");
		json_reason(c, &r.v[i], o);
	}
	out_str(o, "]}");
}

static int
decide(struct decide *c, bool why)
{
	const struct dmn *d = load(c, c->files[0]);
	size_t n = d ? dmn_elements(d, NULL) : 0, shown = 0;
	const struct dmn_element **e = NEWN(c->a, const struct dmn_element *, n + 1);
	struct feel_run *run = feel_run_new(c->a, &c->env, NULL);
	struct dmn_session *s = d ? session(c, d, run) : NULL;
	struct out o;

	if (!s)
		return d ? WRONG_USE : FAILED;
	dmn_elements(d, e);
	out_init(&o, c->a);
	out_str(&o, "{\"decisions\":{");
	for (size_t i = 0; i < n; i++) {
		bool named = c->decision && strcmp(c->decision, e[i]->name) == 0;
		if (c->decision ? !named || e[i]->kind == DMN_INPUT : e[i]->kind != DMN_DECISION || strcmp(e[i]->model, e[0]->model) != 0)
			continue;
		out_str(&o, shown++ ? "," : "");
		value_json(&o, v_text(e[i]->name));
		out_str(&o, ":");
		one_decision(c, s, e[i], why, &o);
		if (c->decision)
			break;
	}
	if (c->decision && !shown) {
		complain(c, c->files[0], msg_fmt(c->a, c->lang, M_decide_cli_no_decision, c->decision, NULL));
		return WRONG_USE;
	}
	out_str(&o, "}");
	json_warnings(c, run, &o);
	if (!why || c->json)
		printf("%s}\n", out_cstr(&o));
	return out_failed(&o) || feel_stopped(run) ? FAILED : DONE;
}

static void
test_failed(void *ctx, const char *file, const char *test, const char *node, const char *expected, const char *actual, const char *why)
{
	(void)ctx;
	printf("%s: %s, %s: expected %s, actual %s%s%s\n", file, test, node, expected, actual, *why ? "; " : "", why);
}

static void
test_skipped(void *ctx, const char *file, const char *why)
{
	(void)ctx;
	printf("%s: skipped: %s\n", file, why);
}

static int
test(struct decide *c)
{
	struct suite s = { .env = &c->env, .lang = c->lang, .failed = test_failed, .skipped = test_skipped };

	for (int i = 0; i < c->nfiles; i++)
		if (!suite_run(&s, c->files[i])) {
			complain(c, c->files[i], msg_fmt(c->a, c->lang, M_decide_cli_no_folder, c->files[i], NULL));
			return WRONG_USE;
		}
	printf("%d passed, %d failed, %d skipped\n", s.count.passed, s.count.failed, s.count.skipped);
	return s.count.failed || s.count.passed == 0 ? FAILED : DONE;
}

static bool
options(struct decide *c, int argc, char **argv)
{
	struct option_word o[] = { { "input", false, NULL }, { "decision", false, NULL }, { "feel", false, NULL },
		{ "json", true, NULL }, { "lang", false, NULL } };

	c->files = NEWN(c->a, const char *, argc + 1);
	c->nfiles = options_words(&argc, argv, o, COUNT(o), c->files, argc);
	if (!options_read(argc, argv, o, COUNT(o), help))
		return false;
	c->input = o[0].value;
	c->decision = o[1].value;
	c->feel = o[2].value;
	c->json = o[3].value;
	c->lang = o[4].value ? (strcmp(o[4].value, "zh") == 0 ? LANG_ZH : LANG_EN) : lang_default();
	return true;
}

static int
run(struct decide *c, int argc, char **argv)
{
	const char *verb = argc > 1 ? argv[1] : "";
	bool eval = strcmp(verb, "eval") == 0, why = strcmp(verb, "explain") == 0;

	if (strcmp(verb, "--help") == 0 || strcmp(verb, "help") == 0) {
		fputs(help, stdout);
		return DONE;
	}
	if (!options(c, argc - 1, argv + 1))
		return WRONG_USE;
	if (strcmp(verb, "check") == 0 && c->nfiles)
		return check(c);
	if (strcmp(verb, "test") == 0 && c->nfiles)
		return test(c);
	if ((eval || why) && !read_input(c))
		return WRONG_USE;
	if (eval && c->feel && c->nfiles == 0)
		return eval_feel(c);
	if ((eval || why) && c->nfiles == 1 && !c->feel)
		return decide(c, why);
	fputs(help, stderr);
	return WRONG_USE;
}

int
decide_main(int argc, char **argv)
{
	struct decide c = { .a = arena_new() };

	if (!c.a)
		return FAILED;
	env_init(&c.env);
	int ret = run(&c, argc, argv);
	arena_free(c.a);
	return ret;
}
