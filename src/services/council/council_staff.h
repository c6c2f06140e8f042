/* council_staff.h - inside council: reply templates, several matters at once, rulings; what their templates are given. */
#ifndef QIAO_COUNCIL_STAFF_H
#define QIAO_COUNCIL_STAFF_H

#include "base/base.h"
#include "council_staff_sql.h"
#include "matter/matter.h"
#include "services/council/council_view.h"
#include "web/web.h"

/* ---- reply templates ---- */

/* A template's words for one matter, in the language it was filed in when there are any, {places} filled: number, title, place,
 * phone (of the community's office), due, today. In the arena. */
const char *template_words(struct req *rq, const struct matter *m, const struct template_row *t);
/* The field of a move's form that a template fills: its first long text, else the reason; NULL: it has none. */
const char *template_field(const struct life_move *mv);
/* Those for this matter (of its community and street), all moves. */
struct err template_for(struct req *rq, const struct matter *m, struct template_row_rows *ret);

struct template_page {
	struct template_row_rows rows;
	struct places places;		/* communities and streets this caller may keep some for */
	const struct lifecycle *lc;
	int64_t id;			/* the one that is edited; 0: a new one */
	int64_t place;
	const char *move, *name, *zh, *en;
	bool saved;
};

/* ---- several at once ---- */

#define SEVERAL_MAX 50

struct several {
	struct matter *v;
	size_t n;
	bool ready[SEVERAL_MAX];	/* can be put on a meeting's agenda */
	size_t nready;
	const char *act, *words;	/* what came back with a fault */
	bool asks, meets;		/* may chase up units, call meetings */
};
struct several_act {
	const char *id;
	enum msg label, hint;		/* hint M_NONE: nothing is asked */
	const char *icon;
	bool required;
	enum right right;
};
extern const struct several_act several_acts[];		/* ended by id NULL */

struct several_done {
	const struct several_act *act;
	struct bulk_items_rows items;
	size_t went;
};

/* ---- rulings ---- */

struct ruling_view {
	struct ruling_row r;
	struct matter m;
	const char *title, *body;	/* what the public sees now */
	bool author, may, own;		/* reader is the author; may answer the appeal; decided it themselves */
	const char *words;		/* typed and not taken */
	bool newest;
};

/* ---- photos blurred in part ---- */

#define BLUR_LONG  8			/* cells along the photo's long side */
#define BLUR_SHORT 6
#define BLUR_CELLS (BLUR_LONG * BLUR_SHORT)

/* One matter's page for staff, shown again by the acts of other files. */
struct err desk_case(struct req *rq, struct out *o);

/* ---- numbers in words that are about to be public ---- */

/*
 * *text, the value of the form's field `field` (fault on `id`), holds a telephone or identity number: it is pointed out once. The two
 * buttons of council_numbers.html send "numbers" = "out" (*text is replaced) or "keep". False: a fault was added.
 */
bool numbers_fit(struct req *rq, const char *id, const char **text);
/* Was a number pointed out in this field on the page that is being made? */
bool numbers_asked(const struct req *rq, const char *id, const char *text);

#endif
