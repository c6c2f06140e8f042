/*
 * test_post.c - the outbox from letter to delivery, against real conversations on loopback (test/standin/post.py):
 * what arrived is what was meant, one recipient's failure is nobody else's, nothing is lost over a crash, and nothing
 * goes where the settings do not allow.
 */
#include "post_office.h"
#include "base_msg.h"
#include "post_msg.h"

/* ---- mail ---- */

static void
what_arrives_is_what_was_meant(void **state)
{
	struct post_to one = to(POST_MAIL, "someone@unit.example");
	const char *text = "您好：\n\n.一行以点开头\n..两点\n河海花园 3 号楼加装电梯的方案已经公布。\n" /* and a long one */
			   "长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长\n";
	json_t *m;

	open_with(plain_mail());
	put((struct letter){ .subject = "方案公布：河海花园三号楼加装电梯，请您看一看，有意见请在五个工作日内提出来",
			     .text = text, .html = "<p>您好 &amp; 再见</p>", .unsubscribe = "https://q.example/u/1" }, 1, &one);
	run();
	expect(0, "sent", "");
	assert_int_equal(item(0).tries, 1);
	assert_int_equal(item(0).sent_at, o.env.fixed);
	m = standin_expect(&o.standin, "mail");
	assert_string_equal(said_text(m, "sender"), "qiao@district.example");
	assert_string_equal(said_text(m, "to"), "someone@unit.example");
	assert_int_equal(said_int(m, "count"), 1);
	assert_string_equal(said_text(m, "subject"), "方案公布：河海花园三号楼加装电梯，请您看一看，有意见请在五个工作日内提出来");
	assert_string_equal(said_text(m, "from_"), "\"连心桥, 桥北区\" <qiao@district.example>");
	assert_string_equal(said_text(m, "header_to"), "someone@unit.example");
	assert_string_equal(said_text(m, "text"), arena_fmt(o.a, "%s\n", text));	/* its own last line end */
	assert_string_equal(said_text(m, "html"), "<p>您好 &amp; 再见</p>\n");
	assert_string_equal(said_text(m, "unsubscribe"), "<https://q.example/u/1>");
	assert_string_equal(said_text(m, "auto"), "auto-generated");
	assert_string_equal(said_text(m, "date"), "2023-03-28T18:40:00+08:00");
	assert_int_equal(said_int(m, "defects"), 0);
	assert_true(said_int(m, "longest") <= 76 + 30);
	json_decref(m);
}

static void
a_header_cannot_be_smuggled_in(void **state)
{
	struct post_to one = to(POST_MAIL, "someone@unit.example"), bad[] = {
		to(POST_MAIL, "a@b.example>\r\nRCPT TO:<c@d.example"), to(POST_MAIL, "a@b.example\r\nDATA"),
		to(POST_MAIL, "a@b.example, c@d.example"), to(POST_MAIL, "") };
	json_t *m, *names;
	const char *want[] = { "from", "to", "subject", "date", "message-id", "auto-submitted", "mime-version", "content-type",
			       "content-transfer-encoding" };

	open_with(plain_mail());
	put((struct letter){ .subject = "桥\r\nBcc: everyone@evil.example\r\n\r\nHello", .text = "t\r\n.\r\nMAIL FROM:<x@y>\r\n",
			     .unsubscribe = "https://q.example/>\r\nX-Bad: 1" }, 1, &one);
	run();
	m = standin_expect(&o.standin, "mail");
	names = json_object_get(m, "names");
	assert_int_equal(json_array_size(names), COUNT(want));
	for (size_t i = 0; i < COUNT(want); i++)
		assert_string_equal(json_string_value(json_array_get(names, i)), want[i]);
	assert_string_equal(said_text(m, "subject"), "桥  Bcc: everyone@evil.example    Hello");
	assert_string_equal(said_text(m, "text"), "t\n.\nMAIL FROM:<x@y>\n\n");
	json_decref(m);
	put((struct letter){ .subject = "s", .text = "t" }, COUNT(bad), bad);
	run();
	for (size_t i = 0; i < COUNT(bad); i++)
		expect(i, "dead", "post.err_address");
	standin_silent(&o.standin, "mail");
}

