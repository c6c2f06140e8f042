/* receipt.c - proof of one entry: found in the log, written to a file, read back and checked step by step. */
#include "matter/receipt.h"
#include "base_msg.h"
#include "receipt_msg.h"

#include <jansson.h>
#include <stdio.h>

#include "base/day.h"
#include "base/json.h"
#include "base/text.h"
#include "matter/matter.h"
#include "receipt_sql.h"
#include "store/store.h"

#define FORMAT "qiao-receipt-1"

/* ---- finding ---- */

/* The digits of a code as the smallest and the greatest hash that begin with them. */
static bool
code_range(struct arena *a, const char *code, unsigned char low[HASH_LEN], unsigned char high[HASH_LEN])
{
	char hex[2][2 * HASH_LEN + 1] = { "", "" };
	const char *folded = text_fold(a, code);
	size_t n = 0;

	for (; *folded; folded++) {
		if (*folded == ' ' || *folded == '-' || *folded == '\n')
			continue;
		if (n == sizeof(hex[0]) - 1 || !strchr("0123456789abcdef", *folded))
			return false;
		hex[0][n] = hex[1][n] = *folded;
		n++;
	}
	if (n < RECEIPT_CODE_MIN)
		return false;
	memset(hex[0] + n, '0', sizeof(hex[0]) - 1 - n);
	memset(hex[1] + n, 'f', sizeof(hex[1]) - 1 - n);
	return text_unhex(hex[0], low, HASH_LEN) && text_unhex(hex[1], high, HASH_LEN);
}

/* The day whose root covers this log number, and the path to it. */
static struct err
root_find(struct db *db, struct arena *a, int64_t area, struct receipt *r)
{
	struct receipt_root root;
	struct entry_log_rows log;
	unsigned char (*leaves)[HASH_LEN];

	TRY(receipt_root(db, a, area, r->core.log_no, &root, &r->rooted));
	if (!r->rooted)
		return OK;
	TRY(entry_log(db, a, area, root.after_no, root.upto_no, &log));
	if ((int64_t)log.n != root.upto_no - root.after_no || root.root.n != HASH_LEN)
		return FAIL(500, M_receipt_err_log);
	r->day = (int32_t)root.day;
	r->after = root.after_no;
	r->upto = root.upto_no;
	memcpy(r->root, root.root.p, HASH_LEN);
	leaves = arena_try(a, log.n * HASH_LEN);
	if (!leaves)
		return FAIL(503, M_err_busy);
	for (size_t i = 0; i < log.n; i++)
		memcpy(leaves[i], log.v[i].hash.p, log.v[i].hash.n == HASH_LEN ? HASH_LEN : 0);
	r->npath = merkle_path(r->path, (const unsigned char (*)[HASH_LEN])leaves, log.n, (size_t)(r->core.log_no - r->after - 1));
	return OK;
}

struct err
receipt_find(struct db *db, struct arena *a, int64_t area, int64_t matter, const char *code, struct receipt *ret)
{
	unsigned char low[HASH_LEN], high[HASH_LEN];
	struct receipt_entry_rows rows;
	const struct receipt_entry *e;
	struct receipt r = { .with_actor = true };

	if (!code_range(a, code, low, high))
		return FAIL(422, M_receipt_err_code);
	if (matter)
		TRY(receipt_of_matter(db, a, area, matter, (struct bytes){ low, HASH_LEN }, (struct bytes){ high, HASH_LEN }, &rows));
	else
		TRY(receipt_of_log(db, a, area, (struct bytes){ low, HASH_LEN }, (struct bytes){ high, HASH_LEN }, &rows));
	if (rows.n == 0)
		return FAIL(404, M_receipt_err_none);
	e = &rows.v[0];
	if (e->hash.n != HASH_LEN || e->prev.n != HASH_LEN || e->commitment.n != HASH_LEN)
		return FAIL(500, M_receipt_err_log);
	r.core = (struct entry_core){ .area = area, .matter = e->matter, .seq = e->seq, .id = e->id, .at = e->at, .actor = e->actor,
		.log_no = e->log_no, .role = e->role, .act = e->act, .prev = e->prev.p, .commitment = e->commitment.p };
	memcpy(r.hash, e->hash.p, HASH_LEN);
	r.address = arena_fmt(a, "/%s/%s", e->slug, e->number);
	r.with_words = e->payload.p != NULL;
	r.salt = e->salt;
	r.payload = e->payload;
	TRY(root_find(db, a, area, &r));
	*ret = r;
	return OK;
}

