/* lifecycle_moves.c - reading the moves: from where to where, by whom, what they ask, their guards. */
#include "matter/lifecycle_int.h"
#include "engines/decide/feel.h"
#include "decide_msg.h"
#include "life_msg.h"

static const struct word_bit ask_types[] = {
	{ "text", 1 + LIFE_ASK_TEXT }, { "long", 1 + LIFE_ASK_LONG }, { "choice", 1 + LIFE_ASK_CHOICE },
	{ "day", 1 + LIFE_ASK_DAY }, { "place", 1 + LIFE_ASK_PLACE }, { "unit", 1 + LIFE_ASK_UNIT },
	{ "files", 1 + LIFE_ASK_FILES }, { "matter", 1 + LIFE_ASK_MATTER },
};

static void
read_choices(struct life_reader *r, const struct ynode *list, struct life_ask *ask)
{
	static const char *const keys[] = { "id", "zh", "en" };
	size_t n, i = 0;
	const struct ynode *c = take_list(&r->y, list, &n);
	struct life_choice *v = NEWN(r->y.a, struct life_choice, n + 1);

	if (list && c && n < 2)
		fault_node(&r->y, list, M_life_choices, NULL, NULL);
	for (; c; c = c->next, i++) {
		v[i].id = "";
		if (!map_known(&r->y, c, keys, COUNT(keys)))
			continue;
		const struct ynode *id = map_need(&r->y, c, "id");
		v[i].id = take_word(&r->y, id, false);
		if (*v[i].id && by_id(v, i, sizeof *v, v[i].id))
			fault_node(&r->y, id, M_life_same_id, v[i].id, NULL);
		take_both(&r->y, c, &v[i].label, true);
	}
	ask->choices = v;
	ask->nchoices = n;
}

static void
read_ask(struct life_reader *r, const struct ynode *n, struct life_ask *v, size_t i)
{
	static const char *const keys[] = { "name", "type", "required", "many", "staff", "zh", "en", "hint", "choices" };
	struct life_ask *ask = &v[i];

	ask->name = "";
	if (!map_known(&r->y, n, keys, COUNT(keys)))
		return;
	const struct ynode *name = map_need(&r->y, n, "name");
	ask->name = take_word(&r->y, name, false);
	if (*ask->name && by_id(v, i, sizeof *v, ask->name))
		fault_node(&r->y, name, M_life_same_id, ask->name, NULL);
	if (strcmp(ask->name, "reason") == 0)
		fault_at(&r->y, name->line, name->col, M_life_reserved, "reason", NULL, M_life_reason_hint, NULL);
	else if (strcmp(ask->name, "by") == 0)
		fault_node(&r->y, name, M_life_reserved, "by", NULL);
	unsigned type = take_bits(&r->y, map_need(&r->y, n, "type"), ask_types, COUNT(ask_types), M_life_ask_type);
	ask->type = type ? (enum life_ask_type)(type - 1) : LIFE_ASK_TEXT;
	ask->required = take_yes(&r->y, map_get(n, "required"));
	ask->many = take_yes(&r->y, map_get(n, "many"));
	ask->staff = take_yes(&r->y, map_get(n, "staff"));
	take_both(&r->y, n, &ask->label, true);
	take_both(&r->y, map_get(n, "hint"), &ask->hint, false);
	const struct ynode *choices = map_get(n, "choices");
	if (type && ask->type == LIFE_ASK_CHOICE)
		read_choices(r, map_need(&r->y, n, "choices"), ask);
	else if (type && choices)
		fault_node(&r->y, choices->key, M_life_choices_type, NULL, NULL);
	if (ask->many && ask->type != LIFE_ASK_CHOICE && ask->type != LIFE_ASK_UNIT && ask->type != LIFE_ASK_MATTER)
		fault_node(&r->y, map_get(n, "many"), M_life_ask_many, NULL, NULL);
}

static void
read_asks(struct life_reader *r, const struct ynode *list, struct life_move *m)
{
	size_t n, i = 0;
	const struct ynode *c = take_list(&r->y, list, &n);
	struct life_ask *v = NEWN(r->y.a, struct life_ask, n + 1);

	for (; c; c = c->next, i++)
		read_ask(r, c, v, i);
	m->asks = v;
	m->nasks = n;
}

