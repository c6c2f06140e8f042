/* req.c - what a handler reads from a request and says in its answer (web.h). */
#include <stdarg.h>
#include <strings.h>

#include "base/log.h"
#include "base/text.h"
#include "store/store.h"
#include "web/web_int.h"
#include "web_msg.h"

static const char *
value(const struct field *v, size_t n, const char *name)
{
	const char *s = field_find(v, n, name);

	return s ? s : "";
}

const char *
rq_param(const struct req *rq, const char *name)
{
	return value(rq->params, rq->nparams, name);
}

int64_t
rq_param_id(const struct req *rq, const char *name)
{
	int64_t id = 0;
	const char *s = rq_param(rq, name);

	/* only the form we write ourselves: one address per thing */
	if (*s < '1' || *s > '9' || strspn(s, "0123456789") != strlen(s) || !text_int(s, 1, INT64_MAX, &id))
		return 0;
	return id;
}

uint32_t
rq_written(const struct req *rq)
{
	return store_version(rq->store);
}

const char *
rq_query(const struct req *rq, const char *name)
{
	return value(rq->query, rq->nquery, name);
}

const char *
rq_form(const struct req *rq, const char *name)
{
	return value(rq->form, rq->nform, name);
}

bool
rq_has(const struct req *rq, const char *name)
{
	return field_find(rq->form, rq->nform, name) != NULL;
}

const struct upload *
rq_upload(const struct req *rq, const char *field)
{
	for (size_t i = 0; i < rq->nuploads; i++) {
		if (!strcmp(rq->uploads[i].field, field))
			return &rq->uploads[i];
	}
	return NULL;
}

const char *
rq_head(const struct req *rq, const char *name)
{
	assert(!rq->ready);
	return job_head_value(job_of(rq), name);
}

const char *
path_ours(struct arena *a, const char *s)
{
	struct out o;

	if (s[0] != '/' || s[1] == '/' || s[1] == '\\' || strlen(s) > 2000)
		return NULL;
	out_init(&o, a);
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c < 0x20 || c == 0x7f || c == '\\')
			return NULL;
		if (c > 0x7f || strchr(" \"<>^`{|}", c))
			out_fmt(&o, "%%%02X", c);
		else
			out_put(&o, s, 1);
	}
	return out_cstr(&o);
}

void
rq_goto(struct req *rq, const char *path)
{
	const char *ours = path_ours(rq->a, path);

	/* a handler that passes on what somebody typed must not lead elsewhere, nor end the program */
	if (!ours)
		log_event(LOG_WARN, "not_our_path", "route=%s", rq->route ? rq->route->path : "");
	rq->location = ours ? ours : "/";
}

struct err
see_other(struct req *rq, const char *path)
{
	if (path)
		rq_goto(rq, path);
	assert(rq->location);
	rq->status = 303;
	return OK;
}

void
rq_header(struct req *rq, const char *name, const char *text)
{
	char *clean = arena_str(rq->a, text);
	struct field *v = NEWN(rq->a, struct field, rq->nheaders + 1);

	for (char *p = clean; *p; p++) {
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			*p = ' ';
	}
	if (rq->nheaders)
		memcpy(v, rq->headers, rq->nheaders * sizeof *v);
	v[rq->nheaders++] = (struct field){ name, clean };
	rq->headers = v;
}

void
rq_save_as(struct req *rq, const char *type, const char *name)
{
	rq->type = type;
	rq_header(rq, "Content-Disposition", arena_fmt(rq->a, "attachment; filename=\"%s\"", name));
}

const char *
tr(const struct req *rq, enum msg key)
{
	return msg_text(rq->lang, key);
}

/* {1} {2} … of the sentence filled from a list that ends with NULL. */
static const char *
filled(const struct req *rq, enum msg key, va_list ap)
{
	const char *v[9] = { 0 };
	struct out o;
	int n = 0;

	for (const char *s; (s = va_arg(ap, const char *));) {
		assert(n < 9);
		v[n++] = s;
	}
	out_init(&o, rq->a);
	for (const char *p = msg_text(rq->lang, key); *p; p++) {
		if (p[0] == '{' && p[1] >= '1' && p[1] <= '9' && p[2] == '}') {
			assert(p[1] - '1' < n);
			out_str(&o, v[p[1] - '1']);
			p += 2;
		} else {
			out_put(&o, p, 1);
		}
	}
	return out_cstr(&o);
}

const char *
trf(const struct req *rq, enum msg key, ...)
{
	va_list ap;
	const char *s;

	va_start(ap, key);
	s = filled(rq, key, ap);
	va_end(ap);
	return s;
}

void
rq_fault(struct req *rq, const char *field, enum msg key, ...)
{
	struct fault *v = NEWN(rq->a, struct fault, rq->nfaults + 1);
	va_list ap;

	if (rq->nfaults)
		memcpy(v, rq->faults, rq->nfaults * sizeof *v);
	va_start(ap, key);
	v[rq->nfaults++] = (struct fault){ field, filled(rq, key, ap) };
	va_end(ap);
	rq->faults = v;
}

const char *
rq_fault_of(const struct req *rq, const char *field)
{
	for (size_t i = 0; i < rq->nfaults; i++) {
		if (!strcmp(rq->faults[i].field, field))
			return rq->faults[i].text;
	}
	return NULL;
}

const struct web_conf *
web_conf(const struct web *w)
{
	return &w->conf;
}

const struct menu_item *
web_menu(const struct req *rq)
{
	return rq->web->menu;
}

struct err
rq_rate(struct req *rq, const char *who, int minute)
{
	int left, full, wait = rate_take_named(rq->web->named, who, minute, web_monotonic(), &left, &full);

	rq_header(rq, "RateLimit-Policy", arena_fmt(rq->a, "\"minute\";q=%d;w=60", minute));
	rq_header(rq, "RateLimit", arena_fmt(rq->a, "\"minute\";r=%d;t=%d", left, full));
	if (!wait)
		return OK;
	rq_header(rq, "Retry-After", arena_fmt(rq->a, "%d", wait));
	return FAIL(429, M_web_err_429);
}

/* The weight of one language range in thousandths; 1000 when none is said (RFC 9110 §12.4.2). */
static int
weight(const char *s, size_t n)
{
	const char *q = memmem(s, n, "q=", 2);
	int w = 0, unit = 100;

	if (!q)
		return 1000;
	q += 2;
	if (*q == '1')
		return 1000;
	for (q += 1 + (q[0] && q[1] == '.'); unit && *q >= '0' && *q <= '9'; q++, unit /= 10)
		w += (*q - '0') * unit;
	return w;
}

enum lang
rq_accept_lang(const struct req *rq)
{
	int zh = 0, en = 0;

	for (const char *s = rq_head(rq, "Accept-Language"); *s;) {
		size_t n;

		s += strspn(s, ", \t");
		n = strcspn(s, ",");
		if (!strncasecmp(s, "zh", 2))
			zh = weight(s, n) > zh ? weight(s, n) : zh;
		else if (!strncasecmp(s, "en", 2))
			en = weight(s, n) > en ? weight(s, n) : en;
		s += n;
	}
	return en > zh ? LANG_EN : LANG_ZH;
}
