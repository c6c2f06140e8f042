/* test_conf.c - qiao.conf: every kind of value, and every mistake told with its line and the key that was meant. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/conf.h"
#include "conf_msg.h"

struct things {
	const char *name, *secret;
	int64_t port;
	bool on;
	int kind;
	struct conf_list hosts, params;
};

static const struct conf_key keys[] = {
	{ "mail.host", CONF_TEXT, offsetof(struct things, name), NULL },
	{ "mail.password", CONF_SECRET, offsetof(struct things, secret), NULL },
	{ "mail.port", CONF_INT, offsetof(struct things, port), "25", 1, 65535 },
	{ "mail.on", CONF_BOOL, offsetof(struct things, on), "yes" },
	{ "mail.tls", CONF_WORD, offsetof(struct things, kind), "starttls", .words = "none starttls tls" },
	{ "net.hosts", CONF_LIST, offsetof(struct things, hosts), NULL },
	{ "sms.param.*", CONF_MANY, offsetof(struct things, params), NULL },
};

static struct arena *a;
static struct things t;
static struct conf_faults faults;

static int
setup(void **state)
{
	a = arena_new();
	return a ? 0 : -1;
}

static int
teardown(void **state)
{
	arena_free(a);
	return 0;
}

static int
parse(const char *text)
{
	struct conf_room room = { keys, COUNT(keys), &t };

	memset(&t, 0, sizeof(t));
	return conf_parse(a, "dir/qiao.conf", text, &room, 1, &faults).code;
}

static const char *
said(size_t i)
{
	assert_true(i < faults.n);
	return conf_fault_text(a, LANG_EN, &faults.v[i]);
}

static void
an_empty_file_gives_the_fallbacks(void **state)
{
	assert_int_equal(parse(""), 0);
	assert_string_equal(t.name, "");
	assert_string_equal(t.secret, "");
	assert_int_equal(t.port, 25);
	assert_true(t.on);
	assert_int_equal(t.kind, 1);
	assert_int_equal(t.hosts.n, 0);
}

static void
every_kind_of_value_is_read(void **state)
{
	assert_int_equal(parse("\xef\xbb\xbf# 邮件\r\n"
			       "  mail.host =  mx.example.cn  \r\n"
			       "mail.password = a#b = c\n"
			       "mail.port=587\n"
			       "mail.on = off\n"
			       "mail.tls = tls\n"
			       "net.hosts = a.example.cn, b.example.cn:8443\tc\n"
			       "sms.param.SignName = \"  桥北区 \"\n"
			       "\n"
			       "sms.param.Version = 2017-05-25"),
			 0);
	assert_string_equal(t.name, "mx.example.cn");
	assert_string_equal(t.secret, "a#b = c");
	assert_int_equal(t.port, 587);
	assert_false(t.on);
	assert_int_equal(t.kind, 2);
	assert_int_equal(t.hosts.n, 3);
	assert_string_equal(t.hosts.v[1].value, "b.example.cn:8443");
	assert_int_equal(t.params.n, 2);
	assert_string_equal(t.params.v[0].name, "SignName");
	assert_string_equal(t.params.v[0].value, "  桥北区 ");
	assert_int_equal(t.params.v[1].line, 10);
}

static void
many_parameters_are_kept_in_order(void **state)
{
	struct out o;

	out_init(&o, a);
	for (int i = 0; i < 100; i++)
		out_fmt(&o, "sms.param.P%d = %d\n", i, i);
	assert_int_equal(parse(out_cstr(&o)), 0);
	assert_int_equal(t.params.n, 100);
	assert_string_equal(t.params.v[99].name, "P99");
	assert_string_equal(t.params.v[17].value, "17");
}

static void
all_mistakes_are_told_at_once_with_their_lines(void **state)
{
	assert_int_equal(parse("mail.hots = x\n"
			       "mail.port = 70000\n"
			       "mail.on = maybe\n"
			       "mail.tls = ssl\n"
			       "no equals here\n"
			       "mail.host = a\n"
			       "mail.host = b\n"
			       "colour = blue\n"
			       "mail host = c\n"
			       "sms.parm.SignName = x\n"
			       "sms.param.a.b = x\n"
			       "net.hosts = \"x\n"
			       "mail.password = file:nowhere\n"
			       "mail.host2 = \xff\n"),
			 422);
	assert_int_equal(faults.n, 13);
	assert_string_equal(said(0), "dir/qiao.conf:1: There is no setting named “mail.hots”. Did you mean “mail.host”?");
	assert_string_equal(said(1), "dir/qiao.conf:2: “mail.port” needs a whole number, 1–65535.");
	assert_string_equal(said(2), "dir/qiao.conf:3: “mail.on” needs yes or no, not “maybe”.");
	assert_string_equal(said(3), "dir/qiao.conf:4: “mail.tls” must be one of: none starttls tls.");
	assert_int_equal(faults.v[4].key, M_conf_no_equals);
	assert_string_equal(said(5), "dir/qiao.conf:7: “mail.host” is given twice. The first is on line 6.");
	assert_string_equal(said(6), "dir/qiao.conf:8: There is no setting named “colour”.");
	assert_int_equal(faults.v[7].key, M_conf_bad_name);
	assert_string_equal(faults.v[8].b, "sms.param.SignName");
	assert_int_equal(faults.v[9].line, 11);
	assert_int_equal(faults.v[10].key, M_conf_bad_quote);
	assert_int_equal(faults.v[11].key, M_conf_bad_secret);
	assert_int_equal(faults.v[12].key, M_conf_not_utf8);
	assert_string_equal(t.name, "a");
	assert_non_null(strstr(conf_fault_text(a, LANG_ZH, &faults.v[0]), "是不是想写“mail.host”"));
}

static void
secrets_may_lie_in_files_beside_the_settings(void **state)
{
	char dir[] = "/tmp/qiao-conf-XXXXXX", path[64];
	struct conf_room room = { keys, COUNT(keys), &t };
	FILE *f;

	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/word", dir);
	f = fopen(path, "w");
	fputs("geheim\nsecond line\n", f);
	fclose(f);
	snprintf(path, sizeof(path), "%s/qiao.conf", dir);
	assert_int_equal(conf_read(a, path, &room, 1, &faults).code, 0);	/* not there: the fallbacks */
	assert_int_equal(t.port, 25);
	f = fopen(path, "w");
	fputs("mail.password = file:word\nmail.port = 26\n", f);
	fclose(f);
	assert_int_equal(conf_read(a, path, &room, 1, &faults).code, 0);
	assert_string_equal(t.secret, "geheim");
	assert_int_equal(t.port, 26);
	f = fopen(path, "w");
	fwrite("mail.port = 26\0\n", 1, 16, f);
	fclose(f);
	assert_int_equal(conf_read(a, path, &room, 1, &faults).code, 500);
	unlink(path);
	snprintf(path, sizeof(path), "%s/word", dir);
	unlink(path);
	assert_int_equal(rmdir(dir), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_file_gives_the_fallbacks),
		cmocka_unit_test(every_kind_of_value_is_read),
		cmocka_unit_test(many_parameters_are_kept_in_order),
		cmocka_unit_test(all_mistakes_are_told_at_once_with_their_lines),
		cmocka_unit_test(secrets_may_lie_in_files_beside_the_settings),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
