/*
 * api_web.h - what an operation of the API at /api/v1 is: address, right, arguments, body and answer as const tables. Services offer tables of
 * them, main hands all to council, whose engine makes routes, checks, JSON and the OpenAPI document of them.
 */
#ifndef QIAO_PEOPLE_API_WEB_H
#define QIAO_PEOPLE_API_WEB_H

#include "people/apikey.h"
#include "web/web.h"

/* ---- what answers hold ---- */

enum api_type {
	API_TEXT,		/* const char * */
	API_WORD,		/* const char *, one of `words` */
	API_URL,		/* const char *: a whole address */
	API_ID,			/* int64_t; text in JSON: JavaScript has 53 bits */
	API_INT,		/* int64_t */
	API_BOOL,		/* bool */
	API_TIME,		/* int64_t, UTC microseconds; 0 = null */
	API_DAY,		/* int64_t, days; 0 = null */
	API_DEGREES,		/* int64_t, 1e-7 degrees; 0 = null */
	API_OBJECT,		/* const void *: one of `of` */
	API_LIST,		/* struct api_list: many of `of`; in bodies without `of`: texts */
	API_MAP,		/* only in bodies: names and texts */
	API_PHOTOS,		/* only in bodies: pictures in base64 */
};
enum { API_NULL = 1, API_MUST = 2 };	/* answers: may be null ("" and 0 are written so); bodies: must be there */

struct api_list {
	const void *v;
	size_t n;
};
struct api_schema;
struct api_field {
	const char *name;
	enum api_type type;
	int flags;
	size_t at;		/* offset in the struct; of a body: longest text in characters, largest number, most of a list; 0 = no limit */
	const char *words;	/* "open closed" */
	const struct api_schema *of;
	const char *about;
};
struct api_schema {
	const char *name, *about;
	size_t size;		/* of the struct */
	const struct api_field *fields;		/* ended by name NULL */
};

/* ---- operations ---- */

struct api_answer {
	const void *v;		/* one, or n of them for a list */
	size_t n;
	const char *next;	/* cursor of the next page, NULL = the last */
};
struct api_op {
	enum verb verb;
	const char *path, *id, *about;		/* below API_ROOT; operationId; one English sentence */
	enum msg label;				/* the same for the page about it */
	int right;
	enum scope scope;			/* a key with it is needed; 0 = anybody */
	struct err (*load)(struct req *rq);
	struct err (*run)(struct req *rq, struct api_answer *ret);
	const struct api_field *query;		/* arguments; ended by name NULL, or NULL */
	const struct api_schema *body;		/* NULL: none */
	const struct api_schema *answer;
	bool list;
	int status;				/* 200, 201, 202 */
	const char *errors;			/* which others this one has: "404 409" */
};						/* tables are ended by path NULL; operations of one path stand side by side */
/* A body is checked against its schema before `run`, which then reads it like a form: rq_form (a number as its digits, yes or no as
 * "yes" and "", a map's name as "answers.NAME", a list of texts as "matters[]" each, a list of objects as "options.0.title"),
 * pictures as rq->uploads. */

#endif
