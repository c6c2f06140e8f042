/* import.c - a table becomes places, organisations or accounts: every bad row is told, and then nothing is written. */
#include "people/import_int.h"
#include "people_admin_msg.h"

#include <stdlib.h>

#include "base/text.h"
#include "people/account.h"

#define AGE_MAX    200

const char *
import_name(enum import_what w)
{
	static const char *const names[IMPORT_WHATS] = { "places", "orgs", "users", "roll" };

	return names[w];
}

const char *
import_value(const struct reading *r, size_t column)
{
	return r->at[column] ? table_field(r->a, r->row, r->at[column] - 1) : "";
}

static void
fault_add(struct reading *r, int line, const char *column, const char *value, enum msg why)
{
	struct import_report *p = r->report;

	/* The last place takes whatever comes: heads_read writes to the newest. */
	if (p->nfaults < IMPORT_FAULTS)
		p->nfaults++;
	p->faults[p->nfaults - 1] = (struct import_fault){ line, column, value, why };
}

void
import_fault(struct reading *r, size_t column, enum msg why)
{
	const char *name = r->at[column] ? table_field(r->a, &r->table->v[0], r->at[column] - 1) : import_columns[r->what][column].name;

	fault_add(r, r->row->line, name, import_value(r, column), why);
}

/* "0-17", "60-", "60+": a column of residents' numbers by age. */
static bool
age_read(struct reading *r, size_t at, const char *name)
{
	struct age *g = &r->ages[r->nages];
	char *end;
	long from, to;

	if (r->what != IMPORT_PLACES || r->nages == AGES_MAX || name[0] < '0' || name[0] > '9')
		return false;
	from = strtol(name, &end, 10);
	if (*end != '-' && *end != '+')
		return false;
	end++;
	to = *end ? strtol(end, &end, 10) : AGE_MAX;
	if (*end || from > to || to > AGE_MAX)
		return false;
	*g = (struct age){ at, (int)from, (int)to, name };
	r->nages++;
	return true;
}

static bool
column_find(struct reading *r, const char *name, size_t *ret)
{
	const struct column *c = import_columns[r->what];
	const char *folded = text_fold(r->a, name);

	for (size_t i = 0; c[i].name; i++)
		if (strcmp(folded, c[i].name) == 0 || strcmp(name, msg_text(LANG_ZH, c[i].label)) == 0 ||
		    strcmp(folded, text_fold(r->a, msg_text(LANG_EN, c[i].label))) == 0) {
			*ret = i;
			return true;
		}
	return false;
}

static void
head_read(struct reading *r)
{
	const struct column *c = import_columns[r->what];
	const struct row *head = &r->table->v[0];

	for (size_t i = 0; i < head->n; i++) {
		const char *name = table_field(r->a, head, i);
		size_t k;

		if (column_find(r, name, &k)) {
			if (r->at[k])
				fault_add(r, head->line, name, "", M_people_bad_twice);
			r->at[k] = i + 1;
		} else if (*name && !age_read(r, i, name))
			fault_add(r, head->line, name, "", M_people_bad_column);
	}
	for (size_t i = 0; c[i].name; i++)
		if (c[i].needed && !r->at[i])
			fault_add(r, head->line, c[i].name, "", M_people_bad_no_column);
}

static void
rows_read(struct reading *r)
{
	for (size_t i = 1; i < r->table->n; i++) {
		r->row = &r->table->v[i];
		import_row(r, &r->entries[r->nentries]);
		r->nentries++;
	}
	r->report->rows = r->nentries;
}

/* What writing would come to: a login stands in several rows when it has several roles. */
static void
rows_count(struct reading *r)
{
	for (size_t i = 0; i < r->nentries; i++) {
		bool again = false;

		for (size_t k = 0; r->what == IMPORT_USERS && k < i; k++)
			again = again || strcmp(r->entries[k].user.login, r->entries[i].user.login) == 0;
		if (r->entries[i].known)
			r->report->changed++;
		else if (!again)
			r->report->made++;
	}
}

/* Hashing and keys before the write section: some 20 ms for each account. */
static struct err
users_prepare(struct reading *r, struct env *env)
{
	struct import_report *p = r->report;

	p->logins = NEWN(r->a, const char *, r->nentries + 1);
	p->passwords = NEWN(r->a, const char *, r->nentries + 1);
	for (size_t i = 0; i < r->nentries; i++) {
		struct entry *e = &r->entries[i];
		bool known = false;

		for (size_t k = 0; k < p->nlogins; k++)
			known = known || strcmp(p->logins[k], e->user.login) == 0;
		if (known)
			continue;
		e->user.password = password_random(r->a, env);
		if (!*e->user.label_zh)
			e->user.label_zh = msg_text(LANG_ZH, role_label(e->role));
		if (!*e->user.label_en)
			e->user.label_en = msg_text(LANG_EN, role_label(e->role));
		TRY(account_prepare(r->a, env, &e->user, &e->draft));
		p->logins[p->nlogins] = e->user.login;
		p->passwords[p->nlogins++] = e->user.password;
	}
	return OK;
}

struct import {
	struct reading r;
	struct table t;
	struct env *env;
};

static struct err
read_within(struct store *s, struct arena *a, int64_t area, enum import_what what, int64_t within, struct bytes file, struct import **ret,
	struct import_report *report)
{
	struct import *m = NEW(a, struct import);
	struct reading *r = &m->r;
	struct err e;
	int line = 0;

	*report = (struct import_report){ .faults = NEWN(a, struct import_fault, IMPORT_FAULTS) };
	*r = (struct reading){ .a = a, .area = area, .what = what, .within = within, .table = &m->t, .report = report };
	m->env = store_env(s);
	e = table_read(a, file, NULL, &m->t, &line);
	if (!e.code && m->t.n == 0)
		e = FAIL(422, M_people_bad_no_column);
	if (e.code) {
		fault_add(r, line, "", "", e.key);
		return e.code == 422 ? FAIL(422, M_people_err_import) : e;
	}
	TRY(store_reader(s, &r->db));
	r->entries = NEWN(a, struct entry, m->t.n);
	head_read(r);
	if (!report->nfaults)
		rows_read(r);
	store_reader_close(r->db);
	if (report->nfaults)
		return FAIL(422, M_people_err_import);
	rows_count(r);
	*ret = m;
	return OK;
}

struct err
import_read(struct store *s, struct arena *a, int64_t area, enum import_what what, struct bytes file, struct import **ret,
	struct import_report *report)
{
	return read_within(s, a, area, what, 0, file, ret, report);
}

struct err
import_prepare(struct import *m)
{
	if (m->r.what == IMPORT_ROLL)
		return roll_prepare(&m->r, m->env);
	return m->r.what == IMPORT_USERS ? users_prepare(&m->r, m->env) : OK;
}

struct err
import_write(struct db *w, struct import *m)
{
	for (size_t i = 0; i < m->r.nentries; i++)
		TRY(import_row_write(w, m->env, &m->r, &m->r.entries[i]));
	return OK;
}

static struct err
write_tx(struct db *w, void *ctx)
{
	return import_write(w, ctx);
}

struct err
import_run(struct store *s, struct arena *a, int64_t area, enum import_what what, int64_t within, struct bytes file, bool dry,
	   struct import_report *ret)
{
	struct import *m;

	TRY(read_within(s, a, area, what, within, file, &m, ret));
	if (dry)
		return OK;
	TRY(import_prepare(m));
	TRY(store_do(s, write_tx, m));
	return what == IMPORT_ROLL ? roll_written(&m->r) : OK;
}
