/*
 * files.c - photos and papers: re-encoded, encrypted with a key of their own, on disk under the hash of the ciphertext
 * before any row names them. Erasing a file is erasing its key.
 */
#include "matter/matter.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/log.h"
#include "base/text.h"
#include "formats/image.h"
#include "matter/kinds.h"

#define PDF_MAX  (10 << 20)
#define FILE_MAX (32 << 20)

static const char *
file_path(struct arena *a, const char *stored)
{
	return arena_fmt(a, "%s/files/%.2s/%s", matter_conf()->data, stored, stored);
}

static bool
write_all(int fd, const unsigned char *p, size_t n)
{
	while (n > 0) {
		ssize_t w = write(fd, p, n);

		if (w < 0 && errno == EINTR)
			continue;
		if (w <= 0)
			return false;
		p += w;
		n -= (size_t)w;
	}
	return true;
}

/* File, then its folder: both must be on disk before a row may name it. */
static bool
file_flush(struct arena *a, const char *tmp, const char *path, const char *dir, struct bytes data)
{
	int fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600), d;
	bool ok = fd >= 0 && write_all(fd, data.p, data.n) && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	ok = ok && rename(tmp, path) == 0;
	d = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ok = ok && d >= 0 && fsync(d) == 0;
	if (d >= 0)
		close(d);
	if (!ok)
		unlink(tmp);
	return ok;
}

/* Seals data under the slot and writes it; its name is the hash of the ciphertext. */
static struct err
blob_store(struct arena *a, struct env *env, int64_t slot, struct bytes data, const char **ret)
{
	unsigned char h[HASH_LEN];
	const char *name, *dir;
	struct bytes sealed;

	TRY(keys_seal(people_conf()->keys, a, slot, "file", data, &sealed));
	hash_bytes(h, sealed.p, sealed.n, NULL, 0);
	name = text_hex(a, h, sizeof(h));
	mkdir(arena_fmt(a, "%s/files", matter_conf()->data), 0700);
	dir = arena_fmt(a, "%s/files/%.2s", matter_conf()->data, name);
	if (mkdir(dir, 0700) != 0 && errno != EEXIST)
		return FAIL(503, M_err_full);
	if (!file_flush(a, arena_fmt(a, "%s/.%lld", dir, (long long)env_id(env)), file_path(a, name), dir, sealed))
		return FAIL(503, M_err_full);
	*ret = name;
	return OK;
}

static bool
is_pdf(struct bytes b)
{
	return b.n > 5 && memcmp(b.p, "%PDF-", 5) == 0;
}

static struct err
photo_store(struct arena *a, struct env *env, struct bytes data, struct stored_file *f)
{
	struct image img;

	TRY(image_load(a, data, &img));
	TRY(blob_store(a, env, f->key, img.full, &f->stored));
	TRY(blob_store(a, env, f->key, img.thumb, &f->thumb));
	f->type = "image/jpeg";
	f->bytes = (int64_t)img.full.n;
	f->width = img.width;
	f->height = img.height;
	return OK;
}

struct err
file_store(struct arena *a, struct env *env, struct bytes data, const char *name, struct stored_file *ret)
{
	struct stored_file f = { .thumb = "", .name = text_cut(a, name, 80) };

	if (data.n == 0)
		return FAIL(422, M_matter_err_file_empty);
	TRY(keys_new(people_conf()->keys, &f.key));
	if (is_pdf(data)) {
		if (data.n > PDF_MAX)
			return FAIL(422, M_matter_err_file_big);
		TRY(blob_store(a, env, f.key, data, &f.stored));
		f.type = "application/pdf";
		f.bytes = (int64_t)data.n;
	} else {
		TRY(photo_store(a, env, data, &f));
	}
	*ret = f;
	return OK;
}

struct err
file_read(struct arena *a, const char *stored, int64_t key, struct bytes *ret)
{
	int fd = open(file_path(a, stored), O_RDONLY | O_CLOEXEC);
	struct stat st;
	unsigned char *p;
	size_t n = 0;

	if (fd < 0)
		return FAIL(404, M_err_not_found);
	if (fstat(fd, &st) != 0 || st.st_size <= 0 || st.st_size > FILE_MAX) {
		close(fd);
		return FAIL(500, M_err_server);
	}
	p = arena_alloc(a, (size_t)st.st_size);
	while (n < (size_t)st.st_size) {
		ssize_t r = read(fd, p + n, (size_t)st.st_size - n);

		if (r <= 0)
			break;
		n += (size_t)r;
	}
	close(fd);
	if (n != (size_t)st.st_size)
		return FAIL(500, M_err_server);
	return keys_open_sealed(people_conf()->keys, a, key, "file", (struct bytes){ p, n }, ret);
}

struct err
file_list(struct db *db, struct arena *a, int64_t area, int64_t matter, struct file_row **v, size_t *n)
{
	struct file_row_rows rows;

	TRY(file_of_matter(db, a, area, matter, &rows));
	*v = rows.v;
	*n = rows.n;
	return OK;
}
