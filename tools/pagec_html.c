/*
 * pagec_html.c - where in the HTML a template is, byte by byte, after the tokenizer of the HTML standard
 * (§13.2.5) with its forgiving parts left out: what a browser would have to guess is refused.
 */
#include "pagec.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static bool
in_list(const char *s, const char *const *list)
{
	for (; *list; list++) {
		if (!strcmp(s, *list))
			return true;
	}
	return false;
}

static const char *const raw_tags[] = { "script", "style", "xmp", "iframe", "noembed", "noframes", "plaintext", NULL };
static const char *const plain_tags[] = { "title", "textarea", NULL };
static const char *const url_attrs[] = { "href", "src", "action", "formaction", "poster", "data", "xlink:href", "ping", "cite",
	"background", "manifest", "longdesc", "usemap", "icon", "profile", "codebase", "classid", NULL };
/* What they load acts on our page, so only our own paths will do. */
static const char *const own_tags[] = { "script", "iframe", "frame", "embed", "object", NULL };
/* SVG elements that can set another element's href. */
static const char *const animations[] = { "set", "animate", "animatetransform", "animatemotion", NULL };

static void
append(char *name, char c, const char *file, int line)
{
	size_t n = strlen(name);

	if (n + 1 >= NAME_MAX_)
		refuse(file, line, "name too long: %s…", name);
	name[n] = (char)tolower((unsigned char)c);
	name[n + 1] = 0;
}

static bool
is_url(const struct place *pl)
{
	const char *a = pl->attr;

	return in_list(a, url_attrs) ||
	       (!strncmp(a, "data-", 5) && (strstr(a, "url") || strstr(a, "href") || strstr(a, "src")));
}

const char *
place_name(const struct place *pl)
{
	switch (pl->where) {
	case W_TEXT:
		return "in text";
	case W_LT:
	case W_TAG_NAME:
		return "in a tag's name";
	case W_TAG:
		return tool_fmt("in the tag <%s>", pl->tag);
	case W_ATTR_NAME:
		return tool_fmt("in an attribute's name in <%s>", pl->tag);
	case W_ATTR_EQ:
		return tool_fmt("in the unquoted attribute %s", pl->attr);
	case W_ATTR_VALUE:
		return tool_fmt("in the value of %s", pl->attr);
	case W_RAWTEXT:
	case W_PLAIN:
		return tool_fmt("in <%s>", pl->tag);
	case W_COMMENT:
		return "in a comment";
	case W_MARKUP:
		return "in <! …>";
	}
	return "nowhere";
}

bool
place_same(const struct place *a, const struct place *b)
{
	bool tag = a->where != W_TEXT, attr = a->where == W_ATTR_VALUE;

	return a->where == b->where && a->pre == b->pre && (!tag || (!strcmp(a->tag, b->tag) && a->closing == b->closing)) &&
	       (!attr || (!strcmp(a->attr, b->attr) && a->quote == b->quote));
}

static void
tag_end(struct place *pl, const char *file, int line)
{
	if (pl->refresh && pl->moving)
		refuse(file, line, "an expression in <meta http-equiv=\"refresh\">");
	pl->where = W_TEXT;
	if (!strcmp(pl->tag, "pre"))
		pl->pre += pl->closing ? -1 : 1;
	if (pl->pre < 0)
		pl->pre = 0; /* opened in another template */
	if (pl->closing)
		return;
	if (in_list(pl->tag, raw_tags))
		pl->where = W_RAWTEXT;
	else if (in_list(pl->tag, plain_tags))
		pl->where = W_PLAIN;
}

static void
step_lt(struct place *pl, const char *s, const char *file, int line)
{
	if (*s == '/' && !pl->closing && isalpha((unsigned char)s[1])) {
		pl->closing = true;
	} else if (isalpha((unsigned char)*s)) {
		pl->where = W_TAG_NAME;
		append(pl->tag, *s, file, line);
	} else if (*s == '!' && !pl->closing) {
		pl->where = W_MARKUP;
	} else {
		refuse(file, line, "< that begins no tag: write &lt;");
	}
}

static void
step_tag(struct place *pl, const char *s, const char *file, int line)
{
	bool name = pl->where == W_ATTR_NAME;

	if (isspace((unsigned char)*s) || *s == '>' || *s == '/') {
		pl->where = W_TAG;
		pl->glue = false;
		if (*s == '>')
			tag_end(pl, file, line);
	} else if (pl->where == W_TAG_NAME) {
		append(pl->tag, *s, file, line);
	} else if (*s == '=') {
		if (!name)
			refuse(file, line, "= without the attribute's name right before it");
		if (!strncmp(pl->attr, "on", 2) || !strcmp(pl->attr, "style"))
			refuse(file, line, "%s=: the security policy forbids it; use a class or a script file", pl->attr);
		pl->where = W_ATTR_EQ;
	} else if (strchr("\"'<", *s)) {
		refuse(file, line, "%c %s", *s, place_name(pl));
	} else {
		if (!name) {
			if (pl->glue)
				refuse(file, line, "a blank is missing before an attribute in <%s>", pl->tag);
			pl->where = W_ATTR_NAME;
			pl->attr[0] = 0;
		}
		append(pl->attr, *s, file, line);
	}
}

