/* routing.c - the table in force, and asking it. A rule's words are `Chinese | English`. */
#include "matter/routing.h"

#include "base/asset.h"
#include "base/day.h"
#include "base/log.h"
#include "base/text.h"
#include "engines/decide/sheet.h"
#include "matter/history.h"
#include "matter/matter.h"
#include "matter/source.h"
#include "people/people.h"
#include "base_msg.h"
#include "routing_msg.h"

/* What a table is given; it may ask for no other input. */
static const char *const inputs[] = { "category", "spot", "words" };
static const char *const outputs[] = { "lead", "assist" };
static const char *const spots[] = { [PLACE_COMMUNITY] = "community", [PLACE_ESTATE] = "estate", [PLACE_BUILDING] = "building",
	[PLACE_STAIRWELL] = "stairwell" };

/* Filled at start before any other thread runs, read-only after that. */
static struct {
	struct arena *a;
	struct rule_table table;
} world;

static bool
known(const char *const *list, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i], name) == 0)
			return true;
	return false;
}

/* Inputs we can give, outputs we can read. */
static bool
fits(const struct sheet *s)
{
	bool lead = false;

	for (size_t i = 0; i < s->ninputs; i++)
		if (!known(inputs, COUNT(inputs), s->inputs[i].name))
			return false;
	for (size_t i = 0; i < s->nout; i++) {
		if (!known(outputs, COUNT(outputs), s->out[i].name))
			return false;
		lead = lead || strcmp(s->out[i].name, "lead") == 0;
	}
	return lead && s->nout == COUNT(outputs) && strcmp(s->hit, "FIRST") == 0;
}

struct err
rule_read(struct arena *a, const char *body, struct rule_table *ret, struct dmn_fault *fault)
{
	struct dmn_fault none = { 0 };
	const struct dmn_fault *faults;
	size_t n = strlen(body);

	if (!fault)
		fault = &none;
	*fault = (struct dmn_fault){ 0 };
	*ret = (struct rule_table){ .version = source_version(a, body, n), .body = body };
	if (n > ROUTING_MAX_TEXT)
		return FAIL(422, M_routing_err_table);
	ret->dmn = dmn_parse(a, body, n, "routing.dmn", NULL, fault);
	if (!ret->dmn)
		return FAIL(422, M_routing_err_table);
	if (dmn_faults(ret->dmn, &faults)) {
		*fault = faults[0];
		return FAIL(422, M_routing_err_table);
	}
	struct sheet *s = NEW(a, struct sheet);
	ret->sheet = s;
	return sheet_of(a, ret->dmn, s) && fits(s) ? OK : FAIL(422, M_routing_err_table);
}

struct err
routing_init(const char *data)
{
	struct dmn_fault fault;
	const char *path, *body;

	if (!world.a)
		world.a = arena_new();
	if (!world.a)
		return FAIL(503, M_err_busy);
	path = arena_fmt(world.a, "%s/rules/routing.dmn", data);
	body = source_read(world.a, path);
	if (!body) {
		assert(rule_count == 1);
		path = rule_table[0].name;
		body = arena_dup(world.a, rule_table[0].p, rule_table[0].n);
	}
	if (rule_read(world.a, body, &world.table, &fault).code == 0)
		return OK;
	log_event(LOG_ERROR, "routing", "file=%s line=%d fault=%s", path, fault.line, feel_error_text(world.a, LANG_EN, &fault.error));
	return FAIL(500, M_routing_err_table);
}

static struct err
table_of(struct arena *a, const struct rule_row *r, struct rule_table *ret)
{
	TRY(rule_read(a, r->body, ret, NULL));
	ret->id = r->id;
	ret->draft = strcmp(r->state, "draft") == 0;
	ret->from = (int32_t)r->from_day;
	return OK;
}

struct err
routing_on(struct db *db, struct arena *a, int64_t area, int32_t day, struct rule_table *ret)
{
	struct rule_row r;
	bool found;

	TRY(rule_on(db, a, area, "routing", day, &r, &found));
	if (found)
		return table_of(a, &r, ret);
	*ret = world.table;
	return OK;
}

struct err
routing_get(struct db *db, struct arena *a, int64_t area, int64_t id, struct rule_table *ret)
{
	struct rule_row r;
	bool found;

	*ret = world.table;
	if (id == 0)
		return OK;
	TRY(rule_one(db, a, area, id, &r, &found));
	return found ? table_of(a, &r, ret) : FAIL(404, M_err_not_found);
}

static const char *
text_in(struct arena *a, const struct context *c, const char *key)
{
	const struct value *v = context_find(c, key);

	return v && v->kind == V_STRING ? arena_str(a, v->text.p) : "";
}

const char *
rule_words(struct arena *a, const char *label, enum lang l)
{
	const char *bar = strstr(label, " | ");

	return !bar ? label : l == LANG_EN ? bar + 3 : arena_dup(a, label, (size_t)(bar - label));
}

struct routing
routing_ask(struct arena *a, struct env *env, const struct rule_table *t, const struct routing_case *c)
{
	struct routing ret = { .lead = "", .assist = "", .why = { "", "" }, .version = t->version };
	struct dmn_session *s = dmn_begin(t->dmn, feel_run_new(a, env, NULL));
	const char *spot = c->kind > 0 && (size_t)c->kind < COUNT(spots) && spots[c->kind] ? spots[c->kind] : "";

	dmn_set(s, "category", v_text(c->category));
	dmn_set(s, "spot", v_text(spot));
	dmn_set(s, "words", v_text(arena_fmt(a, "%s\n%s", c->title, c->body)));
	dmn_trace(s);
	struct value v = dmn_value(s, dmn_find(t->dmn, t->sheet->decision));
	if (v.kind != V_CONTEXT)
		return ret;
	ret.lead = text_in(a, v.ctx, "lead");
	ret.assist = text_in(a, v.ctx, "assist");
	const struct table_trace *trace = dmn_traced(s);
	for (size_t i = 0; trace && i < t->sheet->nrules && !ret.rule; i++)
		if (trace->used[i]) {
			ret.rule = i + 1;
			for (enum lang l = 0; l < LANG_COUNT; l++)
				ret.why[l] = rule_words(a, t->sheet->rules[i].label, l);
		}
	return ret;
}

struct err
routing_for(struct db *db, struct arena *a, struct env *env, int64_t area, const struct matter *m, struct routing *ret)
{
	const struct matter_get *r = &m->r;
	struct rule_table t;
	struct place spot;

	TRY(routing_on(db, a, area, day_of(env, env_now(env)), &t));
	TRY(place_get(db, a, area, r->spot, &spot));
	*ret = routing_ask(a, env, &t, &(struct routing_case){ r->category, r->title, r->body, (int)spot.kind });
	return OK;
}

void
routing_say(struct entry_draft *e, const struct routing *r, bool followed)
{
	entry_say(e, "rules", r->version);
	if (!followed)			/* who chose otherwise had another reason */
		return;
	entry_say(e, "basis", r->why[LANG_ZH]);
	entry_say(e, "basis_en", r->why[LANG_EN]);
}

bool
routing_assists(const struct routing *r, const char *code)
{
	size_t n = strlen(code);

	for (const char *p = r->assist; *p; p += strcspn(p, " ")) {
		p += strspn(p, " ");
		if (strcspn(p, " ") == n && n && strncmp(p, code, n) == 0)
			return true;
	}
	return false;
}
