/* witness.c - daily roots out to witnesses, and other sites' roots in. */
#include "matter/witness.h"
#include "base_msg.h"
#include "conf_msg.h"
#include "witness_msg.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <unistd.h>

#include "base/day.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "matter/kinds.h"
#include "matter/matter.h"
#include "matter/notify.h"
#include "post/post.h"
#include "store/store.h"

#define ROOTS_MAX 400		/* handed over at once; the rest at the next pass */

static const char *const kind_names[WITNESS_KINDS] = { "mail", "folder", "url" };

static const char *
target(const struct witness_conf *c, enum witness_kind k)
{
	return k == WITNESS_MAIL ? c->mail : k == WITNESS_FOLDER ? c->folder : c->url;
}

const char *
witness_key(struct arena *a, const struct witness_conf *c)
{
	unsigned char pk[crypto_sign_PUBLICKEYBYTES], sk[crypto_sign_SECRETKEYBYTES];

	crypto_sign_seed_keypair(pk, sk, c->seed);
	sodium_memzero(sk, sizeof(sk));
	return text_b64(a, pk, sizeof(pk));
}

struct err
witness_conf_check(struct arena *a, const char *file, const struct witness_conf *c, struct conf_faults *faults)
{
	size_t before = faults->n, len;

	if (!text_empty(c->folder) && c->folder[0] != '/')
		conf_fault_add(a, faults, file, 0, M_witness_conf_folder, NULL, NULL);
	if (!text_empty(c->mail) && (!strchr(c->mail, '@') || strpbrk(c->mail, " ,;<>")))
		conf_fault_add(a, faults, file, 0, M_witness_conf_mail, NULL, NULL);
	if (!text_empty(c->url) && strncmp(c->url, "https://", 8) != 0 && strncmp(c->url, "http://", 7) != 0)
		conf_fault_add(a, faults, file, 0, M_witness_conf_url, NULL, NULL);
	for (size_t i = 0; i < c->allow.n; i++)
		if (!text_unb64(a, c->allow.v[i].value, &len) || len != crypto_sign_PUBLICKEYBYTES)
			conf_fault_add(a, faults, file, c->allow.v[i].line, M_witness_conf_key, c->allow.v[i].name, NULL);
	return faults->n > before ? FAIL(422, M_conf_faulty) : OK;
}

/* ---- out ---- */

struct handing {
	struct store *s;
	struct arena *a;
	struct env *env;
	int64_t area;
	const struct witness_conf *c;
	enum witness_kind kind;
	const char *lines;		/* "YYYY-MM-DD upto root\n" … */
	int32_t last;
	const char *error;
};

static struct err
lines_of(struct db *db, struct handing *h, int64_t after)
{
	struct witness_roots_rows rows;
	struct out o;

	TRY(witness_roots(db, h->a, h->area, after, ROOTS_MAX, &rows));
	out_init(&o, h->a);
	for (size_t i = 0; i < rows.n; i++)
		out_fmt(&o, "%s %lld %s\n", day_iso(h->a, (int32_t)rows.v[i].day), (long long)rows.v[i].upto_no,
			text_hex(h->a, rows.v[i].root.p, rows.v[i].root.n));
	h->lines = out_cstr(&o);
	h->last = rows.n ? (int32_t)rows.v[rows.n - 1].day : 0;
	return OK;
}

/* Whom, what and the lines, each ended by LF: what the signature stands for. */
static const char *
signed_text(struct arena *a, const char *site, int64_t area, const char *lines)
{
	return arena_fmt(a, "%s\n%s\n%lld\n%s", WITNESS_FORMAT, site, (long long)area, lines);
}

static const char *
envelope(struct handing *h)
{
	const char *text = signed_text(h->a, h->c->site, h->area, h->lines);
	unsigned char pk[crypto_sign_PUBLICKEYBYTES], sk[crypto_sign_SECRETKEYBYTES], sig[crypto_sign_BYTES];
	struct json j;
	struct out o;

	crypto_sign_seed_keypair(pk, sk, h->c->seed);
	crypto_sign_detached(sig, NULL, (const unsigned char *)text, strlen(text), sk);
	sodium_memzero(sk, sizeof(sk));
	out_init(&o, h->a);
	json_begin(&j, &o);
	json_obj(&j, NULL);
	json_text(&j, "format", WITNESS_FORMAT);
	json_text(&j, "site", h->c->site);
	json_id(&j, "area", h->area);
	json_text(&j, "key", text_b64(h->a, pk, sizeof(pk)));
	json_text(&j, "roots", h->lines);
	json_text(&j, "signature", text_b64(h->a, sig, sizeof(sig)));
	json_close(&j, '}');
	return out_cstr(&o);
}

