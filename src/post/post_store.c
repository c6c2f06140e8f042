/* post_store.c - the outbox in the database: short write sections and the lists pages show. No network, no HTML. */
#include "post/post_int.h"

#include "base/day.h"
#include "base/json.h"
#include "base/text.h"
#include "post_sql.h"
#include "store/store.h"
#include "base_msg.h"
#include "post_msg.h"

/* ---- writing a letter ---- */

static const char *
words_json(struct arena *a, const struct letter *l)
{
	struct json j;
	struct out o;

	if (l->nwords == 0)
		return "";
	out_init(&o, a);
	json_begin(&j, &o);
	json_obj(&j, NULL);
	for (size_t i = 0; i < l->nwords; i++)
		json_text(&j, l->words[i].name, l->words[i].value);
	json_close(&j, '}');
	return out_cstr(&o);
}

static struct err
letter_write(struct db *w, struct env *env, struct arena *a, int64_t area, const struct letter *l, int64_t *ret)
{
	int64_t id = env_id(env), now = env_now(env), changed;
	const char *lang = lang_code(l->lang);

	TRY(letter_insert(w, area, id, l->matter, l->purpose, l->dedupe, lang, l->subject ? sign_line(a, l->subject) : "",
			  l->text ? l->text : "", l->html ? l->html : "", l->unsubscribe ? l->unsubscribe : "",
			  words_json(a, l), l->secret, l->expires, now, &changed));
	if (changed == 0) {
		*ret = 0;			/* told already */
		return OK;
	}
	for (size_t i = 0; i < l->nto; i++) {
		const struct post_to *to = &l->to[i];

		TRY(outbox_insert(w, area, env_id(env), id, post_channel_name(to->channel), to->owner, to->sealed,
				  to->shown ? to->shown : "", l->not_before > now ? l->not_before : now, NULL));
	}
	*ret = id;
	return OK;
}

/* The half of post_put that writes; waking the thread is post.c's. */
struct err
post_write(struct db *w, struct env *env, int64_t area, const struct letter *l, int64_t *ret)
{
	struct arena *a;
	struct err e;

	assert(l->nto > 0 && !text_empty(l->purpose));
	a = arena_new();
	if (!a)
		return FAIL(503, M_err_busy);
	e = letter_write(w, env, a, area, l, ret);
	if (!e.code && arena_failed(a))
		e = FAIL(503, M_err_busy);
	arena_free(a);
	return e;
}

struct err
post_forget(struct db *w, struct env *env, int64_t area, int64_t owner)
{
	assert(owner != 0);
	return outbox_forget(w, area, owner, msg_name(M_post_err_gone), NULL);
}

struct err
post_forget_matter(struct db *w, int64_t area, int64_t matter)
{
	TRY(outbox_forget_matter(w, area, matter, msg_name(M_post_err_gone), NULL));
	return letter_forget_matter(w, area, matter, NULL);
}

/* ---- leasing ---- */

struct lease_job {
	struct arena *a;
	struct env *env;
	int64_t area;
	const int *slots;
	struct post_rows *rows;
	int64_t next;
};

static struct err
lease_channel(struct db *w, struct lease_job *j, enum post_channel c, int64_t now)
{
	struct outbox_due_rows due;
	struct outbox_next_rows next;

	TRY(outbox_due(w, j->a, j->area, post_channel_name(c), now, j->slots[c], &due));
	for (size_t i = 0; i < due.n; i++) {
		struct post_row *row = NEW(j->a, struct post_row);

		*row = (struct post_row){ .area = j->area, .id = due.v[i].id, .letter = due.v[i].letter,
					  .tries = due.v[i].tries, .lease = env_id(j->env), .to.channel = c };
		TRY(outbox_lease(w, j->area, row->id, row->lease, now + LEASE_US, NULL));
		j->rows->v[j->rows->n++] = row;
	}
	TRY(outbox_next(w, j->a, j->area, post_channel_name(c), now, &next));
	if (next.n && (j->next == 0 || next.v[0].next_at < j->next))
		j->next = next.v[0].next_at;
	return OK;
}

static struct err
lease_tx(struct db *w, void *ctx)
{
	struct lease_job *j = ctx;
	int64_t now = env_now(j->env);

	j->rows->n = 0;				/* it may run twice */
	j->next = 0;
	for (enum post_channel c = 0; c < POST_CHANNELS; c++) {
		if (j->slots[c] > 0)
			TRY(lease_channel(w, j, c, now));
	}
	return arena_failed(j->a) ? FAIL(503, M_err_busy) : OK;
}

struct err
post_lease(struct store *s, struct arena *a, int64_t area, const int slots[POST_CHANNELS], struct post_rows *ret, int64_t *next)
{
	struct lease_job j = { a, store_env(s), area, slots, ret, 0 };
	size_t max = 0;

	for (size_t c = 0; c < POST_CHANNELS; c++)
		max += slots[c] > 0 ? (size_t)slots[c] : 0;
	ret->v = NEWN(a, struct post_row *, max + 1);
	TRY(store_do(s, lease_tx, &j));
	*next = j.next;
	return OK;
}

