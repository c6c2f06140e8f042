/* history.c - entries: payloads made from the touched rows, chained and numbered (history.h). */
#include "matter/history.h"
#include "base_msg.h"

#include <sodium.h>

#include "base/day.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"
#include "matter/tally.h"
#include "store/store.h"

#define MAX_TOUCHED 256
#define MAX_SAYS    24
#define MAX_COLUMNS 32
#define SALT_LEN    32

struct value {
	bool null;
	int64_t n;
	const char *s;
};

struct touched {
	const struct shown *t;
	int64_t id;
	bool was;			/* the row existed before */
	struct value before[MAX_COLUMNS];
};

struct say {
	const char *name, *words;
	bool staff;
};

struct ref {
	const char *name;
	int64_t id;
};

struct entry_draft {
	struct arena *a;
	const char *act;
	int64_t first;			/* not 0: the matter's first entry, of this time */
	struct say says[MAX_SAYS];
	size_t nsays;
	struct ref refs[6];
	size_t nrefs;
	struct touched *touched[MAX_TOUCHED];
	size_t ntouched;
	const struct stored_file **files;
	size_t nfiles;
	int64_t *erases;
	size_t nerases;
};

static const char *const matter_columns[] = { "place", "spot", "number", "title", "body", "whereabouts", "category",
	"lang", "channel", "author", "entered_by", "state", "state_since", "due", "holder", "outcome", "merged_into",
	"supports", "remarks", "r4", "r3", "r2", "r1", "created", "closed", "lat", "lon", NULL };
const struct shown shown_matter = { "matter", &sql_shown_matter_row, matter_columns, "iitttttttiitiiitiiiiiiiiiii", false, NULL };

static const char *const assignment_columns[] = { "matter", "org", "standing", "part", "ask", "due", "outcome", "answer",
	"review", "wanted", "dispatch", "named", "created", "answered", "chased", NULL };
const struct shown shown_assignment = { "assignment", &sql_shown_assignment_row, assignment_columns, "iitttittiiiiiii", false,
	&sql_ids_of_assignment };

static const char *const remark_columns[] = { "matter", "kind", "body", "state", "reason", "at", "topic", NULL };
const struct shown shown_remark = { "remark", &sql_shown_remark_row, remark_columns, "ittttit", false, &sql_ids_of_remark };

static const char *const call_columns[] = { "matter", "at", "reached", "responded", "solved", "score", NULL };
const struct shown shown_call = { "call_back", &sql_shown_call_row, call_columns, "iiiiii", false, &sql_ids_of_call };

struct entry_draft *
entry_begin(struct arena *a, const char *act)
{
	struct entry_draft *e = NEW(a, struct entry_draft);

	e->a = a;
	e->act = act;
	return e;
}

void
entry_first(struct entry_draft *e, int64_t at)
{
	e->first = at;
}

static void
say_put(struct entry_draft *e, const char *name, const char *words, bool staff)
{
	assert(e->nsays < MAX_SAYS);
	if (text_empty(words))
		return;
	e->says[e->nsays++] = (struct say){ name, words, staff };
}

void
entry_say(struct entry_draft *e, const char *name, const char *words)
{
	say_put(e, name, words, false);
}

void
entry_say_staff(struct entry_draft *e, const char *name, const char *words)
{
	say_put(e, name, words, true);
}

void
entry_ref(struct entry_draft *e, const char *name, int64_t id)
{
	assert(e->nrefs < COUNT(e->refs));
	e->refs[e->nrefs++] = (struct ref){ name, id };
}

void
entry_file(struct entry_draft *e, const struct stored_file *f)
{
	const struct stored_file **v = NEWN(e->a, const struct stored_file *, e->nfiles + 1);

	if (e->nfiles)
		memcpy(v, e->files, e->nfiles * sizeof(*v));
	v[e->nfiles++] = f;
	e->files = v;
}

/* Reads a shown row; *found false when there is none. */
static struct err
row_read(struct db *db, struct arena *a, int64_t area, const struct shown *t, int64_t id, struct value *v, bool *found)
{
	struct stmt *st __attribute__((cleanup(stmt_done))) = NULL;

	TRY(stmt_get(db, t->select, &st));
	stmt_int(st, 1, area);
	stmt_int(st, 2, id);
	TRY(stmt_step(st, found));
	for (int i = 0; *found && t->columns[i]; i++) {
		assert(i < MAX_COLUMNS);
		v[i].null = stmt_col_null(st, i);
		if (t->types[i] == 'i')
			v[i].n = stmt_col_int(st, i);
		else
			v[i].s = stmt_col_text(st, i, a);
	}
	return OK;
}

