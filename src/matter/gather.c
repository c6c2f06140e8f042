/* gather.c - gatherings: their rows, invitations and letters, the door's list (gather.h). */
#include "matter/gather.h"
#include "base_msg.h"
#include "gather_msg.h"

#include <stdio.h>

#include "base/day.h"
#include "base/hash.h"
#include "base/text.h"
#include "matter/kinds.h"
#include "matter/notify.h"

#define TITLE_MAX  60
#define VENUE_MAX  80
#define REASON_MAX 300
#define HAND_MAX   200
#define INVITE_DAYS 60
#define MAC_LEN    12			/* base64url characters of the door's code that prove it: 72 bits */

/* ---- roles ---- */

static const struct {
	const char *name;
	enum msg label;
} groups[GROUP_COUNT] = {
#define X(id) [GROUP_##id] = { #id, M_gather_group_##id },
	GROUP_TABLE(X)
#undef X
};

const char *
group_name(enum group g)
{
	return groups[g].name;
}

enum msg
group_label(enum group g)
{
	return groups[g].label;
}

bool
group_find(const char *name, enum group *ret)
{
	for (int i = 0; i < GROUP_COUNT; i++)
		if (strcmp(groups[i].name, name) == 0) {
			*ret = (enum group)i;
			return true;
		}
	return false;
}

const char *
heads_write(struct arena *a, const int heads[GROUP_COUNT])
{
	struct out o;

	out_init(&o, a);
	for (int i = 0; i < GROUP_COUNT; i++)
		if (heads[i] > 0)
			out_fmt(&o, "%s%s=%d", o.len ? "," : "", groups[i].name, heads[i]);
	return out_cstr(&o);
}

void
heads_read(const char *s, int heads[GROUP_COUNT])
{
	memset(heads, 0, sizeof(int) * GROUP_COUNT);
	while (*s) {
		char name[24];
		int n, used = 0;
		enum group g;

		if (sscanf(s, "%23[a-z]=%d%n", name, &n, &used) == 2 && group_find(name, &g))
			heads[g] = n;
		s += used ? (size_t)used : strcspn(s, ",");
		s += *s == ',';
	}
}

int
heads_sum(const int heads[GROUP_COUNT])
{
	int all = 0;

	for (int i = 0; i < GROUP_COUNT; i++)
		all += heads[i];
	return all;
}

const char *
heads_text(struct arena *a, enum lang l, const int heads[GROUP_COUNT])
{
	const char *ret = "";

	for (int i = 0; i < GROUP_COUNT; i++) {
		if (heads[i] <= 0)
			continue;
		const char *one = msg_fmt(a, l, M_gather_heads_one, msg_text(l, groups[i].label), arena_fmt(a, "%d", heads[i]), NULL);
		ret = *ret ? msg_fmt(a, l, M_gather_heads_join, ret, one, NULL) : one;
	}
	return ret;
}

/* ---- the gathering ---- */

static struct err
words_check(const char *s, size_t max, enum msg key)
{
	return text_empty(s) || text_len(s) > max ? FAIL(422, key) : OK;
}

static struct err
gathering_check(const struct gathering *g)
{
	TRY(words_check(g->title, TITLE_MAX, M_gather_err_words));
	TRY(words_check(g->venue, VENUE_MAX, M_gather_err_words));
	return g->ends <= g->starts || g->ends - g->starts > US_DAY ? FAIL(422, M_gather_err_times) : OK;
}

struct err
gather_put(struct db *w, struct act *act, int64_t id, const struct gathering *g)
{
	TRY(gathering_check(g));
	return gather_insert(w, act->area, id, g->kind, g->place, g->path, g->title, g->venue, g->starts, g->ends, g->capacity,
		heads_write(act->a, g->quota), env_now(act->env), NULL);
}

struct err
gather_move(struct db *w, struct act *act, int64_t id, int64_t sequence, const struct gathering *g, const char *reason)
{
	int64_t n;

	TRY(gathering_check(g));
	TRY(words_check(reason, REASON_MAX, M_gather_err_reason));
	TRY(gather_set_when(w, act->area, id, sequence, g->venue, g->starts, g->ends, g->capacity, heads_write(act->a, g->quota), reason,
		env_now(act->env), &n));
	return n == 1 ? OK : FAIL(409, M_err_stale);
}

