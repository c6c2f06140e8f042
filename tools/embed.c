/*
 * embed - files → a const C table.  embed assets|lifecycles|packs|rules|confs|migrations OUT.c FILES…
 * The structs are in src/base/asset.h and src/store/migration.h. Refuses an unknown file type, two files
 * of one name, and migrations whose numbers are not 1, 2, 3 …
 */
#include "tool.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *suffix, *type;
} types[] = {
	{ ".css", "text/css; charset=utf-8" },
	{ ".js", "text/javascript; charset=utf-8" },
	{ ".html", "text/html; charset=utf-8" },
	{ ".txt", "text/plain; charset=utf-8" },
	{ ".json", "application/json" },
	{ ".webmanifest", "application/manifest+json" },
	{ ".yaml", "application/yaml; charset=utf-8" },
	{ ".conf", "text/plain; charset=utf-8" },
	{ ".dmn", "application/xml; charset=utf-8" },
	{ ".csv", "text/csv; charset=utf-8" },
	{ ".svg", "image/svg+xml" },
	{ ".png", "image/png" },
	{ ".jpg", "image/jpeg" },
	{ ".webp", "image/webp" },
	{ ".ico", "image/x-icon" },
	{ ".woff2", "font/woff2" },
	{ ".pdf", "application/pdf" },
};

static const char *
type_of(const char *file)
{
	const char *dot = strrchr(file_base(file), '.');

	for (size_t i = 0; dot && i < sizeof types / sizeof *types; i++) {
		if (!strcmp(dot, types[i].suffix))
			return types[i].type;
	}
	refuse(file, 0, "embed knows no type for this name; add it to tools/embed.c");
}

/* FNV-1a 64: tells versions of a file apart, no more. */
static uint64_t
hash(const char *p, size_t n)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)p[i]) * UINT64_C(0x100000001b3);
	return h;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(file_base(*(char *const *)a), file_base(*(char *const *)b));
}

static void
contents(struct buf *c, size_t i, const char *p, size_t n)
{
	buf_fmt(c, "static const char file_%zu[] =\n\t", i);
	buf_literal(c, p, n, "\t");
	buf_str(c, ";\n");
}

static void
assets(struct buf *c, const char *table, char **files, size_t n)
{
	struct buf rows = { 0 };

	buf_str(c, "#include \"base/asset.h\"\n\n");
	buf_put(&rows, "", 0);
	for (size_t i = 0; i < n; i++) {
		size_t len;
		char *p = file_read(files[i], &len);

		contents(c, i, p, len);
		buf_fmt(&rows, "\t{ \"%s\", \"%s\", \"%016" PRIx64 "\", (const unsigned char *)file_%zu, sizeof file_%zu - 1 },\n",
		    file_base(files[i]), type_of(files[i]), hash(p, len), i, i);
	}
	buf_fmt(c, "\nconst struct asset %s_table[] = {\n%s\t{ 0 }\n};\nconst size_t %s_count = %zu;\n", table, rows.p, table, n);
}

static void
migrations(struct buf *c, char **files, size_t n)
{
	struct buf rows = { 0 };

	buf_str(c, "#include \"store/migration.h\"\n\n");
	buf_put(&rows, "", 0);
	for (size_t i = 0; i < n; i++) {
		size_t len;
		char *p = file_read(files[i], &len);
		const char *base = file_base(files[i]);
		char *end;
		long number = strtol(base, &end, 10);

		if (end != base + 4 || *end != '_' || strcmp(base + strlen(base) - 4, ".sql"))
			refuse(files[i], 0, "a migration is named NNNN_name.sql");
		if (number != (long)i + 1)
			refuse(files[i], 0, "migrations are numbered without gaps or doubles; expected %04zu", i + 1);
		if (strlen(p) != len)
			refuse(files[i], 0, "has a NUL byte");
		contents(c, i, p, len);
		buf_fmt(&rows, "\t{ %ld, \"%.*s\", file_%zu },\n", number, (int)(strlen(base) - 4), base, i);
	}
	buf_fmt(c, "\nconst struct migration migration_table[] = {\n%s\t{ 0 }\n};\nconst size_t migration_count = %zu;\n", rows.p, n);
}

int
main(int argc, char **argv)
{
	struct buf c = { 0 };
	char **files = argv + 3;
	size_t n;

	if (argc < 3) {
		fprintf(stderr, "usage: embed assets|lifecycles|packs|rules|confs|migrations OUT.c FILES…\n");
		return 2;
	}
	n = (size_t)argc - 3;
	qsort(files, n, sizeof *files, by_name);
	for (size_t i = 1; i < n; i++) {
		if (!strcmp(file_base(files[i - 1]), file_base(files[i])))
			refuse(files[i], 0, "same name as %s", files[i - 1]);
	}
	buf_fmt(&c, "/* Made by tools/embed. */\n");
	if (!strcmp(argv[1], "assets"))
		assets(&c, "asset", files, n);
	else if (!strcmp(argv[1], "lifecycles"))
		assets(&c, "lifecycle", files, n);
	else if (!strcmp(argv[1], "packs"))
		assets(&c, "pack", files, n);
	else if (!strcmp(argv[1], "rules"))
		assets(&c, "rule", files, n);
	else if (!strcmp(argv[1], "confs"))
		assets(&c, "conf", files, n);
	else if (!strcmp(argv[1], "migrations"))
		migrations(&c, files, n);
	else
		refuse(argv[1], 0, "no such table");
	file_write(argv[2], &c);
	return 0;
}
