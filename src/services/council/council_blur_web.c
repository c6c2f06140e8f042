/* council_blur_web.c - a photo blurred in part: cells pressed on the photo itself, the copy takes its public place. */
#include "services/council/council.h"

#include "base/text.h"
#include "council_blur_html.h"
#include "council_photo_list_html.h"
#include "services/council/council_staff.h"
#include "base_msg.h"
#include "council_staff_msg.h"

static struct err
photos_get(struct req *rq, struct out *o)
{
	const struct matter *m = rq->object;
	struct file_row *v;
	size_t n;

	TRY(file_list_all(rq->db, rq->a, rq->area, m->r.id, &v, &n));
	rq->nav = "desk";
	page_begin(o, rq, tr(rq, M_staff_photos));
	council_photo_list_html(o, rq, m, v, n);
	page_end(o, rq);
	return OK;
}

/* The photo of the address: public, of this matter, a JPEG of ours. */
static struct err
photo_find(struct req *rq, struct file_row *ret)
{
	const struct matter *m = rq->object;
	bool found;

	TRY(file_get(rq->db, rq->a, rq->area, rq_param_id(rq, "file"), ret, &found));
	if (!found || ret->matter != m->r.id || strcmp(ret->type, "image/jpeg") != 0)
		return FAIL(404, M_err_not_found);
	return strcmp(ret->class, "public") == 0 ? OK : FAIL(409, M_staff_err_blurred);
}

static struct err
blur_page(struct req *rq, struct out *o, const struct file_row *f)
{
	if (rq->nfaults)
		rq->status = 422;
	rq->nav = "desk";
	page_begin(o, rq, tr(rq, M_staff_blur));
	council_blur_html(o, rq, rq->object, f);
	page_end(o, rq);
	return OK;
}

static struct err
blur_get(struct req *rq, struct out *o)
{
	struct file_row f;

	TRY(photo_find(rq, &f));
	return blur_page(rq, o, &f);
}

struct blurring {
	const struct matter *m;
	int64_t file;
	struct stored_file copy;
};

static struct err
blur_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct blurring *b = ctx;
	struct who who;
	struct act act;

	TRY(who_of(rq, w, b->m, &who));
	act_of(&act, rq, &who);
	TRY(matter_blur(w, &act, b->file, &b->copy));
	rq_goto(rq, arena_fmt(rq->a, "%s/photos?done=1", b->m->address));
	return OK;
}

static struct err
blur_post(struct req *rq, struct out *o)
{
	struct blurring b = { .m = rq->object };
	bool cells[BLUR_CELLS] = { false };
	struct file_row f;
	size_t n = 0;
	bool tall;

	TRY(photo_find(rq, &f));
	for (size_t i = 0; i < rq->nform; i++) {
		int64_t cell;

		if (strcmp(rq->form[i].name, "cell[]") != 0 || !text_int(rq->form[i].value, 0, BLUR_CELLS - 1, &cell))
			continue;
		cells[cell] = true;
		n++;
	}
	if (!n) {
		rq_fault(rq, "cells", M_staff_err_cells, NULL);
		return blur_page(rq, o, &f);
	}
	b.file = f.id;
	tall = f.height > f.width;
	TRY(file_blur(rq->a, rq->env, &f, tall ? BLUR_SHORT : BLUR_LONG, tall ? BLUR_LONG : BLUR_SHORT, cells, &b.copy));
	TRY(tx_run(rq, blur_tx, &b));
	return see_other(rq, NULL);
}

static const struct route routes[] = {
	{ VERB_GET, "/:place/:number/photos", RIGHT_MODERATE, matter_route, photos_get, "All photos, also those behind blurred ones.", 0 },
	{ VERB_GET, "/:place/:number/blur/:file", RIGHT_MODERATE, matter_route, blur_get, "Choose the cells of a photo to be blurred.", 0 },
	{ VERB_POST, "/:place/:number/blur/:file", RIGHT_MODERATE, matter_route, blur_post, "Blurs cells of a photo in public.", 0 },
	{ 0 }
};

const struct route *
council_blur_routes(void)
{
	return routes;
}
