/* council_quick_web.c - filing on one page: for residents in a hurry, for grid workers on the stairs, and on behalf (代填). */
#include "services/council/council.h"

#include "base/text.h"
#include "council_file_for_html.h"
#include "council_file_quick_html.h"
#include "services/council/council_clip.h"
#include "services/council/council_file_web.h"
#include "services/council/council_scope.h"
#include "services/council/council_staff.h"
#include "council_file_msg.h"

static bool
files_for(struct req *rq)
{
	return rq->caller && people_may(rq->db, rq->area, rq->caller, RIGHT_FILE_FOR, 0);
}

/* A code that was scanned, else what was chosen last, else the community where the staff work. */
static struct err
one_open(struct req *rq, const char *form, struct file_form *f)
{
	int64_t scope;

	TRY(file_open(rq, form, f));
	f->behalf = strcmp(form, "for") == 0;
	if (f->behalf)
		f->channel = "";
	else if (files_for(rq))
		f->channel = "doorstep";
	TRY(file_place(rq, f, rq_query(rq, "place")));
	scope = f->community || !files_for(rq) ? 0 : scope_of(rq, RIGHT_FILE_FOR);
	if (scope > 0)
		f->community = place_community(rq->db, rq->area, scope);
	return OK;
}

static struct err
one_show(struct req *rq, struct out *o, const struct file_form *f)
{
	struct place_options places;

	TRY(file_places(rq, *rq_query(rq, "all") ? 0 : f->community, f->spot, f->behalf ? RIGHT_FILE_FOR : RIGHT_PUBLIC, &places));
	rq->nav = f->behalf ? "desk" : "file";
	if (rq->nfaults)
		rq->status = 422;
	page_begin(o, rq, tr(rq, f->behalf ? M_file_for_title : M_file_quick_title));
	if (f->behalf)
		council_file_for_html(o, rq, f, &places);
	else
		council_file_quick_html(o, rq, f, &places, rq->caller && !files_for(rq), files_for(rq));
	page_end(o, rq);
	return OK;
}

/* What a fault leaves behind is in the draft, photos too. A resident's number in the hand of staff makes it theirs. */
static struct err
one_post(struct req *rq, struct out *o, struct file_form *f, unsigned parts)
{
	const struct upload *voice = rq_upload(rq, "voice");

	TRY(file_take(rq, f, parts));
	if (voice && voice->data.n && files_for(rq)) {		/* said instead of typed */
		file_check(rq, f, FILE_WHERE | FILE_PHONE);
		if (!rq->nfaults)
			TRY(clip_post(rq, o, f));
		if (!rq->nfaults)
			return OK;
		TRY(file_keep(rq, f, false));
		return one_show(rq, o, f);
	}
	f->behalf = f->behalf || (files_for(rq) && !text_empty(f->phone));
	file_check(rq, f, parts);
	if (!rq->nfaults && numbers_fit(rq, "title", &f->title) && numbers_fit(rq, "body", &f->body) &&
		numbers_fit(rq, "whereabouts", &f->whereabouts))
		return file_submit(rq, f, false);
	TRY(file_keep(rq, f, false));
	f->behalf = strcmp(f->form, "for") == 0;
	return one_show(rq, o, f);
}

static struct err
quick_get(struct req *rq, struct out *o)
{
	struct file_form f;

	TRY(one_open(rq, "quick", &f));
	return one_show(rq, o, &f);
}

static struct err
quick_post(struct req *rq, struct out *o)
{
	struct file_form f;

	TRY(one_open(rq, "quick", &f));
	return one_post(rq, o, &f, FILE_WHAT | FILE_WHERE | FILE_PHONE);
}

static struct err
for_get(struct req *rq, struct out *o)
{
	struct file_form f;

	TRY(one_open(rq, "for", &f));
	return one_show(rq, o, &f);
}

static struct err
for_post(struct req *rq, struct out *o)
{
	struct file_form f;

	TRY(one_open(rq, "for", &f));
	return one_post(rq, o, &f, FILE_ALL);
}

static const struct route routes[] = {
	{ VERB_GET, "/file/quick", RIGHT_PUBLIC, NULL, quick_get, "Filing on one screen.", 0 },
	{ VERB_POST, "/file/quick", RIGHT_PUBLIC, NULL, quick_post, "Files what stands on the one screen.", ROUTE_UPLOAD },
	{ VERB_GET, "/file/for", RIGHT_FILE_FOR, NULL, for_get, "Filing on behalf of a resident.", 0 },
	{ VERB_POST, "/file/for", RIGHT_FILE_FOR, NULL, for_post, "Files on behalf of a resident.", ROUTE_UPLOAD },
	{ 0 }
};

const struct route *
council_quick_routes(void)
{
	return routes;
}
