/* finance_fair_view.c - what the pages of fairs share: one fair loaded, its words, its code to scan. */
#include "services/finance/finance_fair_view.h"

#include "base/day.h"
#include "base/text.h"
#include "base_msg.h"
#include "finance_fair_msg.h"
#include "formats/qr.h"
#include "services/finance/finance_view.h"

static struct err
view_fill(struct req *rq, struct fair_view *v)
{
	struct fair_firm_count count;

	TRY(fair_bank_list(rq->db, rq->a, rq->area, v->r.id, &v->banks));
	TRY(fair_show_list(rq->db, rq->a, rq->area, v->r.id, &v->shows));
	TRY(fair_firm_count(rq->db, rq->a, rq->area, v->r.id, &count));
	TRY(fair_firms_open(rq->db, rq->a, rq->env, rq->area, &v->r, &v->open));
	if (v->r.closed)
		TRY(fair_sums(rq->db, rq->a, rq->area, v->r.id, &v->sums));
	v->firms = count.n;
	v->bureau = people_may(rq->db, rq->area, rq->caller, RIGHT_FAIR, 0);
	v->bank = rq->caller && people_may(rq->db, rq->area, rq->caller, RIGHT_BANK, 0) ? rq->caller->org : 0;
	return OK;
}

struct err
fair_route(struct req *rq)
{
	struct fair_view *v = NEW(rq->a, struct fair_view);
	const char *s = rq_param(rq, "number"), *dash = strchr(s, '-');
	int64_t year, number;
	bool found = false;

	if (dash && text_int(arena_dup(rq->a, s, (size_t)(dash - s)), 2000, 2999, &year) && text_int(dash + 1, 1, 9999, &number))
		TRY(fair_of_number(rq->db, rq->a, rq->area, year, number, &v->r, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	TRY(view_fill(rq, v));
	rq->object = v;
	return OK;
}

const char *
fair_no(struct req *rq, const struct fair_row *f)
{
	return arena_fmt(rq->a, "%lld-%lld", (long long)f->year, (long long)f->number);
}

const char *
fair_when(struct req *rq, const struct fair_row *f)
{
	return trf(rq, M_fair_when, day_text(rq->a, rq->lang, day_of(rq->env, f->starts)), hour_text(rq->a, rq->env, f->starts),
		hour_text(rq->a, rq->env, f->ends), NULL);
}

enum msg
fair_chip(struct req *rq, const struct fair_row *f, enum fair_open open, const char **chip)
{
	*chip = " q-chip--plain";
	if (open == FAIR_OFF) {
		*chip = " q-chip--bad";
		return M_fair_chip_off;
	}
	if (f->closed || f->ends < env_now(rq->env))
		return M_fair_is_closed;
	if (open == FAIR_OPEN) {
		*chip = " q-chip--ok";
		return M_fair_is_coming;
	}
	return open == FAIR_FULL ? M_fair_chip_full : M_fair_chip_over;
}

const char *
fair_org(const struct req *rq, const char *zh, const char *en)
{
	return rq->lang == LANG_EN && !text_empty(en) ? en : zh;
}

const char *
fair_url(struct req *rq, const char *path)
{
	return arena_fmt(rq->a, "%s%s", web_conf(rq->web)->public_url, path);
}

struct err
fair_qr(struct req *rq, const char *path, const char **d, int *side)
{
	struct qr q;

	TRY(qr_make(rq->a, fair_url(rq, path), &q));
	*d = qr_path(rq->a, &q);
	*side = qr_side(&q);
	return OK;
}

struct err
fair_act(struct db *w, struct req *rq, struct act *act)
{
	struct who who;

	TRY(who_of(rq, w, NULL, &who));
	act_of(act, rq, &who);
	return OK;
}

bool
fair_wan_read(struct req *rq, const char *typed, int64_t without, int64_t *fen)
{
	struct decimal d;

	*fen = without;
	if (text_empty(typed))
		return true;
	if (!fin_number_read(rq->a, text_fold(rq->a, typed), &d))
		return false;
	d.exp += 6;
	return dec_to_int(d, fen);
}