static void
step_value(struct place *pl, const char *s)
{
	size_t n = strlen(pl->start);

	if (*s == pl->quote) {
		if (!strcmp(pl->tag, "meta") && !strcmp(pl->attr, "http-equiv") && !strcmp(pl->start, "refresh"))
			pl->refresh = true;
		pl->where = W_TAG;
		pl->glue = true;
		return;
	}
	if (n + 1 < sizeof pl->start && !isspace((unsigned char)*s)) {
		pl->start[n] = (char)tolower((unsigned char)*s);
		pl->start[n + 1] = 0;
	}
	if (!strcmp(pl->attr, "srcset") || !strcmp(pl->attr, "imagesrcset"))
		pl->first = *s == ',' || (pl->first && isspace((unsigned char)*s));
	else
		pl->first = false;
}

void
place_step(struct place *pl, const char *s, const char *file, int line, bool *keep)
{
	size_t n = strlen(pl->tag);

	*keep = true;
	switch (pl->where) {
	case W_TEXT:
		if (!strncmp(s, "<!--", 4)) {
			pl->where = W_COMMENT;
			*keep = false;
		} else if (*s == '<') {
			*pl = (struct place){ .where = W_LT, .pre = pl->pre };
		}
		break;
	case W_LT:
		step_lt(pl, s, file, line);
		break;
	case W_TAG_NAME:
	case W_TAG:
	case W_ATTR_NAME:
		step_tag(pl, s, file, line);
		break;
	case W_ATTR_EQ:
		if (*s != '"' && *s != '\'')
			refuse(file, line, "the value of %s needs quotes", pl->attr);
		pl->where = W_ATTR_VALUE;
		pl->quote = *s;
		pl->first = true;
		pl->start[0] = 0;
		break;
	case W_ATTR_VALUE:
		step_value(pl, s);
		break;
	case W_RAWTEXT:
	case W_PLAIN:
		if (s[0] == '<' && s[1] == '/' && !strncasecmp(s + 2, pl->tag, n) && !isalnum((unsigned char)s[2 + n]))
			*pl = (struct place){ .where = W_LT, .pre = pl->pre };
		break;
	case W_COMMENT:
		*keep = false;
		if (s[0] == '>' && s[-1] == '-' && s[-2] == '-')
			pl->where = W_TEXT;
		break;
	case W_MARKUP:
		if (*s == '>')
			pl->where = W_TEXT;
		break;
	}
}

static const char *
escape_value(struct place *pl, const char *file, int line)
{
	static const char *const schemes[] = { "javascript:", "vbscript:", "data:", NULL };
	const char *a = pl->attr, *where = place_name(pl);
	bool first = pl->first, srcset = !strcmp(a, "srcset") || !strcmp(a, "imagesrcset");

	pl->first = false;
	if (!strcmp(a, "srcdoc") || !strcmp(a, "http-equiv"))
		refuse(file, line, "an expression %s", where);
	if (!strcmp(pl->tag, "base"))
		refuse(file, line, "an expression in <base>");
	if (!strcmp(pl->tag, "script") && strcmp(a, "src") && strcmp(a, "nonce"))
		refuse(file, line, "an expression %s of <script>", where);
	if (in_list(pl->tag, animations))
		refuse(file, line, "an expression in <%s>, which can set other attributes", pl->tag);
	if (!strcmp(pl->tag, "meta") && !strcmp(a, "content"))
		pl->moving = true;
	if (!srcset && !is_url(pl))
		return "OUT_ATTR";
	for (size_t i = 0; schemes[i]; i++) {
		if (!strncmp(pl->start, schemes[i], strlen(schemes[i])))
			refuse(file, line, "an expression behind %s", schemes[i]);
	}
	if (!first)
		return "OUT_URLP";
	return in_list(pl->tag, own_tags) ? "OUT_URL_OWN" : "OUT_URL";
}

const char *
place_escape(struct place *pl, const char *file, int line)
{
	switch (pl->where) {
	case W_TEXT:
		return "OUT_TEXT";
	case W_PLAIN:
		return "OUT_ATTR"; /* escaped all the same, and struct html is a type error */
	case W_ATTR_VALUE:
		return escape_value(pl, file, line);
	default:
		refuse(file, line, "an expression %s", place_name(pl));
	}
}

void
place_statement(struct place *pl, const char *file, int line)
{
	switch (pl->where) {
	case W_TEXT:
	case W_TAG:
	case W_ATTR_VALUE:
	case W_PLAIN:
		return;
	case W_TAG_NAME:
	case W_ATTR_NAME:
		pl->where = W_TAG;
		pl->glue = true;
		return;
	default:
		refuse(file, line, "a statement %s", place_name(pl));
	}
}
