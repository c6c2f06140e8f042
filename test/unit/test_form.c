/* test_form.c - both encodings of forms, good and broken. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/text.h"
#include "web/form.h"

static struct arena *a;

static int
up(void **state)
{
	(void)state;
	a = arena_new();
	return a ? 0 : -1;
}

static int
down(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

static int
url(const char *s, struct form *f)
{
	return form_urlencoded(a, (struct bytes){ (const unsigned char *)s, strlen(s) }, f).code;
}

static void
urlencoded(void **state)
{
	struct form f;

	(void)state;
	assert_int_equal(url("", &f), 0);
	assert_int_equal(f.nfields, 0);
	assert_int_equal(url("a=1&b=%E6%A5%BC+x%26&c&d=&e[]=1&e[]=2&", &f), 0);
	assert_int_equal(f.nfields, 6);
	assert_string_equal(field_find(f.fields, f.nfields, "b"), "楼 x&");
	assert_string_equal(field_find(f.fields, f.nfields, "c"), "");
	assert_string_equal(f.fields[5].value, "2");
	assert_null(field_find(f.fields, f.nfields, "z"));
	assert_int_equal(url("a=b=c", &f), 0);
	assert_string_equal(f.fields[0].value, "b=c");
}

static void
urlencoded_refused(void **state)
{
	static const char *const bad[] = { "a=1&a=2", "a=%", "a=%4", "a=%zz", "a=%00", "a=%ff", "a=%ed%a0%80", "=1", "%00=1" };
	struct form f;
	struct out o;

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_int_equal(url(bad[i], &f), 400);
	out_init(&o, a);
	for (int i = 0; i <= FORM_FIELDS; i++)
		out_fmt(&o, "n%d=1&", i);
	assert_int_equal(url(out_cstr(&o), &f), 400);
	out_init(&o, a);
	for (int i = 0; i <= FORM_NAME; i++)
		out_str(&o, "n");
	assert_int_equal(url(out_cstr(&o), &f), 400);
}

static void
written_and_read(void **state)
{
	static const struct field v[] = { { "a", "1 & 2=3" }, { "楼", "\"%\"\n+" }, { "empty", "" } };
	struct form f;
	struct out o;

	(void)state;
	out_init(&o, a);
	form_write(&o, v, COUNT(v));
	assert_int_equal(url(out_cstr(&o), &f), 0);
	assert_int_equal(f.nfields, COUNT(v));
	for (size_t i = 0; i < COUNT(v); i++) {
		assert_string_equal(f.fields[i].name, v[i].name);
		assert_string_equal(f.fields[i].value, v[i].value);
	}
}

static void
boundaries(void **state)
{
	(void)state;
	assert_string_equal(form_boundary(a, "multipart/form-data; boundary=abc"), "abc");
	assert_string_equal(form_boundary(a, "Multipart/Form-Data; charset=x; boundary=\"a b\""), "a b");
	assert_null(form_boundary(a, "multipart/form-data"));
	assert_null(form_boundary(a, "multipart/form-data; boundary="));
	assert_null(form_boundary(a, "multipart/form-data; boundary=\"abc"));
	assert_null(form_boundary(a, "multipart/form-data; boundary=a; boundary=b"));
	assert_null(form_boundary(a, "multipart/form-data; boundary=a\xff"));
	assert_null(form_boundary(a, "multipart/form-data; boundary="
	    "0123456789012345678901234567890123456789012345678901234567890123456789X"));
	assert_null(form_boundary(a, "application/x-www-form-urlencoded; boundary=a"));
	assert_true(form_type_is("text/plain; charset=utf-8", "text/plain"));
	assert_false(form_type_is("text/plainer", "text/plain"));
}

static int
multi_n(const char *s, size_t n, struct form *f)
{
	return form_multipart(a, (struct bytes){ (const unsigned char *)s, n }, "B", f).code;
}

static int
multi(const char *s, struct form *f)
{
	return multi_n(s, strlen(s), f);
}

#define PART(disposition, data) "--B\r\nContent-Disposition: form-data; " disposition "\r\n\r\n" data "\r\n"
#define END "--B--\r\n"

static void
multipart(void **state)
{
	static const char all[] = PART("name=\"t\"", "楼\r\n--\nB") PART("name=\"empty\"", "")
	    PART("name=\"f\"; filename=\"C:\\dir\\楼;name=.jpg\"\r\nContent-Type: image/jpeg", "\0\r\n--C\xff")
	    PART("name=\"f\"; filename=\"\"", "") PART("filename=\"../a%22b\"; name=\"g%0D%0A\"", "z") END;
	struct form f;

	(void)state;
	assert_int_equal(multi_n(all, sizeof all - 1, &f), 0);
	assert_int_equal(f.nfields, 2);
	assert_string_equal(field_find(f.fields, f.nfields, "t"), "楼\r\n--\nB");
	assert_string_equal(field_find(f.fields, f.nfields, "empty"), "");
	assert_int_equal(f.nuploads, 2);
	assert_string_equal(f.uploads[0].field, "f");
	assert_string_equal(f.uploads[0].name, "楼;name=.jpg");
	assert_int_equal(f.uploads[0].data.n, 7);
	assert_memory_equal(f.uploads[0].data.p, "\0\r\n--C\xff", 7);
	assert_string_equal(f.uploads[1].field, "g  ");
	assert_string_equal(f.uploads[1].name, "a\"b");
	assert_int_equal(multi(PART("name=\"a\"", "1") "--B--", &f), 0);
}

static void
multipart_refused(void **state)
{
	static const char *const bad[] = {
		"", "--B", "--B--x", "--C\r\n", "x" PART("name=\"a\"", "1") END,
		PART("name=\"a\"", "1"),				/* no end */
		PART("name=\"a\"", "1") "--B--\r\nmore",		/* behind the end */
		PART("name=\"a\"", "1") PART("name=\"a\"", "2") END,	/* twice */
		PART("", "1") END, PART("name=a", "1") END, PART("name=\"\"", "1") END, PART("name=\"a", "1") END,
		PART("filename=\"x\"", "1") END,
		PART("x=\"; name=\\\"a\\\"\"", "1") END,		/* a name inside another value */
		PART("name=\"a\"", "\xff") END, PART("name=\"\xff\"", "1") END,
		"--B\r\n\r\n1\r\n" END, "--B\r\nX: y\r\n\r\n1\r\n" END,
		"--B\r\nContent-Disposition: form-data; name=\"a\"\r\n" END,
		"--B\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\n1\r\n" END,
	};
	static const char nul[] = PART("name=\"a\0b\"", "1") END;
	struct form f;

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		if (!multi(bad[i], &f))
			fail_msg("taken: %s", bad[i]);
	}
	assert_int_equal(multi_n(nul, sizeof nul - 1, &f), 400);
}

/* Every beginning of a good body and every single flipped byte: an answer, never a read outside (ASan). */
static void
multipart_broken(void **state)
{
	static const char all[] = PART("name=\"t\"", "1") PART("name=\"f\"; filename=\"x\"", "22") END;
	struct form f;

	(void)state;
	for (size_t n = 0; n < sizeof all - 1; n++) {
		char *p = arena_dup(a, all, n);

		if (n < sizeof all - 3)
			assert_int_equal(multi_n(p, n, &f), 400);
		for (int bit = 0; bit < 8; bit++) {
			char *q = arena_dup(a, all, sizeof all - 1);

			q[n] = (char)(q[n] ^ 1 << bit);
			multi_n(q, sizeof all - 1, &f);
			url(q, &f);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(urlencoded, up, down),
		cmocka_unit_test_setup_teardown(urlencoded_refused, up, down),
		cmocka_unit_test_setup_teardown(written_and_read, up, down),
		cmocka_unit_test_setup_teardown(boundaries, up, down),
		cmocka_unit_test_setup_teardown(multipart, up, down),
		cmocka_unit_test_setup_teardown(multipart_refused, up, down),
		cmocka_unit_test_setup_teardown(multipart_broken, up, down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
