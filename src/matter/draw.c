/*
 * draw.c - the picture of a life cycle: its states in one column in the file's order, the way down straight,
 * jumps ahead as arcs on the right, ways back as arcs on the left, each with the numbers of its moves; below, all
 * moves in words. One column fits a phone however many states there are. Moves from more than three states
 * (merge, withdraw …) stand only in the list: drawn, they would hide the rest.
 */
#include "matter/draw.h"

#include "base/text.h"
#include "life_msg.h"

#include <stdlib.h>

#define WIDTH  390
#define BOX_X  100
#define BOX_W  190
#define BOX_H  56
#define PITCH  92			/* from one box to the next */
#define TOP    64
#define MANY   3			/* moves from more states than this are not drawn */
#define LANES  84			/* room for arcs beside the boxes */

#define INK    "#1b2430"
#define INK2   "#4a5663"
#define BRAND  "#0b5a9d"
#define TINT   "#eaf2fa"
#define GREY   "#eef1f5"

struct edge {
	size_t from, to;
	const char *label;		/* "3" or "3 7" */
	int lane;			/* from 0, inside outwards */
	int y0, y1;
};

struct drawing {
	struct out *o;
	struct arena *a;
	const struct lifecycle *lc;
	enum lang l;
	const struct life_state *mark;
	struct edge *edges;
	size_t nedges;
	int lanes[2];			/* left (back), right (ahead) */
};

static void
text_at(struct out *o, int x, int y, int size, const char *more, const char *s)
{
	out_fmt(o, "<text x=\"%d\" y=\"%d\" font-size=\"%d\" %s>", x, y, size, more);
	out_xml(o, s);
	out_str(o, "</text>\n");
}

/* Tenths of an em that a character takes: wide ones (CJK and full-width forms) 10, others 6. */
static int
advance_of(const unsigned char *s, size_t *len)
{
	*len = s[0] < 0x80 ? 1 : s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : 4;
	return *len >= 3 ? 10 : 6;
}

/* Centred in a box, as large as fits, at most size. */
static void
text_boxed(struct drawing *d, int y, int size, const char *more, const char *s)
{
	int width = 0;
	size_t len;

	for (const char *p = s; *p; p += len)
		width += advance_of((const unsigned char *)p, &len);
	while (size > 11 && width * size > (BOX_W - 12) * 10)
		size--;
	text_at(d->o, BOX_X + BOX_W / 2, y, size, arena_fmt(d->a, "text-anchor=\"middle\" %s", more), s);
}

static int
box_y(size_t state)
{
	return TOP + (int)state * PITCH;
}

/* ---- edges ---- */

static bool
drawn(const struct life_move *m)
{
	return m->to && __builtin_popcountll(m->from) <= MANY;
}

static void
edge_add(struct drawing *d, size_t from, size_t to, size_t number)
{
	for (size_t i = 0; i < d->nedges; i++) {
		struct edge *e = &d->edges[i];
		if (e->from == from && e->to == to) {
			e->label = arena_fmt(d->a, "%s %zu", e->label, number);
			return;
		}
	}
	d->edges[d->nedges++] = (struct edge){ from, to, arena_fmt(d->a, "%zu", number), -1, 0, 0 };
}

static void
edges_make(struct drawing *d)
{
	d->edges = NEWN(d->a, struct edge, d->lc->nmoves * MANY + 1);
	for (size_t i = 0; i < d->lc->nmoves; i++) {
		const struct life_move *m = &d->lc->moves[i];
		if (!drawn(m))
			continue;
		size_t to = (size_t)(m->to - d->lc->states);
		for (size_t s = 0; s < d->lc->nstates; s++)
			if ((m->from >> s & 1) && s != to)
				edge_add(d, s, to, i + 1);
	}
}

static bool
straight(const struct edge *e)
{
	return e->to == e->from + 1;
}

static bool
ahead(const struct edge *e)
{
	return e->to > e->from;
}

static size_t
span(const struct edge *e)
{
	return ahead(e) ? e->to - e->from : e->from - e->to;
}

static size_t
upper(const struct edge *e)
{
	return ahead(e) ? e->from : e->to;
}

static int
by_span(const void *a, const void *b)
{
	const struct edge *x = a, *y = b;

	if (span(x) != span(y))
		return span(x) < span(y) ? -1 : 1;
	return upper(x) != upper(y) ? (upper(x) < upper(y) ? -1 : 1) : (x->to > y->to) - (x->to < y->to);
}

