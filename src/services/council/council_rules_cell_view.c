/*
 * council_rules_cell_view.c - one cell of a decision table for people: read as words, filled in by ticking what the column knows or by
 * typing plain words, and written as the FEEL text that the table holds. What is more than that stays a formula, as it stands.
 */
#include "services/council/council_dispatch.h"

#include "base/text.h"
#include "services/council/council_siting.h"
#include "services/council/council_view.h"
#include "web/web.h"
#include "council_rules_msg.h"
#include "council_siting_msg.h"
#include "people_admin_msg.h"

static const struct { const char *code; enum msg label; } spots[] = {
	{ "community", M_people_kind_community }, { "estate", M_people_kind_estate }, { "building", M_people_kind_building },
	{ "stairwell", M_people_kind_stairwell },
};

static const struct { const char *code; enum msg label; } uses[] = { { "chosen", M_siting_chosen }, { "other", M_siting_other } };

static const struct { const char *column; enum cell_kind kind; } columns[] = {
	{ "category", CELL_CODES }, { "spot", CELL_CODES }, { "measure", CELL_CODES }, { "use", CELL_CODE }, { "lead", CELL_CODE },
	{ "assist", CELL_UNITS }, { "words", CELL_WORDS }, { "source", CELL_TEXT }, { "certainty", CELL_TEXT },
};

static enum cell_kind
kind_of(const char *column)
{
	for (size_t i = 0; i < COUNT(columns); i++)
		if (strcmp(columns[i].column, column) == 0)
			return columns[i].kind;
	return CELL_FREE;
}

/* What the i-th code of a column stands for; false past the last. */
static bool
code_at(struct req *rq, const struct orgs *all, const char *column, size_t i, const char **code, const char **label)
{
	if (strcmp(column, "category") == 0) {
		*code = categories[i].id;
		*label = *code ? tr(rq, categories[i].label) : "";
		return *code;
	}
	if (strcmp(column, "spot") == 0) {
		if (i >= COUNT(spots))
			return false;
		*code = spots[i].code;
		*label = tr(rq, spots[i].label);
		return true;
	}
	if (strcmp(column, "measure") == 0) {
		*code = measures[i].code;
		*label = *code ? tr(rq, measures[i].name) : "";
		return *code;
	}
	if (strcmp(column, "use") == 0) {
		if (i >= COUNT(uses))
			return false;
		*code = uses[i].code;
		*label = tr(rq, uses[i].label);
		return true;
	}
	if ((strcmp(column, "lead") != 0 && strcmp(column, "assist") != 0) || i >= all->n)
		return false;
	*code = all->v[i].code;
	*label = org_name(&all->v[i], rq->lang);
	return true;
}

const char *
rules_code(struct req *rq, const struct orgs *all, const char *column, const char *p, size_t n)
{
	const char *code, *label;

	for (size_t i = 0; code_at(rq, all, column, i, &code, &label); i++)
		if (strlen(code) == n && strncmp(code, p, n) == 0)
			return label;
	return NULL;
}

const char *
rules_codes(struct req *rq, const struct orgs *all, const char *column)
{
	const char *code, *label;
	struct out o;

	out_init(&o, rq->a);
	out_put(&o, "", 0);
	for (size_t i = 0; code_at(rq, all, column, i, &code, &label); i++)
		out_fmt(&o, "%s\"%s\" %s", !o.len ? "" : rq->lang == LANG_EN ? ", " : "，", code, label);
	return out_cstr(&o);
}

/* ---- reading a cell ---- */

/* What stands between the quotes of a text that is nothing but one plain text; NULL: it is not. */
static const char *
quoted(struct arena *a, const char *s)
{
	size_t n = strlen(s);

	if (n < 2 || s[0] != '"' || s[n - 1] != '"' || memchr(s + 1, '"', n - 2) || memchr(s, '\\', n))
		return NULL;
	return arena_dup(a, s + 1, n - 2);
}

