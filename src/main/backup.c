/*
 * backup.c - qiao backup, qiao restore. Database first, then the files its rows name (they are immutable and on disk
 * before any row), then settings and life cycles; keys and secret only to a place of their own: a copy without them
 * shows no sealed word, and erasing a key reaches every copy.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "main/commands.h"
#include "main/rooms.h"
#include "main/site.h"
#include "matter/erase.h"
#include "matter/matter.h"
#include "main_msg.h"

static const char *const loose_files[] = { "qiao.conf", "roots.txt", "demo" };	/* copied when they are there */
static const char *const folders[] = { "files", "lifecycles", "rules", "walk" };
static const char *const key_files[] = { "keys", "secret" };
#define LEDGER "erased"			/* of erasures (matter/erase.h): with the keys, whose copy is the newest there is */

/* A plain file, flushed; a file that is there already is left alone (stored files never change). */
static struct err
file_copy(struct arena *a, const char *from, const char *to, bool again)
{
	int in = open(from, O_RDONLY | O_CLOEXEC), out = -1;
	char buf[65536];
	ssize_t n = -1;
	bool ok = in >= 0;

	if (ok) {
		out = open(to, O_WRONLY | O_CREAT | O_CLOEXEC | (again ? O_TRUNC : O_EXCL), 0600);
		if (out < 0 && errno == EEXIST) {
			close(in);
			return OK;
		}
		ok = out >= 0;
	}
	while (ok && (n = read(in, buf, sizeof(buf))) > 0)
		ok = write(out, buf, (size_t)n) == n;
	ok = ok && n == 0 && fsync(out) == 0;
	if (in >= 0)
		close(in);
	if (out >= 0)
		close(out);
	if (!ok)
		log_event(LOG_ERROR, "copy", "from=%s errno=%d", from, errno);
	(void)a;
	return ok ? OK : FAIL(500, M_main_err_copy);
}

static struct err
folder_copy(struct arena *a, const char *from, const char *to)
{
	DIR *d = opendir(from);
	struct dirent *de;
	struct err e = OK;

	if (!d)
		return OK;			/* nothing was ever put there */
	if (mkdir(to, 0700) != 0 && errno != EEXIST)
		e = FAIL(500, M_main_err_copy);
	while (!e.code && (de = readdir(d)) != NULL) {
		const char *f, *t;
		struct stat st;

		if (de->d_name[0] == '.')
			continue;		/* half-written ones begin with a dot */
		f = arena_fmt(a, "%s/%s", from, de->d_name);
		t = arena_fmt(a, "%s/%s", to, de->d_name);
		if (lstat(f, &st) != 0 || (!S_ISDIR(st.st_mode) && !S_ISREG(st.st_mode)))
			continue;		/* links lead elsewhere: never followed */
		e = S_ISDIR(st.st_mode) ? folder_copy(a, f, t) : file_copy(a, f, t, false);
	}
	closedir(d);
	return e;
}

static struct err
rest_copy(struct arena *a, const char *from, const char *to)
{
	for (size_t i = 0; i < COUNT(folders); i++)
		TRY(folder_copy(a, arena_fmt(a, "%s/%s", from, folders[i]), arena_fmt(a, "%s/%s", to, folders[i])));
	for (size_t i = 0; i < COUNT(loose_files); i++) {
		const char *f = arena_fmt(a, "%s/%s", from, loose_files[i]);

		if (access(f, F_OK) == 0)
			TRY(file_copy(a, f, arena_fmt(a, "%s/%s", to, loose_files[i]), true));
	}
	return OK;
}

static struct err
keys_copy(struct arena *a, const char *from, const char *to)
{
	if (mkdir(to, 0700) != 0 && errno != EEXIST)
		return FAIL(500, M_main_err_copy);
	for (size_t i = 0; i < COUNT(key_files); i++)
		TRY(file_copy(a, arena_fmt(a, "%s/%s", from, key_files[i]), arena_fmt(a, "%s/%s", to, key_files[i]), true));
	if (access(arena_fmt(a, "%s/" LEDGER, from), F_OK) != 0)
		return OK;
	return file_copy(a, arena_fmt(a, "%s/" LEDGER, from), arena_fmt(a, "%s/" LEDGER, to), true);
}

/* ---- backup ---- */

