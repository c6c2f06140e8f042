/* feel_int.h - the inside of FEEL: tree, scopes, runs, functions, types. Only engines/decide reads this. */
#ifndef QIAO_DECIDE_FEEL_INT_H
#define QIAO_DECIDE_FEEL_INT_H

#include "engines/decide/feel.h"

/* Types of models and of `instance of`; T_SIMPLE is one of the value kinds. */
enum type_kind { T_ANY, T_SIMPLE, T_LIST, T_CONTEXT, T_RANGE, T_FUNCTION };

struct field {
	const char *name;
	const struct type *type;	/* never NULL */
};

struct type {
	enum type_kind kind;
	enum value_kind simple;
	const char *name;		/* as models call it, or NULL */
	const struct type *of;		/* LIST, RANGE: of what; FUNCTION: what it gives */
	const struct field *fields;	/* CONTEXT; FUNCTION: the parameters */
	size_t nfields;
	const struct feel_expr *allowed;	/* unary tests each value must pass, or NULL */
	const struct feel_expr *whole;	/* LIST: unary tests the whole list must pass, or NULL */
	const struct type *base;	/* what allowed narrows further, or NULL */
};

/* Names at compile time. A scope becomes a frame when it runs. */
struct scope {
	struct scope *up;
	const char **name;
	int n, cap;
	bool filter;			/* names of the item come first */
};

struct named_type {
	const char *name;
	const struct type *type;
};

struct bucket {
	const char **v;
	int n, cap;
};

struct feel_names {
	struct arena *a;
	struct scope *scope;
	struct bucket members[256];	/* by first byte */
	struct named_type *types;
	int ntypes, captypes;
	uint64_t tried;			/* names compared while compiling one text */
};

enum node_op {
	N_CONST, N_NAME, N_MEMBER, N_PATH, N_FILTER, N_CALL, N_BUILTIN, N_NEG, N_ADD, N_SUB, N_MUL, N_DIV, N_POW, N_AND, N_OR,
	N_EQ, N_NE, N_LT, N_LE, N_GT, N_GE, N_BETWEEN, N_IN, N_IF, N_FOR, N_SOME, N_EVERY, N_LIST, N_CONTEXT, N_RANGE,
	N_FUNCTION, N_INSTANCE, N_SPAN, N_TESTS, N_FAIL,
	/* of models: */
	N_SOURCE, N_COERCE, N_TABLE
};

struct node {
	enum node_op op;
	int at, end;			/* bytes of the source */
	int a, b;			/* NAME: frames up, slot; RANGE: op, flags; others: see feel_parse.c */
	int nkids;
	bool uses_input;		/* a test that speaks of ? */
	struct node **kid;
	const char *name;
	const char **names;		/* CALL: of its arguments or NULL; CONTEXT: keys; FOR: variables */
	const struct builtin *fn;
	const struct type **types;	/* FUNCTION: of parameters; INSTANCE: [0] */
	struct value v;			/* CONST; RANGE with constant ends: the range, made once */
	enum msg fail;			/* FAIL */
	const struct table *table;	/* TABLE */
};

struct feel_expr {
	const char *text;
	const struct node *root;
	enum feel_mode mode;
	int input;			/* TESTS: slot of ? */
};

struct frame {
	struct frame *up;
	struct value *v;		/* slots */
	bool filter;			/* v[0] is the item */
};

enum fn_kind { FN_BUILTIN, FN_LAMBDA, FN_HOST };

struct function {
	enum fn_kind kind;
	const char *name;		/* for people */
	const char **params;
	const struct type **types;	/* of the parameters, each may be NULL */
	size_t nparams;
	const struct type *ret;		/* or NULL */
	const struct builtin *builtin;
	const struct node *body;	/* LAMBDA */
	struct frame *frame;		/* it closes over */
	const char *source;
	struct value (*call)(struct feel_run *run, const struct function *fn, struct value *args);	/* HOST */
	const void *model;		/* HOST's */
	void *session;
};

