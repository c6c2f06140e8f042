/*
 * test_post_senders.c - the pure half of post: what a letter becomes. Signatures are checked against the worked
 * examples that providers and standards publish; mail is read back by another reader in test_post.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <arpa/inet.h>
#include <cmocka.h>

#include "base/text.h"
#include "post/post_int.h"
#include "post_msg.h"

static struct arena *a;
static struct env env;
static struct post_conf conf;

static void
chance(struct env *e, void *buf, size_t n)
{
	memset(buf, 0x5a, n);
}

static int
setup(void **state)
{
	a = arena_new();
	env_init(&env);
	env.random = chance;
	env.fixed = INT64_C(1499827339) * 1000000;		/* 2017-07-12T02:42:19Z */
	return 0;
}

static int
teardown(void **state)
{
	arena_free(a);
	return 0;
}

/* Reads settings that must be right. */
static void
settings(const char *text)
{
	struct conf_room room = post_conf_room(&conf);
	struct conf_faults f = { 0 };

	assert_int_equal(conf_parse(a, "qiao.conf", text, &room, 1, &f).code, 0);
	if (post_conf_check(a, "qiao.conf", &conf, &f).code)
		fail_msg("%s", conf_fault_text(a, LANG_EN, &f.v[0]));
}

/* Reads settings that must be wrong; the first fault as a sentence. */
static const char *
refused(const char *text)
{
	struct conf_room room = post_conf_room(&conf);
	struct conf_faults f = { 0 };

	assert_int_equal(conf_parse(a, "qiao.conf", text, &room, 1, &f).code, 0);
	assert_int_equal(post_conf_check(a, "qiao.conf", &conf, &f).code, 422);
	return conf_fault_text(a, LANG_EN, &f.v[0]);
}

static struct post_row
row_of(const char *subject, const char *text)
{
	return (struct post_row){ .area = 1, .id = 77, .letter = 76, .purpose = "code", .subject = subject, .text = text,
				  .html = "", .unsubscribe = "", .words = "", .made_at = env.fixed };
}

static const char *
header(const struct parcel *p, const char *name)
{
	for (const char **h = p->headers; h && *h; h++) {
		if (strncmp(*h, name, strlen(name)) == 0 && (*h)[strlen(name)] == ':')
			return *h + strlen(name) + 2;
	}
	return "";
}

