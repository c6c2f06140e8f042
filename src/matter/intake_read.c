/* intake_read.c - a table of another system, read: its head, its columns, its days, its rows. Pure but for looking up places. */
#include "matter/intake.h"
#include "base_msg.h"
#include "intake_msg.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/day.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"

#define HEAD_ROWS  10		/* titles and notes above the names of the columns */
#define TITLE_CUT  40
#define NUMBER_MAX 60
/* Day 0 of a spreadsheet's calendar (1899-12-30) in days since 1970; ECMA-376 §18.17.4.1. */
#define SERIAL_ZERO (-25569)

static const struct {
	const char *name;
	enum msg label, words;
} fields[INTAKE_FIELDS] = {
	[INTAKE_NUMBER] = { "number", M_intake_number, M_intake_h_number }, [INTAKE_TITLE] = { "title", M_intake_title, M_intake_h_title },
	[INTAKE_WORDS] = { "words", M_intake_words, M_intake_h_words }, [INTAKE_WHERE] = { "where", M_intake_where, M_intake_h_where },
	[INTAKE_PLACE] = { "place", M_intake_place, M_intake_h_place }, [INTAKE_PHONE] = { "phone", M_intake_phone, M_intake_h_phone },
	[INTAKE_NAME] = { "name", M_intake_name, M_intake_h_name }, [INTAKE_CATEGORY] = { "category", M_intake_category, M_intake_h_category },
	[INTAKE_RECEIVED] = { "received", M_intake_received, M_intake_h_received }, [INTAKE_DUE] = { "due", M_intake_due, M_intake_h_due },
};

const char *
intake_field_name(enum intake_field f)
{
	return fields[f].name;
}

enum msg
intake_field_label(enum intake_field f)
{
	return fields[f].label;
}

const char *
intake_map_text(struct arena *a, const struct intake_map *m)
{
	struct out o;

	out_init(&o, a);
	for (int f = 0; f < INTAKE_FIELDS; f++)
		out_fmt(&o, "%s%d", f ? " " : "", m->column[f]);
	return out_cstr(&o);
}

bool
intake_map_read(const char *text, struct intake_map *ret)
{
	char *end;

	for (int f = 0; f < INTAKE_FIELDS; f++, text = end) {
		long n = strtol(text, &end, 10);

		if (end == text || n < 0 || n > 1000)
			return false;
		ret->column[f] = (int)n;
	}
	return true;
}

/* ---- the head ---- */

/* Does the column's name hold one of the words? Longer words say more. */
static size_t
name_fits(struct arena *a, const char *name, enum msg words)
{
	const char *folded = text_fold(a, name);
	size_t best = 0;

	for (int l = 0; l < LANG_COUNT; l++) {
		char *list = arena_str(a, msg_text((enum lang)l, words)), *save = NULL;

		for (char *w = strtok_r(list, " ", &save); w; w = strtok_r(NULL, " ", &save))
			if (strstr(folded, w) && strlen(w) > best)
				best = strlen(w);
	}
	return best;
}

void
intake_guess(struct arena *a, const struct row *head, struct intake_map *ret)
{
	size_t score[INTAKE_FIELDS] = { 0 };

	*ret = (struct intake_map){ 0 };
	for (size_t i = 0; i < head->n; i++) {
		size_t best = 0;
		int field = -1;

		for (int f = 0; f < INTAKE_FIELDS; f++) {
			size_t n = name_fits(a, table_field(a, head, i), fields[f].words);

			if (n > best) {
				best = n;
				field = f;
			}
		}
		if (field >= 0 && best > score[field]) {
			score[field] = best;
			ret->column[field] = (int)i + 1;
		}
	}
}

size_t
intake_head(struct arena *a, const struct table *t)
{
	size_t best = 0;
	int most = -1;

	for (size_t i = 0; i < t->n && i < HEAD_ROWS; i++) {
		struct intake_map m;
		int n = 0;

		intake_guess(a, &t->v[i], &m);
		for (int f = 0; f < INTAKE_FIELDS; f++)
			n += m.column[f] != 0;
		if (n > most) {
			most = n;
			best = i;
		}
	}
	return best;
}