/* ---- the file ---- */

static void
hex_put(struct json *j, struct arena *a, const char *key, const void *p, size_t n)
{
	json_text(j, key, text_hex(a, p, n));
}

void
receipt_write(struct out *o, const struct receipt *r, const char *site, bool actor, bool words)
{
	const struct entry_core *c = &r->core;
	struct json j;

	json_begin(&j, o);
	json_obj(&j, NULL);
	json_text(&j, "format", FORMAT);
	json_text(&j, "site", site);
	json_text(&j, "address", r->address);
	hex_put(&j, o->a, "hash", r->hash, HASH_LEN);
	json_obj(&j, "entry");
	json_id(&j, "area", c->area);
	json_id(&j, "matter", c->matter);
	json_id(&j, "seq", c->seq);
	json_id(&j, "id", c->id);
	json_id(&j, "at", c->at);
	if (actor)
		json_id(&j, "actor", c->actor);
	json_text(&j, "role", c->role);
	json_text(&j, "act", c->act);
	json_id(&j, "log_no", c->log_no);
	hex_put(&j, o->a, "prev", c->prev, HASH_LEN);
	hex_put(&j, o->a, "commitment", c->commitment, HASH_LEN);
	json_close(&j, '}');
	if (words && r->with_words) {
		json_obj(&j, "words");
		hex_put(&j, o->a, "salt", r->salt.p, r->salt.n);
		hex_put(&j, o->a, "payload", r->payload.p, r->payload.n);
		json_close(&j, '}');
	}
	if (r->rooted) {
		json_obj(&j, "root");
		json_text(&j, "day", day_iso(o->a, r->day));
		json_id(&j, "after", r->after);
		json_id(&j, "upto", r->upto);
		hex_put(&j, o->a, "value", r->root, HASH_LEN);
		json_arr(&j, "path");
		for (size_t i = 0; i < r->npath; i++)
			hex_put(&j, o->a, NULL, r->path[i], HASH_LEN);
		json_close(&j, ']');
		json_close(&j, '}');
	}
	json_close(&j, '}');
	out_str(o, "\n");
}

/* What is missing or malformed makes the whole file no receipt: the first failure sticks. */
struct reader {
	struct arena *a;
	bool bad;
};

static const char *
read_text(struct reader *r, const json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));

	r->bad = r->bad || !s;
	return s ? arena_str(r->a, s) : "";
}

static int64_t
read_int(struct reader *r, const json_t *o, const char *key)
{
	int64_t n = 0;

	if (!text_int(read_text(r, o, key), 0, INT64_MAX, &n))
		r->bad = true;
	return n;
}

static struct bytes
read_hex(struct reader *r, const char *s, size_t want)
{
	size_t n = want ? want : strlen(s) / 2;
	unsigned char *p = (unsigned char *)arena_dup(r->a, "", 0);

	if (n <= (size_t)1 << 20)
		p = arena_alloc(r->a, n + 1);
	if (n > (size_t)1 << 20 || !text_unhex(s, p, n))
		r->bad = true;
	return (struct bytes){ p, n };
}

static void
root_read(struct reader *r, const json_t *root, struct receipt *ret)
{
	const json_t *path = json_object_get(root, "path");

	ret->rooted = true;
	r->bad = r->bad || !day_parse(read_text(r, root, "day"), &ret->day) || !json_is_array(path) || json_array_size(path) > COUNT(ret->path);
	ret->after = read_int(r, root, "after");
	ret->upto = read_int(r, root, "upto");
	memcpy(ret->root, read_hex(r, read_text(r, root, "value"), HASH_LEN).p, HASH_LEN);
	for (size_t i = 0; !r->bad && i < json_array_size(path); i++) {
		const char *s = json_string_value(json_array_get(path, i));

		memcpy(ret->path[ret->npath++], read_hex(r, s ? s : "", HASH_LEN).p, HASH_LEN);
	}
}

