/* finance_figures_view.c - sums, growth and months in the reader's words. */
#include "services/finance/finance_figures.h"

#include "base/text.h"
#include "finance_return_msg.h"
#include "finance_page_msg.h"
#include "services/finance/finance_view.h"

#define YI INT64_C(10000000000)		/* 100,000,000 yuan in fen */

const char *
fin_yuan(struct req *rq, int64_t fen)
{
	if (rq->lang == LANG_ZH && fen >= YI)
		return trf(rq, M_fing_yi, fin_grouped(rq->a, fin_yi(rq->a, fen)), NULL);
	return fin_amount(rq, (struct decimal){ .lo = (uint64_t)fen, .exp = -6 });
}

const char *
fin_growth_text(struct req *rq, int64_t now, int64_t base)
{
	int64_t tenths, size;

	if (!fin_growth(now, base, &tenths))
		return tr(rq, M_fing_no_base);
	if (!tenths)
		return tr(rq, M_fing_same);
	size = tenths < 0 ? -tenths : tenths;
	return trf(rq, tenths < 0 ? M_fing_down : M_fing_up, size % 10 ? arena_fmt(rq->a, "%lld.%lld", (long long)(size / 10), (long long)(size % 10))
		: fin_number(rq, size / 10), NULL);
}

const char *
fin_count_or(struct req *rq, int64_t n)
{
	return n == FIN_NONE ? tr(rq, M_fing_not_given) : fin_grouped(rq->a, fin_number(rq, n));
}

const char *
fin_sum_name(const struct req *rq, const struct fin_sum *s)
{
	if (rq->lang != LANG_EN)
		return s->zh;
	/* what institutions write in the column of names stands in both; some words the program knows in English too */
	for (size_t k = 0; k < 2; k++)
		for (const struct fin_choice *c = fin_fields[k ? F_INDUSTRY : F_SIZE].choices; c->id; c++)
			if (strcmp(msg_text(LANG_ZH, c->label), s->zh) == 0)
				return msg_text(LANG_EN, c->label);
	return text_empty(s->en) ? s->zh : s->en;
}

const char *
fin_month_iso(struct arena *a, int64_t month)
{
	return arena_fmt(a, "%04lld-%02lld", (long long)(month / 100), (long long)(month % 100));
}

const char *
fin_of_path(struct req *rq, int64_t month, const char *calibre, const char *kind, const char *name)
{
	struct out o;

	out_init(&o, rq->a);
	out_fmt(&o, "/finance/figures/of?month=%s&calibre=%s&kind=%s&name=", fin_month_iso(rq->a, month), calibre, kind);
	html_url_part(&o, name);
	return out_cstr(&o);
}

int
fin_share(int64_t part, int64_t whole)
{
	return whole > 0 ? (int)(((__int128)part * 200 / whole + 1) / 2) : 0;
}
