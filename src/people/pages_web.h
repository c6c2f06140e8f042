/* pages_web.h - between the files of people's pages: handlers for the one table in people_web.c, and what they share. */
#ifndef QIAO_PEOPLE_PAGES_H
#define QIAO_PEOPLE_PAGES_H

#include "people/code.h"
#include "people/import.h"
#include "people/people.h"
#include "people_cover_sql.h"
#include "people/session.h"
#include "web/web.h"

/* sign_web.c */
struct err sign_in_get(struct req *rq, struct out *o);
struct err sign_in_post(struct req *rq, struct out *o);
struct err sign_code_get(struct req *rq, struct out *o);
struct err sign_code_post(struct req *rq, struct out *o);
struct err sign_out_post(struct req *rq, struct out *o);
/* Where a sign-in leads: `back` of form or query when it is a page of ours, else "". */
const char *sign_back(struct req *rq);
/* "/sign-in/code?c=…&back=…"; what is "" is left out. */
const char *sign_path(struct req *rq, const char *path, const char *carried, const char *back);
/* Begins a session and gives the cookie; its own write section. */
/* One line of the log for what happened at a sign-in: "sign_in", "sign_in_failed", "sign_out"; way: by what ("code", "password",
 * "totp"). Never a number, a name or an address. */
void sign_event(struct req *rq, const char *event, const char *way, int64_t account);
struct err sign_begin(struct req *rq, int64_t account, bool staff, enum session_level level);
/* A secret of this form in this browser: the same form sent twice has the same. */
const char *sign_once(struct req *rq);
/* A code to this number, then to `path` (by tx_run); 429 when there were too many. */
struct err sign_send(struct req *rq, const char *phone, const char *path);
/* One try at the code of this number in this browser, counted. 429. */
struct err sign_try(struct req *rq, const char *phone, const char *typed, enum code_verdict *ret);
const char *sign_carry(struct req *rq, const char *phone);	/* a number sealed to travel to POST /sign-in as `c` */
/* The page that asks for the six digits. */
struct code_page {
	const char *action;			/* where it is sent */
	const char *shown;			/* masked phone; NULL: the code comes from an authenticator */
	const char *carried, *back;
	const char *again;			/* where a new code is asked for, NULL: nowhere */
};
void sign_code_page(struct req *rq, struct out *o, const struct code_page *p);

/* staff_web.c */
struct err staff_get(struct req *rq, struct out *o);
struct err staff_post(struct req *rq, struct out *o);
struct err staff_code_get(struct req *rq, struct out *o);
struct err staff_code_post(struct req *rq, struct out *o);
/* The account of half a sign-in; *found false when there is none. */
struct err staff_half(struct req *rq, struct account_row *ret, bool *found);
struct err staff_needs_totp(struct req *rq, int64_t account, bool *ret);
const char *staff_home(struct req *rq, int64_t account);

/* totp_web.c */
struct totp_page {
	const char *secret, *path, *box;	/* in fours; the QR code's SVG path and viewBox */
	const char *carried, *back;
};
struct err totp_get(struct req *rq, struct out *o);
struct err totp_post(struct req *rq, struct out *o);

/* account_web.c */
struct account_page {
	const char *name, *login, *phone;	/* phone: masked, NULL = none */
	bool staff, totp, proved;
	const char **roles;
	size_t nroles;
	struct session_list_rows sessions;
	size_t here;				/* which of them this one is */
	struct access_about_rows seen;
	struct contact contact;
};
const char *role_words(struct req *rq, const struct grant *g);	/* "社区工作者（北岸社区）" */
struct err account_get(struct req *rq, struct out *o);
struct err account_others_post(struct req *rq, struct out *o);
struct err account_session_post(struct req *rq, struct out *o);
struct err account_password_post(struct req *rq, struct out *o);

/* again_web.c */
struct again_page {
	const char *login;			/* staff; NULL: a resident */
	const char *shown, *carried;		/* their number masked, and sealed to travel */
	const char *back;
};
struct err account_again_get(struct req *rq, struct out *o);
/* number_web.c */
struct err number_get(struct req *rq, struct out *o);
struct err number_post(struct req *rq, struct out *o);
struct err number_code_get(struct req *rq, struct out *o);
struct err number_code_post(struct req *rq, struct out *o);
struct err hush_post(struct req *rq, struct out *o);

bool proved_lately(const struct req *rq);	/* the caller signed in a little while ago */

/* cover_web.c */
struct cover_page {
	int64_t me, deputy;
	int32_t today;
	const char *from, *to;			/* as typed */
	struct cover_of_rows rows;
	struct cover_choices_rows choices;
};
struct err cover_get(struct req *rq, struct out *o);
struct err cover_post(struct req *rq, struct out *o);
struct err cover_end_post(struct req *rq, struct out *o);

/* admin_web.c */
struct choice {
	int64_t id;
	const char *text;
};
struct choices {
	struct choice *v;
	size_t n, cap;
};
struct user_form {				/* a role at a place or in an organisation, and what was typed */
	struct choices places, orgs;
	int64_t place, org;
	const char *role;
	bool program;				/* for a key: residents may be chosen, administrators not */
};
struct users_page {
	struct account_row_rows rows;
	const char **roles;
	struct user_form form;
	bool calendar_ends;			/* due days will soon be wrong */
};
struct user_page {
	const struct account_row *row;
	struct role_list_rows roles;
	const char **words, *phone;		/* of roles; masked, NULL = none */
	const char *once;			/* the password to be shown now, NULL = none */
	bool mine;
	struct user_form form;
};
struct access_page {
	struct access_list_rows rows;
	const char **shown;
	int64_t next;				/* where the next page begins, 0 = none */
};
struct err users_get(struct req *rq, struct out *o);
struct err users_post(struct req *rq, struct out *o);
struct err user_load(struct req *rq);
struct err user_get(struct req *rq, struct out *o);
struct err user_role_post(struct req *rq, struct out *o);
struct err user_drop_post(struct req *rq, struct out *o);
struct err user_active_post(struct req *rq, struct out *o);
struct err user_reset_post(struct req *rq, struct out *o);
struct err user_label_post(struct req *rq, struct out *o);
struct err user_phone_post(struct req *rq, struct out *o);
struct err access_get(struct req *rq, struct out *o);
/* What any form offers that gives a role at a place; and what came back, as faults when it is wrong. */
struct err user_form_fill(struct req *rq, struct user_form *f);
struct err user_form_grant(struct req *rq, struct grant *g);

/* apikey_web.c */
struct err keys_get(struct req *rq, struct out *o);
struct err keys_post(struct req *rq, struct out *o);
struct err key_revoke_post(struct req *rq, struct out *o);

/* Who read or changed something, in the reader's language; who holds the data folder has no account. */
const char *access_who(struct req *rq, const char *zh, const char *en);

/* import_web.c */
struct import_page {
	const char *what;			/* chosen so far */
	struct import_report report;		/* of a table with mistakes */
};
struct kept_page {
	const struct import_keep *keep;
	struct import_report report;
	const char *until;			/* how long the passwords can be read */
};
struct err import_get(struct req *rq, struct out *o);
struct err import_post(struct req *rq, struct out *o);
struct err kept_page_get(struct req *rq, struct out *o);
struct err kept_page_post(struct req *rq, struct out *o);

#endif