/* Short arcs inside, long ones around them; two in one lane never touch. */
static void
lanes_give(struct drawing *d)
{
	qsort(d->edges, d->nedges, sizeof *d->edges, by_span);
	for (size_t i = 0; i < d->nedges; i++) {
		struct edge *e = &d->edges[i];
		if (straight(e))
			continue;
		e->lane = 0;
		for (size_t j = 0; j < i; j++) {
			const struct edge *f = &d->edges[j];
			if (f->lane >= e->lane && ahead(f) == ahead(e) && upper(f) <= upper(e) + span(e) &&
			    upper(e) <= upper(f) + span(f))
				e->lane = f->lane + 1;
		}
		int *n = &d->lanes[ahead(e)];
		*n = e->lane + 1 > *n ? e->lane + 1 : *n;
	}
}

/*
 * Where e meets a box: arcs ahead leave below the middle and arrive above it, arcs back the other way round.
 * Of several the order is the one in which they do not cross: the outer leaves first and arrives last.
 */
static int
port(const struct drawing *d, const struct edge *e, bool leaving)
{
	size_t box = leaving ? e->from : e->to, n = 0, k = 0;

	for (size_t i = 0; i < d->nedges; i++) {
		const struct edge *f = &d->edges[i];
		if (f->lane < 0 || ahead(f) != ahead(e) || (leaving ? f->from : f->to) != box)
			continue;
		n++;
		k += (leaving == ahead(e)) ? f->lane > e->lane : f->lane < e->lane;
	}
	int half = BOX_H / 2, y = (int)(k + 1) * half / (int)(n + 1);
	return box_y(box) + (leaving == ahead(e) ? half : 0) + y;
}

static void
arrow_head(struct out *o, int x, int y, int dx, int dy)
{
	/* 8 long, 8 wide, its point at x, y; (dx, dy) is where it looks */
	out_fmt(o, "<path d=\"M%d %dL%d %dL%d %dz\" fill=\"" INK2 "\"/>\n", x, y, x - 8 * dx + 4 * dy, y - 8 * dy + 4 * dx,
		x - 8 * dx - 4 * dy, y - 8 * dy - 4 * dx);
}

static void
pill(struct out *o, int x, int y, const char *s)
{
	int w = 8 * (int)strlen(s) + 10;

	x = x < w / 2 + 2 ? w / 2 + 2 : x > WIDTH - w / 2 - 2 ? WIDTH - w / 2 - 2 : x;
	out_fmt(o, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"18\" rx=\"9\" fill=\"#fff\" stroke=\"" BRAND "\"/>\n",
		x - w / 2, y - 9, w);
	text_at(o, x, y + 5, 13, "text-anchor=\"middle\" fill=\"" BRAND "\" font-weight=\"700\"", s);
}

static void
draw_straight(struct drawing *d, const struct edge *e)
{
	int x = BOX_X + BOX_W / 2, y0 = box_y(e->from) + BOX_H, y1 = box_y(e->to);

	out_fmt(d->o, "<path d=\"M%d %dV%d\" fill=\"none\" stroke=\"" INK2 "\" stroke-width=\"2\"/>\n", x, y0, y1 - 8);
	arrow_head(d->o, x, y1, 0, 1);
}

static int
lane_x(const struct drawing *d, const struct edge *e)
{
	int n = d->lanes[ahead(e)], gap = n * 16 > LANES ? LANES / n : 16, off = gap * (e->lane + 1);

	return ahead(e) ? BOX_X + BOX_W + 4 + off : BOX_X - 4 - off;
}

static void
draw_arc(struct drawing *d, struct edge *e)
{
	int side = ahead(e) ? 1 : -1, x = ahead(e) ? BOX_X + BOX_W : BOX_X, lane = lane_x(d, e), down = side;

	e->y0 = port(d, e, true);
	e->y1 = port(d, e, false);
	out_fmt(d->o, "<path d=\"M%d %dH%dQ%d %d %d %dV%dQ%d %d %d %dH%d\" fill=\"none\" stroke=\"" INK2 "\" stroke-width=\"1.5\"/>\n",
		x, e->y0, lane - 6 * side, lane, e->y0, lane, e->y0 + 6 * down, e->y1 - 6 * down, lane, e->y1,
		lane - 6 * side, e->y1, x + 8 * side);
	arrow_head(d->o, x, e->y1, -side, 0);
}

