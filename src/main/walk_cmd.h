/* walk_cmd.h - inside main: what the two halves of `qiao walk` share. */
#ifndef QIAO_WALK_CMD_H
#define QIAO_WALK_CMD_H

#include "engines/walk/city.h"

/* DIR/walk: where an import lies. */
const char *walk_dir(struct arena *a, const char *data);
void walk_complain(struct err e, const struct city_fault *f);
void walk_info(const struct city *c, const struct walk_graph *g, const char *who);
/* Files made by ourselves, as they are, in the place of DIR/walk: name, text, name, text …, NULL. 503. */
struct err walk_put(struct arena *a, const char *data, const char *const *files);
/* `qiao walk import`; the exit code. */
int walk_import(struct arena *a, int argc, char **argv, const char *help);

#endif
