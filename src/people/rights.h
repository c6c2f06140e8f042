/* rights.h - who may do what: roles, rights and the one table that joins them (people/rights.c). */
#ifndef QIAO_RIGHTS_H
#define QIAO_RIGHTS_H

#include "base/base.h"

/* A role is held at a place (and all below it) or in an organisation. Names as in life cycles. */
#define ROLE_TABLE(X)                                                                              \
	X(VISITOR, "visitor")     /* anybody */                                                    \
	X(RESIDENT, "resident")   /* signed in by phone */                                         \
	X(GRID, "grid")           /* 网格员 */                                                      \
	X(COMMITTEE, "committee") /* 社区工作者, residents' committee */                              \
	X(MODERATOR, "moderator") /* reads comments and thanks before they are shown */            \
	X(UNIT, "unit")           /* an answering unit's officer with an account */                \
	X(STREET, "street")       /* 街道 */                                                       \
	X(BANK, "bank")           /* 银行经办, in its institution */                                \
	X(BUREAU, "bureau")       /* 区金融局 */                                                    \
	X(ADVISER, "adviser")     /* 金融顾问, 融资服务专员, proposed by an institution */              \
	X(LEADER, "leader")       /* reads everything staff may read, changes nothing */           \
	X(ADMIN, "admin")         /* accounts, settings, outbox; reads no case */

enum role {
#define X(id, name) ROLE_##id,
	ROLE_TABLE(X)
#undef X
	ROLE_COUNT
};
const char *role_name(enum role r);			/* "committee" */
bool role_find(const char *name, enum role *ret);
bool role_in_org(enum role r);				/* held in an organisation, not at a place */
enum msg role_label(enum role r);			/* 社区工作者 / community worker */

#define RIGHT_TABLE(X)                                                                             \
	X(PUBLIC, "read what is public, file, support")                                            \
	X(MINE, "see one's own matters")                                                           \
	X(DESK, "open the workbench")                                                              \
	X(FILE_FOR, "file on behalf")                                                              \
	X(INTAKE, "import orders of other systems, give replies back")                              \
	X(HANDLE, "take in, return, decline, merge, publish, close")                               \
	X(MEET, "call meetings, write minutes, record decisions")                                  \
	X(PLAN, "write and adopt plans")                                                           \
	X(POLL, "hold polls, keep the roll, count ballots")                                        \
	X(BOOTH, "take votes at the door, enter paper ballots")                                    \
	X(ASK, "ask or assign units, record their answers, revoke links")                          \
	X(ANSWER, "answer as a unit with an account")                                              \
	X(MODERATE, "show, shorten or refuse words, blur photos, answer appeals")                  \
	X(NOTE, "write notes for staff only")                                                      \
	X(WORDS, "keep reply templates")                                                           \
	X(RULES, "change the dispatch rules, put them in force")                                   \
	X(CONTACT, "read a sealed phone number (logged)")                                          \
	X(OUTBOX, "see and retry failed messages")                                                 \
	X(USERS, "accounts and roles")                                                             \
	X(BANK, "write products of one's own institution")                                        \
	X(BUREAU, "review products of all institutions")                                           \
	X(FAIR, "hold fairs, keep the advisers' team, send notices to institutions")               \
	X(ADVISE, "visit firms, recommend them, do tasks of the advisers' team")                   \
	X(AUDIT, "read the access log")

enum right {
	RIGHT_NONE,					/* a route with it does not start */
#define X(id, help) RIGHT_##id,
	RIGHT_TABLE(X)
#undef X
	RIGHT_COUNT
};
const char *right_name(enum right r);
const char *right_help(enum right r);
bool role_may(enum role role, enum right right);	/* the table itself */
/* A right over what is one's own (follow, my account): it holds wherever the matter lies, whatever place the role is held at. */
bool right_is_own(enum right right);

#endif
