/* council_drawn.c - what staff add to the map: names of its kinds, the list, what the walks are given (council_drawn.h). */
#include "services/council/council_drawn.h"

#include "base/text.h"
#include "base_msg.h"
#include "council_drawn_msg.h"
#include "matter/history.h"

static const char *const columns[] = { "place", "kind", "name", "hours", "lat", "lon", "lat2", "lon2", "note", "account", "by_zh", "by_en", "at",
	"undone_account", "undone_zh", "undone_en", "undone_why", "undone_at", NULL };
/* All rows of the table are looked for, whichever matter: one that nobody entered would count for every walk. */
const struct shown shown_drawn = { "map_drawn", &sql_shown_drawn_row, columns, "ittt" "iiii" "titti" "ittti", true, &sql_ids_of_drawn };

static const struct {
	const char *name;
	enum msg label;
} kinds[CITY_EDIT_COUNT] = {
#define X(id) [CITY_##id] = { #id, M_drawn_##id },
	CITY_EDITS(X)
#undef X
};

const char *
drawn_name(enum city_edit_kind k)
{
	return kinds[k].name;
}

enum msg
drawn_label(enum city_edit_kind k)
{
	return kinds[k].label;
}

bool
drawn_find(const char *name, enum city_edit_kind *ret)
{
	for (int i = 0; i < CITY_EDIT_COUNT; i++)
		if (strcmp(kinds[i].name, name) == 0) {
			*ret = (enum city_edit_kind)i;
			return true;
		}
	return false;
}

static bool
clock_good(const char *s)
{
	static const char form[] = "dd:dd-dd:dd";

	for (size_t i = 0; form[i]; i++)
		if (form[i] == 'd' ? s[i] < '0' || s[i] > '9' : s[i] != form[i])
			return false;
	return strncmp(s, "24:00", 5) <= 0 && strncmp(s + 6, "24:00", 5) <= 0 && s[3] < '6' && s[9] < '6';
}

bool
drawn_hours(const char *s)
{
	while (*s) {
		if (!clock_good(s))
			return false;
		s += 11;
		if (*s == ',' && s[1])
			s++;
		else if (*s)
			return false;
	}
	return true;
}

struct err
drawn_read(struct req *rq, int64_t place, struct drawn_items *ret)
{
	struct drawn_row_rows rows;
	struct places all;

	TRY(drawn_list(rq->db, rq->a, rq->area, &rows));
	TRY(place_list(rq->db, rq->a, rq->area, PLACE_COMMUNITY, &all));
	*ret = (struct drawn_items){ NEWN(rq->a, struct drawn_item, rows.n + 1), 0 };
	for (size_t i = 0; i < rows.n; i++) {
		struct drawn_item d = { .r = &rows.v[i], .place = "" };

		if ((place && rows.v[i].place != place) || !drawn_find(rows.v[i].kind, &d.kind))
			continue;
		for (size_t k = 0; k < all.n; k++)
			if (all.v[k].id == rows.v[i].place)
				d.place = place_name(&all.v[k], rq->lang);
		d.may = rq->caller && people_may(rq->db, rq->area, rq->caller, RIGHT_HANDLE, rows.v[i].place);
		ret->v[ret->n++] = d;
	}
	return OK;
}

struct err
drawn_edits(struct db *db, struct arena *a, int64_t area, struct city_edit **ret, size_t *n)
{
	struct drawn_row_rows rows;
	struct city_edit *v;

	TRY(drawn_list(db, a, area, &rows));
	v = NEWN(a, struct city_edit, rows.n + 1);
	*n = 0;
	for (size_t i = rows.n; i-- > 0;) {	/* oldest first: a path may join one that was there before */
		const struct drawn_row *r = &rows.v[i];
		struct city_edit e = { .name = r->name, .hours = r->hours, .lat = (int32_t)r->lat, .lon = (int32_t)r->lon, .lat2 = (int32_t)r->lat2,
			.lon2 = (int32_t)r->lon2 };

		if (!r->undone_at && drawn_find(r->kind, &e.kind))
			v[(*n)++] = e;
	}
	*ret = v;
	return OK;
}

/* ---- adding, undoing ---- */

struct adding {
	const struct drawn_new *n;
	const struct caller *by;
};

static struct err
add_effect(struct db *w, struct act *act, int64_t id, struct entry_draft *e, void *ctx)
{
	const struct adding *x = ctx;
	const struct drawn_new *n = x->n;

	TRY(entry_touch(w, e, act->area, &shown_drawn, id));
	return drawn_insert(w, act->area, id, n->place, drawn_name(n->kind), n->name, n->hours, n->at.lat, n->at.lon, n->to.lat, n->to.lon, n->note,
		x->by->account, x->by->label_zh, x->by->label_en, env_now(act->env), NULL);
}

struct err
drawn_add(struct db *w, struct act *act, const struct caller *by, const struct drawn_new *n)
{
	const char *kind = msg_text(LANG_ZH, drawn_label(n->kind));
	struct adding x = { n, by };
	struct filing f = { .kind = "drawn", .place = n->place, .title = text_empty(n->name) ? kind : arena_fmt(act->a, "%s %s", kind, n->name),
		.body = n->note, .whereabouts = "", .category = "", .channel = "web", .effect = add_effect, .ctx = &x };
	struct filed filed;

	return matter_file(w, act, &f, &filed);
}

struct undoing {
	const struct caller *by;
	const char *why;
};

static struct err
undo_effect(struct db *w, struct act *act, struct matter *m, struct entry_draft *e, void *ctx)
{
	const struct undoing *x = ctx;
	int64_t changed;

	TRY(entry_touch(w, e, act->area, &shown_drawn, m->r.id));
	TRY(drawn_undo(w, act->area, m->r.id, x->by->account, x->by->label_zh, x->by->label_en, x->why, env_now(act->env), &changed));
	return changed ? OK : FAIL(409, M_drawn_err_undone);
}

struct err
drawn_take_out(struct db *w, struct act *act, const struct caller *by, int64_t id, const char *why)
{
	struct undoing x = { by, why };
	const struct step s = { .move = "undo", .version = -1, .reason = why, .effect = undo_effect, .ctx = &x };
	struct drawn_row row;
	bool found;

	TRY(drawn_one(w, act->a, act->area, id, &row, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	return row.undone_at ? FAIL(409, M_drawn_err_undone) : matter_step(w, act, id, &s);
}