static void
one_failure_is_nobody_elses(void **state)
{
	struct post_to all[] = { to(POST_MAIL, "ok1@unit.example"), to(POST_MAIL, "perm@unit.example"), to(POST_MAIL, "temp@unit.example"),
				 to(POST_MAIL, "drop@unit.example"), to(POST_MAIL, "reject@unit.example"), to(POST_MAIL, "ok2@unit.example") };
	struct post_counts c;

	open_with(plain_mail());
	put((struct letter){ .matter = 42, .subject = "s", .text = "t" }, COUNT(all), all);
	run();
	expect(5, "sent", "");
	expect(4, "dead", "post.err_refused");
	assert_string_equal(item(4).detail, "550 5.1.1 <…>: no such user");	/* the address is not on the page */
	expect(3, "failed", "post.err_refused");
	assert_in_range(item(3).next_at - o.env.fixed, MINUTE, MINUTE * 6 / 5);
	expect(2, "failed", "post.err_unreachable");
	expect(1, "dead", "post.err_refused");
	assert_non_null(strstr(item(1).detail, "looks like spam"));
	expect(0, "sent", "");
	assert_ok(post_counts(o.db, o.a, AREA, &c));
	assert_int_equal(c.sent, 2);
	assert_int_equal(c.dead, 2);
	assert_int_equal(c.failed, 2);
	assert_int_equal(c.oldest, o.env.fixed);
	assert_ok(post_matter_list(o.db, o.a, AREA, 42, &(struct post_items){ 0 }));
}

static void
a_slow_server_costs_its_own_letter_only(void **state)
{
	struct post_to all[] = { to(POST_MAIL, "slow@unit.example"), to(POST_MAIL, "ok@unit.example") };

	open_with(plain_mail());
	put((struct letter){ .subject = "s", .text = "t" }, COUNT(all), all);
	run();
	expect(1, "failed", "post.err_slow");
	expect(0, "sent", "");
}

static void
tries_grow_apart_and_end_as_a_dead_letter(void **state)
{
	static const int64_t minutes[] = { 1, 5, 30, 120, 360, 1440 };
	struct post_items dead;

	open_with(plain_mail());
	put_one(POST_MAIL, "temp@unit.example");
	for (size_t i = 0; i < COUNT(minutes); i++) {
		run();
		expect(0, "failed", "post.err_refused");
		assert_int_equal(item(0).tries, (int64_t)i + 1);
		assert_in_range(item(0).next_at - o.env.fixed, minutes[i] * MINUTE, minutes[i] * MINUTE * 6 / 5);
		o.env.fixed = item(0).next_at - 1;
		run();
		assert_int_equal(item(0).tries, (int64_t)i + 1);	/* not a moment too early */
		o.env.fixed++;
	}
	run();
	expect(0, "dead", "post.err_refused");
	assert_int_equal(item(0).tries, 7);
	assert_ok(post_dead_list(o.db, o.a, AREA, 0, 10, &dead));
	assert_int_equal(dead.n, 1);
}

static struct err
retry_tx(struct db *w, void *ctx)
{
	return post_retry(w, &o.env, AREA, *(int64_t *)ctx);
}

static struct err
drop_tx(struct db *w, void *ctx)
{
	return post_drop(w, &o.env, AREA, *(int64_t *)ctx);
}

static void
the_dead_can_be_sent_again_or_dropped(void **state)
{
	int64_t id, none = 1;
	struct post_items dead;

	open_with("mail.port = 1\nmail.tls = none\n");
	put_one(POST_MAIL, "perm@unit.example");
	put_one(POST_MAIL, "late@unit.example");
	run();
	open_with(plain_mail());
	o.env.fixed += 2 * MINUTE;
	run();
	expect(0, "sent", "");
	expect(1, "dead", "post.err_refused");
	id = item(1).id;
	assert_ok(store_do(o.store, retry_tx, &id));
	expect(1, "waiting", "post.err_refused");
	assert_int_equal(item(1).tries, 0);
	assert_int_equal(store_do(o.store, retry_tx, &id).code, 404);	/* no longer dead */
	run();
	expect(1, "dead", "post.err_refused");
	assert_ok(store_do(o.store, drop_tx, &id));
	expect(1, "dropped", "post.err_refused");
	assert_int_equal(store_do(o.store, drop_tx, &id).code, 404);
	assert_int_equal(store_do(o.store, retry_tx, &none).code, 404);
	assert_ok(post_dead_list(o.db, o.a, AREA, 0, 10, &dead));
	assert_int_equal(dead.n, 0);
}

