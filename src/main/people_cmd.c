/* people_cmd.c - `qiao user` and `qiao import`: staff accounts and tables of places, organisations and accounts. */
#include <stdio.h>

#include "base/text.h"
#include "main/commands.h"
#include "main/site.h"
#include "people/account.h"
#include "people/import.h"
#include "people/staff.h"
#include "base_msg.h"
#include "main_msg.h"
#include "people_msg.h"
#include "people_sign_msg.h"

#define FILE_MAX ((size_t)9 << 20)	/* more than formats/table takes */

struct err
file_bytes(struct arena *a, const char *path, struct bytes *ret)
{
	FILE *f = fopen(path, "rb");
	unsigned char *p = arena_try(a, FILE_MAX);

	if (!f)
		return FAIL(404, M_main_err_file);
	*ret = (struct bytes){ p, p ? fread(p, 1, FILE_MAX, f) : 0 };
	fclose(f);
	return p ? OK : FAIL(503, M_err_busy);
}

enum { OPT_DATA, OPT_ROLE, OPT_PLACE, OPT_ORG, OPT_ZH, OPT_EN, OPT_PHONE, OPT_REMOVE, OPT_RESET, OPT_COUNT };

static const char user_help[] =
	"qiao user ACTION --data DIR [LOGIN] [OPTIONS]\n"
	"  add LOGIN --role ROLE [--place CODE] [--org CODE] [--zh LABEL] [--en LABEL] [--phone NUMBER]\n"
	"                    a new account; prints its first password once\n"
	"  list              accounts and their roles\n"
	"  role LOGIN --role ROLE [--place CODE] [--org CODE] [--remove]\n"
	"  label LOGIN --zh LABEL [--en LABEL]          what pages call the account\n"
	"  phone LOGIN [--phone NUMBER]                 where its codes go; without a number it is taken away\n"
	"  password LOGIN    a new random password, printed once; every session of the account ends\n"
	"  disable LOGIN, enable LOGIN\n"
	"  totp LOGIN        the authenticator's code of now; with --reset it is taken away and set up anew at sign-in\n"
	"ROLE: grid committee moderator unit street leader admin. CODE: a place's or organisation's code; without a place the\n"
	"role holds in the whole district.";

struct user_cmd {
	struct site site;
	struct db *db;
	const char *login;
	const struct option_word *o;
	struct account_row row;
};

/* --role, --place and --org as one grant. */
static struct err
grant_read(struct user_cmd *c, struct grant *ret)
{
	struct place place = { 0 };
	struct org org = { 0 };
	enum role role;
	bool found = true;

	if (!c->o[OPT_ROLE].value || !role_find(c->o[OPT_ROLE].value, &role))
		return FAIL(422, M_people_err_role);
	if (c->o[OPT_PLACE].value)
		TRY(place_by_code(c->db, c->site.a, c->site.area, c->o[OPT_PLACE].value, &place, &found));
	if (!found)
		return FAIL(404, M_people_err_place);
	if (c->o[OPT_ORG].value)
		TRY(org_by_code(c->db, c->site.a, c->site.area, c->o[OPT_ORG].value, &org, &found));
	return found ? staff_grant(role, place.id, org.id, ret) : FAIL(404, M_people_err_org);
}

static struct err
user_add(struct user_cmd *c)
{
	struct account_new n = { .login = text_fold(c->site.a, c->login), .password = password_random(c->site.a, &c->site.env),
		.ngrants = 1 };
	struct grant g;
	int64_t id;

	TRY(staff_login_fits(n.login));
	TRY(grant_read(c, &g));
	n.grants = &g;
	n.org = g.org;
	n.label_zh = c->o[OPT_ZH].value ? c->o[OPT_ZH].value : msg_text(LANG_ZH, role_label(g.role));
	n.label_en = c->o[OPT_EN].value ? c->o[OPT_EN].value : msg_text(LANG_EN, role_label(g.role));
	if (c->o[OPT_PHONE].value && !(n.phone = text_phone(c->site.a, c->o[OPT_PHONE].value)))
		return FAIL(422, M_people_err_phone);
	TRY(account_put(c->site.store, c->site.area, &n, &id));
	printf("%s %s\n", n.login, n.password);
	return OK;
}