struct err
entry_touch(struct db *w, struct entry_draft *e, int64_t area, const struct shown *t, int64_t id)
{
	struct touched *d;

	for (size_t i = 0; i < e->ntouched; i++)
		if (e->touched[i]->t == t && e->touched[i]->id == id)
			return OK;
	assert(e->ntouched < MAX_TOUCHED);
	d = e->touched[e->ntouched] = NEW(e->a, struct touched);
	d->t = t;
	d->id = id;
	TRY(row_read(w, e->a, area, t, id, d->before, &d->was));
	e->ntouched++;
	return OK;
}

struct err
entry_restate(struct db *w, struct entry_draft *e, int64_t area, const struct shown *t, int64_t id)
{
	TRY(entry_touch(w, e, area, t, id));
	for (size_t i = 0; i < e->ntouched; i++)
		if (e->touched[i]->t == t && e->touched[i]->id == id)
			e->touched[i]->was = false;
	return OK;
}

void
entry_erases(struct entry_draft *e, int64_t id)
{
	int64_t *v = NEWN(e->a, int64_t, e->nerases + 1);

	if (e->nerases)
		memcpy(v, e->erases, e->nerases * sizeof(*v));
	v[e->nerases++] = id;
	e->erases = v;
}

static bool
value_same(char type, const struct value *a, const struct value *b)
{
	if (a->null || b->null)
		return a->null && b->null;
	return type == 'i' ? a->n == b->n : strcmp(a->s, b->s) == 0;
}

/* One changed row: ["matter","123",{"state":"accepted"}]. */
static struct err
set_write(struct json *j, struct db *w, struct entry_draft *e, int64_t area, const struct touched *d)
{
	struct value now[MAX_COLUMNS];
	bool found;

	TRY(row_read(w, e->a, area, d->t, d->id, now, &found));
	if (!found)
		return FAIL(500, M_err_server);		/* shown rows are never deleted, they change state */
	json_arr(j, NULL);
	json_text(j, NULL, d->t->table);
	json_id(j, NULL, d->id);
	json_obj(j, NULL);
	for (int i = 0; d->t->columns[i]; i++) {
		if (d->was && value_same(d->t->types[i], &d->before[i], &now[i]))
			continue;
		if (now[i].null)
			json_text(j, d->t->columns[i], NULL);
		else if (d->t->types[i] == 'i')
			json_id(j, d->t->columns[i], now[i].n);
		else
			json_text(j, d->t->columns[i], now[i].s);
	}
	json_close(j, '}');
	json_close(j, ']');
	return OK;
}

static void
says_write(struct json *j, const struct entry_draft *e, const char *key, bool staff)
{
	json_obj(j, key);
	for (size_t i = 0; i < e->nsays; i++)
		if (e->says[i].staff == staff)
			json_text(j, e->says[i].name, e->says[i].words);
	json_close(j, '}');
}

/* What only some entries have: the small pictures of their photos, and which bodies they erase. */
static void
rare_write(struct json *j, const struct entry_draft *e)
{
	if (e->nfiles) {
		json_arr(j, "thumbs");
		for (size_t i = 0; i < e->nfiles; i++)
			json_text(j, NULL, e->files[i]->thumb);
		json_close(j, ']');
	}
	if (e->nerases) {
		json_arr(j, "erases");
		for (size_t i = 0; i < e->nerases; i++)
			json_id(j, NULL, e->erases[i]);
		json_close(j, ']');
	}
}

/* The payload: canonical, versioned, immutable bytes. */
static struct err
payload_write(struct out *o, struct db *w, struct entry_draft *e, int64_t area)
{
	struct json j;

	json_begin(&j, o);
	json_obj(&j, NULL);
	json_int(&j, "v", 1);
	says_write(&j, e, "say", false);
	says_write(&j, e, "staff", true);
	json_obj(&j, "ref");
	for (size_t i = 0; i < e->nrefs; i++)
		json_id(&j, e->refs[i].name, e->refs[i].id);
	json_close(&j, '}');
	json_arr(&j, "files");
	for (size_t i = 0; i < e->nfiles; i++)
		json_text(&j, NULL, e->files[i]->stored);
	json_close(&j, ']');
	rare_write(&j, e);
	json_arr(&j, "set");
	for (size_t i = 0; i < e->ntouched; i++)
		TRY(set_write(&j, w, e, area, e->touched[i]));
	json_close(&j, ']');
	json_close(&j, '}');
	return OK;
}