/* Through the outbox, which tries again by itself and shows what could not be delivered. */
static struct err
letter_tx(struct db *w, void *ctx)
{
	struct handing *h = ctx;
	bool mail = h->kind == WITNESS_MAIL;
	/* A webhook's sender wants a secret of its own; the signature that counts is in the body. */
	const char *to = mail ? h->c->mail : arena_fmt(h->a, "%s %s", h->c->url, witness_key(h->a, h->c));
	struct post_to one = { .channel = mail ? POST_MAIL : POST_WEBHOOK, .sealed = { (const unsigned char *)to, strlen(to) },
		.shown = target(h->c, h->kind) };
	struct told subject, text;
	struct letter l = { .purpose = "witness", .lang = LANG_ZH, .to = &one, .nto = 1,
		.dedupe = arena_fmt(h->a, "witness/%s/%s", kind_names[h->kind], day_iso(h->a, h->last)) };
	int64_t id = 0;

	for (enum lang k = 0; k < LANG_COUNT; k++) {
		subject.in[k] = msg_fmt(h->a, k, M_witness_subject, h->c->site, day_iso(h->a, h->last), NULL);
		text.in[k] = msg_fmt(h->a, k, M_witness_letter, h->c->site, NULL);
	}
	/* The lines once, in the middle: what is saved of the letter is checked as it is. */
	l.subject = told_both(h->a, &subject, " / ");
	l.text = mail ? arena_fmt(h->a, "%s\n\n%s", told_both(h->a, &text, "\n\n"), h->lines) : envelope(h);
	TRY(post_put(w, h->env, h->area, &l, &id));
	return witness_put(w, h->area, kind_names[h->kind], h->last, id, env_now(h->env), NULL);
}

static struct err
folder_tx(struct db *w, void *ctx)
{
	const struct handing *h = ctx;

	if (h->error)
		return witness_failed(w, h->area, "folder", h->error, env_now(h->env), NULL);
	return witness_put(w, h->area, "folder", h->last, 0, env_now(h->env), NULL);
}

/* Appended and on disk before we say so. A line that is there twice after a crash is no fault: it says the same. */
static void
folder_write(struct handing *h)
{
	const char *path = arena_fmt(h->a, "%s/qiao-roots-%lld.txt", h->c->folder, (long long)h->area);
	size_t n = strlen(h->lines);
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);

	if (fd < 0 || write(fd, h->lines, n) != (ssize_t)n || fsync(fd) != 0) {
		h->error = arena_str(h->a, strerror(errno));
		log_event(LOG_WARN, "witness", "folder=%s failed=%s", h->c->folder, h->error);
	}
	if (fd >= 0)
		close(fd);
}

static struct err
hand_over(struct handing *h, struct db *db)
{
	struct witness_one was = { 0 };
	bool any;

	h->error = NULL;
	if (text_empty(target(h->c, h->kind)))
		return OK;
	TRY(witness_one(db, h->a, h->area, kind_names[h->kind], &was, &any));
	TRY(lines_of(db, h, any ? was.day : 0));
	if (!h->last)
		return OK;
	if (h->kind != WITNESS_FOLDER)
		return store_do(h->s, letter_tx, h);
	folder_write(h);
	return store_do(h->s, folder_tx, h);
}

struct err
witness_tick(struct store *s, int64_t area)
{
	struct handing h = { .s = s, .a = arena_new(), .env = store_env(s), .area = area, .c = &matter_conf()->witness };
	struct db *db = NULL;
	struct err e = h.a ? store_reader(s, &db) : FAIL(503, M_err_busy);

	for (int k = 0; !e.code && k < WITNESS_KINDS; k++) {
		h.kind = (enum witness_kind)k;
		e = hand_over(&h, db);
	}
	store_reader_close(db);
	arena_free(h.a);
	return e;
}

/* ---- how it stands ---- */

