/* rights.c - roles × rights: the one table. Roles hold at a place and below it. */
#include "people/rights.h"
#include "people_msg.h"

static const char *const role_names[ROLE_COUNT] = {
#define X(id, name) [ROLE_##id] = name,
	ROLE_TABLE(X)
#undef X
};

static const struct {
	const char *name, *help;
} right_words[RIGHT_COUNT] = {
	[RIGHT_NONE] = { "none", "nobody" },
#define X(id, text) [RIGHT_##id] = { #id, text },
	RIGHT_TABLE(X)
#undef X
};

#define BIT(r) (1u << RIGHT_##r)
#define EVERYBODY BIT(PUBLIC)
#define STAFF (EVERYBODY | BIT(MINE) | BIT(DESK))

/* An administrator keeps accounts and messages and reads no case; a leader reads and changes nothing. */
static const unsigned table[ROLE_COUNT] = {
	[ROLE_VISITOR] = EVERYBODY,
	[ROLE_RESIDENT] = EVERYBODY | BIT(MINE),
	[ROLE_GRID] = STAFF | BIT(FILE_FOR) | BIT(HANDLE) | BIT(NOTE) | BIT(CONTACT) | BIT(BOOTH),
	[ROLE_COMMITTEE] = STAFF | BIT(FILE_FOR) | BIT(INTAKE) | BIT(HANDLE) | BIT(MEET) | BIT(PLAN) | BIT(ASK) | BIT(MODERATE) | BIT(NOTE) |
		BIT(WORDS) | BIT(CONTACT) | BIT(POLL) | BIT(BOOTH),
	[ROLE_MODERATOR] = STAFF | BIT(MODERATE) | BIT(NOTE),
	[ROLE_UNIT] = EVERYBODY | BIT(MINE) | BIT(ANSWER),
	[ROLE_STREET] = STAFF | BIT(INTAKE) | BIT(HANDLE) | BIT(ASK) | BIT(MODERATE) | BIT(NOTE) | BIT(WORDS) |
		BIT(RULES),
	[ROLE_BANK] = EVERYBODY | BIT(MINE) | BIT(BANK),
	[ROLE_BUREAU] = EVERYBODY | BIT(MINE) | BIT(BUREAU) | BIT(FAIR),
	[ROLE_ADVISER] = EVERYBODY | BIT(MINE) | BIT(ADVISE),
	[ROLE_LEADER] = STAFF,
	[ROLE_ADMIN] = EVERYBODY | BIT(MINE) | BIT(OUTBOX) | BIT(USERS) | BIT(AUDIT),
};

const char *
role_name(enum role r)
{
	return role_names[r];
}

bool
role_find(const char *name, enum role *ret)
{
	for (int i = 0; i < ROLE_COUNT; i++)
		if (strcmp(role_names[i], name) == 0) {
			*ret = (enum role)i;
			return true;
		}
	return false;
}

bool
role_in_org(enum role r)
{
	return r == ROLE_UNIT || r == ROLE_BANK || r == ROLE_ADVISER;
}

enum msg
role_label(enum role r)
{
	static const enum msg labels[ROLE_COUNT] = {
		[ROLE_VISITOR] = M_people_role_visitor, [ROLE_RESIDENT] = M_people_role_resident,
		[ROLE_GRID] = M_people_role_grid, [ROLE_COMMITTEE] = M_people_role_committee,
		[ROLE_MODERATOR] = M_people_role_moderator, [ROLE_UNIT] = M_people_role_unit,
		[ROLE_STREET] = M_people_role_street, [ROLE_LEADER] = M_people_role_leader,
		[ROLE_ADMIN] = M_people_role_admin, [ROLE_BANK] = M_people_role_bank, [ROLE_BUREAU] = M_people_role_bureau,
		[ROLE_ADVISER] = M_people_role_adviser,
	};

	return labels[r];
}

const char *
right_name(enum right r)
{
	return right_words[r].name;
}

const char *
right_help(enum right r)
{
	return right_words[r].help;
}

bool
right_is_own(enum right right)
{
	return right == RIGHT_MINE;
}

bool
role_may(enum role role, enum right right)
{
	return right != RIGHT_NONE && (table[role] >> right) & 1u;
}