static struct err
user_list(struct user_cmd *c)
{
	struct account_row_rows rows;

	TRY(account_staff(c->db, c->site.a, c->site.area, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const struct account_row *r = &rows.v[i];
		struct role_list_rows roles;

		TRY(role_list(c->db, c->site.a, c->site.area, r->id, &roles));
		printf("%-20s %-8s %-5s", r->login, r->active ? "active" : "disabled", r->totp.p ? "totp" : r->phone.p ? "sms" : "-");
		for (size_t k = 0; k < roles.n; k++) {
			struct place p;
			struct org org;

			printf(" %s", roles.v[k].role);
			if (roles.v[k].place && !place_get(c->db, c->site.a, c->site.area, roles.v[k].place, &p).code)
				printf("@%s", p.code);
			if (roles.v[k].org && !org_get(c->db, c->site.a, c->site.area, roles.v[k].org, &org).code)
				printf("@%s", org.code);
		}
		putchar('\n');
	}
	return OK;
}

struct change {
	struct user_cmd *c;
	struct grant grant;
	bool remove, active;
};

static struct err
role_tx(struct db *w, void *ctx)
{
	const struct change *h = ctx;
	int64_t area = h->c->site.area, id = h->c->row.id;

	return h->remove ? staff_role_drop(w, area, id, &h->grant) : staff_role_add(w, area, id, &h->grant);
}

static struct err
user_role(struct user_cmd *c)
{
	struct change h = { .c = c, .remove = c->o[OPT_REMOVE].value };

	TRY(grant_read(c, &h.grant));
	return store_do(c->site.store, role_tx, &h);
}

static struct err
label_tx(struct db *w, void *ctx)
{
	const struct user_cmd *c = ctx;

	return staff_label(w, store_env(c->site.store), c->site.area, 0, c->row.id, c->o[OPT_ZH].value ? c->o[OPT_ZH].value : "",
		c->o[OPT_EN].value ? c->o[OPT_EN].value : "");
}

static struct err
user_label(struct user_cmd *c)
{
	return store_do(c->site.store, label_tx, c);
}

struct phoning {
	struct user_cmd *c;
	struct staff_phone *p;
};

static struct err
phone_tx(struct db *w, void *ctx)
{
	const struct phoning *x = ctx;

	return staff_phone(w, store_env(x->c->site.store), x->c->site.area, 0, x->p);
}

static struct err
user_phone(struct user_cmd *c)
{
	const char *typed = c->o[OPT_PHONE].value, *phone = typed ? text_phone(c->site.a, typed) : NULL;
	struct phoning x = { .c = c };

	if (typed && !phone)
		return FAIL(422, M_people_err_phone);
	TRY(staff_phone_prepare(c->site.a, &c->row, phone, &x.p));
	return store_do(c->site.store, phone_tx, &x);
}

static struct err
user_password(struct user_cmd *c)
{
	const char *password;

	TRY(staff_reset(c->site.store, c->site.a, c->site.area, c->row.id, &password));
	printf("%s %s\n", c->row.login, password);
	return OK;
}

static struct err
active_tx(struct db *w, void *ctx)
{
	const struct change *h = ctx;

	return staff_active(w, h->c->site.area, h->c->row.id, h->active);
}

static struct err
user_disable(struct user_cmd *c)
{
	struct change h = { .c = c };

	return store_do(c->site.store, active_tx, &h);
}

static struct err
user_enable(struct user_cmd *c)
{
	struct change h = { .c = c, .active = true };

	return store_do(c->site.store, active_tx, &h);
}

static struct err
totp_tx(struct db *w, void *ctx)
{
	const struct user_cmd *c = ctx;

	return staff_totp_drop(w, c->site.area, c->row.id);
}

static struct err
user_totp(struct user_cmd *c)
{
	const char *code;

	if (c->o[OPT_RESET].value)
		return store_do(c->site.store, totp_tx, c);
	TRY(staff_totp_now(c->site.a, &c->site.env, &c->row, &code));
	puts(code);
	return OK;
}

static const struct action {
	const char *name;
	struct err (*run)(struct user_cmd *c);
	bool login, old;		/* wants LOGIN; an account that is there */
} actions[] = {
	{ "add", user_add, true, false },
	{ "list", user_list, false, false },
	{ "role", user_role, true, true },
	{ "label", user_label, true, true },
	{ "phone", user_phone, true, true },
	{ "password", user_password, true, true },
	{ "disable", user_disable, true, true },
	{ "enable", user_enable, true, true },
	{ "totp", user_totp, true, true },
};

static struct err
user_run(const struct action *t, struct user_cmd *c)
{
	struct err e = OK;

	TRY(site_open(&c->site, c->o[OPT_DATA].value, NULL));
	TRY(store_reader(c->site.store, &c->db));
	if (t->old)
		e = staff_find(c->db, c->site.a, c->site.area, c->login, &c->row);
	if (!e.code)
		e = t->run(c);
	store_reader_close(c->db);
	return e;
}

int
user_main(int argc, char **argv)
{
	struct option_word o[OPT_COUNT] = { { "data", false, "data" }, { "role", false, NULL }, { "place", false, NULL },
		{ "org", false, NULL }, { "zh", false, NULL }, { "en", false, NULL }, { "phone", false, NULL },
		{ "remove", true, NULL }, { "reset", true, NULL } };
	const char *words[2];
	int n = options_words(&argc, argv, o, COUNT(o), words, 2);
	const struct action *t = NULL;
	struct user_cmd c = { .o = o };
	struct err e;

	if (!options_read(argc, argv, o, COUNT(o), user_help))
		return 2;
	for (size_t i = 0; n && i < COUNT(actions); i++)
		if (strcmp(actions[i].name, words[0]) == 0)
			t = &actions[i];
	if (!t || n != 1 + t->login) {
		fprintf(stderr, "%s\n", user_help);
		return 2;
	}
	c.login = t->login ? words[1] : NULL;
	e = user_run(t, &c);
	if (e.code)
		site_say(e);
	site_close(&c.site);
	return e.code ? 1 : 0;
}

/* ---- import ---- */

static const char import_help[] =
	"qiao import places|orgs|users|roll FILE --data DIR [--dry-run]\n"
	"FILE: CSV or XLSX; the first row names the columns. Every bad row is told with its line; then nothing is written.\n"
	"  places  code kind slug zh en parent phone, and residents by age: 0-17 18-59 60-\n"
	"  orgs    code kind zh en phone email place superior\n"
	"  users   login role place org zh en phone    (prints the first passwords once)\n"
	"  roll    no kind place door area owner phone out   (who may vote; kind: voter household)\n"
	"kind of a place: district street community estate building stairwell; of an organisation: unit committee street\n"
	"property bank. docs/operate/accounts.md has examples.";

static void
faults_say(const char *file, const struct import_report *r)
{
	for (size_t i = 0; i < r->nfaults; i++) {
		const struct import_fault *f = &r->faults[i];

		fprintf(stderr, "%s:%d: %s%s", file, f->line, f->column, *f->column ? ": " : "");
		if (*f->value)
			fprintf(stderr, "'%s': ", f->value);
		fprintf(stderr, "%s\n", msg_text(LANG_EN, f->why));
	}
}

static struct err
import(struct site *s, enum import_what what, const char *path, bool dry)
{
	struct import_report r;
	struct bytes file;
	struct err e;

	TRY(file_bytes(s->a, path, &file));
	e = import_run(s->store, s->a, s->area, what, 0, file, dry, &r);
	faults_say(path, &r);
	TRY(e);
	if (dry)
		printf("%zu rows, all good; nothing was written (--dry-run)\n", r.rows);
	else
		printf("%zu rows: %zu new, %zu changed\n", r.rows, r.made, r.changed);
	for (size_t i = 0; i < r.nlogins && !dry; i++)
		printf("%s %s\n", r.logins[i], r.passwords[i]);
	return OK;
}

int
import_main(int argc, char **argv)
{
	struct option_word o[] = { { "data", false, "data" }, { "dry-run", true, NULL } };
	const char *words[2];
	int n, what = 0;
	struct site s = { 0 };
	struct err e;

	if (argc > 1 && strcmp(argv[1], "open311") == 0)
		return import_open311_main(argc, argv);		/* its own options */
	n = options_words(&argc, argv, o, COUNT(o), words, 2);
	if (!options_read(argc, argv, o, COUNT(o), import_help))
		return 2;
	while (n == 2 && what < IMPORT_WHATS && strcmp(import_name((enum import_what)what), words[0]) != 0)
		what++;
	if (n != 2 || what == IMPORT_WHATS) {
		fprintf(stderr, "%s\n", import_help);
		return 2;
	}
	e = site_open(&s, o[0].value, NULL);
	if (!e.code)
		e = import(&s, (enum import_what)what, words[1], o[1].value);
	if (e.code)
		site_say(e);
	site_close(&s);
	return e.code ? 1 : 0;
}