static void
receipt_parse(struct reader *r, const json_t *top, struct receipt *ret)
{
	const json_t *e = json_object_get(top, "entry"), *words = json_object_get(top, "words"), *root = json_object_get(top, "root");
	struct entry_core *c = &ret->core;

	r->bad = strcmp(read_text(r, top, "format"), FORMAT) != 0;
	ret->address = read_text(r, top, "address");
	memcpy(ret->hash, read_hex(r, read_text(r, top, "hash"), HASH_LEN).p, HASH_LEN);
	*c = (struct entry_core){ .area = read_int(r, e, "area"), .matter = read_int(r, e, "matter"), .seq = read_int(r, e, "seq"),
		.id = read_int(r, e, "id"), .at = read_int(r, e, "at"), .log_no = read_int(r, e, "log_no"), .role = read_text(r, e, "role"),
		.act = read_text(r, e, "act") };
	c->prev = read_hex(r, read_text(r, e, "prev"), HASH_LEN).p;
	c->commitment = read_hex(r, read_text(r, e, "commitment"), HASH_LEN).p;
	ret->with_actor = json_object_get(e, "actor") != NULL;
	if (ret->with_actor)
		c->actor = read_int(r, e, "actor");
	if (words) {
		ret->with_words = true;
		ret->salt = read_hex(r, read_text(r, words, "salt"), HASH_LEN);
		ret->payload = read_hex(r, read_text(r, words, "payload"), 0);
	}
	if (root)
		root_read(r, root, ret);
}

struct err
receipt_read(struct arena *a, const char *text, struct receipt *ret)
{
	json_t *top = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	struct reader r = { .a = a };
	struct receipt got = { 0 };

	if (top)
		receipt_parse(&r, top, &got);
	json_decref(top);
	if (!top || r.bad)
		return FAIL(422, M_receipt_err_file);
	*ret = got;
	return OK;
}

/* ---- checking ---- */

static enum receipt_mark
mark(bool good)
{
	return good ? RECEIPT_GOOD : RECEIPT_BAD;
}

/* The line of that day in what was kept outside. */
static enum receipt_mark
root_check(struct arena *a, const struct receipt *r, const char *published)
{
	char *text = arena_str(a, published), *save = NULL;

	for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		char day[11], hex[65];
		unsigned char root[HASH_LEN];
		long long upto;

		if (sscanf(line, "%10s %lld %64s", day, &upto, hex) != 3 || strcmp(day, day_iso(a, r->day)) != 0)
			continue;
		return mark(upto == r->upto && text_unhex(hex, root, HASH_LEN) && hash_same(root, r->root, HASH_LEN));
	}
	return RECEIPT_ABSENT;
}

void
receipt_check(struct arena *a, const struct receipt *r, const char *published, enum receipt_mark ret[RECEIPT_STEPS])
{
	unsigned char h[HASH_LEN];

	for (int i = 0; i < RECEIPT_STEPS; i++)
		ret[i] = RECEIPT_ABSENT;
	if (r->with_words) {
		hash_bytes(h, r->payload.p, r->payload.n, r->salt.p, r->salt.n);
		ret[RECEIPT_WORDS] = mark(hash_same(h, r->core.commitment, HASH_LEN));
	}
	if (r->with_actor) {
		entry_hash(a, &r->core, h);
		ret[RECEIPT_ENTRY] = mark(hash_same(h, r->hash, HASH_LEN));
	}
	if (!r->rooted)
		return;
	ret[RECEIPT_PATH] = mark(r->core.log_no > r->after && r->core.log_no <= r->upto &&
		merkle_path_check(r->hash, (uint64_t)(r->core.log_no - r->after - 1), (uint64_t)(r->upto - r->after),
			(const unsigned char (*)[HASH_LEN])r->path, r->npath, r->root));
	if (published)
		ret[RECEIPT_ROOT] = root_check(a, r, published);
}
