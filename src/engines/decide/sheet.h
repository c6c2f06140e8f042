/*
 * sheet.h - a DMN model that is input data and one decision table, as plain texts: to show it, change a copy, write it back.
 * What such a model holds beyond that (allowed values, item definitions) is not kept: sheet_of refuses what it would lose but
 * for diagrams. Not here: deciding (dmn.h).
 */
#ifndef QIAO_DECIDE_SHEET_H
#define QIAO_DECIDE_SHEET_H

#include "engines/decide/dmn.h"

struct sheet_input {
	const char *name, *type;	/* type: FEEL's name of it, or "" */
};
struct sheet_column {
	const char *label, *name;	/* an input's name is its expression */
};
struct sheet_rule {
	const char *label;		/* why, for people; "" = none */
	const char **cells, **outputs;	/* FEEL: tests and expressions */
};
struct sheet {
	const char *model, *decision, *hit;
	struct sheet_input *inputs;
	struct sheet_column *in, *out;
	struct sheet_rule *rules;
	size_t ninputs, nin, nout, nrules;
};

/* False: the model is more than one table. The texts are the model's; the arrays may be changed. */
bool sheet_of(struct arena *a, const struct dmn *d, struct sheet *ret);
/* A DMN 1.5 file. */
void sheet_write(struct out *o, const struct sheet *s);

#endif
