/*
 * council_file_web.h - inside council: what the ways of filing share. A form's words, photos and place lie in a draft on the
 * server until it is filed; photos are stored when they arrive, long before any write section.
 */
#ifndef QIAO_COUNCIL_FILE_WEB_H
#define QIAO_COUNCIL_FILE_WEB_H

#include "base/base.h"
#include "matter/matter.h"
#include "services/council/council_view.h"
#include "web/web.h"

#define PHOTOS_MAX  4

/* Photos chosen so far in one form; the draft's name is part of the address that shows them. */
struct photo_set {
	const char *form;
	struct stored_file v[PHOTOS_MAX];
	const char *mark[PHOTOS_MAX];	/* of the bytes as they came: the same picture twice is once */
	size_t n;
};

enum file_part { FILE_WHAT = 1, FILE_WHERE = 2, FILE_PHONE = 4, FILE_CHANNEL = 8, FILE_ALL = 15 };

struct file_form {
	const char *form;		/* "file", "quick", "for" */
	struct draft *d;
	const char *title, *body, *category, *whereabouts;
	const char *place;		/* the chosen place's id as it came */
	int64_t spot, community;	/* 0: none chosen or unknown */
	const char *lat, *lon;		/* as a phone said or as typed; "" = not said */
	struct geo at;
	bool bad_point;
	const char *phone;		/* as typed; lies sealed in the draft */
	const char *channel;		/* web | doorstep | phone | paper */
	struct photo_set photos;
	bool behalf, check;		/* check: came from the page of answers and goes back there */
	bool kept;			/* something was there from an earlier visit */
};

/* Choices for the place: estates and buildings of the community at hand, or communities by street. */
struct place_option {
	const char *group;		/* "" = none */
	int64_t id;
	const char *label;
};
struct place_options {
	struct place_option *v;
	size_t n;
	const struct place *community;	/* whose places these are; NULL: of the district */
};

/* The page after filing. */
struct file_done {
	const struct matter *m;
	struct cards like;
	const char *again;		/* where the next one begins; here: the place is kept */
	bool here;
	const char *qr, *root;		/* root NULL: no day has ended yet */
	const char *code;		/* the filing's own: 16 digits of its check code */
	int side;
	int32_t root_day;
};

/* What the draft of this browser holds; the phone is opened. */
struct err file_open(struct req *rq, const char *form, struct file_form *ret);
/* The posted fields of these parts replace what was there. */
struct err file_take(struct req *rq, struct file_form *f, unsigned parts);
/* Only its place: it came along with a scanned code. */
struct err file_take_place(struct req *rq, struct file_form *f);
/* rq_fault for each thing that is wrong in these parts. */
void file_check(struct req *rq, const struct file_form *f, unsigned parts);
/* A telephone or identity number in what will be public, with the words around it; "" = none. out: takes them out. */
const char *file_number(struct req *rq, const struct file_form *f);
void file_number_out(struct req *rq, struct file_form *f);
/* Into the draft; phone: sealed. keep is a write section of its own. */
struct err file_keep(struct req *rq, struct file_form *f, bool phone);
/* Files it (tx_run, once per form key) and leads to the page that says so. bad: the draft is not complete; only a
 * replay of what was filed already can succeed then. */
struct err file_submit(struct req *rq, struct file_form *f, bool bad);
/* A place by its address word; nothing happens when it is unknown or "". */
struct err file_place(struct req *rq, struct file_form *f, const char *slug);
/* known 0: all of the district. right: only where the caller holds it; RIGHT_PUBLIC for all. */
struct err file_places(struct req *rq, int64_t known, int64_t chosen, enum right right, struct place_options *ret);

/* Erases what lies in a draft that is thrown away: photos and the phone. */
void file_forget(struct req *rq, const struct draft *d);
/* The posted photos: those unticked stay, the others are erased, new ones are stored. A photo that cannot be taken is a fault of "photo". */
struct err photos_take(struct req *rq, struct photo_set *p);
void photos_read(const struct draft *d, struct arena *a, struct photo_set *p);
void photos_write(struct draft *d, struct arena *a, const struct photo_set *p);

#endif