struct err
gather_cancel(struct db *w, struct act *act, int64_t id, int64_t sequence, const char *reason)
{
	int64_t n;

	TRY(words_check(reason, REASON_MAX, M_gather_err_reason));
	TRY(gather_set_off(w, act->area, id, sequence, reason, env_now(act->env), &n));
	return n == 1 ? OK : FAIL(409, M_err_stale);
}

struct err
gather_get(struct db *db, struct arena *a, int64_t area, int64_t id, struct gather_row *ret)
{
	bool found;

	TRY(gather_row(db, a, area, id, ret, &found));
	return found ? OK : FAIL(404, M_err_not_found);
}

struct err
gather_tell(struct db *w, struct act *act, const struct gather_row *g, const char *purpose, const char *once, const struct told *t)
{
	struct invitation_row_rows rows;

	TRY(invitation_list(w, act->a, act->area, g->id, &rows));
	for (size_t i = 0; i < rows.n; i++)
		TRY(notify_account(w, act, rows.v[i].account, 0, purpose, arena_fmt(act->a, "%s/%lld", once,
			(long long)rows.v[i].account), told_to(w, act, rows.v[i].account, t)));
	return OK;
}

/* ---- inviting ---- */

struct err
gather_invite(struct db *w, struct act *act, const struct gather_row *g, int64_t account, enum group as, int *n)
{
	const char *token = link_token(act->a, act->env);
	int64_t id = env_id(act->env), made;
	const enum lang l = person_lang(w, act->a, act->area, account);

	TRY(invitation_insert(w, act->area, id, g->id, group_name(as), account, env_now(act->env), &made));
	if (!made)
		return OK;
	++*n;
	TRY(link_put(w, act, token, "invite", 0, id, 0, INVITE_DAYS));
	return notify_account(w, act, account, 0, "invite", arena_fmt(act->a, "invite/%lld", (long long)id),
		msg_fmt(act->a, l, M_gather_sms_invite, msg_text(l, group_label(as)), text_cut(act->a, g->title, 20),
			time_text(act->a, act->env, l, g->starts), g->venue,
			arena_fmt(act->a, "%s/i/%s", matter_conf()->public_url, token), NULL));
}

struct err
gather_invite_role(struct db *w, struct act *act, const struct gather_row *g, enum role role, enum group as, int *n)
{
	struct invitation_role_rows rows;

	TRY(invitation_role(w, act->a, act->area, role_name(role), g->place, &rows));
	for (size_t i = 0; i < rows.n; i++)
		TRY(gather_invite(w, act, g, rows.v[i].account, as, n));
	return OK;
}

/* Seats that were said yes to: by letter and by hand. */
static struct err
coming(struct db *db, struct act *act, int64_t gather, int64_t *ret)
{
	struct invitation_row_rows rows;
	struct gather_told_list_rows told;

	*ret = 0;
	TRY(invitation_list(db, act->a, act->area, gather, &rows));
	TRY(gather_told_list(db, act->a, act->area, gather, &told));
	for (size_t i = 0; i < rows.n; i++)
		*ret += strcmp(rows.v[i].reply, "yes") == 0;
	for (size_t i = 0; i < told.n; i++)
		*ret += told.v[i].coming;
	return OK;
}

