/*
 * frame.c - the page frame and the pages that belong to no room: errors, "send it again", two versions of one
 * thing. What they look like is in html/.
 */
#include "web/frame.h"

#include "base/text.h"
#include "frame_foot_html.h"
#include "frame_head_html.h"
#include "page_again_html.h"
#include "page_conflict_html.h"
#include "page_error_html.h"
#include "web/web_int.h"
#include "web_msg.h"

static const struct {
	int code;
	enum msg title, advice;
} words[] = {
	{ 400, M_web_title_400, M_web_advice_400 },
	{ 403, M_web_title_403, M_web_advice_403 },
	{ 404, M_web_title_404, M_web_advice_404 },
	{ 405, M_web_title_405, M_web_advice_404 },
	{ 409, M_web_title_409, M_web_advice_409 },
	{ 413, M_web_title_413, M_web_advice_413 },
	{ 422, M_web_title_422, M_web_advice_400 },
	{ 429, M_web_title_429, M_web_advice_503 },
	{ 431, M_web_title_400, M_web_advice_431 },
	{ 503, M_web_title_503, M_web_advice_503 },
};

const char *
error_title(const struct req *rq, int code)
{
	for (size_t i = 0; i < COUNT(words); i++) {
		if (words[i].code == code)
			return tr(rq, words[i].title);
	}
	return tr(rq, code < 500 ? M_web_title_400 : M_web_title_500);
}

const char *
error_advice(const struct req *rq, int code)
{
	for (size_t i = 0; i < COUNT(words); i++) {
		if (words[i].code == code)
			return tr(rq, words[i].advice);
	}
	return tr(rq, code < 500 ? M_web_advice_400 : M_web_advice_503);
}

void
page_begin(struct out *o, struct req *rq, const char *title)
{
	frame_head_html(o, rq, title);
}

void
page_end(struct out *o, struct req *rq)
{
	frame_foot_html(o, rq);
}

void
page_error(struct out *o, struct req *rq, struct err e)
{
	const char *title = error_title(rq, e.code);

	rq->status = e.code;
	page_begin(o, rq, title);
	page_error_html(o, rq, title, tr(rq, e.key), error_advice(rq, e.code));
	page_end(o, rq);
}

void
page_again(struct out *o, struct req *rq, enum msg why, const char *link)
{
	const char *title = tr(rq, M_web_again_title);

	page_begin(o, rq, title);
	page_again_html(o, rq, title, tr(rq, why), link ? link : "");
	page_end(o, rq);
}

void
page_conflict(struct out *o, struct req *rq, const struct conflict *v, size_t n, const char *version,
	      const char *now, const char *path)
{
	const char *title = tr(rq, M_web_title_409);

	rq->status = 409;
	page_begin(o, rq, title);
	page_conflict_html(o, rq, title, v, n, version, now, path);
	page_end(o, rq);
}
