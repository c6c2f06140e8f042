/* source.c - files that a district writes: finding them in the data folder, reading one, telling what is wrong with it. */
#include "matter/source.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/text.h"

const char *
source_version(struct arena *a, const char *text, size_t n)
{
	unsigned char sum[HASH_LEN];

	hash_bytes(sum, text, n, NULL, 0);
	return text_hex(a, sum, sizeof sum);
}

const char *
fault_text(struct arena *a, enum lang l, const struct source_fault *f)
{
	return msg_fmt(a, l, f->key, f->arg[0], f->arg[1], f->arg[2], NULL);
}

const char *
fault_hint(struct arena *a, enum lang l, const struct source_fault *f)
{
	return f->hint == M_NONE ? NULL : msg_fmt(a, l, f->hint, f->hint_arg, NULL);
}

const char *
source_read(struct arena *a, const char *path)
{
	return source_read_most(a, path, SOURCE_MAX_TEXT);
}

const char *
source_read_most(struct arena *a, const char *path, size_t most)
{
	FILE *f = fopen(path, "rb");
	struct out o;
	char buf[4096];
	size_t n;

	if (!f)
		return NULL;
	out_init(&o, a);
	o.max = most + 1;
	while ((n = fread(buf, 1, sizeof(buf), f)) > 0)
		out_put(&o, buf, n);
	bool bad = ferror(f) != 0;
	fclose(f);
	return bad || out_failed(&o) ? NULL : out_cstr(&o);
}

static int
by_text(const void *x, const void *y)
{
	return strcmp(*(char *const *)x, *(char *const *)y);
}

const char *const *
source_folder(struct arena *a, const char *dir, size_t *count)
{
	DIR *d = opendir(dir);
	struct dirent *de;
	const char **v = NEWN(a, const char *, SOURCE_MAX_FILES);

	*count = 0;
	while (d && (de = readdir(d)) != NULL && *count < SOURCE_MAX_FILES) {
		size_t n = strlen(de->d_name);

		if (n > 5 && strcmp(de->d_name + n - 5, ".yaml") == 0)
			v[(*count)++] = arena_fmt(a, "%s/%s", dir, de->d_name);
	}
	if (d)
		closedir(d);
	qsort(v, *count, sizeof *v, by_text);
	return v;
}