struct zone;
struct regex;

struct feel_run {
	struct arena *a;
	struct env *env;
	uint32_t steps, max_depth, nest;
	int64_t owed;			/* work not yet worth a step (equal_paid) */
	size_t max_text;
	bool stopped;
	const char *source;		/* of what is being evaluated */
	const char *zone_dir;
	bool no_zones;			/* there are no zone files at all */
	struct zone *zones;
	struct regex *regexes;
	struct feel_warning *warnings;
	size_t nwarnings;		/* happened; at most WARNINGS_KEPT are kept */
	struct dmn_session *session;	/* of a model, or NULL */
};
#define WARNINGS_KEPT 100
#define FEEL_MAX_EVAL 3000	/* evaluations inside one another: what the stack of a thread bears */

/* Builtins: one row for each way of calling them (feel_table.c). */
struct param {
	const char *name;
	char kind;			/* a any, s string, n number, b boolean, l list, c context, f function, r range, t list or many */
	bool optional;			/* may be absent or null */
};
#define MAX_PARAMS 4
struct call {
	struct feel_run *run;
	const struct node *n;		/* where it is called; NULL: nowhere in a text */
	const struct builtin *b;
	struct value *v;		/* MAX_PARAMS of them; absent: null */
	struct value *rest;		/* kind V: further arguments */
	size_t nrest;
	unsigned given;			/* bits: which were there */
};
struct builtin {
	const char *name;
	struct value (*fn)(struct call *c);
	struct param params[MAX_PARAMS];
	int arg;			/* for functions that share code */
	char gives;			/* what comes out when it is no null: s n b l c r as above; 0: it depends */
};
extern const struct builtin builtins[];
extern const size_t builtins_count;
/* The kind a letter of a parameter stands for; V_KINDS: any. */
enum value_kind kind_of_letter(char letter);
const struct builtin *builtin_named(const char *name);	/* its first row; NULL: none */

/* value.c, time.c, zone.c */
bool time_read(struct feel_run *run, const char *p, size_t n, enum value_kind kind, struct value *ret);
bool time_read_duration(const char *p, size_t n, struct value *ret);
bool time_read_any(struct feel_run *run, const char *p, size_t n, struct value *ret);
void time_print(struct out *o, struct value v);
bool zone_offset(struct feel_run *run, const char *name, int64_t day, int32_t second, int32_t *ret);
bool zone_at(struct feel_run *run, const char *name, int64_t utc, int32_t *ret);
bool zone_standard(struct feel_run *run, const char *name, int32_t *ret);
bool zone_parse(struct arena *a, struct zone *z, const unsigned char *p, size_t n);
/* A TZif file in memory, asked for one instant; for tests. False: malformed. */
bool zone_check(struct arena *a, const unsigned char *p, size_t n, int64_t utc, int32_t *ret);

/* feel_scope.c */
struct scope *scope_push(struct feel_names *names, bool filter);
void scope_pop(struct feel_names *names);
int scope_add(struct feel_names *names, const char *name);
const char *name_tidy(struct arena *a, const char *p, size_t n);	/* blanks made one */
/* Bytes of s that a known name covers; the longest wins. up < 0: nothing known. */
size_t scope_match(struct feel_names *names, const char *s, const char *end, int *up, int *slot, bool *outside);
size_t member_match(struct feel_names *names, const char *s, const char *end, const char **ret);
size_t name_match(const char *name, const char *s, const char *end);
bool name_start(uint32_t c);
bool name_part(uint32_t c);
uint32_t utf8_next(const char **p, const char *end);
void utf8_put(struct out *o, uint32_t c);
bool is_blank(uint32_t c);

/* feel_parse.c */
void type_add(struct feel_names *names, const char *name, const struct type *type);
const struct type *type_find(const struct feel_names *names, const char *name);
const struct type *type_simple(const char *name, size_t n);	/* NULL: no type of FEEL's own */

