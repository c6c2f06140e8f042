/*
 * robot.c - group robots of WeCom, DingTalk and Feishu: their JSON, their signatures, and their habit of answering
 * 200 to a refusal (the error lies in the body). Sources: the three "custom robot" pages of their open platforms.
 */
#include "post/post_int.h"

#include "base/day.h"
#include "base/json.h"
#include "base/text.h"
#include "post_msg.h"

/* The platforms' limits on one text message, in bytes; Feishu's 20 KB are for the whole body. */
#define WECOM_MAX    2048
#define DINGTALK_MAX 18000
#define FEISHU_MAX   18000

/* Splits at the first run of blanks; rest is "" when there is none. */
static const char *
word_take(struct arena *a, const char *s, const char **rest)
{
	size_t n = strcspn(s, " \t");

	*rest = s + n + strspn(s + n, " \t");
	return arena_dup(a, s, n);
}

bool
post_robot_find(const struct post_conf *c, const char *name, enum post_channel *ret)
{
	for (size_t i = 0; i < c->robots.n; i++) {
		const char *value = c->robots.v[i].value;
		size_t n = strcspn(value, " \t");

		if (strcmp(c->robots.v[i].name, name) != 0)
			continue;
		for (enum post_channel ch = POST_WEBHOOK; ch < POST_CHANNELS; ch++) {
			const char *kind = post_channel_name(ch);

			if (strlen(kind) == n && memcmp(kind, value, n) == 0) {
				*ret = ch;
				return true;
			}
		}
	}
	return false;
}

struct err
robot_address(const struct post_conf *c, struct arena *a, enum post_channel ch, const char *address, const char **url,
	      const char **secret)
{
	enum post_channel kind;

	if (address[0] != '@') {
		*url = word_take(a, address, secret);
		return OK;
	}
	if (!post_robot_find(c, address + 1, &kind))
		return FAIL(500, M_post_err_robot);
	if (kind != ch)
		return FAIL(500, M_post_err_robot);
	for (size_t i = 0; i < c->robots.n; i++) {
		if (strcmp(c->robots.v[i].name, address + 1) == 0) {
			const char *rest;

			word_take(a, c->robots.v[i].value, &rest);
			*url = word_take(a, rest, secret);
		}
	}
	return OK;
}

/* Subject and text as one message, the subject first. */
static const char *
message(struct arena *a, const struct post_row *row, size_t max)
{
	if (text_empty(row->subject))
		return sign_cut(a, row->text, max);
	return sign_cut(a, arena_fmt(a, "%s\n%s", sign_line(a, row->subject), row->text), max);
}

static void
parcel_json(struct parcel *ret, struct arena *a, const char *url, struct out *body)
{
	*ret = (struct parcel){ .url = url, .method = "POST" };
	ret->headers = NEWN(a, const char *, 2);
	ret->headers[0] = "Content-Type: application/json; charset=utf-8";
	ret->body = (struct bytes){ (const unsigned char *)out_cstr(body), body->len };
}

/* base64(HMAC-SHA256): DingTalk signs "time\nsecret" under the secret, Feishu nothing under "time\nsecret". */
static const char *
robot_sign(struct arena *a, const char *key, const char *text)
{
	unsigned char mac[32];

	sign_sha256(mac, key, strlen(key), text, strlen(text));
	return sign_b64(a, mac, sizeof(mac));
}

static struct err
wecom_prepare(const struct post_conf *c, struct env *env, struct arena *a, const struct post_row *row, const char *address,
	      struct parcel *ret)
{
	const char *url, *secret;
	struct json j;
	struct out o;

	TRY(robot_address(c, a, POST_WECOM, address, &url, &secret));	/* WeCom's secret is the key in the URL */
	out_init(&o, a);
	json_begin(&j, &o);
	json_obj(&j, NULL);
	json_text(&j, "msgtype", "text");
	json_obj(&j, "text");
	json_text(&j, "content", message(a, row, WECOM_MAX));
	json_close(&j, '}');
	json_close(&j, '}');
	parcel_json(ret, a, url, &o);
	return OK;
}

static struct err
dingtalk_prepare(const struct post_conf *c, struct env *env, struct arena *a, const struct post_row *row,
		 const char *address, struct parcel *ret)
{
	long long ms = env_now(env) / 1000;
	const char *url, *secret;
	struct json j;
	struct out o;

	TRY(robot_address(c, a, POST_DINGTALK, address, &url, &secret));
	if (!text_empty(secret)) {
		const char *sign = robot_sign(a, secret, arena_fmt(a, "%lld\n%s", ms, secret));

		url = arena_fmt(a, "%s%ctimestamp=%lld&sign=%s", url, strchr(url, '?') ? '&' : '?', ms, sign_percent(a, sign));
	}
	out_init(&o, a);
	json_begin(&j, &o);
	json_obj(&j, NULL);
	json_text(&j, "msgtype", "text");
	json_obj(&j, "text");
	json_text(&j, "content", message(a, row, DINGTALK_MAX));
	json_close(&j, '}');
	json_close(&j, '}');
	parcel_json(ret, a, url, &o);
	return OK;
}

static struct err
feishu_prepare(const struct post_conf *c, struct env *env, struct arena *a, const struct post_row *row, const char *address,
	       struct parcel *ret)
{
	long long seconds = env_now(env) / US_SECOND;
	const char *url, *secret;
	struct json j;
	struct out o;

	TRY(robot_address(c, a, POST_FEISHU, address, &url, &secret));
	out_init(&o, a);
	json_begin(&j, &o);
	json_obj(&j, NULL);
	if (!text_empty(secret)) {
		json_text(&j, "timestamp", arena_fmt(a, "%lld", seconds));
		json_text(&j, "sign", robot_sign(a, arena_fmt(a, "%lld\n%s", seconds, secret), ""));
	}
	json_text(&j, "msg_type", "text");
	json_obj(&j, "content");
	json_text(&j, "text", message(a, row, FEISHU_MAX));
	json_close(&j, '}');
	json_close(&j, '}');
	parcel_json(ret, a, url, &o);
	return OK;
}

/* What a 200 really says. A refusal is tried again: its causes (rate limit, keyword, clock) pass or get corrected. */
static struct outcome
robot_judge(struct arena *a, const struct reply *r, const char *code_path, const char *words_path)
{
	const char *code, *words;

	if (r->cut || !(code = sign_json(a, r->body, code_path)))
		return LATER(M_post_err_answer, sign_cut(a, sign_line(a, r->body), 200));
	if (strcmp(code, "0") == 0)
		return SENT;
	words = sign_json(a, r->body, words_path);
	return LATER(M_post_err_refused, arena_fmt(a, "%s %s", code, words ? sign_cut(a, sign_line(a, words), 200) : ""));
}

static struct outcome
errcode_judge(const struct post_conf *c, struct arena *a, const struct reply *r)
{
	return robot_judge(a, r, "errcode", "errmsg");
}

/* Feishu's older robots answer "StatusCode", the newer ones "code". */
static struct outcome
feishu_judge(const struct post_conf *c, struct arena *a, const struct reply *r)
{
	if (!r->cut && !sign_json(a, r->body, "code") && sign_json(a, r->body, "StatusCode"))
		return robot_judge(a, r, "StatusCode", "StatusMessage");
	return robot_judge(a, r, "code", "msg");
}

const struct sender wecom_sender = { "wecom", wecom_prepare, errcode_judge };
const struct sender dingtalk_sender = { "dingtalk", dingtalk_prepare, errcode_judge };
const struct sender feishu_sender = { "feishu", feishu_prepare, feishu_judge };
