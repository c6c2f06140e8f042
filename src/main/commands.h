/* commands.h - the commands of `qiao`; each gets its own name as argv[0]. Exit: 0 done, 1 failed, 2 wrong use. */
#ifndef QIAO_COMMANDS_H
#define QIAO_COMMANDS_H

#include "base/base.h"
#include "matter/lifecycle.h"
#include "matter/pack.h"
#include "people/people.h"

int serve_main(int argc, char **argv);
int config_main(int argc, char **argv);
int init_main(int argc, char **argv);
int verify_main(int argc, char **argv);
int export_main(int argc, char **argv);
int backup_main(int argc, char **argv);
int restore_main(int argc, char **argv);
int routes_main(int argc, char **argv);
int erase_main(int argc, char **argv);
int own_main(int argc, char **argv);
int affected_main(int argc, char **argv);
int user_main(int argc, char **argv);
int import_main(int argc, char **argv);
int decide_main(int argc, char **argv);
int walk_main(int argc, char **argv);
int import_open311_main(int argc, char **argv);	/* import_main hands `import open311` on */
int demo_main(int argc, char **argv);
int tally_main(int argc, char **argv);
int count_main(int argc, char **argv);

/* A whole file in the arena. 422 main.err_file. */
struct err file_bytes(struct arena *a, const char *path, struct bytes *ret);

/* "--name VALUE" or "--name" (flag: value "yes") into opts; false (told on stderr) for anything else. */
struct option_word {
	const char *name;
	bool flag;
	const char *value;
};
/* Takes the words that belong to no option out of argv (at most max); how many. Call it before options_read. */
int options_words(int *argc, char **argv, const struct option_word *opts, size_t n, const char **words, int max);
bool options_read(int argc, char **argv, struct option_word *opts, size_t n, const char *help);

#endif
