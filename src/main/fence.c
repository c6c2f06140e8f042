/*
 * fence.c - the Landlock rules of a serving process (fence.h). Reading stays free: certificates, zones and resolvers lie where a system
 * has them. The unit file's SystemCallFilter does for system calls what this does for files, and it works without systemd too.
 */
#include "main/fence.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"

#define ABI_LEAST 2		/* before it nothing may be renamed from one folder into another */

/* What is forbidden wherever no rule allows it. */
#define WRITES (LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR | \
	LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_REFER)
#define NEVER  (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO | \
	LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM)

/* A folder that is not there needs no rule. */
static bool
allow(int rules, const char *path, uint64_t what)
{
	struct landlock_path_beneath_attr r = { .allowed_access = what, .parent_fd = open(path, O_PATH | O_CLOEXEC) };
	bool ok;

	if (r.parent_fd < 0)
		return errno == ENOENT;
	ok = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &r, 0) == 0;
	close(r.parent_fd);
	return ok;
}

static bool
allow_all(struct arena *a, int rules, const char *dir, const char *witness)
{
	const char *temporary = getenv("TMPDIR");
	/* files and keys may be links or mounts of their own; a workbook is put together in the temporary folder. */
	const char *path[] = { dir, arena_fmt(a, "%s/files", dir), arena_fmt(a, "%s/keys", dir), witness,
		text_empty(temporary) ? "/tmp" : temporary };

	for (size_t i = 0; i < COUNT(path); i++)
		if (!text_empty(path[i]) && !allow(rules, path[i], i == 2 ? LANDLOCK_ACCESS_FS_WRITE_FILE : WRITES))
			return false;
	return allow(rules, "/dev/null", LANDLOCK_ACCESS_FS_WRITE_FILE);
}

void
fence_up(struct arena *a, const char *dir, const char *witness)
{
	const struct landlock_ruleset_attr all = { .handled_access_fs = WRITES | NEVER };
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	int rules = abi < ABI_LEAST ? -1 : (int)syscall(SYS_landlock_create_ruleset, &all, sizeof(all), 0);
	bool up = rules >= 0 && allow_all(a, rules, dir, witness) && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
		syscall(SYS_landlock_restrict_self, rules, 0) == 0;

	if (rules >= 0)
		close(rules);
	log_event(up ? LOG_INFO : LOG_WARN, "fence", "up=%s landlock=%ld", up ? "yes" : "no", abi < 0 ? 0 : abi);
}