static struct err
backup(struct site *s, const char *to, const char *keys)
{
	if (mkdir(to, 0700) != 0)
		return errno == EEXIST ? FAIL(409, M_main_err_exists) : FAIL(500, M_main_err_folder);
	printf("database …\n");
	TRY(store_backup(s->store, arena_fmt(s->a, "%s/qiao.db", to)));
	printf("files, settings, life cycles, maps …\n");
	TRY(rest_copy(s->a, s->dir, to));
	if (!keys)
		return OK;
	printf("keys …\n");
	return keys_copy(s->a, s->dir, keys);
}

int
backup_main(int argc, char **argv)
{
	struct option_word o[] = { { "data", false, "data" }, { "to", false, NULL }, { "keys", false, NULL } };
	struct site s = { 0 };
	struct err e;

	if (!options_read(argc, argv, o, COUNT(o), "qiao backup --data DIR --to NEWDIR [--keys DIR]\n"
		"A consistent copy, also while the program serves. Keys and secret go only to the folder that --keys names:\n"
		"keep it elsewhere. Without them a copy cannot be restored."))
		return 2;
	if (!o[1].value) {
		fprintf(stderr, "qiao backup: --to is missing\n");
		return 2;
	}
	e = site_open(&s, o[0].value, NULL);
	if (!e.code)
		e = backup(&s, o[1].value, o[2].value);
	if (e.code)
		site_say(e);
	else
		printf("copied to %s%s\n", o[1].value, o[2].value ? "" : " (without keys)");
	site_close(&s);
	return e.code ? 1 : 0;
}

/* ---- restore ---- */

/* What was erased after the copy was taken must not come back with it. */
static struct err
erase_again(struct site *s, struct arena *a, const char *path, int64_t *n)
{
	const char *text = site_text(a, path);

	if (!text)
		return OK;			/* nothing was ever erased */
	matter_shown(rooms_shown(s->a));
	return erase_replay(s->store, s->area, text, n);
}

/* Into a folder that is new: a journal of another file beside it would be played into the copy. */
static struct err
restore(struct arena *a, const char *from, const char *keys, const char *data, const char *ledger)
{
	struct site s = { 0 };
	int64_t again = 0;
	struct err e;

	if (access(arena_fmt(a, "%s/qiao.db", from), R_OK) != 0)
		return FAIL(404, M_main_err_no_copy);
	if (ledger && access(ledger, R_OK) != 0)
		return FAIL(404, M_main_err_ledger);
	if (mkdir(data, 0700) != 0)
		return errno == EEXIST ? FAIL(409, M_main_err_exists) : FAIL(500, M_main_err_folder);
	TRY(file_copy(a, arena_fmt(a, "%s/qiao.db", from), arena_fmt(a, "%s/qiao.db", data), false));
	TRY(rest_copy(a, from, data));
	TRY(keys_copy(a, keys, data));
	if (ledger)
		TRY(file_copy(a, ledger, arena_fmt(a, "%s/" LEDGER, data), true));
	e = site_open(&s, data, NULL);
	if (!e.code)
		e = store_check(s.store);
	if (!e.code)
		e = erase_again(&s, a, arena_fmt(a, "%s/" LEDGER, data), &again);
	if (!e.code && again)
		printf("%lld erasures done again\n", (long long)again);
	site_close(&s);
	return e;
}

int
restore_main(int argc, char **argv)
{
	struct option_word o[] = { { "from", false, NULL }, { "keys", false, NULL }, { "data", false, NULL },
		{ "erased", false, NULL } };
	struct arena *a = arena_new();
	struct err e;

	if (!options_read(argc, argv, o, COUNT(o), "qiao restore --from DIR --keys DIR --data NEWDIR [--erased FILE]\n"
		"Makes a data folder from a copy and its keys and checks that it opens. What people had erased since the copy was taken\n"
		"is erased again: the ledger comes with the keys; FILE names a newer one. Run `qiao verify` on it afterwards."))
		return 2;
	if (!o[0].value || !o[1].value || !o[2].value) {
		fprintf(stderr, "qiao restore: --from, --keys and --data are all needed\n");
		return 2;
	}
	e = restore(a, o[0].value, o[1].value, o[2].value, o[3].value);
	if (e.code)
		site_say(e);
	else
		printf("restored to %s\n", o[2].value);
	arena_free(a);
	return e.code ? 1 : 0;
}
