/* source_cli.h - what `qiao lifecycle` and `qiao pack` share: reading a file, telling its faults, options. */
#ifndef QIAO_SOURCE_CLI_H
#define QIAO_SOURCE_CLI_H

#include "base/base.h"
#include "base/json.h"
#include "matter/source.h"

enum { EXIT_FINE, EXIT_FAULTS, EXIT_USE };

struct cli {
	struct arena *a;
	enum lang lang;
	bool json;
	const char *extra;			/* the value of the command's own option, NULL when it was not given */
	char **names;				/* what is no option, in order */
	int nnames;
};

/* --lang, else what the terminal speaks. */
enum lang cli_lang(void);
/* Options may stand anywhere; what is none is moved to the front of argv. extra: the one more option with a value
 * ("--state"), NULL: none. False: it was said what is wrong. */
bool cli_options(struct cli *c, int argc, char **argv, const char *extra);
bool cli_wants_help(int argc, char **argv);
/* "NAME: error: TEXT" on stderr. */
void cli_complain(const struct cli *c, const char *name, const char *text);
/* The text of a file, at most SOURCE_MAX_TEXT + 1 bytes. False when it cannot be read; *missing tells that there is none
 * of that name (nothing was said), else it was said. */
bool cli_text(const struct cli *c, const char *name, struct bytes *ret, bool *missing);
/* Each fault with its line and a caret, on stderr. */
void cli_faults(const struct cli *c, const char *name, const struct bytes *text, const struct source_faults *faults);
/* {"file", "version", "errors": [{line, column, key, text, hint}]}; version NULL is null. */
void cli_json_faults(const struct cli *c, struct json *j, const char *name, const char *version, const struct source_faults *faults);

#endif