/* The other side has it, we do not know: it goes again, and can be recognised. */
static void
a_crash_between_sending_and_recording_sends_again_under_the_same_id(void **state)
{
	int slots[POST_CHANNELS] = { 9, 9, 9, 9, 9, 9 };
	char first[200];
	struct post_rows rows;
	int64_t next;
	json_t *m;

	open_with(plain_mail());
	put_one(POST_MAIL, "dropafter@unit.example");
	run();
	expect(0, "failed", "post.err_unreachable");
	m = standin_expect(&o.standin, "mail");
	snprintf(first, sizeof(first), "%s", said_text(m, "id"));
	json_decref(m);
	o.env.fixed = item(0).next_at;
	/* this process leases it and dies before it records */
	assert_ok(post_lease(o.store, o.a, AREA, slots, &rows, &next));
	assert_int_equal(rows.n, 1);
	expect(0, "leased", "post.err_unreachable");
	run();
	standin_silent(&o.standin, "mail");		/* the lease still holds */
	o.env.fixed += LEASE_US;
	run();
	m = standin_expect(&o.standin, "mail");
	assert_string_equal(said_text(m, "id"), first);
	json_decref(m);
}

static void
a_late_record_of_a_lost_lease_changes_nothing(void **state)
{
	int slots[POST_CHANNELS] = { 9, 9, 9, 9, 9, 9 };
	struct post_rows rows;
	struct post_result late;
	int64_t next;

	open_with(plain_mail());
	put_one(POST_MAIL, "ok@unit.example");
	assert_ok(post_lease(o.store, o.a, AREA, slots, &rows, &next));
	o.env.fixed += LEASE_US;
	run();
	expect(0, "sent", "");
	late = (struct post_result){ rows.v[0], NEVER(M_post_err_refused, "late") };
	assert_ok(post_record(o.store, &late, 1));
	expect(0, "sent", "");
	json_decref(standin_expect(&o.standin, "mail"));
}

static void
tls_is_demanded_and_checked(void **state)
{
	json_t *m;

	open_with(arena_fmt(o.a, "mail.tls = starttls\nmail.port = %d\nmail.user = qiao\nmail.password = geheim\n", o.standin.starttls));
	put_one(POST_MAIL, "a@unit.example");
	run();
	expect(0, "sent", "");
	m = standin_expect(&o.standin, "mail");
	assert_true(said_int(m, "tls"));
	assert_string_equal(said_text(m, "user"), "qiao");
	json_decref(m);
	open_with(arena_fmt(o.a, "mail.tls = tls\nmail.port = %d\nmail.user = qiao\nmail.password = geheim\n", o.standin.tls));
	put_one(POST_MAIL, "b@unit.example");
	run();
	expect(0, "sent", "");
	json_decref(standin_expect(&o.standin, "mail"));
	open_with(arena_fmt(o.a, "mail.tls = tls\nmail.port = %d\nmail.user = qiao\nmail.password = wrong\n", o.standin.tls));
	put_one(POST_MAIL, "c@unit.example");
	run();
	expect(0, "failed", "post.err_sign_in");	/* ours to correct: never a dead letter at once */
	open_with(arena_fmt(o.a, "mail.tls = starttls\nmail.port = %d\n", o.standin.plain));
	put_one(POST_MAIL, "d@unit.example");
	run();
	expect(0, "failed", "post.err_sign_in");	/* a server without TLS gets nothing */
	o.standin.cert[0] = '\0';
	open_with(arena_fmt(o.a, "mail.tls = tls\nmail.port = %d\n", o.standin.tls));
	snprintf(o.standin.cert, sizeof(o.standin.cert), "%s/cert.pem", o.dir);
	put_one(POST_MAIL, "e@unit.example");
	run();
	expect(0, "failed", "post.err_tls");		/* a certificate nobody vouches for */
	standin_silent(&o.standin, "mail");
}

/* ---- HTTP ---- */

static const char *
url(const char *rest)
{
	return arena_fmt(o.a, "http://127.0.0.1:%d/%s", o.standin.http, rest);
}

