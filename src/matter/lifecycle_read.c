/* lifecycle_read.c - the parts of a life cycle but its moves: head, steps, facts, states. */
#include "matter/lifecycle_int.h"

#include "base/text.h"
#include "life_msg.h"

static const struct word_bit roles[] = {
	{ "resident", LIFE_RESIDENT }, { "author", LIFE_AUTHOR }, { "supporter", LIFE_SUPPORTER }, { "grid", LIFE_GRID },
	{ "committee", LIFE_COMMITTEE }, { "moderator", LIFE_MODERATOR }, { "unit", LIFE_UNIT },
	{ "street", LIFE_STREET }, { "system", LIFE_SYSTEM }, { "bureau", LIFE_BUREAU },
};
const struct lifecycle_words life_roles = { roles, COUNT(roles) };

static const struct word_bit tells[] = {
	{ "author", LIFE_TELL_AUTHOR }, { "supporters", LIFE_TELL_SUPPORTERS }, { "followers", LIFE_TELL_FOLLOWERS },
	{ "units", LIFE_TELL_UNITS }, { "committee", LIFE_TELL_COMMITTEE }, { "grid", LIFE_TELL_GRID },
	{ "street", LIFE_TELL_STREET },
};
const struct lifecycle_words life_tells = { tells, COUNT(tells) };

/* An id that no element before it has. */
static const char *
take_id(struct life_reader *r, const struct ynode *n, const char *key, const void *array, size_t before, size_t size, bool dots)
{
	const struct ynode *v = map_need(&r->y, n, key);
	const char *id = take_word(&r->y, v, dots);

	if (*id && by_id(array, before, size, id))
		fault_node(&r->y, v, M_life_same_id, id, NULL);
	return id;
}

static void
read_steps(struct life_reader *r, const struct ynode *list)
{
	static const char *const keys[] = { "id", "zh", "en" };
	size_t n, i = 0;
	const struct ynode *c = take_list(&r->y, list, &n);
	struct life_step *v = NEWN(r->y.a, struct life_step, n + 1);

	for (; c; c = c->next, i++) {
		if (!map_known(&r->y, c, keys, COUNT(keys)))
			continue;
		v[i].id = take_id(r, c, "id", v, i, sizeof *v, false);
		take_both(&r->y, c, &v[i].label, true);
		const char *zh = v[i].label.in[LANG_ZH];
		if (*zh && text_len(zh) != 2)
			fault_at(&r->y, map_get(c, "zh")->line, map_get(c, "zh")->col, M_life_two, zh, NULL, M_life_two_hint, NULL);
	}
	r->lc->steps = v;
	r->lc->nsteps = n;
}

static const struct word_bit fact_types[] = {
	{ "number", GUARD_NUMBER }, { "truth", GUARD_TRUTH }, { "text", GUARD_TEXT }, { "day", GUARD_DAY },
};

static void
read_facts(struct life_reader *r, const struct ynode *list)
{
	static const char *const keys[] = { "name", "type", "zh", "en" };
	size_t n, i = 0;
	const struct ynode *c = take_list(&r->y, list, &n);
	struct life_fact *v = NEWN(r->y.a, struct life_fact, n + 1);

	for (; c; c = c->next) {
		if (!map_known(&r->y, c, keys, COUNT(keys)))
			continue;
		v[i].name = take_id(r, c, "name", v, i, sizeof *v, true);
		v[i].type = (enum guard_type)take_bits(&r->y, map_need(&r->y, c, "type"), fact_types, COUNT(fact_types), M_life_fact_type);
		take_both(&r->y, c, &v[i].label, true);
		i += *v[i].name != 0;		/* conditions know only facts that have a name */
	}
	r->lc->facts = v;
	r->lc->nfacts = i;
}

/* Length of the place that begins with the "{" at s: only a-z, 0-9, _ inside; 0 when it is none. */
static size_t
place_length(const char *s)
{
	size_t n = 1;

	while ((s[n] >= 'a' && s[n] <= 'z') || (s[n] >= '0' && s[n] <= '9') || s[n] == '_')
		n++;
	return s[n] == '}' && n > 1 ? n + 1 : 0;
}

void
check_places(struct life_reader *r, const struct ynode *n, const struct life_text *t, const char *const *names, size_t count)
{
	for (size_t l = 0; n && l < LANG_COUNT; l++) {
		const struct ynode *at = map_get(n, l == LANG_ZH ? "zh" : "en");
		for (const char *s = strchr(t->in[l], '{'); s; s = strchr(s + 1, '{')) {
			size_t k = place_length(s);
			const char *name = k ? arena_dup(r->y.a, s + 1, k - 2) : s;
			bool known = false;
			for (size_t i = 0; k && i < count; i++)
				known = known || strcmp(names[i], name) == 0;
			if (!known)
				fault_near(&r->y, at ? at : n, M_life_place, name, NULL, names, count);
		}
	}
}

/* {due} only where days make one. */
static void
read_sentence(struct life_reader *r, const struct ynode *state, const char *key, struct life_text *ret)
{
	static const char *const places[] = { "since", "units", "due" };
	const struct ynode *n = map_need(&r->y, state, key);

	take_both(&r->y, n, ret, false);
	check_places(r, n, ret, places, map_get(state, "days") ? 3 : 2);
}