const char *
intake_shape(struct arena *a, const struct row *head)
{
	struct hasher *h = hasher_new(a);
	unsigned char sum[HASH_LEN];

	for (size_t i = 0; i < head->n; i++)
		hasher_text(h, text_fold(a, table_field(a, head, i)));
	hasher_end(h, sum);
	return text_hex(a, sum, 16);
}

/* ---- days ---- */

static bool
serial_day(const char *s, int32_t *ret)
{
	char *end;
	long n = strtol(s, &end, 10);

	if (end == s || n < 20000 || n > 80000 || (*end && *end != '.'))	/* 1954 … 2119 */
		return false;
	*ret = (int32_t)n + SERIAL_ZERO;
	return true;
}

bool
intake_day(struct arena *a, const char *s, int32_t *ret)
{
	int part[3] = { 0 }, n = 0, y, m, d;
	const char *p = text_fold(a, s);
	int32_t day;

	if (serial_day(p, ret))
		return true;
	if (strspn(p, "0123456789") == 8 && !p[8] && sscanf(p, "%4d%2d%2d", &part[0], &part[1], &part[2]) == 3) {
		n = 3;
	} else {
		for (; n < 3 && *p >= '0' && *p <= '9'; n++) {
			part[n] = (int)strtol(p, (char **)(uintptr_t)&p, 10);
			p += strcspn(p, "0123456789 T");	/* - / . 年 月 日 */
		}
	}
	if (n < 3 || part[0] < 1990 || part[0] > 2120 || part[1] < 1 || part[1] > 12 || part[2] < 1 || part[2] > 31)
		return false;
	day = day_from_ymd(part[0], part[1], part[2]);
	day_to_ymd(day, &y, &m, &d);
	if (m != part[1] || d != part[2])		/* 31 June */
		return false;
	*ret = day;
	return true;
}

bool
intake_due(struct arena *a, const char *s, int32_t from, const struct calendar *c, int32_t *ret)
{
	const char *p = text_fold(a, s);
	char *end;
	long n = strtol(p, &end, 10);

	if (end != p && n > 0 && n < 400 && !strpbrk(end, "0123456789-/.:")) {
		*ret = calendar_add(c, from, (int)n, NULL);
		return true;
	}
	return intake_day(a, s, ret);
}

const char *
intake_mask(struct arena *a, const char *s)
{
	char *out = arena_str(a, s);

	for (char *p = out; *p;) {
		size_t n = strspn(p, "0123456789");

		if (n == 11 && *p == '1')
			memset(p + 3, '*', 4);
		p += n ? n : 1;
	}
	return out;
}

/* ---- rows ---- */

struct reading {
	struct db *db;
	struct arena *a;
	struct env *env;
	int64_t area;
	const struct table *t;
	const struct row *head, *row;
	struct intake_map map;
	const struct intake_source_row *src;
	const struct intake_asks *asks;
	struct places places;
	struct order *o;
};

static const char *
value(const struct reading *r, enum intake_field f)
{
	return r->map.column[f] ? table_field(r->a, r->row, (size_t)r->map.column[f] - 1) : "";
}

static void
wrong(struct reading *r, enum intake_field f, enum msg why)
{
	if (r->o->kind == ORDER_WRONG)
		return;
	r->o->kind = ORDER_WRONG;
	r->o->fault = (struct order_fault){ r->map.column[f] ? table_field(r->a, r->head, (size_t)r->map.column[f] - 1) :
		msg_text(LANG_ZH, fields[f].label), why };
}

/* The row as it came, for the reply; a caller's number and name are left out. */
static const char *
cells_of(const struct reading *r)
{
	struct json j;
	struct out o;

	out_init(&o, r->a);
	json_begin(&j, &o);
	json_arr(&j, NULL);
	for (size_t i = 0; i < r->head->n; i++) {
		bool contact = (int)i + 1 == r->map.column[INTAKE_PHONE] || (int)i + 1 == r->map.column[INTAKE_NAME];

		json_text(&j, NULL, contact ? "" : intake_mask(r->a, table_field(r->a, r->row, i)));
	}
	json_close(&j, ']');
	return out_cstr(&o);
}