static void
webhooks_are_signed(void **state)
{
	struct post_to one = to(POST_WEBHOOK, url("webhook/a?b=c"));
	json_t *m;

	open_with("webhook.secret = whsec_c2VjcmV0LWtleS1vZi10aGUtdGVzdA==\n");
	put((struct letter){ .purpose = "matter.closed", .text = "{\"matter\":\"桥\"}" }, 1, &one);
	run();
	expect(0, "sent", "");
	m = standin_expect(&o.standin, "webhook");
	assert_true(said_int(m, "good"));
	assert_string_equal(said_text(m, "event"), "matter.closed");
	assert_string_equal(said_text(json_object_get(m, "body"), "matter"), "桥");
	assert_string_equal(said_text(m, "id"), arena_fmt(o.a, "msg_%lld", (long long)item(0).id));
	json_decref(m);
	put_one(POST_WEBHOOK, arena_fmt(o.a, "%s another-secret", url("webhook")));	/* its own secret goes first */
	run();
	expect(0, "failed", "post.err_status");
	assert_string_equal(item(0).detail, "HTTP 401");
	open_with("");
	put_one(POST_WEBHOOK, url("webhook"));
	run();
	expect(0, "failed", "post.err_off");		/* never without a signature */
	open_with("webhook.secret = x\n");
	put_one(POST_WEBHOOK, arena_fmt(o.a, "https://127.0.0.1:%d/ok", o.standin.https));
	run();
	expect(0, "sent", "");
}

static void
redirects_are_not_followed_and_answers_have_a_limit(void **state)
{
	open_with("webhook.secret = x\n");
	put_one(POST_WEBHOOK, url("redirect"));
	run();
	expect(0, "dead", "post.err_redirect");
	standin_silent(&o.standin, "trap");
	put_one(POST_WEBHOOK, url("endless"));
	run();
	expect(0, "sent", "");				/* it said 200; we listen no longer than we must */
	put_one(POST_WECOM, url("endless"));
	run();
	expect(0, "failed", "post.err_answer");
	put_one(POST_WEBHOOK, url("slow"));
	put_one(POST_WEBHOOK, url("drop"));
	put_one(POST_WEBHOOK, url("broken"));
	put_one(POST_WEBHOOK, url("gone"));
	run();
	expect(3, "failed", "post.err_slow");
	expect(2, "failed", "post.err_unreachable");
	expect(1, "failed", "post.err_status");
	expect(0, "dead", "post.err_status");
	standin_silent(&o.standin, "trap");
}

/* Nothing may reach the inside of the network through an address somebody typed. */
static void
what_the_settings_do_not_name_is_not_called(void **state)
{
	const char *port = arena_fmt(o.a, "%d", o.standin.http);

	open_with("webhook.secret = x\n");
	put_one(POST_WEBHOOK, arena_fmt(o.a, "http://127.0.0.2:%s/ok", port));		/* not in net.hosts */
	put_one(POST_WEBHOOK, arena_fmt(o.a, "http://2130706433:%s/ok", port));		/* 127.0.0.1 in disguise is 127.0.0.1 */
	put_one(POST_WEBHOOK, arena_fmt(o.a, "http://localhost:%s/ok", port));		/* private, but no host of ours */
	put_one(POST_WEBHOOK, arena_fmt(o.a, "http://user:pw@127.0.0.1:%s/ok", port));
	put_one(POST_WEBHOOK, "file:///etc/passwd");
	run();
	expect(4, "dead", "post.err_url");
	expect(2, "dead", "post.err_host");
	expect(1, "dead", "post.err_url");
	expect(0, "dead", "post.err_url");
	/* allowed as a host, yet its name leads inside: closed when the address is known */
	open_with("webhook.secret = x\nnet.private =\nnet.hosts = localhost 127.0.0.1\n");
	put_one(POST_WEBHOOK, arena_fmt(o.a, "https://localhost:%d/ok", o.standin.https));
	put_one(POST_WEBHOOK, arena_fmt(o.a, "https://127.0.0.1:%d/ok", o.standin.https));
	put_one(POST_MAIL, "a@unit.example");
	run();
	expect(2, "dead", "post.err_private");
	expect(1, "dead", "post.err_private");
	expect(0, "dead", "post.err_private");
	standin_silent(&o.standin, "mail");
}