static void
read_days(struct life_reader *r, const struct ynode *state, struct life_state *s)
{
	const struct ynode *n = map_get(state, "days"), *overdue = map_get(state, "overdue");
	int64_t days = 0;
	const char *text = n ? take_text(&r->y, n) : "";

	s->limited = n;
	take_both(&r->y, map_get(state, "basis"), &s->basis, false);
	if (!n && map_get(state, "basis"))
		fault_node(&r->y, map_get(state, "basis"), M_life_no_days, "basis", NULL);
	if (*text && strspn(text, "0123456789-+.") < strlen(text))
		s->days_rule = read_rule(r, n, text, GUARD_NUMBER);
	else if (n && !text_int(text, 1, 366, &days))
		fault_node(&r->y, n, M_life_days, text, NULL);
	s->days = (int)days;
	s->overdue = take_bits(&r->y, overdue, life_tells.v, life_tells.n, M_life_tell);
	if (n && !overdue && !map_get(state, "then"))
		fault_at(&r->y, n->line, n->col, M_life_days_quiet, s->id, NULL, M_life_days_quiet_hint, NULL);
	if (!n && overdue)
		fault_node(&r->y, overdue, M_life_no_days, "overdue", NULL);
	if (!n && map_get(state, "then"))
		fault_node(&r->y, map_get(state, "then"), M_life_no_days, "then", NULL);
}

static void
read_state(struct life_reader *r, const struct ynode *n, size_t i)
{
	static const char *const keys[] = {
		"id", "zh", "en", "status", "next", "step", "closed", "days", "basis", "overdue", "then",
	};
	struct life_state *s = &r->states[i];

	r->state_nodes[i] = n;
	s->id = "";
	if (!map_known(&r->y, n, keys, COUNT(keys)))
		return;
	s->id = take_id(r, n, "id", r->states, i, sizeof *s, false);
	if (strcmp(s->id, "same") == 0 || strcmp(s->id, "none") == 0 || strcmp(s->id, "any_open") == 0)
		fault_node(&r->y, map_get(n, "id"), M_life_reserved, s->id, NULL);
	take_both(&r->y, n, &s->label, true);
	read_sentence(r, n, "status", &s->status);
	read_sentence(r, n, "next", &s->next);
	s->open = !take_yes(&r->y, map_get(n, "closed"));
	const struct ynode *step = map_need(&r->y, n, "step");
	const char *id = take_text(&r->y, step);
	s->step = by_id(r->lc->steps, r->lc->nsteps, sizeof *s->step, id);
	if (*id && !s->step)
		fault_near(&r->y, step, M_life_step, id, NULL, ids_of(&r->y, r->lc->steps, r->lc->nsteps, sizeof *s->step), r->lc->nsteps);
	read_days(r, n, s);
}

static void
read_states(struct life_reader *r, const struct ynode *list)
{
	size_t n, i = 0;
	const struct ynode *c = take_list(&r->y, list, &n);

	if (n > LIFE_MAX_STATES) {
		fault_node(&r->y, list, M_life_many, "64", NULL);
		n = 0;
	}
	r->states = NEWN(r->y.a, struct life_state, n + 1);
	r->state_nodes = NEWN(r->y.a, const struct ynode *, n + 1);
	r->lc->states = r->states;
	for (; c && i < n; c = c->next, i++) {
		read_state(r, c, i);
		r->lc->nstates = i + 1;
	}
}

/* Where matters of a private kind stand: a path of small letters. */
static void
read_home(struct life_reader *r, const struct ynode *n)
{
	const char *s = n ? take_text(&r->y, n) : "";

	if (*s && (*s != '/' || s[strspn(s, "/abcdefghijklmnopqrstuvwxyz")] || s[strlen(s) - 1] == '/'))
		fault_node(&r->y, n, M_life_home, s, NULL);
	r->lc->home = s;
}

static void
read_root(struct life_reader *r, const struct ynode *root)
{
	static const char *const keys[] = { "kind", "home", "name", "steps", "facts", "states", "moves" };

	if (!map_known(&r->y, root, keys, COUNT(keys)))
		return;
	r->lc->kind = take_word(&r->y, map_need(&r->y, root, "kind"), false);
	read_home(r, map_get(root, "home"));
	take_both(&r->y, map_need(&r->y, root, "name"), &r->lc->name, false);
	read_steps(r, map_need(&r->y, root, "steps"));
	if (map_get(root, "facts"))
		read_facts(r, map_get(root, "facts"));
	read_states(r, map_need(&r->y, root, "states"));
	read_moves(r, map_need(&r->y, root, "moves"));
	/* Ways in and out only make sense when every name was found. */
	if (r->y.faults->n == 0)
		check_whole(r);
}

const struct lifecycle *
lifecycle_parse(struct arena *a, const char *text, size_t n, struct source_faults *faults)
{
	struct life_reader r = { .y = reader_new(a, faults), .lc = NEW(a, struct lifecycle) };

	r.lc->version = source_version(a, text, n);
	const struct ynode *root = yaml_tree(&r.y, text, n);
	if (root)
		read_root(&r, root);
	faults_sort(faults);
	return faults->n ? NULL : r.lc;
}