struct err
gather_reply(struct db *w, struct act *act, int64_t invitation, const char *reply)
{
	struct invitation_row row;
	struct gather_row g;
	int64_t seats;
	bool found, yes = strcmp(reply, "yes") == 0;

	TRY(invitation_get(w, act->a, act->area, invitation, &row, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	if (!yes && strcmp(reply, "no") != 0)
		return FAIL(422, M_gather_err_reply);
	TRY(gather_get(w, act->a, act->area, row.gather, &g));
	TRY(coming(w, act, row.gather, &seats));
	if (yes && strcmp(row.reply, "yes") != 0 && g.capacity && seats >= g.capacity)
		return FAIL(422, M_gather_err_full);
	return invitation_set_reply(w, act->area, invitation, reply, env_now(act->env), NULL);
}

struct err
gather_told(struct db *w, struct act *act, int64_t id, enum group g, int told, int coming_too)
{
	if (told < 0 || told > 9999 || coming_too < 0 || coming_too > told)
		return FAIL(422, M_gather_err_told);
	return gather_told_put(w, act->area, id, group_name(g), told, coming_too, NULL);
}

/* ---- the door ---- */

static const char *
door_mac(struct arena *a, int64_t id)
{
	unsigned char h[HASH_LEN];
	const char *words = arena_fmt(a, "door/%lld", (long long)id);

	hash_bytes(h, words, strlen(words), people_conf()->index_key, sizeof(people_conf()->index_key));
	return arena_dup(a, text_b64(a, h, sizeof(h)), MAC_LEN);
}

const char *
gather_token(struct arena *a, int64_t id)
{
	return arena_fmt(a, "%llx-%s", (long long)id, door_mac(a, id));
}

struct err
gather_by_token(struct db *db, struct arena *a, int64_t area, const char *token, struct gather_row *ret, bool *found)
{
	const char *dash = strchr(token, '-');
	long long id = 0;

	*found = false;
	if (!dash || strlen(token) > 40 || strspn(token, "0123456789abcdef") != (size_t)(dash - token) ||
	    dash - token > 15 || sscanf(token, "%llx", &id) != 1)
		return OK;
	if (strcmp(token, gather_token(a, id)) != 0)
		return OK;
	return gather_row(db, a, area, id, ret, found);
}

enum door
gather_door(const struct gather_row *g, int64_t now)
{
	if (strcmp(g->state, "cancelled") == 0)
		return DOOR_CANCELLED;
	if (now < g->starts - GATHER_EARLY * 60 * US_SECOND)
		return DOOR_EARLY;
	return g->closed || now > g->ends + US_DAY ? DOOR_CLOSED : DOOR_OPEN;
}

struct err
gather_sign(struct db *w, struct act *act, const struct gather_row *g, enum group as, const char *owner)
{
	if (gather_door(g, env_now(act->env)) != DOOR_OPEN)
		return FAIL(422, M_gather_err_door);
	return attendance_insert(w, act->area, env_id(act->env), g->id, group_name(as), owner, "door", env_now(act->env), 0, NULL);
}

struct err
gather_hand(struct db *w, struct act *act, const struct gather_row *g, enum group as, int n)
{
	if (n < 1 || n > HAND_MAX)
		return FAIL(422, M_gather_err_count);
	if (g->closed || strcmp(g->state, "cancelled") == 0)
		return FAIL(422, M_gather_err_door);
	for (int i = 0; i < n; i++) {
		int64_t id = env_id(act->env);

		TRY(attendance_insert(w, act->area, id, g->id, group_name(as), arena_fmt(act->a, "h%lld", (long long)id), "hand",
			env_now(act->env), act->who.account, NULL));
	}
	return OK;
}

struct err
gather_hand_one(struct db *w, struct act *act, const struct gather_row *g, enum group as, const char *owner)
{
	if (g->closed || strcmp(g->state, "cancelled") == 0)
		return FAIL(422, M_gather_err_door);
	return attendance_insert(w, act->area, env_id(act->env), g->id, group_name(as), owner, "hand", env_now(act->env), act->who.account, NULL);
}

struct err
gather_strike(struct db *w, struct act *act, int64_t gather, int64_t attendance, const char *reason)
{
	struct attendance_row row;
	int64_t n;
	bool found;

	TRY(words_check(reason, REASON_MAX, M_gather_err_reason));
	TRY(attendance_get(w, act->a, act->area, attendance, &row, &found));
	if (!found || row.gather != gather)
		return FAIL(404, M_err_not_found);
	TRY(attendance_strike(w, act->area, attendance, env_now(act->env), reason, &n));
	return n == 1 ? OK : FAIL(409, M_err_stale);
}

struct err
gather_close(struct db *w, struct act *act, int64_t id, bool closed)
{
	int64_t now = env_now(act->env);

	return gather_set_closed(w, act->area, id, closed ? &now : NULL, NULL);
}

struct err
gather_present(struct db *db, struct arena *a, int64_t area, int64_t id, int heads[GROUP_COUNT])
{
	struct attendance_heads_rows rows;
	enum group g;

	memset(heads, 0, sizeof(int) * GROUP_COUNT);
	TRY(attendance_heads(db, a, area, id, &rows));
	for (size_t i = 0; i < rows.n; i++)
		if (group_find(rows.v[i].grp, &g))
			heads[g] = (int)rows.v[i].n;
	return OK;
}