/* {by}, {reason} and the names of the asks. */
static void
check_says(struct life_reader *r, const struct ynode *n, const struct life_move *m)
{
	const char **names = NEWN(r->y.a, const char *, m->nasks + 2);
	size_t k = 0;

	names[k++] = "by";
	if (m->needs_reason)
		names[k++] = "reason";
	for (size_t i = 0; i < m->nasks; i++)
		names[k++] = m->asks[i].name;
	check_places(r, n, &m->sentence, names, k);
}

static const char *const *
state_ids(struct life_reader *r)
{
	return ids_of(&r->y, r->states, r->lc->nstates, sizeof *r->states);
}

static void
read_from_word(struct life_reader *r, const struct ynode *n, struct life_move *m)
{
	const char *s = take_text(&r->y, n);

	if (strcmp(s, "none") == 0) {
		m->creates = true;
		return;
	}
	for (size_t i = 0; i < r->lc->nstates; i++)
		if (strcmp(s, "any_open") == 0 ? r->states[i].open : strcmp(s, r->states[i].id) == 0)
			m->from |= UINT64_C(1) << i;
	if (*s && strcmp(s, "any_open") != 0 && !by_id(r->states, r->lc->nstates, sizeof *r->states, s))
		fault_near(&r->y, n, M_life_state, s, NULL, state_ids(r), r->lc->nstates);
}

static void
read_from(struct life_reader *r, const struct ynode *n, struct life_move *m)
{
	size_t count;

	if (!n)
		return;
	if (n->type == Y_SCALAR)
		read_from_word(r, n, m);
	else
		for (const struct ynode *c = take_list(&r->y, n, &count); c; c = c->next)
			read_from_word(r, c, m);
	if (m->creates && m->from)
		fault_node(&r->y, n, M_life_none_alone, NULL, NULL);
}

static void
read_to(struct life_reader *r, const struct ynode *n, struct life_move *m)
{
	const char *s = take_text(&r->y, n);

	if (*s && strcmp(s, "same") != 0) {
		m->to = by_id(r->states, r->lc->nstates, sizeof *r->states, s);
		if (!m->to)
			fault_near(&r->y, n, M_life_state, s, NULL, state_ids(r), r->lc->nstates);
	}
	if (m->creates && strcmp(s, "same") == 0)
		fault_node(&r->y, n, M_life_none_same, NULL, NULL);
}

/* The word at s as people meant it: facts have points in their names, which FEEL alone reads as paths. */
static const char *
dotted(struct arena *a, const char *s)
{
	return arena_dup(a, s, strcspn(s, " \t\r\n()[]{}<>=!+*/,\""));
}

/* A rule's fault at its place in the file; the start of the value when columns inside it are not known. */
static void
rule_fault(struct life_reader *r, const struct ynode *n, const struct feel_error *e)
{
	struct ynode at = *n;

	if (n->exact) {
		at.col += n->inset;
		for (int i = 0; i < e->at; i++)
			at.col += ((unsigned char)n->text[i] & 0xC0) != 0x80;
	}
	if (e->key == M_feel_unknown_name && e->hint == M_NONE)
		fault_near(&r->y, &at, e->key, dotted(r->y.a, n->text + e->at), NULL, ids_of(&r->y, r->lc->facts, r->lc->nfacts, sizeof *r->lc->facts),
			   r->lc->nfacts);
	else
		fault_at(&r->y, at.line, at.col, e->key, e->arg, NULL, e->hint, e->hint_arg);
}

const struct guard *
read_rule(struct life_reader *r, const struct ynode *n, const char *text, enum guard_type wants)
{
	struct guard_fact *facts = NEWN(r->y.a, struct guard_fact, r->lc->nfacts + 1);
	struct feel_error e;

	for (size_t i = 0; i < r->lc->nfacts; i++)
		facts[i] = (struct guard_fact){ r->lc->facts[i].name, r->lc->facts[i].type };
	const struct guard *g = guard_compile(r->y.a, text, wants, facts, r->lc->nfacts, &e);
	if (!g)
		rule_fault(r, n, &e);
	return g;
}