static void
place_read(struct reading *r)
{
	const char *s = value(r, INTAKE_PLACE);

	r->o->place = r->src->place;
	if (*s) {
		r->o->place = 0;
		for (size_t i = 0; i < r->places.n; i++) {
			const struct place *p = &r->places.v[i];

			if (strstr(s, p->zh) || strcmp(s, p->code) == 0 || strcmp(text_fold(r->a, s), text_fold(r->a, p->en)) == 0)
				r->o->place = p->id;
		}
	}
	if (!r->o->place)
		wrong(r, INTAKE_PLACE, *s ? M_intake_bad_place : M_intake_bad_empty);
	else if (!r->asks->may(r->asks->ctx, r->o->place))
		wrong(r, INTAKE_PLACE, M_intake_bad_may);
}

static void
words_read(struct reading *r)
{
	const char *title = intake_mask(r->a, value(r, INTAKE_TITLE)), *body = intake_mask(r->a, value(r, INTAKE_WORDS));

	if (!*title && !*body)
		wrong(r, INTAKE_WORDS, M_intake_bad_words);
	if (text_len(title) > MATTER_TITLE_MAX && text_len(body) + text_len(title) < MATTER_BODY_MAX)
		body = *body ? arena_fmt(r->a, "%s\n\n%s", title, body) : title;
	if (text_len(body) > MATTER_BODY_MAX)
		wrong(r, INTAKE_WORDS, M_intake_bad_long);
	r->o->title = *title ? text_cut(r->a, title, MATTER_TITLE_MAX) : text_cut(r->a, body, TITLE_CUT);
	r->o->body = body;
	r->o->where = text_cut(r->a, intake_mask(r->a, value(r, INTAKE_WHERE)), MATTER_WHERE_MAX);
}

static void
row_read(struct reading *r)
{
	struct order *o = r->o;
	const char *received = value(r, INTAKE_RECEIVED), *due = value(r, INTAKE_DUE);
	int32_t today = day_of(r->env, env_now(r->env));

	*o = (struct order){ .line = r->row->line, .kind = ORDER_NEW, .result = "" };
	o->number = value(r, INTAKE_NUMBER);
	if (!*o->number || text_len(o->number) > NUMBER_MAX)
		wrong(r, INTAKE_NUMBER, M_intake_bad_empty);
	words_read(r);
	place_read(r);
	if (*received && !intake_day(r->a, received, &o->received))
		wrong(r, INTAKE_RECEIVED, M_intake_bad_day);
	if (*due && !intake_due(r->a, due, o->received ? o->received : today, r->env->calendar, &o->due))
		wrong(r, INTAKE_DUE, M_intake_bad_day);
	o->phone = text_phone(r->a, value(r, INTAKE_PHONE));
	o->category = r->asks->category(r->a, value(r, INTAKE_CATEGORY));
	o->cells = cells_of(r);
}

struct err
intake_plan(struct db *db, struct arena *a, struct env *env, int64_t area, const struct table *t, size_t head,
	const struct intake_source_row *src, const struct intake_asks *asks, struct orders *ret)
{
	struct reading r = { .db = db, .a = a, .env = env, .area = area, .t = t, .head = &t->v[head], .src = src, .asks = asks };

	if (!intake_map_read(src->columns, &r.map))
		return FAIL(500, M_err_server);
	TRY(place_list(db, a, area, PLACE_COMMUNITY, &r.places));
	ret->v = NEWN(a, struct order, t->n);
	for (size_t i = head + 1; i < t->n; i++) {
		r.row = &t->v[i];
		r.o = &ret->v[ret->n++];
		row_read(&r);
	}
	return intake_know(db, a, area, src->name, ret);
}
