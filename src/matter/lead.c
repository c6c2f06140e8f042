/* lead.c - the first body to receive a matter leads it; when it gives it back, the next (lead.h). */
#include "matter/lead.h"

#include "matter/history.h"
#include "store/store.h"

const struct dispatch_rules dispatch_rules = {
	.return_days = 1,
	.dispatch_max = 3,
	.first_receiver = true,
	.read = false,
	.source = "Tianjin hotline measures, revision submitted for review (a draft), and Beijing practice of the first receiver; "
		"second hand, not read by us",
};

static bool
is_part(const struct assignment_row *as, const char *part)
{
	return strcmp(as->part, part) == 0;
}

static enum outcome
outcome_of(const struct assignment_row *as)
{
	enum outcome o = OUTCOME_SENT;

	outcome_find(as->outcome, &o);
	return o;
}

static bool
gave_back(const struct assignment_row *as)
{
	enum outcome o = outcome_of(as);

	return o == OUTCOME_RETURNED || o == OUTCOME_WITHDRAWN;
}

static struct err
part_set(struct db *w, struct act *act, struct entry_draft *e, const struct assignment_row *as, const char *part)
{
	if (is_part(as, part))
		return OK;
	TRY(entry_touch(w, e, act->area, &shown_assignment, as->id));
	return assignment_set_part(w, act->area, as->id, part, NULL);
}

/* The one who received it first; else the only one that is left to receive it. */
static const struct assignment_row *
first_of(const struct assignments *as)
{
	const struct assignment_row *first = NULL, *left = NULL;
	size_t nleft = 0;

	for (size_t i = 0; i < as->n; i++) {
		const struct assignment_row *x = &as->v[i];

		if (gave_back(x))
			continue;
		if (x->received && (!first || x->received < first->received))
			first = x;
		if (!outcome_over(outcome_of(x))) {
			left = x;
			nleft++;
		}
	}
	return first ? first : nleft == 1 ? left : NULL;
}

struct err
lead_settle(struct db *w, struct act *act, struct entry_draft *e, int64_t matter)
{
	const struct assignment_row *lead;
	struct assignments as;
	bool waits = false, lost = false;

	TRY(assignment_list(w, act->a, act->area, matter, &as));
	for (size_t i = 0; i < as.n; i++) {
		if (is_part(&as.v[i], "lead") && !gave_back(&as.v[i]))
			return OK;
		lost = lost || is_part(&as.v[i], "lead");
		waits = waits || is_part(&as.v[i], "first");
	}
	if (!dispatch_rules.first_receiver || !(waits || lost))
		return OK;
	lead = first_of(&as);
	for (size_t i = 0; i < as.n; i++)
		if (!gave_back(&as.v[i]) && (lead || !outcome_over(outcome_of(&as.v[i]))))
			TRY(part_set(w, act, e, &as.v[i], !lead ? "first" : lead == &as.v[i] ? "lead" : "assist"));
	if (!lead || outcome_over(outcome_of(lead)))
		return OK;
	TRY(entry_touch(w, e, act->area, &shown_matter, matter));
	entry_say(e, "lead", lead->org_zh);
	entry_say(e, "lead_en", lead->org_en);
	return matter_set_holder(w, act->area, matter, lead->org, NULL);
}
