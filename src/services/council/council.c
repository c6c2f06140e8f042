/* council.c - what the hall adds to the case engine: facts for guards, tables for proof. */
#include "services/council/council.h"

#include "matter/erase.h"
#include "matter/history.h"
#include "matter/matter.h"
#include "services/council/council_drawn.h"
#include "services/council/council_api_hook.h"
#include "services/council/council_clip.h"
#include "services/council/council_poll.h"
#include "services/council/council_rules.h"
#include "services/council/council_survey.h"

/* poll.open: is one under way, counted or not; poll.turnout: of the running one, else of the newest; null while there is none. */
static struct guard_value
poll_fact(struct db *db, struct arena *a, int64_t area, int64_t matter, bool turnout)
{
	struct poll_for_facts p;
	struct voter_counts n;
	bool found;

	if (poll_for_facts(db, a, area, matter, &p, &found).code || (found && voter_counts(db, a, area, p.id, &n).code))
		return guard_null("unread");
	if (!turnout)
		return guard_truth(found && (strcmp(p.state, "open") == 0 || strcmp(p.state, "closed") == 0));
	return found && p.electorate ? guard_ratio(n.voted, p.electorate) : guard_null("no poll");
}

/* plan.options: how many options the newest version has; 0 while there is no plan. */
static struct guard_value
fact(struct db *db, int64_t area, int64_t matter, const char *name)
{
	struct guard_value v = guard_null("unknown");
	struct arena *a;
	struct plan_row plan;
	struct option_count n = { 0 };
	bool any = false, open = strcmp(name, "poll.open") == 0, turnout = strcmp(name, "poll.turnout") == 0;

	if (strcmp(name, "plan.options") != 0 && !open && !turnout)
		return v;
	a = arena_new();
	if (a && (open || turnout))
		v = poll_fact(db, a, area, matter, turnout);
	else if (!a || plan_last(db, a, area, matter, &plan, &any).code || (any && option_count(db, a, area, plan.id, &n).code))
		v = guard_null("unread");
	else
		v = guard_int(n.n);
	arena_free(a);
	return v;
}

/* Set once by main before any thread starts. */
static struct {
	const struct council_conf *conf;
} world;

const struct council_conf *
council_conf(void)
{
	return world.conf;
}

void
council_init(const struct council_conf *c)
{
	world.conf = c;
	matter_facts(fact);
	matter_erases(clip_forget);
	matter_tells(hook_tell);
}

struct err
council_holds(struct db *db, struct arena *a, int64_t area, const char *word, bool *ret)
{
	struct clip_named row;

	return clip_named(db, a, area, word, &row, ret);
}

const struct shown *const *
council_shown(void)
{
	static const struct shown *const tables[] = { &shown_meeting, &shown_agenda, &shown_motion, &shown_plan, &shown_option, &shown_task,
		&shown_poll, &shown_question, &shown_survey, &shown_spot, &shown_fact, &shown_photo, &shown_drawn, NULL };

	return tables;
}