/* feel_eval.c */
struct value eval(struct feel_run *run, const struct node *n, struct frame *f);
struct value fail(struct feel_run *run, const struct node *n, enum msg key, struct value a, struct value b);
struct value stop(struct feel_run *run, const struct node *n, enum msg key);
bool step(struct feel_run *run, const struct node *n, size_t steps);	/* false: no more */
/* value_equal, paid for in steps; -1 too when they run out. */
int equal_paid(struct feel_run *run, const struct node *n, struct value a, struct value b);
struct frame *frame_new(struct feel_run *run, struct frame *up, size_t slots);
/* 1, 0, -1 unknown: whether x passes test, a node evaluated in f. */
int test_passes(struct feel_run *run, const struct node *test, struct value x, struct frame *f);
/* The same for all tests of a cell when they are constants and x a number or short text; -1: ask eval_tests. */
int quick_tests(const struct node *n, const struct value *x);
/* A cell's or constraint's tests for x; f's slot of ? must hold x. */
struct value eval_tests(struct feel_run *run, const struct node *n, struct frame *f, struct value x);
/* v made to fit t, or the null that says it does not. */
struct value coerced(struct feel_run *run, const struct node *n, const struct type *t, struct value v);
struct value eval_for(struct feel_run *run, const struct node *n, struct frame *f);
struct value eval_quantified(struct feel_run *run, const struct node *n, struct frame *f);
struct value eval_filter(struct feel_run *run, const struct node *n, struct frame *f);
struct value eval_path(struct feel_run *run, const struct node *n, struct value v);
/* The members of a range of whole numbers or dates, as a list. */
bool range_items(struct feel_run *run, const struct node *n, const struct range *r, struct value *ret);
struct value eval_range(struct feel_run *run, const struct node *n, struct frame *f);
struct value make_range(struct feel_run *run, const struct node *n, enum range_op op, bool low_in, bool high_in, struct value low, struct value high);

/* feel_arith.c */
struct value arith(struct feel_run *run, const struct node *n, enum node_op op, struct value x, struct value y);
struct value negate(struct feel_run *run, const struct node *n, struct value x);
struct value add_months(struct feel_run *run, const struct node *n, struct value x, int64_t months);

/* feel_call.c */
struct value eval_call(struct feel_run *run, const struct node *n, struct frame *f);
struct value call_function(struct feel_run *run, const struct node *n, struct value fn, struct value *args, size_t nargs);
bool builtin_bind(const struct builtin **b, const char **names, int n, int *place);
struct value call_builtin(struct feel_run *run, const struct node *n, const struct builtin *b, struct value *args, const int *place, size_t nargs);

/* type.c */
bool type_has(struct feel_run *run, const struct type *t, struct value v);		/* v is of t, allowed values too */
bool type_instance(struct feel_run *run, const struct type *t, struct value v);		/* instance of: null is of none */
/* v made to fit t: [x] and x become one another where t asks. False: it does not fit. NULL t fits all. */
bool type_coerce(struct feel_run *run, const struct type *t, struct value v, struct value *ret);
/* A text of JSON or XML read as the type says (dates, numbers); other values pass through. */
struct value type_read(struct feel_run *run, const struct type *t, struct value v);
void type_print(struct out *o, const struct type *t);

/* regex.c; false: fails with *key saying why. groups: pairs of byte offsets. */
enum regex_done { REGEX_NO, REGEX_YES, REGEX_BAD };
enum regex_done regex_find(struct feel_run *run, struct value pattern, struct value flags, struct value text, size_t from,
			   size_t **groups, size_t *ngroups, enum msg *key);
bool regex_translate(struct arena *a, const char *p, size_t n, const char *flags, struct out *o, uint32_t *options);

#define NOTHING v_null()
#endif
