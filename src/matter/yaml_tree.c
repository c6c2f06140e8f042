/*
 * yaml_tree.c - YAML as our files use it, as a tree with lines and columns. Built from libyaml's events,
 * one at a time, so that aliases (and with them YAML bombs), tags, depth and numbers of nodes are refused
 * while reading.
 */
#include "matter/yaml_tree.h"
#include "life_msg.h"

#include <yaml.h>

#define MAX_DEPTH 10
#define MAX_NODES 20000

struct tree {
	struct reader *r;
	yaml_parser_t parser;
	yaml_event_t event;
	const char *source;
	size_t size, nodes;
	bool bad;
};

static void
tree_fault(struct tree *t, yaml_mark_t m, enum msg key, const char *a1, enum msg hint, const char *hint_arg)
{
	if (!t->bad)
		fault_at(t->r, (int)m.line + 1, (int)m.column + 1, key, a1, NULL, hint, hint_arg);
	t->bad = true;
}

/* Line and column of a byte, for faults of the encoding. */
static yaml_mark_t
mark_of(const struct tree *t, size_t at)
{
	yaml_mark_t m = { .index = at };

	for (size_t i = 0; i < at && i < t->size; i++) {
		if (t->source[i] == '\n') {
			m.line++;
			m.column = 0;
		} else if (((unsigned char)t->source[i] & 0xC0) != 0x80) {
			m.column++;
		}
	}
	return m;
}

/* True when the given line (from 0) or the one before it has needle: most slips are one line above where YAML stumbles. */
static bool
near_line(const struct tree *t, size_t line, const char *needle)
{
	size_t now = 0, k = strlen(needle);

	for (size_t i = 0; i < t->size && now <= line; i++) {
		if (t->source[i] == '\n')
			now++;
		else if (now + 1 >= line && i + k <= t->size && memcmp(t->source + i, needle, k) == 0)
			return true;
	}
	return false;
}

/* libyaml's own words stay English: they are the tool's, and the hint is ours. */
static void
syntax_fault(struct tree *t)
{
	const yaml_parser_t *p = &t->parser;

	if (p->error == YAML_READER_ERROR) {
		tree_fault(t, mark_of(t, p->problem_offset), M_life_yaml_bytes, p->problem, M_life_yaml_bytes_hint, NULL);
		return;
	}
	yaml_mark_t m = p->problem_mark;
	enum msg hint = M_life_yaml_hint;
	if (near_line(t, m.line, "："))
		hint = M_life_yaml_colon;
	else if (near_line(t, m.line, "\t"))
		hint = M_life_yaml_tab;
	tree_fault(t, m, M_life_yaml, p->problem ? p->problem : "?", hint, NULL);
}

static bool
next_event(struct tree *t)
{
	yaml_event_delete(&t->event);
	if (!yaml_parser_parse(&t->parser, &t->event)) {
		memset(&t->event, 0, sizeof t->event);
		syntax_fault(t);
		return false;
	}
	return true;
}

static bool
refuse_properties(struct tree *t, const yaml_char_t *anchor, const yaml_char_t *tag)
{
	if (anchor)
		tree_fault(t, t->event.start_mark, M_life_yaml_anchor, (const char *)anchor, M_life_yaml_anchor_hint, NULL);
	else if (tag)
		tree_fault(t, t->event.start_mark, M_life_yaml_tag, (const char *)tag, M_NONE, NULL);
	return anchor || tag;
}

static struct ynode *
node_here(struct tree *t, enum ynode_type type)
{
	struct ynode *n = NEW(t->r->a, struct ynode);

	n->type = type;
	n->line = (int)t->event.start_mark.line + 1;
	n->col = (int)t->event.start_mark.column + 1;
	n->text = "";
	if (++t->nodes > MAX_NODES)
		tree_fault(t, t->event.start_mark, M_life_yaml_large, NULL, M_NONE, NULL);
	return n;
}

static size_t
characters(const char *s, size_t n)
{
	size_t ret = 0;

	for (size_t i = 0; i < n; i++)
		ret += ((unsigned char)s[i] & 0xC0) != 0x80;
	return ret;
}

static struct ynode *
scalar_here(struct tree *t)
{
	const yaml_event_t *e = &t->event;
	/* A quoted scalar carries the tag "!" implicitly nowhere in events; an explicit tag is refused. */
	if (refuse_properties(t, e->data.scalar.anchor, e->data.scalar.tag))
		return NULL;
	struct ynode *n = node_here(t, Y_SCALAR);
	n->text = arena_dup(t->r->a, e->data.scalar.value, e->data.scalar.length);
	bool plain = e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	n->inset = !plain;
	n->exact = e->start_mark.line == e->end_mark.line &&
		e->end_mark.column - e->start_mark.column ==
			characters(n->text, e->data.scalar.length) + (plain ? 0 : 2);
	return n;
}

