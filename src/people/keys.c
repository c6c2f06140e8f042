/*
 * keys.c - one 32-byte key per person in a file apart from the database, each wrapped with the key-encrypting key.
 * Slot n lies at n * SLOT_LEN; keys are made in batches and flushed before any is handed out, so no row can name a key
 * that a crash takes away. Erasing overwrites the slot and flushes.
 */
#include "people/people.h"
#include "base_msg.h"
#include "people_msg.h"

#include <fcntl.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"

#define SLOT_LEN   72			/* nonce 24 + wrapped key 32 + tag 16 */
#define KEY_LEN    crypto_aead_xchacha20poly1305_ietf_KEYBYTES
#define NONCE_LEN  crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_LEN    crypto_aead_xchacha20poly1305_ietf_ABYTES
#define BATCH      64
#define SEAL_VER   1
#define SEAL_ALG   1			/* XChaCha20-Poly1305 (domain: care §6, profile intl) */

struct keys {
	pthread_mutex_t lock;
	int fd;
	int64_t next, end;		/* slots [next, end) are made, flushed and free */
	unsigned char kek[32];
};

struct err
keys_open(struct keys **ret, const char *path, const unsigned char kek[32])
{
	struct keys *k;

	if (sodium_init() < 0)
		return FAIL(500, M_err_server);
	k = calloc(1, sizeof(*k));
	if (!k)
		return FAIL(503, M_err_busy);
	k->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (k->fd < 0) {
		log_event(LOG_ERROR, "keys", "file=%s cannot be opened", path);
		free(k);
		return FAIL(500, M_people_err_keys);
	}
	pthread_mutex_init(&k->lock, NULL);
	memcpy(k->kek, kek, sizeof(k->kek));
	k->next = k->end = 0;		/* what an earlier process left over is never reused */
	*ret = k;
	return OK;
}

void
keys_close(struct keys *k)
{
	if (!k)
		return;
	close(k->fd);
	pthread_mutex_destroy(&k->lock);
	sodium_memzero(k, sizeof(*k));
	free(k);
}

/* The slot's number is bound to the wrapping: slots cannot be swapped. */
static void
slot_wrap(const struct keys *k, int64_t slot, unsigned char out[SLOT_LEN])
{
	unsigned char key[KEY_LEN];

	randombytes_buf(key, sizeof(key));
	randombytes_buf(out, NONCE_LEN);
	crypto_aead_xchacha20poly1305_ietf_encrypt(out + NONCE_LEN, NULL, key, KEY_LEN, (unsigned char *)&slot, sizeof(slot),
		NULL, out, k->kek);
	sodium_memzero(key, sizeof(key));
}

/* Where a batch begins: behind whatever is there now. Slot 0 means "no key". */
static int64_t
slots_in(int fd)
{
	struct stat st;
	int64_t n;

	if (fstat(fd, &st) != 0)
		return -1;
	n = (st.st_size + SLOT_LEN - 1) / SLOT_LEN;
	return n < 1 ? 1 : n;
}

/* At the file's end of now, under a lock: a command may make keys while the server runs, and neither may overwrite what
 * the other has handed out. */
static struct err
batch_make(struct keys *k)
{
	unsigned char buf[BATCH * SLOT_LEN];
	int64_t from;
	bool ok;

	if (flock(k->fd, LOCK_EX) != 0)
		return FAIL(503, M_err_busy);
	from = slots_in(k->fd);
	for (int i = 0; i < BATCH; i++)
		slot_wrap(k, from + i, buf + i * SLOT_LEN);
	ok = from > 0 && pwrite(k->fd, buf, sizeof(buf), from * SLOT_LEN) == (ssize_t)sizeof(buf) && fsync(k->fd) == 0;
	flock(k->fd, LOCK_UN);
	if (!ok)
		return FAIL(503, M_err_full);
	k->next = from;
	k->end = from + BATCH;
	return OK;
}

struct err
keys_new(struct keys *k, int64_t *slot)
{
	struct err e = OK;

	pthread_mutex_lock(&k->lock);
	if (k->next == k->end)
		e = batch_make(k);
	if (!e.code)
		*slot = k->next++;
	pthread_mutex_unlock(&k->lock);
	return e;
}

struct err
keys_erase(struct keys *k, int64_t slot)
{
	unsigned char zero[SLOT_LEN] = { 0 };

	if (slot < 1)
		return OK;
	if (pwrite(k->fd, zero, sizeof(zero), slot * SLOT_LEN) != (ssize_t)sizeof(zero) || fsync(k->fd) != 0)
		return FAIL(503, M_err_full);
	return OK;
}

static struct err
slot_read(struct keys *k, int64_t slot, unsigned char key[KEY_LEN])
{
	unsigned char raw[SLOT_LEN];

	if (slot < 1 || pread(k->fd, raw, sizeof(raw), slot * SLOT_LEN) != (ssize_t)sizeof(raw))
		return FAIL(410, M_people_err_erased);
	if (sodium_is_zero(raw, sizeof(raw)))
		return FAIL(410, M_people_err_erased);
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(key, NULL, NULL, raw + NONCE_LEN, SLOT_LEN - NONCE_LEN,
		    (unsigned char *)&slot, sizeof(slot), raw, k->kek) != 0)
		return FAIL(500, M_people_err_keys);
	return OK;
}

struct err
keys_seal(struct keys *k, struct arena *a, int64_t slot, const char *where, struct bytes plain, struct bytes *ret)
{
	unsigned char key[KEY_LEN], *p;

	TRY(slot_read(k, slot, key));
	p = arena_alloc(a, 2 + NONCE_LEN + plain.n + TAG_LEN);
	p[0] = SEAL_VER;
	p[1] = SEAL_ALG;
	randombytes_buf(p + 2, NONCE_LEN);
	crypto_aead_xchacha20poly1305_ietf_encrypt(p + 2 + NONCE_LEN, NULL, plain.p, plain.n, (const unsigned char *)where,
		strlen(where), NULL, p + 2, key);
	sodium_memzero(key, sizeof(key));
	*ret = (struct bytes){ p, 2 + NONCE_LEN + plain.n + TAG_LEN };
	return OK;
}

struct err
keys_open_sealed(struct keys *k, struct arena *a, int64_t slot, const char *where, struct bytes sealed, struct bytes *ret)
{
	unsigned char key[KEY_LEN], *p;
	size_t n;
	int bad;

	if (sealed.n < 2 + NONCE_LEN + TAG_LEN || sealed.p[0] != SEAL_VER || sealed.p[1] != SEAL_ALG)
		return FAIL(500, M_people_err_keys);
	TRY(slot_read(k, slot, key));
	n = sealed.n - 2 - NONCE_LEN - TAG_LEN;
	p = arena_alloc(a, n + 1);
	bad = crypto_aead_xchacha20poly1305_ietf_decrypt(p, NULL, NULL, sealed.p + 2 + NONCE_LEN, n + TAG_LEN,
		(const unsigned char *)where, strlen(where), sealed.p + 2, key);
	sodium_memzero(key, sizeof(key));
	if (bad)
		return FAIL(500, M_people_err_keys);
	*ret = (struct bytes){ p, n };
	return OK;
}