/* Numbers come last, above all lines. On arcs they stand beside the box they leave, stepped by lane. */
static void
draw_number(struct drawing *d, const struct edge *e)
{
	if (straight(e)) {
		pill(d->o, BOX_X + BOX_W / 2, box_y(e->from) + BOX_H + (PITCH - BOX_H) / 2 - 4, e->label);
		return;
	}
	int down = ahead(e) ? 1 : -1, room = abs(e->y1 - e->y0) - 24, step = 27 * (e->lane + 1);
	pill(d->o, lane_x(d, e), e->y0 + down * (12 + (room > 0 ? step % room : 0)), e->label);
}

/* ---- boxes ---- */

static const char *
under_label(const struct drawing *d, const struct life_state *s)
{
	const char *step = s->step->label.in[d->l], *days;

	if (!s->open)
		return arena_fmt(d->a, "%s · %s", step, msg_text(d->l, M_life_draw_closed));
	if (!s->limited)
		return step;
	days = msg_fmt(d->a, d->l, M_life_draw_days, s->days_rule ? guard_source(s->days_rule) : arena_fmt(d->a, "%d", s->days), NULL);
	return arena_fmt(d->a, "%s · %s", step, days);
}

static void
draw_box(struct drawing *d, size_t i)
{
	const struct life_state *s = &d->lc->states[i];
	bool marked = s == d->mark;
	const char *fill = marked ? BRAND : s->open ? TINT : GREY;
	int y = box_y(i);

	out_fmt(d->o, "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"10\" fill=\"%s\" stroke=\"%s\" "
		"stroke-width=\"%d\"/>\n", s->open ? "open" : "closed", BOX_X, y, BOX_W, BOX_H, fill,
		s->open ? BRAND : INK2, marked ? 3 : 1);
	text_boxed(d, y + 25, 17, marked ? "font-weight=\"700\" fill=\"#fff\"" : "font-weight=\"700\" fill=\"" INK "\"",
		   text_cut(d->a, s->label.in[d->l], d->l == LANG_ZH ? 14 : 28));
	text_boxed(d, y + 45, 13, marked ? "fill=\"#fff\"" : "fill=\"" INK2 "\"",
		   text_cut(d->a, under_label(d, s), d->l == LANG_ZH ? 16 : 32));
}

/* The arrow into the first state. */
static void
draw_start(struct drawing *d)
{
	size_t i = (size_t)(d->lc->start - d->lc->states);
	int x = BOX_X + 24, y = box_y(i);

	out_fmt(d->o, "<circle cx=\"%d\" cy=\"%d\" r=\"5\" fill=\"" INK2 "\"/>\n"
		"<path d=\"M%d %dV%d\" fill=\"none\" stroke=\"" INK2 "\" stroke-width=\"2\"/>\n", x, y - 24, x, y - 24, y - 8);
	arrow_head(d->o, x, y, 0, 1);
}

/* ---- the list of moves ---- */

struct list {
	struct drawing *d;
	struct out o;			/* its <text> elements */
	int y;
};

/* How many bytes of s fit in width tenths of an em: broken behind a blank or between wide characters. */
static size_t
line_fits(const char *s, int width)
{
	size_t at = 0, good = 0, len;
	int used = 0;

	while (s[at]) {
		int w = advance_of((const unsigned char *)s + at, &len);
		if (used + w > width)
			return good ? good : at ? at : len;
		used += w;
		at += len;
		if (w == 10 || s[at - 1] == ' ' || !s[at])
			good = at;
	}
	return at;
}

static void
list_line(struct list *l, int x, int size, const char *more, const char *s)
{
	while (*s) {
		size_t n = line_fits(s, (WIDTH - x - 14) * 10 / size);
		l->y += size + 6;
		text_at(&l->o, x, l->y, size, more, arena_dup(l->d->a, s, n));
		s += n;
	}
}

static const char *
from_words(const struct drawing *d, const struct life_move *m)
{
	struct out o;
	uint64_t open = 0;

	for (size_t i = 0; i < d->lc->nstates; i++)
		open |= (uint64_t)d->lc->states[i].open << i;
	if (m->creates)
		return msg_text(d->l, M_life_draw_none);
	out_init(&o, d->a);
	if (open && (m->from & open) == open)
		out_str(&o, msg_text(d->l, M_life_draw_any));
	for (size_t i = 0; i < d->lc->nstates; i++) {
		if (!(m->from >> i & 1) || ((m->from & open) == open && d->lc->states[i].open))
			continue;
		out_fmt(&o, "%s%s", o.len ? (d->l == LANG_ZH ? "、" : ", ") : "", d->lc->states[i].label.in[d->l]);
	}
	return out_cstr(&o);
}

