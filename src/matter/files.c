/*
 * files.c - photos and papers: re-encoded, encrypted with a key of their own, on disk under the hash of the ciphertext
 * before any row names them. Erasing a file is erasing its key.
 */
#include "matter/matter.h"
#include "base_msg.h"
#include "formats_msg.h"
#include "matter_msg.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/log.h"
#include "base/text.h"
#include "formats/audio.h"
#include "formats/image.h"
#include "matter/history.h"
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
blob_keep(struct arena *a, struct env *env, struct bytes data, const char *name, struct stored_file *ret)
{
	struct stored_file f = { .thumb = "", .name = text_cut(a, name, 80), .bytes = (int64_t)data.n };

	TRY(keys_new(people_conf()->keys, &f.key));
	TRY(blob_store(a, env, f.key, data, &f.stored));
	*ret = f;
	return OK;
}

struct err
blob_drop(struct arena *a, const char *stored, int64_t key)
{
	TRY(keys_erase(people_conf()->keys, key));
	if (unlink(file_path(a, stored)) != 0 && errno != ENOENT)
		log_event(LOG_WARN, "blob_drop", "file=%s failed=unlink", stored);	/* unreadable without its key */
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

#define CHUNK 65536

enum file_state
stored_check(const char *stored)
{
	struct arena *a = arena_new();
	unsigned char buf[CHUNK], h[HASH_LEN];
	crypto_generichash_state st;
	enum file_state ret = FILE_MISSING;
	ssize_t n;
	int fd = a ? open(file_path(a, stored), O_RDONLY | O_CLOEXEC) : -1;

	if (fd >= 0) {
		crypto_generichash_init(&st, NULL, 0, HASH_LEN);
		while ((n = read(fd, buf, sizeof(buf))) > 0)
			crypto_generichash_update(&st, buf, (size_t)n);
		crypto_generichash_final(&st, h, HASH_LEN);
		close(fd);
		ret = n == 0 && strcmp(text_hex(a, h, sizeof(h)), stored) == 0 ? FILE_SOUND : FILE_ALTERED;
	}
	arena_free(a);
	return ret;
}

void
file_remove(struct arena *a, const char *stored)
{
	if (!text_empty(stored) && unlink(file_path(a, stored)) != 0 && errno != ENOENT)
		log_event(LOG_WARN, "files", "name=%s errno=%d cannot be removed", stored, errno);
}

/* Photos in the order of entries; a blurred copy takes the entry of the photo it stands for. */
static struct err
list_make(struct db *db, struct arena *a, int64_t area, int64_t matter, bool all, struct file_row **v, size_t *n)
{
	struct file_row_rows rows;

	TRY(file_of_matter(db, a, area, matter, &rows));
	*v = NEWN(a, struct file_row, rows.n + 1);
	*n = 0;
	for (size_t i = 0; i < rows.n; i++) {
		if (rows.v[i].blurs)
			continue;
		for (size_t k = i + 1; k < rows.n; k++) {
			if (rows.v[k].blurs != rows.v[i].id || strcmp(rows.v[k].class, "public") != 0)
				continue;
			(*v)[*n] = rows.v[k];
			(*v)[(*n)++].entry = rows.v[i].entry;
		}
		if (all || strcmp(rows.v[i].class, "public") == 0)
			(*v)[(*n)++] = rows.v[i];
	}
	return OK;
}

struct err
file_list(struct db *db, struct arena *a, int64_t area, int64_t matter, struct file_row **v, size_t *n)
{
	return list_make(db, a, area, matter, false, v, n);
}

struct err
file_list_all(struct db *db, struct arena *a, int64_t area, int64_t matter, struct file_row **v, size_t *n)
{
	return list_make(db, a, area, matter, true, v, n);
}

/* ---- blurred in part ---- */

struct err
file_blur(struct arena *a, struct env *env, const struct file_row *f, int columns, int rows, const bool *cells,
	struct stored_file *ret)
{
	struct stored_file copy = { .type = "image/jpeg", .name = f->name, .blurs = f->blurs ? f->blurs : f->id };
	struct bytes data;
	struct image img;

	if (strcmp(f->type, "image/jpeg") != 0)
		return FAIL(422, M_image_not_image);
	TRY(file_read(a, f->stored, f->key, &data));
	TRY(image_blur(a, data, columns, rows, cells, &img));
	TRY(keys_new(people_conf()->keys, &copy.key));
	TRY(blob_store(a, env, copy.key, img.full, &copy.stored));
	TRY(blob_store(a, env, copy.key, img.thumb, &copy.thumb));
	copy.bytes = (int64_t)img.full.n;
	copy.width = img.width;
	copy.height = img.height;
	*ret = copy;
	return OK;
}

struct err
matter_blur(struct db *w, struct act *act, int64_t file, const struct stored_file *copy)
{
	struct entry_draft *e = entry_begin(act->a, "blur");
	struct file_row f;
	bool found;

	TRY(file_get(w, act->a, act->area, file, &f, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	if (strcmp(f.class, "public") != 0)
		return FAIL(409, M_err_stale);
	entry_ref(e, "file", file);
	entry_file(e, copy);
	TRY(file_set_class(w, act->area, file, "staff", NULL));
	return entry_commit(w, act, f.matter, e);
}

/* ---- sounds ---- */

struct err
sound_store(struct arena *a, struct env *env, struct bytes data, struct stored_file *ret)
{
	struct stored_file f = { .class = "staff", .thumb = "", .name = "" };

	if (data.n == 0)
		return FAIL(422, M_matter_err_file_empty);
	if (data.n > AUDIO_BYTES_MAX)
		return FAIL(413, M_matter_err_sound_big);
	f.type = audio_type(data);
	if (!f.type)
		return FAIL(422, M_matter_err_sound);
	TRY(keys_new(people_conf()->keys, &f.key));
	TRY(blob_store(a, env, f.key, data, &f.stored));
	f.bytes = (int64_t)data.n;
	*ret = f;
	return OK;
}