static bool
choose(struct cell_view *c, const char *p, size_t n)
{
	for (size_t i = 0; i < c->n; i++)
		if (strlen(c->v[i].code) == n && strncmp(c->v[i].code, p, n) == 0) {
			c->v[i].chosen = true;
			return true;
		}
	return false;
}

/* "road", "light" */
static bool
read_codes(struct cell_view *c, const char *p)
{
	for (;;) {
		p += strspn(p, " ");
		size_t n = *p == '"' ? strcspn(p + 1, "\"") : 0;
		if (!n || p[n + 1] != '"' || !choose(c, p + 1, n))
			return false;
		p += n + 2;
		p += strspn(p, " ");
		if (!*p)
			return true;
		if (*p++ != ',')
			return false;
	}
}

/* "bus", or "traffic road" where several may stand; "" is none */
static bool
read_units(struct req *rq, struct cell_view *c, const char *text)
{
	const char *p = quoted(rq->a, text);
	size_t n, many = 0;

	for (; p && *p; p += n) {
		p += strspn(p, " ");
		n = strcspn(p, " ");
		if (n && (!choose(c, p, n) || (++many > 1 && c->kind == CELL_CODE)))
			return false;
	}
	return p;
}

#define SPECIAL "\\.*+?()[]{}^$\""		/* what a pattern reads as more than itself */

/* matches(?, "公交|站牌") is the words 公交 and 站牌. */
static bool
read_words(struct req *rq, struct cell_view *c, const char *text)
{
	static const char begin[] = "matches(?, \"", end[] = "\")";
	size_t n = strlen(text), b = sizeof(begin) - 1, e = sizeof(end) - 1;
	struct out o;

	if (n <= b + e || strncmp(text, begin, b) != 0 || strcmp(text + n - e, end) != 0)
		return false;
	const char *p = arena_dup(rq->a, text + b, n - b - e);
	if (p[strcspn(p, SPECIAL)])
		return false;
	out_init(&o, rq->a);
	while (*p) {
		n = strcspn(p, "|");
		out_fmt(&o, "%s%.*s", !o.len ? "" : rq->lang == LANG_EN ? ", " : "、", (int)n, p);
		p += n + (p[n] == '|');
	}
	c->words = out_cstr(&o);
	return true;
}

void
cell_read(struct req *rq, const struct orgs *all, const char *column, const char *text, struct cell_view *ret)
{
	const char *code, *label, *plain;
	size_t n = 0;

	*ret = (struct cell_view){ .kind = kind_of(column), .words = "", .text = text };
	while (code_at(rq, all, column, n, &code, &label))
		n++;
	ret->v = NEWN(rq->a, struct cell_choice, n + 1);
	for (; ret->n < n && code_at(rq, all, column, ret->n, &code, &label); ret->n++)
		ret->v[ret->n] = (struct cell_choice){ code, label, false };
	switch (ret->kind) {
	case CELL_CODES:
		ret->plain = strcmp(text, "-") == 0 || read_codes(ret, text);
		break;
	case CELL_CODE: case CELL_UNITS:
		ret->plain = read_units(rq, ret, text);
		break;
	case CELL_WORDS:
		ret->plain = strcmp(text, "-") == 0 || read_words(rq, ret, text);
		break;
	case CELL_TEXT:
		plain = quoted(rq->a, text);
		ret->plain = plain;
		ret->words = plain ? plain : "";
		break;
	case CELL_FREE:
		break;
	}
	for (size_t i = 0; i < n && !ret->plain; i++)
		ret->v[i].chosen = false;
}

/* ">= 50" as people write it: ≥ 50; [500..800] is 500–800. Other texts as they are. */
static const char *
bounds(struct arena *a, const char *s)
{
	static const struct { const char *feel, *people; } signs[] = { { ">=", "≥" }, { "<=", "≤" }, { ">", ">" }, { "<", "<" } };
	const char *dots = strstr(s, "..");
	size_t n = strlen(s);

	for (size_t i = 0; i < COUNT(signs); i++) {
		size_t k = strlen(signs[i].feel);
		const char *rest = s + k + strspn(s + (n < k ? n : k), " ");
		if (strncmp(s, signs[i].feel, k) == 0)
			return rest[strspn(rest, "0123456789.")] ? s : arena_fmt(a, "%s %s", signs[i].people, rest);
	}
	if (n < 6 || s[0] != '[' || s[n - 1] != ']' || !dots || strspn(s + 1, "0123456789.") != n - 2)
		return s;
	return arena_fmt(a, "%.*s–%.*s", (int)(dots - s - 1), s + 1, (int)(s + n - 1 - dots - 2), dots + 2);
}