static void
robots_answer_200_and_mean_no(void **state)
{
	json_t *m;

	open_with(arena_fmt(o.a, "robot.street = dingtalk %s SECtest\nrobot.unit = feishu %s fs-secret\n", url("dingtalk?access_token=t"),
			    url("feishu")));
	put_one(POST_WECOM, url("wecom?key=good"));
	put_one(POST_WECOM, url("wecom?key=bad"));
	put_one(POST_DINGTALK, "@street");
	put_one(POST_DINGTALK, arena_fmt(o.a, "%s SECwrong", url("dingtalk?access_token=t")));
	put_one(POST_FEISHU, "@unit");
	put_one(POST_FEISHU, arena_fmt(o.a, "%s wrong", url("feishu")));
	put_one(POST_FEISHU, "@nobody");
	run();
	expect(6, "sent", "");
	expect(5, "failed", "post.err_refused");
	assert_string_equal(item(5).detail, "93000 invalid webhook url");
	expect(4, "sent", "");
	expect(3, "failed", "post.err_refused");
	expect(2, "sent", "");
	expect(1, "failed", "post.err_refused");
	assert_string_equal(item(1).detail, "19021 sign match fail");
	expect(0, "failed", "post.err_robot");
	m = standin_expect(&o.standin, "wecom");
	assert_string_equal(said_text(m, "text"), "s\nt");
	json_decref(m);
}

static const char *
sms_settings(void)
{
	return arena_fmt(o.a,
			 "sms.url = %s\nsms.key = testId\nsms.secret = testSecret\nsms.algorithm = hmac-sha1\n"
			 "sms.sign_text = POST&%%2F&{params|e}\nsms.sign_key = {secret}&\nsms.sign_param = Signature\n"
			 "sms.param.PhoneNumbers = {phone}\nsms.param.TemplateCode = {template}\nsms.param.TemplateParam = {words}\n"
			 "sms.param.Timestamp = {time}\nsms.param.SignatureNonce = {nonce}\nsms.param.SignName = 桥北区\n"
			 "sms.template.code = SMS_1\nsms.template.default = SMS_2\n"
			 "sms.ok = Code=OK\nsms.error = Message\nsms.never = isv.MOBILE_NUMBER_ILLEGAL\n",
			 url("sms"));
}

static void
an_sms_goes_out_as_the_provider_wants_it(void **state)
{
	struct post_word words[] = { { "code", "482913" } };
	struct post_to one = to(POST_SMS, "13800000001");
	json_t *m, *p;

	open_with(sms_settings());
	put((struct letter){ .purpose = "code", .text = "您的验证码是 482913", .words = words, .nwords = 1, .secret = true }, 1, &one);
	run();
	expect(0, "sent", "");
	assert_string_equal(item(0).text, "");		/* a code does not stay */
	m = standin_expect(&o.standin, "sms");
	p = json_object_get(m, "params");
	assert_true(said_int(m, "good"));
	assert_string_equal(said_text(p, "PhoneNumbers"), "13800000001");
	assert_string_equal(said_text(p, "TemplateCode"), "SMS_1");
	assert_string_equal(said_text(p, "TemplateParam"), "{\"code\":\"482913\"}");
	assert_string_equal(said_text(p, "SignName"), "桥北区");
	json_decref(m);
	put_one(POST_SMS, "13800000009");
	put_one(POST_SMS, "13800000008");
	run();
	expect(1, "dead", "post.err_refused");
	assert_string_equal(item(1).detail, "isv.MOBILE_NUMBER_ILLEGAL 号码不对");
	expect(0, "failed", "post.err_refused");
}

/* ---- the outbox itself ---- */

static void
a_letter_is_written_once_and_only_with_its_change(void **state)
{
	struct post_to one = to(POST_MAIL, "ok@unit.example");
	struct letter l = { .purpose = "ask", .dedupe = "ask/1", .subject = "s", .text = "t", .to = &one, .nto = 1 };
	struct put_job j = { &l, 0, 422 };
	struct post_items all;

	assert_int_equal(store_do(o.store, put_tx, &j).code, 422);
	assert_ok(post_visible_list(o.db, o.a, AREA, 0, 10, &all));
	assert_int_equal(all.n, 0);
	assert_true(put(l, 1, &one) != 0);
	assert_int_equal(put(l, 1, &one), 0);
	l.dedupe = NULL;
	assert_true(put(l, 1, &one) != 0);
	assert_true(put(l, 1, &one) != 0);
	assert_ok(post_visible_list(o.db, o.a, AREA, 0, 10, &all));
	assert_int_equal(all.n, 3);
}

