/* routing.c - asking the table of routing. A rule's words are `Chinese | English`. */
#include "matter/routing.h"

#include "base/day.h"
#include "base/text.h"
#include "engines/decide/sheet.h"
#include "matter/history.h"
#include "matter/matter.h"
#include "people/people.h"

/* What a table is given; it may ask for no other input. */
static const char *const inputs[] = { "category", "spot", "words", NULL };
static const char *const outputs[] = { "lead", "assist", NULL };
const struct rule_book routing_book = { "routing", "FIRST", inputs, outputs };
static const char *const spots[] = { [PLACE_COMMUNITY] = "community", [PLACE_ESTATE] = "estate", [PLACE_BUILDING] = "building",
	[PLACE_STAIRWELL] = "stairwell" };

static const char *
text_in(struct arena *a, const struct context *c, const char *key)
{
	const struct value *v = context_find(c, key);

	return v && v->kind == V_STRING ? arena_str(a, v->text.p) : "";
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

	TRY(rule_in_force(db, a, area, &routing_book, day_of(env, env_now(env)), &t));
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