/* RFC 4231 test cases 1 and 2; RFC 2202 test cases 1 and 2. */
static void
keyed_hashes_agree_with_the_rfcs(void **state)
{
	unsigned char key[20], mac[32];

	memset(key, 0x0b, sizeof(key));
	sign_sha256(mac, key, 20, "Hi There", 8);
	assert_string_equal(text_hex(a, mac, 32), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
	sign_sha256(mac, "Jefe", 4, "what do ya want for nothing?", 28);
	assert_string_equal(text_hex(a, mac, 32), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	sign_sha1(mac, key, 20, "Hi There", 8);
	assert_string_equal(text_hex(a, mac, 20), "b617318655057264e28bc0b6fb378c8ef146be00");
	sign_sha1(mac, "Jefe", 4, "what do ya want for nothing?", 28);
	assert_string_equal(text_hex(a, mac, 20), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
}

static void
encodings(void **state)
{
	size_t n;

	assert_string_equal(sign_b64(a, "foob", 4), "Zm9vYg==");
	assert_memory_equal(sign_unb64(a, "Zm9vYg==", &n), "foob", 4);
	assert_int_equal(n, 4);
	assert_null(sign_unb64(a, "Zm9vYg=", &n));
	assert_string_equal(sign_percent(a, "a b+c*~/桥"), "a%20b%2Bc%2A~%2F%E6%A1%A5");
	assert_string_equal(sign_cut(a, "连心桥", 9), "连心桥");
	assert_string_equal(sign_cut(a, "连心桥", 8), "连…");
	assert_string_equal(sign_line(a, "a\r\nb\tc\x7f"), "a  b c ");
	assert_string_equal(sign_json(a, "{\"a\":{\"b\":[1,{\"c\":\"x\"}]}}", "a.b.1.c"), "x");
	assert_string_equal(sign_json(a, "{\"a\":0}", "a"), "0");
	assert_null(sign_json(a, "{\"a\":{}}", "a"));
	assert_null(sign_json(a, "{\"a\":", "a"));
	assert_null(sign_json(a, "[1]", "5"));
}

/* The provider's own worked example for signed queries (RPC style), from its page on SMS over HTTP. */
static void
sms_rpc_style_gives_the_published_signature(void **state)
{
	struct post_row row = row_of("", "");
	struct parcel p;

	settings("sms.url = https://dysmsapi.example.com/\n"
		 "sms.method = GET\nsms.body = query\n"
		 "sms.key = testId\nsms.secret = testSecret\n"
		 "sms.algorithm = hmac-sha1\n"
		 "sms.sign_text = {method}&%2F&{params|e}\n"
		 "sms.sign_key = {secret}&\n"
		 "sms.sign_param = Signature\n"
		 "sms.template.code = SMS_71390007\n"
		 "sms.param.AccessKeyId = {key}\nsms.param.Action = SendSms\nsms.param.Format = XML\nsms.param.OutId = 123\n"
		 "sms.param.PhoneNumbers = {phone}\nsms.param.RegionId = cn-hangzhou\nsms.param.SignName = 阿里云短信测试专用\n"
		 "sms.param.SignatureMethod = HMAC-SHA1\nsms.param.SignatureNonce = 45e25e9b-0a6f-4070-8c85-2956eda1b466\n"
		 "sms.param.SignatureVersion = 1.0\nsms.param.TemplateCode = {template}\nsms.param.TemplateParam = {words}\n"
		 "sms.param.Timestamp = {time}\nsms.param.Version = 2017-05-25\n");
	row.words = "{\"customer\":\"test\"}";
	assert_int_equal(sms_sender.prepare(&conf, &env, a, &row, "15300000001", &p).code, 0);
	assert_non_null(strstr(p.url, "&Signature=zJDF%2BLrzhj%2FThnlvIToysFRq6t4%3D"));
	assert_non_null(strstr(p.url, "/?AccessKeyId=testId&Action=SendSms&"));
	assert_string_equal(p.method, "GET");
	assert_int_equal(p.body.n, 0);
}

/* The published example of the same provider's newer style: canonical request, its hash, HMAC-SHA256 in a header. */
static void
sms_canonical_request_style_gives_the_published_signature(void **state)
{
	struct post_row row = row_of("", "");
	struct parcel p;

	env.fixed = INT64_C(1698315752) * 1000000;		/* 2023-10-26T10:22:32Z */
	settings("sms.url = https://ecs.cn-shanghai.aliyuncs.com/\n"
		 "sms.body = raw\n"
		 "sms.key = YourAccessKeyId\nsms.secret = YourAccessKeySecret\n"
		 "sms.algorithm = hmac-sha256\n"
		 "sms.canonical = POST{lf}/{lf}{params}{lf}host:{host}{lf}x-acs-action:RunInstances{lf}"
		 "x-acs-content-sha256:{body|sha256}{lf}x-acs-date:{time}{lf}"
		 "x-acs-signature-nonce:3156853299f313e23d1673dc12e1703d{lf}x-acs-version:2014-05-26{lf}{lf}"
		 "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version{lf}{body|sha256}\n"
		 "sms.sign_text = ACS3-HMAC-SHA256{lf}{canonical|sha256}\n"
		 "sms.sign_form = hex\n"
		 "sms.sign_header = Authorization\n"
		 "sms.sign_header_value = ACS3-HMAC-SHA256 Credential={key},Signature={sign}\n"
		 "sms.header.x-acs-content-sha256 = {body|sha256}\n"
		 "sms.param.ImageId = win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd\nsms.param.RegionId = cn-shanghai\n");
	assert_int_equal(sms_sender.prepare(&conf, &env, a, &row, "13800000000", &p).code, 0);
	assert_string_equal(header(&p, "Authorization"),
			    "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,"
			    "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0");
	assert_string_equal(header(&p, "x-acs-content-sha256"), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	env.fixed = INT64_C(1499827339) * 1000000;
}

static void
sms_bodies(void **state)
{
	struct post_row row = row_of("", "您的验证码是 482913\n\"勿转告\"");
	struct parcel p;

	row.words = "{\"code\":\"482913\",\"minutes\":\"5\"}";
	settings("sms.url = https://sms.example.cn/v1/send\nsms.body = raw\nsms.key = k\n"
		 "sms.raw = {\"to\":[\"+86{phone}\"],\"text\":\"{text|j}\",\"list\":{words_list},\"n\":{unix}}\n"
		 "sms.header.Authorization = Basic {key|b64}\n");
	assert_int_equal(sms_sender.prepare(&conf, &env, a, &row, "13800000000", &p).code, 0);
	assert_string_equal((const char *)p.body.p,
			    "{\"to\":[\"+8613800000000\"],\"text\":\"您的验证码是 482913\\n\\\"勿转告\\\"\","
			    "\"list\":[\"482913\",\"5\"],\"n\":1499827339}");
	assert_string_equal(header(&p, "Authorization"), "Basic aw==");
	settings("sms.url = https://sms.example.cn/v1/send\nsms.body = json\nsms.param.to = {phone}\nsms.param.text = {text}\n");
	assert_int_equal(sms_sender.prepare(&conf, &env, a, &row, "+8613800000000", &p).code, 0);
	assert_string_equal((const char *)p.body.p, "{\"text\":\"您的验证码是 482913\\n\\\"勿转告\\\"\",\"to\":\"+8613800000000\"}");
	assert_int_equal(sms_sender.prepare(&conf, &env, a, &row, "138\r\nX: y", &p).code, 422);
	assert_int_equal(sms_sender.prepare(&conf, &env, a, &row, "", &p).code, 422);
	settings("");
	assert_int_equal(sms_sender.prepare(&conf, &env, a, &row, "13800000000", &p).code, 500);
}

static void
an_address_cannot_leave_its_place(void **state)
{
	static const char *const good[] = { "a@b.example", "first.last+tag@sub.example.cn", "x@localhost" };
	static const char *const bad[] = { "", "a", "@b", "a@", "a@b\r\nRCPT TO:<c@d>", "a b@c", "a@b>", "<a@b>", "a@b c", "a@@b",
					   "a@b,c@d", "a\"@b", "a@-b", "a@b..c", "a@.b", ".a@b", "中@b.cn", "a@b\n", "a@b;c" };

	for (size_t i = 0; i < COUNT(good); i++)
		assert_true(mail_address_ok(good[i]));
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(mail_address_ok(bad[i]));
}

/* No line over 76, none that is not a header or its continuation, nothing that was not meant. */
static void
a_subject_cannot_become_a_header(void **state)
{
	struct post_row row = row_of("Hello\r\nBcc: all@example.cn\r\n\r\nbody", "t");
	const char *s;
	size_t n;

	settings("mail.host = mx.example.cn\nmail.from = qiao@example.cn\nmail.name = \"Q\"\n");
	row.unsubscribe = "https://example.cn/u>\r\nBcc: x@y";
	s = mail_message(&conf, &env, a, &row, "a@b.example", &n);
	assert_null(strstr(s, "\r\nBcc"));
	assert_null(strstr(s, "List-Unsubscribe"));
	assert_non_null(strstr(s, "Subject: Hello  Bcc: all@example.cn    body\r\n"));
	assert_non_null(strstr(s, "Date: Wed, 12 Jul 2017 10:42:19 +0800\r\n"));
	assert_non_null(strstr(s, "Message-ID: <76.77@example.cn>\r\n"));
	row.unsubscribe = "https://example.cn/u?a=b";
	s = mail_message(&conf, &env, a, &row, "a@b.example", &n);
	assert_non_null(strstr(s, "List-Unsubscribe: <https://example.cn/u?a=b>\r\n"));
}

static void
long_headers_are_folded_between_characters(void **state)
{
	const char *s, *line;
	struct out o;

	out_init(&o, a);
	for (int i = 0; i < 60; i++)
		out_str(&o, "桥");
	s = mail_header_text(a, out_cstr(&o), 9);
	for (line = s; *line;) {
		size_t n = strcspn(line, "\r\n"), m, bytes;
		const char *word = line[0] == ' ' ? line + 1 : line;
		unsigned char *raw;

		assert_in_range(n + (line == s ? 9 : 0), 1, 76);
		assert_memory_equal(word, "=?UTF-8?B?", 10);
		m = strcspn(word + 10, "?");
		raw = sign_unb64(a, arena_dup(a, word + 10, m), &bytes);
		assert_non_null(raw);
		assert_true(text_valid((const char *)raw, bytes));	/* each word whole characters (RFC 2047 §5) */
		line += n;
		line += line[0] == '\r' ? 2 : 0;
	}
	assert_string_equal(mail_header_text(a, "plain", 9), "plain");
	assert_string_equal(mail_header_text(a, "=?x", 9), "=?UTF-8?B?PT94?=");
}

static void
robots_speak_their_platforms_json(void **state)
{
	struct post_row row = row_of("新的事项", "请在 5 个工作日内答复。");
	struct parcel p;

	settings("robot.street = dingtalk https://oapi.dingtalk.com/robot/send?access_token=t SECx\n"
		 "robot.unit = feishu https://open.feishu.cn/open-apis/bot/v2/hook/u fs\n");
	assert_int_equal(dingtalk_sender.prepare(&conf, &env, a, &row, "@street", &p).code, 0);
	assert_string_equal((const char *)p.body.p,
			    "{\"msgtype\":\"text\",\"text\":{\"content\":\"新的事项\\n请在 5 个工作日内答复。\"}}");
	/* printf '1499827339000\nSECx' | openssl dgst -sha256 -hmac SECx -binary | base64 */
	assert_string_equal(p.url, "https://oapi.dingtalk.com/robot/send?access_token=t&timestamp=1499827339000&sign="
				   "lbNA0XNs0CvAfoHAhqyLU8RzLUM4A%2Fl8Xwo5HDC26Xc%3D");
	assert_int_equal(feishu_sender.prepare(&conf, &env, a, &row, "@unit", &p).code, 0);
	assert_string_equal((const char *)p.body.p,
			    "{\"timestamp\":\"1499827339\",\"sign\":\"Goftq7gylQssArd9+KOI7CBnV1frHzw2p78fWchzUoE=\","
			    "\"msg_type\":\"text\",\"content\":{\"text\":\"新的事项\\n请在 5 个工作日内答复。\"}}");
	assert_int_equal(feishu_sender.prepare(&conf, &env, a, &row, "@street", &p).code, 500);	/* another kind */
	assert_int_equal(wecom_sender.prepare(&conf, &env, a, &row, "@nobody", &p).code, 500);
}

static void
wecom_text_is_cut_at_its_limit(void **state)
{
	struct post_row row;
	struct parcel p;
	struct out o;
	const char *text;

	out_init(&o, a);
	for (int i = 0; i < 1000; i++)
		out_str(&o, "桥");
	row = row_of("", out_cstr(&o));
	settings("");
	assert_int_equal(wecom_sender.prepare(&conf, &env, a, &row, "https://qyapi.weixin.qq.com/x?key=k", &p).code, 0);
	text = sign_json(a, (const char *)p.body.p, "text.content");
	assert_in_range(strlen(text), 2040, 2048);
	assert_true(text_valid(text, strlen(text)));
}

/* A 200 is no yes by itself. */
static void
answers_are_read(void **state)
{
	static const struct {
		const struct sender *s;
		long status;
		const char *body;
		enum verdict want;
		enum msg why;
	} rows[] = {
		{ &wecom_sender, 200, "{\"errcode\":0,\"errmsg\":\"ok\"}", VERDICT_SENT, 0 },
		{ &wecom_sender, 200, "{\"errcode\":45009,\"errmsg\":\"api freq out of limit\"}", VERDICT_LATER, M_post_err_refused },
		{ &dingtalk_sender, 200, "{\"errcode\":310000,\"errmsg\":\"keywords not in content\"}", VERDICT_LATER, M_post_err_refused },
		{ &feishu_sender, 200, "{\"code\":0,\"msg\":\"success\"}", VERDICT_SENT, 0 },
		{ &feishu_sender, 200, "{\"StatusCode\":0,\"StatusMessage\":\"success\"}", VERDICT_SENT, 0 },
		{ &feishu_sender, 200, "{\"code\":19021,\"msg\":\"sign match fail\"}", VERDICT_LATER, M_post_err_refused },
		{ &wecom_sender, 200, "<html>captive portal</html>", VERDICT_LATER, M_post_err_answer },
		{ &wecom_sender, 200, "", VERDICT_LATER, M_post_err_answer },
		{ &wecom_sender, 502, "", VERDICT_LATER, M_post_err_status },
		{ &wecom_sender, 400, "{\"errcode\":0}", VERDICT_LATER, M_post_err_status },
		{ &webhook_sender, 204, "", VERDICT_SENT, 0 },
		{ &webhook_sender, 404, "", VERDICT_LATER, M_post_err_status },
		{ &webhook_sender, 410, "", VERDICT_NEVER, M_post_err_status },
		{ &webhook_sender, 301, "", VERDICT_NEVER, M_post_err_redirect },
		{ &sms_sender, 200, "{\"Code\":\"OK\"}", VERDICT_SENT, 0 },
		{ &sms_sender, 200, "{\"Code\":\"isv.LIMIT\",\"Message\":\"太多\"}", VERDICT_LATER, M_post_err_refused },
		{ &sms_sender, 400, "{\"Code\":\"isv.BAD\",\"Message\":\"x\"}", VERDICT_NEVER, M_post_err_refused },
		{ &sms_sender, 503, "{\"Code\":\"OK\"}", VERDICT_LATER, M_post_err_status },
	};

	settings("sms.url = https://sms.example.cn/\nsms.ok = Code=OK\nsms.error = Message\nsms.never = isv.BAD, isv.WORSE\n");
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct reply r = { WIRE_ANSWERED, rows[i].status, rows[i].body, "", false };
		struct parcel p = { 0 };
		struct outcome o = post_judge(rows[i].s, &conf, a, &r, &p);

		if (o.verdict != rows[i].want || o.why != rows[i].why)
			fail_msg("row %zu: verdict %d, why %s", i, (int)o.verdict, msg_name(o.why));
	}
}

static bool
private_is(const char *s)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };

	if (inet_pton(AF_INET, s, &v4.sin_addr) == 1)
		return net_private(&v4);
	assert_int_equal(inet_pton(AF_INET6, s, &v6.sin6_addr), 1);
	return net_private(&v6);
}

static void
private_addresses_are_known(void **state)
{
	static const char *const closed[] = { "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.0.1",
					      "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.168.0.1", "198.19.0.1",
					      "224.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fc00::1", "fd12::1", "ff02::1",
					      "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1",
					      "::127.0.0.1" };
	static const char *const open[] = { "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "172.15.0.1",
					    "172.32.0.1", "192.167.1.1", "223.255.255.255", "2400:3200::1", "::ffff:8.8.8.8",
					    "64:ff9b::808:808" };

	for (size_t i = 0; i < COUNT(closed); i++) {
		if (!private_is(closed[i]))
			fail_msg("%s is let through", closed[i]);
	}
	for (size_t i = 0; i < COUNT(open); i++) {
		if (private_is(open[i]))
			fail_msg("%s is closed", open[i]);
	}
}

static int
check(const char *url, bool *allow_private)
{
	struct parcel p = { .url = url };
	int code = net_check(&conf, a, &p).code;

	*allow_private = p.allow_private;
	return code;
}

static void
only_hosts_of_the_settings_are_called(void **state)
{
	bool inside;

	settings("net.hosts = hooks.example.cn, other.example.cn:8443, inner.example.cn\nnet.private = inner.example.cn\n"
		 "sms.url = https://sms.example.cn/\nrobot.x = wecom https://robot.example.cn/send?key=1\n");
	assert_int_equal(check("https://hooks.example.cn/a", &inside), 0);
	assert_false(inside);
	assert_int_equal(check("https://HOOKS.example.cn:9000/a", &inside), 0);
	assert_int_equal(check("https://other.example.cn:8443/a", &inside), 0);
	assert_int_equal(check("https://other.example.cn/a", &inside), 403);
	assert_int_equal(check("https://sms.example.cn/v1", &inside), 0);
	assert_int_equal(check("https://robot.example.cn/other", &inside), 0);
	assert_int_equal(check("https://robot.example.cn:444/other", &inside), 403);
	assert_int_equal(check("https://evil.example.cn/", &inside), 403);
	assert_int_equal(check("https://hooks.example.cn.evil.cn/", &inside), 403);
	assert_int_equal(check("https://hooks.example.cn@evil.cn/", &inside), 422);
	assert_int_equal(check("https://evil.cn\\@hooks.example.cn/", &inside), 422);
	assert_int_equal(check("http://hooks.example.cn/", &inside), 422);	/* in the clear, outside */
	assert_int_equal(check("http://inner.example.cn/", &inside), 0);
	assert_true(inside);
	assert_int_equal(check("file:///etc/passwd", &inside), 422);
	assert_int_equal(check("gopher://hooks.example.cn/", &inside), 422);
	assert_int_equal(check("https://127.0.0.1/", &inside), 403);
	assert_int_equal(check("https://2130706433/", &inside), 403);
	assert_int_equal(check("", &inside), 422);
}

static void
settings_that_disagree_are_refused(void **state)
{
	assert_non_null(strstr(refused("mail.host = mx\n"), "“mail.from” must be"));
	assert_non_null(strstr(refused("mail.host = mx\nmail.from = a@b\nmail.tls = none\nmail.user = u\n"), "never sent without"));
	assert_non_null(strstr(refused("mail.host = smtp://mx\nmail.from = a@b\n"), "“mail.host” is just"));
	assert_non_null(strstr(refused("sms.url = sms.example.cn\n"), "“sms.url” must be a complete"));
	assert_non_null(strstr(refused("sms.url = https://x/\nsms.param.A = {fone}\n"), "qiao.conf:2: “sms.param.A” names “fone”"));
	assert_non_null(strstr(refused("sms.url = https://x/\nsms.raw = {phone|base64}\n"), "“sms.raw” names “base64”"));
	assert_non_null(strstr(refused("sms.url = https://x/\nsms.algorithm = hmac-sha1\nsms.secret = x\n"), "“sms.sign_text” is needed"));
	assert_non_null(strstr(refused("robot.a = slack https://x/\n"), "qiao.conf:1: “robot.a” must be"));
	settings("mail.host = 2001:db8::25\nmail.from = a@b.example\n");
}

/* The text of a file named from this one's folder. */
static const char *
file_text(const char *name)
{
	char path[300];
	const char *slash = strrchr(__FILE__, '/');
	char *text = arena_alloc(a, 100000);
	FILE *f;

	snprintf(path, sizeof(path), "%.*s/%s", (int)(slash - __FILE__), __FILE__, name);
	f = fopen(path, "r");
	assert_non_null(f);
	text[fread(text, 1, 99999, f)] = '\0';
	fclose(f);
	return text;
}

/* An administrator finds every key, and every name a template may use. */
static void
every_setting_is_documented(void **state)
{
	static const char *const names[] = { "phone", "words_list", "unix_ms", "nonce", "canonical", "lf", "params" };
	struct conf_room room = post_conf_room(&conf);
	const char *text = file_text("../../docs/operate/configuration.md");

	for (size_t i = 0; i < room.n; i++) {
		size_t n = strcspn(room.keys[i].name, "*");

		if (!strstr(text, arena_fmt(a, "`%.*s%s", (int)n, room.keys[i].name, room.keys[i].name[n] ? "" : "`")))
			fail_msg("docs/operate/configuration.md does not say what %s is", room.keys[i].name);
	}
	text = file_text("../../docs/operate/sms.md");
	for (size_t i = 0; i < COUNT(names); i++)
		assert_non_null(strstr(text, arena_fmt(a, "`%s`", names[i])));
}

/* The examples of sms.md are settings that start. */
static void
the_examples_of_the_manual_are_right(void **state)
{
	const char *p = file_text("../../docs/operate/sms.md");
	size_t found = 0;

	while ((p = strstr(p, "\n## Example"))) {
		struct out o;

		out_init(&o, a);
		for (p = strchr(p + 1, '\n') + 1; *p && strncmp(p, "## ", 3) != 0; p += strcspn(p, "\n") + 1) {
			if (strncmp(p, "    ", 4) != 0)
				continue;
			/* the files with the words are not here */
			if (strstr(p, "file:") && strcspn(p, "\n") > (size_t)(strstr(p, "file:") - p))
				out_fmt(&o, "%.*s= x\n", (int)(strchr(p, '=') - p), p);
			else
				out_fmt(&o, "%.*s\n", (int)strcspn(p, "\n"), p);
		}
		settings(out_cstr(&o));
		{
			struct post_row row = row_of("s", "t");
			struct parcel parcel;

			assert_int_equal(sms_sender.prepare(&conf, &env, a, &row, "13800000000", &parcel).code, 0);
			assert_int_equal(net_check(&conf, a, &parcel).code, 0);
		}
		found++;
		p--;
	}
	assert_int_equal(found, 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keyed_hashes_agree_with_the_rfcs),
		cmocka_unit_test(encodings),
		cmocka_unit_test(sms_rpc_style_gives_the_published_signature),
		cmocka_unit_test(sms_canonical_request_style_gives_the_published_signature),
		cmocka_unit_test(sms_bodies),
		cmocka_unit_test(an_address_cannot_leave_its_place),
		cmocka_unit_test(a_subject_cannot_become_a_header),
		cmocka_unit_test(long_headers_are_folded_between_characters),
		cmocka_unit_test(robots_speak_their_platforms_json),
		cmocka_unit_test(wecom_text_is_cut_at_its_limit),
		cmocka_unit_test(answers_are_read),
		cmocka_unit_test(private_addresses_are_known),
		cmocka_unit_test(only_hosts_of_the_settings_are_called),
		cmocka_unit_test(settings_that_disagree_are_refused),
		cmocka_unit_test(every_setting_is_documented),
		cmocka_unit_test(the_examples_of_the_manual_are_right),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