/* A key of a map: a scalar that stands in it for the first time. NULL: refused. */
static struct ynode *
key_here(struct tree *t, const struct ynode *map)
{
	if (t->event.type == YAML_ALIAS_EVENT) {
		tree_fault(t, t->event.start_mark, M_life_yaml_anchor, "*", M_life_yaml_anchor_hint, NULL);
		return NULL;
	}
	if (t->event.type != YAML_SCALAR_EVENT) {
		tree_fault(t, t->event.start_mark, M_life_yaml_key, NULL, M_life_yaml_hint, NULL);
		return NULL;
	}
	struct ynode *key = scalar_here(t);
	if (!key)
		return NULL;
	for (const struct ynode *c = map->first; c; c = c->next) {
		if (strcmp(c->key->text, key->text) == 0) {
			const char *line = arena_fmt(t->r->a, "%d", c->key->line);
			fault_node(t->r, key, M_life_twice, key->text, line);
		}
	}
	return key;
}

static struct ynode *node_read(struct tree *t, int depth);

static struct ynode *
children_read(struct tree *t, enum ynode_type type, int depth)
{
	struct ynode *n = node_here(t, type), **tail = &n->first;
	yaml_event_type_t end = type == Y_LIST ? YAML_SEQUENCE_END_EVENT : YAML_MAPPING_END_EVENT;

	if (depth > MAX_DEPTH)
		tree_fault(t, t->event.start_mark, M_life_yaml_deep, NULL, M_NONE, NULL);
	while (!t->bad) {
		struct ynode *key = NULL;
		if (!next_event(t))
			return NULL;
		if (t->event.type == end)
			return n;
		if (type == Y_MAP) {
			key = key_here(t, n);
			if (!key || !next_event(t))
				return NULL;
		}
		struct ynode *c = node_read(t, depth + 1);
		if (!c)
			return NULL;
		c->key = key;
		*tail = c;
		tail = &c->next;
	}
	return NULL;
}

/* The node whose first event is the present one. */
static struct ynode *
node_read(struct tree *t, int depth)
{
	const yaml_event_t *e = &t->event;

	switch (e->type) {
	case YAML_SCALAR_EVENT:
		return scalar_here(t);
	case YAML_SEQUENCE_START_EVENT:
		if (refuse_properties(t, e->data.sequence_start.anchor, e->data.sequence_start.tag))
			return NULL;
		return children_read(t, Y_LIST, depth);
	case YAML_MAPPING_START_EVENT:
		if (refuse_properties(t, e->data.mapping_start.anchor, e->data.mapping_start.tag))
			return NULL;
		return children_read(t, Y_MAP, depth);
	case YAML_ALIAS_EVENT:
		tree_fault(t, e->start_mark, M_life_yaml_anchor, (const char *)e->data.alias.anchor,
			   M_life_yaml_anchor_hint, NULL);
		return NULL;
	default:
		tree_fault(t, e->start_mark, M_life_yaml, "unexpected", M_life_yaml_hint, NULL);
		return NULL;
	}
}

/* stream start, document start, the node, document end, stream end */
static struct ynode *
document_read(struct tree *t)
{
	if (!next_event(t) || !next_event(t))
		return NULL;
	if (t->event.type == YAML_STREAM_END_EVENT) {
		tree_fault(t, t->event.start_mark, M_life_yaml_empty, NULL, M_NONE, NULL);
		return NULL;
	}
	if (!next_event(t))
		return NULL;
	struct ynode *root = node_read(t, 1);
	if (!root || t->bad || !next_event(t) || !next_event(t))
		return NULL;
	if (t->event.type != YAML_STREAM_END_EVENT) {
		tree_fault(t, t->event.start_mark, M_life_yaml_second, NULL, M_NONE, NULL);
		return NULL;
	}
	return root;
}

struct ynode *
yaml_tree(struct reader *r, const char *text, size_t n)
{
	struct tree t = { .r = r, .source = text, .size = n };

	if (n > SOURCE_MAX_TEXT) {
		fault_at(r, 1, 1, M_life_yaml_large, NULL, NULL, M_NONE, NULL);
		return NULL;
	}
	if (!yaml_parser_initialize(&t.parser)) {
		fault_at(r, 1, 1, M_life_yaml_memory, NULL, NULL, M_NONE, NULL);
		return NULL;
	}
	yaml_parser_set_encoding(&t.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&t.parser, (const unsigned char *)text, n);
	struct ynode *root = document_read(&t);
	yaml_event_delete(&t.event);
	yaml_parser_delete(&t.parser);
	return t.bad ? NULL : root;
}