static const char *
by_words(const struct drawing *d, const struct life_move *m)
{
	struct out o;

	out_init(&o, d->a);
	for (unsigned bit = 1; bit <= LIFE_BUREAU; bit <<= 1)
		if (m->by & bit)
			out_fmt(&o, "%s%s", o.len ? (d->l == LANG_ZH ? "、" : ", ") : "",
				msg_text(d->l, life_role_label((enum life_role)bit)));
	return out_cstr(&o);
}

static void
list_move(struct list *l, size_t i)
{
	const struct drawing *d = l->d;
	const struct life_move *m = &d->lc->moves[i];
	const char *to = m->to ? m->to->label.in[d->l] : msg_text(d->l, M_life_draw_same);

	l->y += 10;
	pill(&l->o, 32, l->y + 16, arena_fmt(d->a, "%zu", i + 1));
	list_line(l, 56, 16, "font-weight=\"700\" fill=\"" INK "\"", m->label.in[d->l]);
	list_line(l, 56, 14, "fill=\"" INK2 "\"", arena_fmt(d->a, "%s → %s", from_words(d, m), to));
	list_line(l, 56, 14, "fill=\"" INK2 "\"", by_words(d, m));
	if (m->guard)
		list_line(l, 56, 14, "fill=\"" INK2 "\"",
			  msg_fmt(d->a, d->l, M_life_draw_if, guard_source(m->guard), NULL));
}

static void
head(struct drawing *d, int height)
{
	struct out *o = d->o;
	const char *kind = d->lc->kind;
	const char *title = msg_fmt(d->a, d->l, M_life_draw_title, d->lc->name.in[d->l], NULL);

	out_fmt(o, "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"lifecycle\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
		"lang=\"%s\" role=\"img\" aria-labelledby=\"lc-%s-title lc-%s-desc\" font-family=\"sans-serif\">\n",
		WIDTH, height, WIDTH, height, lang_code(d->l), kind, kind);
	out_fmt(o, "<title id=\"lc-%s-title\">", kind);
	out_xml(o, title);
	out_fmt(o, "</title>\n<desc id=\"lc-%s-desc\">", kind);
	out_xml(o, msg_fmt(d->a, d->l, M_life_draw_desc, arena_fmt(d->a, "%zu", d->lc->nstates),
		       arena_fmt(d->a, "%zu", d->lc->nmoves), NULL));
	for (size_t i = 0; i < d->lc->nmoves; i++) {
		const struct life_move *m = &d->lc->moves[i];
		out_xml(o, arena_fmt(d->a, " %zu. %s: %s → %s.", i + 1, m->label.in[d->l], from_words(d, m),
				 m->to ? m->to->label.in[d->l] : msg_text(d->l, M_life_draw_same)));
	}
	out_fmt(o, "</desc>\n<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n", WIDTH, height);
	text_at(o, 14, 24, 18, "font-weight=\"700\" fill=\"" INK "\"", text_cut(d->a, title, d->l == LANG_ZH ? 20 : 40));
}

void
draw_lifecycle(struct out *o, const struct lifecycle *lc, enum lang l, const struct life_state *mark)
{
	struct drawing d = { .o = o, .a = o->a, .lc = lc, .l = l, .mark = mark };
	struct list list = { .d = &d, .y = box_y(lc->nstates - 1) + BOX_H + 24 };

	edges_make(&d);
	lanes_give(&d);
	out_init(&list.o, d.a);
	for (size_t i = 0; i < lc->nmoves; i++)
		list_move(&list, i);
	head(&d, list.y + 20);
	for (size_t i = 0; i < d.nedges; i++) {
		if (straight(&d.edges[i]))
			draw_straight(&d, &d.edges[i]);
		else
			draw_arc(&d, &d.edges[i]);
	}
	draw_start(&d);
	for (size_t i = 0; i < lc->nstates; i++)
		draw_box(&d, i);
	for (size_t i = 0; i < d.nedges; i++)
		draw_number(&d, &d.edges[i]);
	out_str(o, out_cstr(&list.o));
	out_str(o, "</svg>\n");
}
