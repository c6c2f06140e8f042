/* judge.c - from what came back over the wire to what it means for the letter: sent, later, never. */
#include "post/post_int.h"

#include "base/text.h"
#include "post_msg.h"

static const char *const channel_names[POST_CHANNELS] = { "mail", "sms", "webhook", "wecom", "dingtalk", "feishu" };

const char *
post_channel_name(enum post_channel c)
{
	assert(c < POST_CHANNELS);
	return channel_names[c];
}

bool
post_channel_find(const char *name, enum post_channel *ret)
{
	for (enum post_channel c = 0; c < POST_CHANNELS; c++) {
		if (strcmp(name, channel_names[c]) == 0) {
			*ret = c;
			return true;
		}
	}
	return false;
}

const struct sender *
sender_of(enum post_channel c)
{
	static const struct sender *const senders[POST_CHANNELS] = { &mail_sender,	&sms_sender,	  &webhook_sender,
								     &wecom_sender, &dingtalk_sender, &feishu_sender };

	assert(c < POST_CHANNELS);
	return senders[c];
}

/*
 * An HTTP status that is no yes. Most are tried again, also 401 and 404: receivers get deployed and keys corrected
 * within a day. Providers say the real cause in the body, also beside a 4xx.
 */
static struct outcome
status_judge(const struct sender *s, const struct post_conf *c, struct arena *a, const struct reply *r)
{
	const char *status = arena_fmt(a, "HTTP %ld", r->status);
	struct outcome o;

	if (r->status >= 300 && r->status < 400)
		return NEVER(M_post_err_redirect, status);
	if (r->status == 410)
		return NEVER(M_post_err_status, status);
	if (s->judge) {
		o = s->judge(c, a, r);
		if (o.verdict != VERDICT_SENT && o.why == M_post_err_refused)
			return o;
	}
	return LATER(M_post_err_status, status);
}

struct outcome
post_judge(const struct sender *s, const struct post_conf *c, struct arena *a, const struct reply *r, const struct parcel *p)
{
	switch (r->wire) {
	case WIRE_PRIVATE:
		return NEVER(M_post_err_private, "");
	case WIRE_SIGN_IN:
		return LATER(M_post_err_sign_in, r->line);
	case WIRE_TLS:
		return LATER(M_post_err_tls, r->line);
	case WIRE_SLOW:
		return LATER(M_post_err_slow, "");
	case WIRE_UNREACHABLE:
		return LATER(M_post_err_unreachable, r->line);
	case WIRE_REFUSED:				/* RFC 5321 §4.2.1: 5xx must not be repeated as it is */
		if (r->status >= 500)
			return NEVER(M_post_err_refused, r->line);
		return LATER(M_post_err_refused, r->line);
	case WIRE_ANSWERED:
		break;
	}
	if (p->mail)
		return SENT;
	if (r->status < 200 || r->status > 299)
		return status_judge(s, c, a, r);
	return s->judge ? s->judge(c, a, r) : SENT;
}