void
entry_hash(struct arena *a, const struct entry_core *c, unsigned char ret[HASH_LEN])
{
	struct hasher *h = hasher_new(a);

	hasher_field(h, c->prev, HASH_LEN);
	hasher_int(h, c->area);
	hasher_int(h, c->matter);
	hasher_int(h, c->seq);
	hasher_int(h, c->id);
	hasher_int(h, c->at);
	hasher_int(h, c->actor);
	hasher_text(h, c->role);
	hasher_text(h, c->act);
	hasher_int(h, c->log_no);
	hasher_field(h, c->commitment, HASH_LEN);
	hasher_end(h, ret);
}

static struct err
files_insert(struct db *w, struct act *act, int64_t matter, int64_t entry, const struct entry_draft *e, int64_t at)
{
	int64_t assignment = 0;

	for (size_t i = 0; i < e->nrefs; i++)
		if (strcmp(e->refs[i].name, "assignment") == 0)
			assignment = e->refs[i].id;
	for (size_t i = 0; i < e->nfiles; i++) {
		const struct stored_file *f = e->files[i];

		TRY(file_insert(w, act->area, env_id(act->env), matter, entry, assignment, f->stored, f->thumb, f->key,
			f->type, f->name, f->bytes, f->width, f->height, f->class ? f->class : "public", f->blurs, at, NULL));
	}
	return OK;
}

/* Acts that change nothing a member of staff decides on: they neither move a matter up in lists nor make a form stale. */
static bool
act_is_quiet(const char *act)
{
	static const char *const quiet[] = { "support", "comment", "thanks", "note", "hand_on", "links_revoked" };

	for (size_t i = 0; i < COUNT(quiet); i++)
		if (strcmp(quiet[i], act) == 0)
			return true;
	return false;
}

struct err
entry_commit(struct db *w, struct act *act, int64_t matter, struct entry_draft *e)
{
	unsigned char prev[HASH_LEN] = { 0 }, commitment[HASH_LEN], hash[HASH_LEN], salt[SALT_LEN];
	struct matter_updated m = { .updated = e->first };
	struct entry_last last;
	int64_t log;
	struct entry_core c;
	struct out o;
	bool found = true, has_last = false;

	if (act->who.cover) {			/* in somebody's stead: the history says so */
		entry_say(e, "deputy", act->who.deputy);
		entry_ref(e, "for", act->who.cover);
	}
	out_init(&o, act->a);
	TRY(payload_write(&o, w, e, act->area));
	act->env->random(act->env, salt, sizeof(salt));
	hash_bytes(commitment, o.p, o.len, salt, sizeof(salt));

	if (!e->first)
		TRY(matter_updated(w, act->a, act->area, matter, &m, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	if (!e->first)
		TRY(entry_last(w, act->a, act->area, matter, &last, &has_last));
	TRY(counter_next(w, act->area, "log", &log));
	if (has_last)
		memcpy(prev, last.hash.p, HASH_LEN);
	c = (struct entry_core){ .area = act->area, .matter = matter, .seq = has_last ? last.seq + 1 : 1,
		.id = env_id(act->env), .at = e->first ? e->first : env_now(act->env), .actor = act->who.account, .log_no = log,
		.role = act->who.as, .act = e->act, .prev = prev, .commitment = commitment };
	if (has_last && c.at < last.at)
		c.at = last.at;			/* time never decreases within a matter (DESIGN §4) */
	entry_hash(act->a, &c, hash);
	TRY(entry_insert(w, act->area, matter, c.seq, c.id, c.at, c.actor, c.role, c.act, c.log_no,
		(struct bytes){ prev, HASH_LEN }, (struct bytes){ commitment, HASH_LEN }, (struct bytes){ hash, HASH_LEN }, NULL));
	TRY(entry_body_insert(w, act->area, c.id, (struct bytes){ salt, SALT_LEN },
		(struct bytes){ (unsigned char *)o.p, o.len }, NULL));
	TRY(files_insert(w, act, matter, c.id, e, c.at));
	if (act_is_quiet(e->act) || m.updated == c.at)
		TRY(matter_set_head_there(w, act->area, matter, c.seq, (struct bytes){ hash, HASH_LEN }, NULL));
	else
		TRY(matter_set_head(w, act->area, matter, c.seq, (struct bytes){ hash, HASH_LEN }, c.at, NULL));
	if (out_failed(&o) || arena_failed(act->a))
		return FAIL(503, M_err_busy);
	return act_is_quiet(e->act) ? OK : tally_settle(w, act->a, act->env, act->area, matter);
}