static void
what_is_too_late_is_not_sent(void **state)
{
	struct post_to one = to(POST_SMS, "13800000001");

	open_with(sms_settings());
	put((struct letter){ .purpose = "code", .text = "482913", .secret = true, .expires = o.env.fixed + 5 * MINUTE,
			     .not_before = o.env.fixed + MINUTE }, 1, &one);
	run();
	expect(0, "waiting", "");
	o.env.fixed += 6 * MINUTE;
	run();
	expect(0, "dead", "post.err_expired");
	assert_string_equal(item(0).text, "");
	assert_int_equal(store_do(o.store, retry_tx, &(int64_t){ item(0).id }).code, 409);
	standin_silent(&o.standin, "sms");
}

/* A unit's link must not lie about once it is there; while it is not, staff can still send it. */
static void
a_signed_link_stays_until_it_has_arrived(void **state)
{
	struct post_to two[] = { to(POST_MAIL, "perm@unit.example"), to(POST_MAIL, "ok@unit.example") };

	open_with(plain_mail());
	put((struct letter){ .purpose = "ask", .subject = "s", .text = "link", .secret = true }, 2, two);
	run();
	expect(1, "dead", "post.err_refused");
	expect(0, "sent", "");
	assert_string_equal(item(1).text, "link");
	assert_ok(store_do(o.store, retry_tx, &(int64_t){ item(1).id }));
	run();
	expect(1, "dead", "post.err_refused");
	assert_ok(store_do(o.store, drop_tx, &(int64_t){ item(1).id }));
	assert_string_equal(item(1).text, "");
	/* a code that was refused before its time was up goes when the time is up */
	put((struct letter){ .purpose = "code", .subject = "s", .text = "482913", .secret = true, .expires = o.env.fixed + MINUTE }, 1, two);
	run();
	assert_string_equal(item(0).text, "482913");
	o.env.fixed += MINUTE;
	assert_ok(post_sweep(o.store, AREA, 90));
	assert_string_equal(item(0).text, "");
	json_decref(standin_expect(&o.standin, "mail"));
}

static struct err
forget_tx(struct db *w, void *ctx)
{
	return post_forget(w, &o.env, AREA, 7);
}

static void
the_erased_get_nothing_more(void **state)
{
	open_with(plain_mail());
	put_one(POST_MAIL, "ok@unit.example");
	assert_ok(store_do(o.store, forget_tx, NULL));
	run();
	expect(0, "dead", "post.err_gone");
	assert_string_equal(item(0).shown, "");
	assert_int_equal(store_do(o.store, retry_tx, &(int64_t){ item(0).id }).code, 409);
	standin_silent(&o.standin, "mail");
}

/* What people would do: the address opened at the last moment, refused for whoever was erased. */
static struct err
open_address(void *ctx, struct db *db, struct arena *a, int64_t area, const struct post_to *t, const char **address)
{
	assert_non_null(db);
	assert_int_equal(area, AREA);
	if (t->owner == 9)
		return FAIL(404, M_err_not_found);
	if (t->owner == 8)
		return FAIL(500, M_err_server);
	*address = arena_fmt(a, "%.*s@unit.example", (int)t->sealed.n, (const char *)t->sealed.p);
	return OK;
}

static void
addresses_are_opened_by_their_owner(void **state)
{
	struct post_to all[] = { to(POST_MAIL, "sealed"), to(POST_MAIL, "sealed"), to(POST_MAIL, "sealed") };
	const struct post_key key = { open_address, NULL };
	json_t *m;

	settings(plain_mail());
	assert_ok(post_open(&o.post, o.store, AREA, &o.conf, &key));
	all[1].owner = 8;
	all[0].owner = 9;
	put((struct letter){ .subject = "s", .text = "t" }, COUNT(all), all);
	run();
	expect(2, "dead", "post.err_gone");
	expect(1, "failed", "post.err_sealed");
	expect(0, "sent", "");
	m = standin_expect(&o.standin, "mail");
	assert_string_equal(said_text(m, "to"), "sealed@unit.example");
	json_decref(m);
}