static void
read_guard(struct life_reader *r, const struct ynode *move, struct life_move *m)
{
	const struct ynode *n = map_get(move, "guard"), *why = map_get(move, "why"), *over = map_get(move, "override");

	take_both(&r->y, why, &m->why, false);
	m->override = take_bits(&r->y, over, life_roles.v, life_roles.n, M_life_role);
	if (!n) {
		if (why || over)
			fault_node(&r->y, (why ? why : over)->key, M_life_no_guard, why ? "why" : "override", NULL);
		return;
	}
	if (m->override & ~m->by)
		fault_node(&r->y, over, M_life_override_by, NULL, NULL);
	if (!why)
		fault_at(&r->y, n->key->line, n->key->col, M_life_no_why, m->id, NULL, M_life_no_why_hint, NULL);
	const char *text = take_text(&r->y, n);
	if (*text)
		m->guard = read_rule(r, n, text, GUARD_TRUTH);
}

static void
read_move(struct life_reader *r, const struct ynode *n, size_t i)
{
	static const char *const keys[] = {
		"id", "from", "to", "by", "zh", "en", "says", "asks", "guard", "why", "override", "reason", "tells", "main",
	};
	struct life_move *m = &r->moves[i];

	r->move_nodes[i] = n;
	m->id = "";
	if (!map_known(&r->y, n, keys, COUNT(keys)))
		return;
	const struct ynode *id = map_need(&r->y, n, "id");
	m->id = take_word(&r->y, id, false);
	if (*m->id && by_id(r->moves, i, sizeof *m, m->id))
		fault_node(&r->y, id, M_life_same_id, m->id, NULL);
	take_both(&r->y, n, &m->label, true);
	read_from(r, map_need(&r->y, n, "from"), m);
	read_to(r, map_need(&r->y, n, "to"), m);
	m->by = take_bits(&r->y, map_need(&r->y, n, "by"), life_roles.v, life_roles.n, M_life_role);
	m->tells = take_bits(&r->y, map_get(n, "tells"), life_tells.v, life_tells.n, M_life_tell);
	m->needs_reason = take_yes(&r->y, map_get(n, "reason"));
	m->main = take_yes(&r->y, map_get(n, "main"));
	if (map_get(n, "asks"))
		read_asks(r, map_get(n, "asks"), m);
	const struct ynode *says = map_need(&r->y, n, "says");
	take_both(&r->y, says, &m->sentence, false);
	check_says(r, says, m);
	read_guard(r, n, m);
}

/* `then` of the states names moves, so it comes after them. */
static void
read_then(struct life_reader *r)
{
	for (size_t i = 0; i < r->lc->nstates; i++) {
		const struct ynode *n = map_get(r->state_nodes[i], "then");
		const char *id = take_text(&r->y, n);
		if (!*id)
			continue;
		const struct life_move *m = lifecycle_move(r->lc, id);
		r->states[i].then = m;
		if (!m)
			fault_near(&r->y, n, M_life_move, id, NULL, ids_of(&r->y, r->moves, r->lc->nmoves, sizeof *r->moves), r->lc->nmoves);
		else if (!(m->by & LIFE_SYSTEM))
			fault_at(&r->y, n->line, n->col, M_life_then_system, id, NULL, M_life_then_system_hint, NULL);
		else if (!(m->from >> i & 1))
			fault_node(&r->y, n, M_life_then_from, id, r->states[i].id);
	}
}

void
read_moves(struct life_reader *r, const struct ynode *list)
{
	size_t n, i = 0;
	const struct ynode *c = take_list(&r->y, list, &n);

	if (n > LIFE_MAX_MOVES) {
		fault_node(&r->y, list, M_life_many, "128", NULL);
		n = 0;
	}
	r->moves = NEWN(r->y.a, struct life_move, n + 1);
	r->move_nodes = NEWN(r->y.a, const struct ynode *, n + 1);
	r->lc->moves = r->moves;
	for (; c && i < n; c = c->next, i++) {
		read_move(r, c, i);
		r->lc->nmoves = i + 1;
	}
	read_then(r);
}
