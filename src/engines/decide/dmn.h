/*
 * dmn.h - decision models (DMN 1.2 to 1.5, XML): load once, evaluate from any number of threads, each with a run of
 * its own. Elements are input data, decisions, business knowledge models and decision services.
 * A model with mistakes loads all the same: what is broken gives null with its reason, and dmn_faults lists all.
 * Not here: FEEL (feel.h), reasons of decisions (explain.h), the suite's test files (suite.h).
 */
#ifndef QIAO_DECIDE_DMN_H
#define QIAO_DECIDE_DMN_H

#include "engines/decide/feel.h"

struct dmn;
struct dmn_session;
struct xml;

enum dmn_kind { DMN_INPUT, DMN_DECISION, DMN_KNOWLEDGE, DMN_SERVICE };

struct dmn_element {
	enum dmn_kind kind;
	const char *name, *label, *id;
	const char *model;		/* name of the model it belongs to */
	const struct type *type;	/* of its variable, or NULL */
	int line;
	int number;			/* among all elements of the models loaded */
};

struct dmn_fault {
	const char *file, *element;
	int line;
	struct feel_error error;
	const char *source;		/* the FEEL text, or "" */
};

/* Reads a file and, from its folder alone, the models it imports. NULL when the file cannot be read or is no DMN:
 * then *fault says why. */
const struct dmn *dmn_load(struct arena *a, const char *file, struct dmn_fault *fault);
/* The same from memory; folder NULL: no imports. */
const struct dmn *dmn_parse(struct arena *a, const char *p, size_t n, const char *file, const char *folder, struct dmn_fault *fault);
size_t dmn_faults(const struct dmn *d, const struct dmn_fault **ret);
size_t dmn_elements(const struct dmn *d, const struct dmn_element **ret);
/* An element of the main model by name, else of an imported one; NULL: none. */
const struct dmn_element *dmn_find(const struct dmn *d, const char *name);

/* One evaluation: inputs are set, then decisions asked. Lives in the run's arena. */
struct dmn_session *dmn_begin(const struct dmn *d, struct feel_run *run);
/* Sets all input data (or, for services, decisions) of that name. Texts are read as the input's type says. False: none. */
bool dmn_set(struct dmn_session *s, const char *name, struct value v);
struct value dmn_value(struct dmn_session *s, const struct dmn_element *e);
/* Calls a service or knowledge model with what was set; a name not set is null. */
struct value dmn_invoke(struct dmn_session *s, const struct dmn_element *e);
/* The names of what a service takes or a decision needs directly. */
size_t dmn_needs(const struct dmn *d, const struct dmn_element *e, const struct dmn_element **ret, size_t max);
/* A service's output decisions. */
size_t dmn_outputs(const struct dmn *d, const struct dmn_element *e, const struct dmn_element **ret, size_t max);

/* What happened in a decision table, for reasons. */
enum cell_state { CELL_PASS, CELL_FAIL, CELL_UNKNOWN };
struct table_trace {
	struct table_trace *next;
	const struct table *table;
	const struct dmn_element *element;
	struct value *inputs;		/* table->ninputs */
	uint8_t *cells;			/* enum cell_state, rule by rule */
	bool *fired;			/* rules whose cells all passed */
	bool *used;			/* rules whose output is in the result */
	struct value result;
};
/* From here on tables of this session are traced: slower, every cell is asked. */
void dmn_trace(struct dmn_session *s);
const struct table_trace *dmn_traced(const struct dmn_session *s);	/* in order; NULL: none */

#endif