static void
old_letters_are_swept(void **state)
{
	struct post_to two[] = { to(POST_MAIL, "ok@unit.example"), to(POST_MAIL, "perm@unit.example") };
	struct post_items all;

	open_with(plain_mail());
	put((struct letter){ .subject = "s", .text = "t" }, 2, two);
	run();
	json_decref(standin_expect(&o.standin, "mail"));
	o.env.fixed += 91 * 24 * 60 * MINUTE;
	assert_ok(post_sweep(o.store, AREA, 90));
	assert_ok(post_visible_list(o.db, o.a, AREA, 0, 10, &all));
	assert_int_equal(all.n, 1);			/* the dead stay until somebody looked */
	assert_string_equal(all.v[0].state, "dead");
}

static void
counts_are_published(void **state)
{
	struct out text;

	open_with(plain_mail());
	put_one(POST_MAIL, "perm@unit.example");
	run();
	put_one(POST_MAIL, "perm@unit.example");
	out_init(&text, o.a);
	assert_ok(post_metrics(o.db, o.a, AREA, &text));
	assert_non_null(strstr(out_cstr(&text), "\nqiao_outbox_messages{state=\"dead\"} 1\n"));
	assert_non_null(strstr(out_cstr(&text), "\nqiao_outbox_messages{state=\"waiting\"} 1\n"));
	assert_non_null(strstr(out_cstr(&text), "\nqiao_outbox_oldest_seconds 1680000000\n"));
}

/* ---- the thread ---- */

static bool
becomes(size_t i, const char *state)
{
	for (int n = 0; n < 500; n++) {
		if (strcmp(item(i).state, state) == 0)
			return true;
		usleep(10000);
	}
	return false;
}

static void
the_thread_wakes_when_a_letter_is_put(void **state)
{
	struct post *p;

	o.env.fixed = 0;
	settings(arena_fmt(o.a, "%swebhook.secret = x\n", plain_mail()));
	assert_ok(post_start(&p, o.store, AREA, &o.conf, NULL));
	usleep(200000);					/* it sleeps by now */
	put_one(POST_MAIL, "ok@unit.example");
	assert_true(becomes(0, "sent"));
	put_one(POST_WEBHOOK, url("slow"));		/* holds up nobody */
	put_one(POST_MAIL, "ok@unit.example");
	assert_true(becomes(0, "sent"));
	assert_string_equal(item(1).state, "leased");
	for (int i = 0; i < 60; i++)			/* more than there are slots */
		put_one(POST_MAIL, "ok@unit.example");
	for (size_t i = 0; i < 60; i++)
		assert_true(becomes(i, "sent"));
	post_stop(p);
	expect(61, "failed", "post.err_slow");
	standin_silent(&o.standin, "bad line");
}

static void
in_show_mode_nothing_leaves(void **state)
{
	struct post *p;

	o.env.fixed = 0;
	settings(arena_fmt(o.a, "%spost.deliver = show\n", plain_mail()));
	assert_ok(post_start(&p, o.store, AREA, &o.conf, NULL));
	put_one(POST_MAIL, "ok@unit.example");
	assert_true(becomes(0, "shown"));
	assert_string_equal(item(0).text, "t");
	post_stop(p);
	standin_silent(&o.standin, "mail");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_arrives_is_what_was_meant),
		TEST(a_header_cannot_be_smuggled_in),
		TEST(one_failure_is_nobody_elses),
		TEST(a_slow_server_costs_its_own_letter_only),
		TEST(tries_grow_apart_and_end_as_a_dead_letter),
		TEST(the_dead_can_be_sent_again_or_dropped),
		TEST(a_crash_between_sending_and_recording_sends_again_under_the_same_id),
		TEST(a_late_record_of_a_lost_lease_changes_nothing),
		TEST(tls_is_demanded_and_checked),
		TEST(webhooks_are_signed),
		TEST(redirects_are_not_followed_and_answers_have_a_limit),
		TEST(what_the_settings_do_not_name_is_not_called),
		TEST(robots_answer_200_and_mean_no),
		TEST(an_sms_goes_out_as_the_provider_wants_it),
		TEST(a_letter_is_written_once_and_only_with_its_change),
		TEST(what_is_too_late_is_not_sent),
		TEST(a_signed_link_stays_until_it_has_arrived),
		TEST(the_erased_get_nothing_more),
		TEST(addresses_are_opened_by_their_owner),
		TEST(old_letters_are_swept),
		TEST(counts_are_published),
		TEST(the_thread_wakes_when_a_letter_is_put),
		TEST(in_show_mode_nothing_leaves),
	};

	return cmocka_run_group_tests(tests, office_setup, office_teardown);
}