struct err
post_load(struct db *db, struct arena *a, struct post_row *row)
{
	struct outbox_load l;
	bool found;

	TRY(outbox_load(db, a, row->area, row->id, row->lease, &l, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	row->to.owner = l.owner;
	row->to.sealed = l.sealed;
	row->to.shown = l.shown;
	row->purpose = l.purpose;
	row->subject = l.subject;
	row->text = l.body;
	row->html = l.html;
	row->unsubscribe = l.unsubscribe;
	row->words = l.words;
	row->made_at = l.made_at;
	row->expires = l.expires;
	row->wiped = l.wiped != 0;
	return OK;
}

/* ---- recording ---- */

/* Minutes before each next try; after the last the letter is dead. */
static const int64_t delays[] = { 1, 5, 30, 120, 360, 1440 };

int64_t
post_delay(struct env *env, int64_t tries)
{
	unsigned char chance;
	int64_t us;

	if (tries < 0 || (size_t)tries >= COUNT(delays))
		return 0;
	env->random(env, &chance, sizeof(chance));
	us = delays[tries] * 60 * US_SECOND;
	return us + us * chance / 1280;			/* up to a fifth more: a crowd spreads out */
}

struct record_job {
	struct env *env;
	const struct post_result *v;
	size_t n;
};

static struct err
record_one(struct db *w, struct env *env, const struct post_result *r)
{
	const struct post_row *row = r->row;
	int64_t now = env_now(env), wait;
	const char *why;

	if (r->outcome.verdict == VERDICT_SENT) {
		TRY(outbox_sent(w, row->area, row->id, row->lease, now, NULL));
		return letter_wipe(w, row->area, row->letter, now, NULL);
	}
	why = msg_name(r->outcome.why);
	wait = r->outcome.verdict == VERDICT_LATER ? post_delay(env, row->tries) : 0;
	if (wait)
		return outbox_failed(w, row->area, row->id, row->lease, "failed", now + wait, why, r->outcome.detail, NULL);
	TRY(outbox_failed(w, row->area, row->id, row->lease, "dead", now, why, r->outcome.detail, NULL));
	return letter_wipe(w, row->area, row->letter, now, NULL);
}

static struct err
record_tx(struct db *w, void *ctx)
{
	struct record_job *j = ctx;

	for (size_t i = 0; i < j->n; i++)
		TRY(record_one(w, j->env, &j->v[i]));
	return OK;
}

struct err
post_record(struct store *s, const struct post_result *v, size_t n)
{
	struct record_job j = { store_env(s), v, n };

	return n ? store_do(s, record_tx, &j) : OK;
}

struct area_job {
	struct env *env;
	int64_t area, number;
};

static struct err
show_tx(struct db *w, void *ctx)
{
	struct area_job *j = ctx;

	return outbox_show(w, j->area, env_now(j->env), &j->number);
}

struct err
post_show_due(struct store *s, int64_t area, int64_t *shown)
{
	struct area_job j = { store_env(s), area, 0 };

	TRY(store_do(s, show_tx, &j));
	*shown = j.number;
	return OK;
}

static struct err
sweep_tx(struct db *w, void *ctx)
{
	struct area_job *j = ctx;
	int64_t now = env_now(j->env), before = now - j->number * US_DAY;

	TRY(letter_wipe_late(w, j->area, now, NULL));
	TRY(outbox_sweep(w, j->area, before, NULL));
	return letter_sweep(w, j->area, before, NULL);
}

struct err
post_sweep(struct store *s, int64_t area, int64_t keep_days)
{
	struct area_job j = { store_env(s), area, keep_days };

	return keep_days > 0 ? store_do(s, sweep_tx, &j) : OK;
}

/* ---- lists ---- */

static void
items_from(struct arena *a, const struct outbox_item_rows *rows, struct post_items *ret)
{
	ret->n = rows->n;
	ret->v = NEWN(a, struct post_item, rows->n + 1);
	for (size_t i = 0; i < rows->n; i++) {
		const struct outbox_item *r = &rows->v[i];

		ret->v[i] = (struct post_item){
			.id = r->id, .letter = r->letter, .matter = r->matter, .purpose = r->purpose, .channel = r->channel,
			.shown = r->shown, .state = r->state, .tries = r->tries, .next_at = r->next_at,
			.made_at = r->made_at, .sent_at = r->sent_at, .error = r->error, .detail = r->detail,
			.lang = r->lang, .subject = r->subject, .text = r->body,
		};
	}
}

static int64_t
upper(int64_t before)
{
	return before ? before : INT64_MAX;
}

struct err
post_visible_list(struct db *db, struct arena *a, int64_t area, int64_t before, int limit, struct post_items *ret)
{
	struct outbox_item_rows rows;

	TRY(outbox_list(db, a, area, upper(before), limit, &rows));
	items_from(a, &rows, ret);
	return OK;
}

struct err
post_dead_list(struct db *db, struct arena *a, int64_t area, int64_t before, int limit, struct post_items *ret)
{
	struct outbox_item_rows rows;

	TRY(outbox_list_state(db, a, area, "dead", upper(before), limit, &rows));
	items_from(a, &rows, ret);
	return OK;
}

struct err
post_open_list(struct db *db, struct arena *a, int64_t area, int64_t before, int limit, struct post_items *ret)
{
	struct outbox_item_rows rows;

	TRY(outbox_list_open(db, a, area, upper(before), limit, &rows));
	items_from(a, &rows, ret);
	return OK;
}

struct err
post_matter_list(struct db *db, struct arena *a, int64_t area, int64_t matter, struct post_items *ret)
{
	struct outbox_item_rows rows;

	TRY(outbox_list_matter(db, a, area, matter, &rows));
	items_from(a, &rows, ret);
	return OK;
}

struct err
post_about_list(struct db *db, struct arena *a, int64_t area, const char *thing, struct post_items *ret)
{
	struct outbox_item_rows rows;

	/* '0' follows '/' in ASCII. */
	TRY(outbox_list_about(db, a, area, arena_fmt(a, "%s/", thing), arena_fmt(a, "%s0", thing), &rows));
	items_from(a, &rows, ret);
	return OK;
}

struct err
post_owner_list(struct db *db, struct arena *a, int64_t area, int64_t owner, int limit, struct post_items *ret)
{
	struct outbox_item_rows rows;

	TRY(outbox_list_owner(db, a, area, owner, limit, &rows));
	items_from(a, &rows, ret);
	return OK;
}

/* ---- the dead ---- */

struct err
post_revive(struct db *w, struct env *env, struct arena *a, int64_t area, int64_t id)
{
	struct outbox_dead_one one;
	bool found;

	TRY(outbox_dead_one(w, a, area, id, &one, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	if (one.wiped || (one.expires && one.expires <= env_now(env)))
		return FAIL(409, M_post_err_wiped);
	if (one.owner && !one.sealed.p && text_empty(one.shown))
		return FAIL(409, M_post_err_gone);
	return outbox_revive(w, area, id, env_now(env), NULL);
}

static struct err
drop(struct db *w, struct env *env, struct arena *a, int64_t area, int64_t id)
{
	struct outbox_dead_one one;
	bool found;

	TRY(outbox_dead_one(w, a, area, id, &one, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	TRY(outbox_drop(w, area, id, NULL));
	return letter_wipe(w, area, one.letter, env_now(env), NULL);
}

struct err
post_drop(struct db *w, struct env *env, int64_t area, int64_t id)
{
	struct arena *a = arena_new();
	struct err e = a ? drop(w, env, a, area, id) : FAIL(503, M_err_busy);

	arena_free(a);
	return e;
}

/* ---- figures ---- */

static const char *const count_names[] = { "waiting", "leased", "failed", "sent", "shown", "dead", "dropped" };

struct err
post_counts(struct db *db, struct arena *a, int64_t area, struct post_counts *ret)
{
	struct post_counts c = { 0 };
	int64_t *const into[] = { &c.waiting, &c.leased, &c.failed, &c.sent, &c.shown, &c.dead, &c.dropped };
	struct outbox_counts_rows rows;
	struct outbox_oldest oldest;

	TRY(outbox_counts(db, a, area, &rows));
	TRY(outbox_oldest(db, a, area, &oldest));
	for (size_t i = 0; i < rows.n; i++) {
		for (size_t k = 0; k < COUNT(count_names); k++) {
			if (strcmp(rows.v[i].state, count_names[k]) == 0)
				*into[k] = rows.v[i].n;
		}
	}
	c.oldest = oldest.made_at;
	*ret = c;
	return OK;
}

struct err
post_metrics(struct db *db, struct arena *a, int64_t area, struct out *o)
{
	struct post_counts c;

	TRY(post_counts(db, a, area, &c));
	out_str(o, "# HELP qiao_outbox_messages Messages by state.\n# TYPE qiao_outbox_messages gauge\n");
	for (size_t i = 0; i < COUNT(count_names); i++) {
		const int64_t n[] = { c.waiting, c.leased, c.failed, c.sent, c.shown, c.dead, c.dropped };

		out_fmt(o, "qiao_outbox_messages{state=\"%s\"} %lld\n", count_names[i], (long long)n[i]);
	}
	out_str(o, "# HELP qiao_outbox_oldest_seconds When the oldest message that still waits was written.\n"
		   "# TYPE qiao_outbox_oldest_seconds gauge\n");
	out_fmt(o, "qiao_outbox_oldest_seconds %lld\n", (long long)(c.oldest / US_SECOND));
	return OK;
}
