/*
 * sweep.c - what lies under DATA/files and nobody names any more: photos of drafts that lapsed, what a crash left between the
 * file and its row. A file is on the disk before any row names it, so only what is older than a day is looked at.
 */
#include "matter/matter.h"
#include "base_msg.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/day.h"
#include "base/log.h"
#include "matter/kinds.h"
#include "matter_erase_sql.h"
#include "store/store.h"

#define SAFE_AGE US_DAY

struct sweeping {
	struct arena *a;		/* cleared per folder */
	struct db *db;
	int64_t area, now;
	holds_fn holds;
	const char **names;		/* what rows name, sorted */
	size_t n;
	int64_t gone;
};

static int
name_compare(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

static struct err
names_load(struct sweeping *s, struct arena *keep)
{
	struct file_names_rows rows;

	TRY(file_names(s->db, keep, s->area, &rows));
	s->names = NEWN(keep, const char *, rows.n * 2 + 1);
	for (size_t i = 0; i < rows.n; i++) {
		s->names[s->n++] = rows.v[i].stored;
		s->names[s->n++] = rows.v[i].thumb;
	}
	qsort(s->names, s->n, sizeof(*s->names), name_compare);
	return OK;
}

/* The draft first: between the two looks a filing may carry the name from the draft into a row, never back. */
static struct err
name_lives(struct sweeping *s, const char *name, bool *ret)
{
	struct file_named row;

	*ret = bsearch(&name, s->names, s->n, sizeof(*s->names), name_compare) != NULL;
	if (!*ret)
		TRY(s->holds(s->db, s->a, s->area, s->now, name, ret));
	if (!*ret)
		TRY(file_named(s->db, s->a, s->area, name, &row, ret));
	return OK;
}

static struct err
folder_sweep(struct sweeping *s, const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *de;
	struct err e = OK;

	while (d && !e.code && (de = readdir(d)) != NULL) {
		const char *path = arena_fmt(s->a, "%s/%s", dir, de->d_name);
		struct stat st;
		bool lives;

		if (lstat(path, &st) != 0 || !S_ISREG(st.st_mode) || (int64_t)st.st_mtime * US_SECOND > s->now - SAFE_AGE)
			continue;
		e = name_lives(s, de->d_name, &lives);
		if (!e.code && !lives && unlink(path) == 0)
			s->gone++;
	}
	if (d)
		closedir(d);
	arena_clear(s->a);
	return e;
}

struct err
files_sweep(struct store *s, int64_t area, holds_fn holds)
{
	static const char hex[] = "0123456789abcdef";
	struct arena *keep = arena_new();
	struct sweeping w = { .a = arena_new(), .area = area, .now = env_now(store_env(s)), .holds = holds };
	struct err e = keep && w.a ? store_reader(s, &w.db) : FAIL(503, M_err_busy);

	if (!e.code)
		e = names_load(&w, keep);
	for (int i = 0; !e.code && i < 256; i++)
		e = folder_sweep(&w, arena_fmt(keep, "%s/files/%c%c", matter_conf()->data, hex[i / 16], hex[i % 16]));
	store_reader_close(w.db);
	arena_free(w.a);
	arena_free(keep);
	if (w.gone)
		log_event(LOG_INFO, "files", "swept=%lld", (long long)w.gone);
	return e;
}