const char *
rules_cell(struct req *rq, const struct orgs *all, const char *column, const char *cell)
{
	struct cell_view c;
	struct out o;

	if (strcmp(cell, "-") == 0 || text_empty(cell))
		return tr(rq, M_rules_any);
	if (strcmp(cell, "\"\"") == 0)
		return tr(rq, M_rules_nobody);
	cell_read(rq, all, column, cell, &c);
	if (c.kind == CELL_FREE)
		return bounds(rq->a, cell);
	if (!c.plain)
		return cell;
	if (c.kind == CELL_TEXT)
		return rule_words(rq->a, c.words, rq->lang);
	if (c.kind == CELL_WORDS)
		return c.words;
	out_init(&o, rq->a);
	for (size_t i = 0; i < c.n; i++)
		if (c.v[i].chosen)
			out_fmt(&o, "%s%s", !o.len ? "" : rq->lang == LANG_EN ? ", " : "、", c.v[i].label);
	return out_cstr(&o);
}

/* ---- writing a cell ---- */

/* Text inside quotes; in a pattern, what it would read as more than itself is escaped. */
static void
put_plain(struct out *o, const char *p, size_t n, bool pattern)
{
	for (size_t i = 0; i < n; i++) {
		if (pattern && strchr(SPECIAL, p[i]) && p[i] != '"')
			out_str(o, p[i] == '\\' ? "\\\\\\" : "\\\\");
		else if (p[i] == '"' || p[i] == '\\')
			out_str(o, "\\");
		out_put(o, p + i, 1);
	}
}

/* The words of a field, parted by 、，,；; or |: matches(?, "a|b"). "" when there are none. */
static const char *
words_feel(struct arena *a, const char *text)
{
	static const char *const parts[] = { "、", "，", "；", ",", ";", "|" };
	struct out o;

	out_init(&o, a);
	out_put(&o, "", 0);
	while (*text) {
		size_t n = strlen(text), skip = 0;
		for (size_t i = 0; i < COUNT(parts); i++) {
			const char *at = strstr(text, parts[i]);
			if (at && (size_t)(at - text) < n) {
				n = (size_t)(at - text);
				skip = strlen(parts[i]);
			}
		}
		const char *p = text + strspn(text, " "), *end = text + n;
		while (end > p && end[-1] == ' ')
			end--;
		if (end > p) {
			out_str(&o, o.len ? "|" : "matches(?, \"");
			put_plain(&o, p, (size_t)(end - p), true);
		}
		text += n + skip;
	}
	if (o.len)
		out_str(&o, "\")");
	return out_cstr(&o);
}

const char *
cell_take(struct req *rq, const char *column, const char *name, const char *none)
{
	const char *formula = rq_form(rq, name), *many = arena_fmt(rq->a, "%s[]", name), *text = "";
	enum cell_kind kind = kind_of(column);
	struct out o;

	if (!text_empty(formula))
		return formula;
	out_init(&o, rq->a);
	for (size_t i = 0; i < rq->nform; i++) {
		if (strcmp(rq->form[i].name, many) != 0 || text_empty(rq->form[i].value))
			continue;
		text = text_clean(rq->a, rq->form[i].value);
		out_str(&o, o.len ? (kind == CELL_UNITS ? " " : "\", \"") : "\"");
		put_plain(&o, text, strlen(text), false);
	}
	if (kind == CELL_WORDS)
		text = words_feel(rq->a, text);
	if (!*text)
		return none;
	out_str(&o, "\"");
	return kind == CELL_WORDS ? text : out_cstr(&o);
}
