/* post_conf.c - the keys of qiao.conf this room reads (docs/operate/configuration.md) and what they must agree on. */
#include "post/post_int.h"

#include "base/text.h"
#include "conf_msg.h"
#include "post_msg.h"

#define KEY(key, kind, field, ...) { key, kind, offsetof(struct post_conf, field), __VA_ARGS__ }

static const struct conf_key keys[] = {
	KEY("post.deliver", CONF_WORD, deliver, "send", .words = "send show"),
	KEY("post.keep_days", CONF_INT, keep_days, "90", .min = 1, .max = 3650),

	KEY("mail.host", CONF_TEXT, mail_host),
	KEY("mail.port", CONF_INT, mail_port, "0", .min = 0, .max = 65535),
	KEY("mail.tls", CONF_WORD, mail_tls, "starttls", .words = "starttls tls none"),
	KEY("mail.user", CONF_TEXT, mail_user),
	KEY("mail.password", CONF_SECRET, mail_password),
	KEY("mail.from", CONF_TEXT, mail_from),
	KEY("mail.name", CONF_TEXT, mail_name),
	KEY("mail.reply_to", CONF_TEXT, mail_reply_to),
	KEY("mail.ca", CONF_TEXT, mail_ca),

	KEY("webhook.secret", CONF_SECRET, webhook_secret),
	KEY("robot.*", CONF_MANY_SECRET, robots),

	KEY("sms.url", CONF_TEXT, sms_url),
	KEY("sms.method", CONF_WORD, sms_method, "POST", .words = "POST GET"),
	KEY("sms.body", CONF_WORD, sms_body, "form", .words = "form query json raw"),
	KEY("sms.raw", CONF_TEXT, sms_raw),
	KEY("sms.key", CONF_SECRET, sms_key),
	KEY("sms.secret", CONF_SECRET, sms_secret),
	KEY("sms.param.*", CONF_MANY, sms_params),
	KEY("sms.header.*", CONF_MANY, sms_headers),
	KEY("sms.template.*", CONF_MANY, sms_templates),
	KEY("sms.algorithm", CONF_WORD, sms_algorithm, "none", .words = "none hmac-sha1 hmac-sha256"),
	KEY("sms.canonical", CONF_TEXT, sms_canonical),
	KEY("sms.sign_text", CONF_TEXT, sms_sign_text),
	KEY("sms.sign_key", CONF_TEXT, sms_sign_key, "{secret}"),
	KEY("sms.sign_form", CONF_WORD, sms_sign_form, "base64", .words = "base64 hex"),
	KEY("sms.sign_param", CONF_TEXT, sms_sign_param),
	KEY("sms.sign_header", CONF_TEXT, sms_sign_header),
	KEY("sms.sign_header_value", CONF_TEXT, sms_sign_header_value, "{sign}"),
	KEY("sms.ok", CONF_TEXT, sms_ok),
	KEY("sms.error", CONF_TEXT, sms_error),
	KEY("sms.never", CONF_LIST, sms_never),

	KEY("net.hosts", CONF_LIST, hosts),
	KEY("net.private", CONF_LIST, private),
	KEY("net.ca", CONF_TEXT, net_ca),
	KEY("net.timeout", CONF_INT, net_timeout, "30", .min = 1, .max = 120),
};

struct conf_room
post_conf_room(struct post_conf *c)
{
	*c = (struct post_conf){ 0 };
	return (struct conf_room){ keys, COUNT(keys), c };
}

/* What every check below needs. */
struct check {
	struct arena *a;
	const char *file;
	const struct post_conf *c;
	struct conf_faults *faults;
};

static void
wrong(const struct check *k, int line, enum msg key, const char *x, const char *y)
{
	conf_fault_add(k->a, k->faults, k->file, line, key, x, y);
}

static void
check_mail(const struct check *k)
{
	const struct post_conf *c = k->c;

	if (text_empty(c->mail_host))
		return;
	if (c->mail_host[strcspn(c->mail_host, "/@ []")])
		wrong(k, 0, M_post_conf_mail_host, NULL, NULL);
	if (!mail_address_ok(c->mail_from))
		wrong(k, 0, M_post_conf_from, NULL, NULL);
	if (!text_empty(c->mail_reply_to) && !mail_address_ok(c->mail_reply_to))
		wrong(k, 0, M_post_conf_reply, NULL, NULL);
	if (c->mail_tls == 2 && !text_empty(c->mail_user))
		wrong(k, 0, M_post_conf_clear, NULL, NULL);
}

static bool
url_ok(const char *url)
{
	return (strncmp(url, "https://", 8) == 0 && url[8]) || (strncmp(url, "http://", 7) == 0 && url[7]);
}

static void
check_robots(const struct check *k)
{
	for (size_t i = 0; i < k->c->robots.n; i++) {
		const struct conf_pair *p = &k->c->robots.v[i];
		const char *url = p->value + strcspn(p->value, " \t");
		enum post_channel ch;

		url += strspn(url, " \t");
		if (!post_robot_find(k->c, p->name, &ch) || !url_ok(url))
			wrong(k, p->line, M_post_conf_robot, p->name, NULL);
	}
}

static void
check_template(const struct check *k, int line, const char *key, const char *text)
{
	const char *bad;

	if (!sms_template_ok(k->a, text, &bad))
		wrong(k, line, M_post_conf_template, key, bad);
}

/* RFC 9110 §5.1, as far as anybody uses it. */
static void
check_header(const struct check *k, int line, const char *key, const char *name)
{
	static const char ok[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";

	if (name[strspn(name, ok)])
		wrong(k, line, M_post_conf_header, key, NULL);
}

static void
check_sms(const struct check *k)
{
	const struct post_conf *c = k->c;
	const struct {
		const char *key, *text;
	} texts[] = { { "sms.raw", c->sms_raw },
		      { "sms.canonical", c->sms_canonical },
		      { "sms.sign_text", c->sms_sign_text },
		      { "sms.sign_key", c->sms_sign_key },
		      { "sms.sign_header_value", c->sms_sign_header_value } };

	if (text_empty(c->sms_url))
		return;
	if (!url_ok(c->sms_url))
		wrong(k, 0, M_post_conf_url, "sms.url", NULL);
	for (size_t i = 0; i < COUNT(texts); i++)
		check_template(k, 0, texts[i].key, texts[i].text);
	for (size_t i = 0; i < c->sms_params.n; i++)
		check_template(k, c->sms_params.v[i].line, arena_fmt(k->a, "sms.param.%s", c->sms_params.v[i].name),
			       c->sms_params.v[i].value);
	for (size_t i = 0; i < c->sms_headers.n; i++)
		check_template(k, c->sms_headers.v[i].line, arena_fmt(k->a, "sms.header.%s", c->sms_headers.v[i].name),
			       c->sms_headers.v[i].value);
	check_header(k, 0, "sms.sign_header", c->sms_sign_header);
	if (c->sms_algorithm == 0)
		return;
	if (text_empty(c->sms_sign_text))
		wrong(k, 0, M_post_conf_sign, "sms.sign_text", NULL);
	if (text_empty(c->sms_secret))
		wrong(k, 0, M_post_conf_sign, "sms.secret", NULL);
}

struct err
post_conf_check(struct arena *a, const char *file, const struct post_conf *c, struct conf_faults *faults)
{
	struct check k = { a, file, c, faults };
	size_t before = faults->n;

	check_mail(&k);
	check_robots(&k);
	check_sms(&k);
	return faults->n > before ? FAIL(422, M_conf_faulty) : OK;
}
