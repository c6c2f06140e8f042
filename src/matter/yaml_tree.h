/*
 * yaml_tree.h - inside matter: a YAML text → a tree with places (yaml_tree.c) → values out of it (yaml_take.c). Used by
 * whatever reads a file that a district may write: life cycles, rule packs. Everything lives in the reader's arena.
 */
#ifndef QIAO_YAML_TREE_H
#define QIAO_YAML_TREE_H

#include "matter/source.h"

enum ynode_type { Y_SCALAR, Y_LIST, Y_MAP };

/* A YAML node with its place. */
struct ynode {
	enum ynode_type type;
	int line, col;			/* from 1 */
	const char *text;		/* SCALAR: the value */
	bool exact;			/* SCALAR: written on one line as it is read, so columns inside it can be told */
	int inset;			/* SCALAR: 1 when a quotation mark stands before the text */
	struct ynode *key;		/* in a MAP: this value's key */
	struct ynode *first, *next;	/* LIST, MAP: children; the next child of the same parent */
};

struct reader {
	struct arena *a;
	struct source_faults *faults;
};

/* A reader whose faults are empty; *faults is set. */
struct reader reader_new(struct arena *a, struct source_faults *faults);
/* The tree of a text; NULL when it is not YAML of our kind (a fault was noted). Refused: anchors, aliases, tags, a second
 * document, more than SOURCE_MAX_TEXT bytes. */
struct ynode *yaml_tree(struct reader *r, const char *text, size_t n);
/* In the order of their lines: to be called once, at the end. */
void faults_sort(struct source_faults *f);

/* Notes a fault; args are copied. A hint of M_NONE is none. */
void fault_at(struct reader *r, int line, int col, enum msg key, const char *a1, const char *a2, enum msg hint,
	      const char *hint_arg);
void fault_node(struct reader *r, const struct ynode *n, enum msg key, const char *a1, const char *a2);
/* With "did you mean …" when one of names is near to wrong (M_NONE else). */
void fault_near(struct reader *r, const struct ynode *n, enum msg key, const char *wrong, const char *a2,
		const char *const *names, size_t count);

/* ---- taking values out of a tree; each notes a fault when the value is not as it should be ---- */

/* The value under key, or NULL. */
const struct ynode *map_get(const struct ynode *map, const char *key);
/* Notes every key of map that is not in keys. False when n is no map at all. */
bool map_known(struct reader *r, const struct ynode *n, const char *const *keys, size_t count);
/* As map_get, a missing one is a fault at map. */
const struct ynode *map_need(struct reader *r, const struct ynode *map, const char *key);
/* Text of a scalar; "" and a fault when it is none or empty. n NULL gives "". */
const char *take_text(struct reader *r, const struct ynode *n);
/* A word: a-z, 0-9, _ and (dots) '.', at most 40; "" and a fault else. */
const char *take_word(struct reader *r, const struct ynode *n, bool dots);
/* {zh: …, en: …}; n NULL leaves "" in both. own: zh and en stand in the map n itself beside other keys. */
void take_both(struct reader *r, const struct ynode *n, struct life_text *ret, bool own);
bool take_yes(struct reader *r, const struct ynode *n);		/* yes | no; n NULL is no */
/* Children of a list; NULL and a fault when it is none. *count is set. */
const struct ynode *take_list(struct reader *r, const struct ynode *n, size_t *count);
/* Bits of a word or a list of words. */
struct word_bit { const char *word; unsigned bit; };
unsigned take_bits(struct reader *r, const struct ynode *n, const struct word_bit *words, size_t count, enum msg unknown);

/* The element of an array of structs whose first member is its id, or NULL. */
const void *by_id(const void *array, size_t n, size_t size, const char *id);
/* The ids of such an array, for fault_near. */
const char *const *ids_of(struct reader *r, const void *array, size_t n, size_t size);

#endif
