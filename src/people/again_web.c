/* again_web.c - who does what matters for the account proves once more who they are: by signing in again, all of it, without typing
 * what we know. Which routes ask for it is in their flags (ROUTE_PROVED), when, in the gate. */
#include "base/text.h"
#include "people/account.h"
#include "people/pages_web.h"
#include "people_again_html.h"
#include "base_msg.h"
#include "people_sign_msg.h"

struct err
account_again_get(struct req *rq, struct out *o)
{
	struct again_page p = { .back = sign_back(rq) };
	struct account_row row;
	const char *phone;
	bool found;

	if (proved_lately(rq))
		return see_other(rq, *p.back ? p.back : "/account");
	TRY(account_one(rq->db, rq->a, rq->area, rq->caller->account, &row, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	if (row.staff)
		p.login = row.login;
	else {
		TRY(person_unseal(rq->db, rq->a, rq->area, row.id, &phone));
		p.shown = text_mask_phone(rq->a, phone);
		p.carried = sign_carry(rq, phone);
	}
	page_begin(o, rq, tr(rq, M_people_again_title));
	people_again_html(o, rq, &p);
	page_end(o, rq);
	return OK;
}
