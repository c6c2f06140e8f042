/* council.c - what the hall adds to the case engine: facts for guards, tables for proof. */
#include "services/council/council.h"

#include "matter/history.h"
#include "matter/matter.h"
#include "services/council/council_rules.h"

/* plan.options: how many options the newest version has; 0 while there is no plan. */
static struct guard_value
fact(struct db *db, int64_t area, int64_t matter, const char *name)
{
	struct guard_value v = guard_null("unknown");
	struct arena *a;
	struct plan_row plan;
	struct option_count n = { 0 };
	bool any = false;

	if (strcmp(name, "plan.options") != 0)
		return v;
	a = arena_new();
	if (!a || plan_last(db, a, area, matter, &plan, &any).code || (any && option_count(db, a, area, plan.id, &n).code))
		v = guard_null("unread");
	else
		v = guard_int(n.n);
	arena_free(a);
	return v;
}

void
council_init(void)
{
	matter_facts(fact);
}

const struct shown *const *
council_shown(void)
{
	static const struct shown *const tables[] = { &shown_meeting, &shown_agenda, &shown_motion, &shown_plan, &shown_option, &shown_task, NULL };

	return tables;
}