static struct err
state_of(struct db *db, struct arena *a, int64_t area, enum witness_kind k, struct witness_state *st)
{
	struct witness_one row = { 0 };
	struct witness_letter letter;
	bool any;

	*st = (struct witness_state){ .on = !text_empty(target(&matter_conf()->witness, k)), .error = "" };
	TRY(witness_one(db, a, area, kind_names[k], &row, &any));
	if (!any)
		return OK;
	st->day = (int32_t)row.day;
	st->error = row.error;
	st->tries = row.tries;
	st->late = row.tries > 0;
	if (!row.letter)
		return OK;
	TRY(witness_letter(db, a, area, row.letter, &letter, &any));
	if (any && (strcmp(letter.state, "failed") == 0 || strcmp(letter.state, "dead") == 0)) {
		st->late = true;
		st->tries = letter.tries;
		st->error = *letter.detail ? letter.detail : letter.error;
	}
	return OK;
}

struct err
witness_states(struct db *db, struct arena *a, int64_t area, struct witness_state ret[WITNESS_KINDS])
{
	for (int k = 0; k < WITNESS_KINDS; k++)
		TRY(state_of(db, a, area, (enum witness_kind)k, &ret[k]));
	return OK;
}

/* ---- in ---- */

struct posted {
	const char *site, *area, *key, *roots, *signature;
};

static bool
posted_read(struct arena *a, const char *json, struct posted *p)
{
	json_t *top = json_loads(json, JSON_REJECT_DUPLICATES, NULL);
	const char *format = json_string_value(json_object_get(top, "format"));
	struct {
		const char *name, **into;
	} fields[] = { { "site", &p->site }, { "area", &p->area }, { "key", &p->key }, { "roots", &p->roots }, { "signature", &p->signature } };
	bool good = format && strcmp(format, WITNESS_FORMAT) == 0;

	for (size_t i = 0; i < COUNT(fields); i++) {
		const char *s = json_string_value(json_object_get(top, fields[i].name));

		good = good && s;
		*fields[i].into = arena_str(a, s);
	}
	json_decref(top);
	return good;
}

/* The name under which the settings allow this key; NULL: they do not, or the signature is not this key's. */
static const char *
allowed(struct arena *a, const struct posted *p)
{
	const struct conf_list *allow = &matter_conf()->witness.allow;
	const char *text = arena_fmt(a, "%s\n%s\n%s\n%s", WITNESS_FORMAT, p->site, p->area, p->roots);
	size_t nkey, nsig;
	unsigned char *key = text_unb64(a, p->key, &nkey), *sig = text_unb64(a, p->signature, &nsig);

	if (!key || nkey != crypto_sign_PUBLICKEYBYTES || !sig || nsig != crypto_sign_BYTES ||
	    crypto_sign_verify_detached(sig, (const unsigned char *)text, strlen(text), key) != 0)
		return NULL;
	for (size_t i = 0; i < allow->n; i++)
		if (strcmp(allow->v[i].value, p->key) == 0)
			return allow->v[i].name;
	return NULL;
}

struct err
witness_take(struct db *w, struct arena *a, struct env *env, int64_t area, const char *json, int64_t *kept, bool *clash)
{
	struct posted p;
	const char *site;
	char *text, *save = NULL;
	int lines = 0;

	*kept = 0;
	*clash = false;
	if (!posted_read(a, json, &p))
		return FAIL(400, M_witness_err_form);
	site = allowed(a, &p);
	if (!site)
		return FAIL(403, M_witness_err_key);
	text = arena_str(a, p.roots);
	for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		char iso[11], hex[65];
		unsigned char root[HASH_LEN];
		struct foreign_of_day n;
		long long upto;
		int64_t new;
		int32_t day;

		if (++lines > ROOTS_MAX || sscanf(line, "%10s %lld %64s", iso, &upto, hex) != 3 || !day_parse(iso, &day) || upto < 1 ||
		    !text_unhex(hex, root, HASH_LEN))
			return FAIL(400, M_witness_err_form);
		TRY(foreign_put(w, area, env_id(env), site, day, upto, (struct bytes){ root, HASH_LEN }, env_now(env), &new));
		TRY(foreign_of_day(w, a, area, site, day, &n));
		*kept += new;
		*clash = *clash || n.n > 1;
	}
	return OK;
}
