/*
 * test_memory.c - readers of files while memory runs out: the n-th allocation fails, for every n, on each file of the fuzz corpora;
 * so do the libraries' own beginnings. An answer then is a table or a picture, or an error that says why; never a crash, and
 * the next reading is as good as ever. The linker hands this program's allocations to it (test/meson.build).
 */
#include "unit.h"
#include "formats/csv.h"
#include "formats/image.h"
#include "formats/image_int.h"
#include "formats/table.h"
#include "formats_msg.h"

#include <dirent.h>
#include <errno.h>
#include <expat.h>
#include <iconv.h>
#include <png.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <webp/decode.h>
#include <webp/encode.h>
#include <zip.h>

#define TRIES 48		/* no reader allocates oftener on these files, or the rest is more of the same */

/* ---- what fails ---- */

static struct {
	long after;		/* allocations until one fails; negative: none does */
	bool hit;
	bool iconv, expat, png, info, webp, source, stat, place;	/* these fail */
	bool signalled;		/* … the last one after it was interrupted */
} fails = { .after = -1 };

void *__real_malloc(size_t n);
void *__wrap_malloc(size_t n);
iconv_t __real_iconv_open(const char *to, const char *from);
iconv_t __wrap_iconv_open(const char *to, const char *from);
XML_Parser __real_XML_ParserCreate(const XML_Char *encoding);
XML_Parser __wrap_XML_ParserCreate(const XML_Char *encoding);
png_structp __real_png_create_read_struct(png_const_charp v, png_voidp p, png_error_ptr e, png_error_ptr w);
png_structp __wrap_png_create_read_struct(png_const_charp v, png_voidp p, png_error_ptr e, png_error_ptr w);
png_infop __real_png_create_info_struct(png_const_structrp p);
png_infop __wrap_png_create_info_struct(png_const_structrp p);
int __real_WebPInitDecoderConfigInternal(WebPDecoderConfig *c, int v);
int __wrap_WebPInitDecoderConfigInternal(WebPDecoderConfig *c, int v);
zip_source_t *__real_zip_source_buffer_create(const void *p, zip_uint64_t n, int own, zip_error_t *e);
zip_source_t *__wrap_zip_source_buffer_create(const void *p, zip_uint64_t n, int own, zip_error_t *e);
int __real_zip_stat_index(zip_t *z, zip_uint64_t i, zip_flags_t f, zip_stat_t *s);
int __wrap_zip_stat_index(zip_t *z, zip_uint64_t i, zip_flags_t f, zip_stat_t *s);

int __real_sem_clockwait(sem_t *s, clockid_t clock, const struct timespec *until);
int __wrap_sem_clockwait(sem_t *s, clockid_t clock, const struct timespec *until);

void *
__wrap_malloc(size_t n)
{
	if (fails.after < 0 || fails.after--)
		return __real_malloc(n);
	fails.hit = true;
	return NULL;
}

iconv_t
__wrap_iconv_open(const char *to, const char *from)
{
	return fails.iconv ? (iconv_t)-1 : __real_iconv_open(to, from);
}

XML_Parser
__wrap_XML_ParserCreate(const XML_Char *encoding)
{
	return fails.expat ? NULL : __real_XML_ParserCreate(encoding);
}

png_structp
__wrap_png_create_read_struct(png_const_charp v, png_voidp p, png_error_ptr e, png_error_ptr w)
{
	return fails.png ? NULL : __real_png_create_read_struct(v, p, e, w);
}

png_infop
__wrap_png_create_info_struct(png_const_structrp p)
{
	return fails.info ? NULL : __real_png_create_info_struct(p);
}

int
__wrap_WebPInitDecoderConfigInternal(WebPDecoderConfig *c, int v)
{
	return fails.webp ? 0 : __real_WebPInitDecoderConfigInternal(c, v);
}

zip_source_t *
__wrap_zip_source_buffer_create(const void *p, zip_uint64_t n, int own, zip_error_t *e)
{
	return fails.source ? NULL : __real_zip_source_buffer_create(p, n, own, e);
}

int
__wrap_zip_stat_index(zip_t *z, zip_uint64_t i, zip_flags_t f, zip_stat_t *s)
{
	return fails.stat ? -1 : __real_zip_stat_index(z, i, f, s);
}

/* Waiting for a place among those who decode: interrupted once, then in vain. */
int
__wrap_sem_clockwait(sem_t *s, clockid_t clock, const struct timespec *until)
{
	if (!fails.place)
		return __real_sem_clockwait(s, clock, until);
	fails.signalled = !fails.signalled;
	errno = fails.signalled ? EINTR : ETIMEDOUT;
	return -1;
}

/* ---- what is read ---- */

static struct err
read_table(struct arena *a, struct bytes in)
{
	struct table t;
	int line;

	return table_read(a, in, NULL, &t, &line);
}

static struct err
read_image(struct arena *a, struct bytes in)
{
	struct image m;

	return image_load(a, in, &m);
}

typedef struct err (*reader_fn)(struct arena *, struct bytes);

static struct err
read_once(reader_fn read, struct bytes in, long fail_at)
{
	struct arena *a = arena_new();
	struct err e;

	assert_non_null(a);
	fails.after = fail_at;
	fails.hit = false;
	e = read(a, in);
	fails.after = -1;
	arena_free(a);
	return e;
}

/* Every file of a corpus (its first byte chose a reader and is no part of it); how many could be read at all. */
static int
whole_corpus(const char *name, reader_fn read, void (*one)(reader_fn, struct bytes, struct err))
{
	static unsigned char buf[1 << 20];
	char path[512];
	struct dirent *d;
	DIR *dir;
	int good = 0;

	snprintf(path, sizeof(path), "%s/%s", CORPUS, name);
	dir = opendir(path);
	assert_non_null(dir);
	while ((d = readdir(dir))) {
		struct bytes in = { buf + 1, 0 };
		struct err whole;
		FILE *f;

		snprintf(path, sizeof(path), "%s/%s/%s", CORPUS, name, d->d_name);
		f = d->d_name[0] == '.' ? NULL : fopen(path, "rb");
		if (!f)
			continue;
		in.n = fread(buf, 1, sizeof(buf), f);
		fclose(f);
		in.n -= in.n > 0;
		whole = read_once(read, in, -1);
		good += !whole.code;
		one(read, in, whole);
	}
	closedir(dir);
	return good;
}

static void
each_allocation(reader_fn read, struct bytes in, struct err whole)
{
	for (long n = 0; n < TRIES; n++) {
		struct err e = read_once(read, in, n);

		if (e.code && e.code != 422 && e.code != 413 && e.code != 503)
			fail_msg("allocation %ld: %d", n, e.code);
		if (!fails.hit)
			break;
	}
	assert_int_equal(read_once(read, in, -1).code, whole.code);
}

static void
allocations(void **state)
{
	assert_true(whole_corpus("table", read_table, each_allocation) > 5);
	assert_true(whole_corpus("image", read_image, each_allocation) > 5);
}

/* Larger than an arena's first chunk, so that memory is asked for: a table in three encodings, a picture in three formats. */
static void
large(void **state)
{
	struct arena *a = arena_new();
	struct raster r;
	struct bytes in;
	struct out o;
	png_image png = { .version = PNG_IMAGE_VERSION, .width = 900, .height = 700, .format = PNG_FORMAT_RGB };
	png_alloc_size_t n = 1 << 20;
	unsigned char *buf;

	out_init(&o, a);
	for (int i = 0; i < 3000; i++)
		out_fmt(&o, "%d,one field and another,x\n", i);
	in = (struct bytes){ (const unsigned char *)o.p, o.len };
	each_allocation(read_table, in, OK);
	buf = arena_alloc(a, 2 * in.n + 2);
	memcpy(buf, "\xff\xfe", 2);
	for (size_t i = 0; i < in.n; i++) {
		buf[2 + 2 * i] = in.p[i];
		buf[3 + 2 * i] = 0;
	}
	each_allocation(read_table, (struct bytes){ buf, 2 * in.n + 2 }, OK);
	memcpy(buf, in.p, in.n);
	memcpy(buf, "\xd0\xd5", 2);		/* one character of GB18030 */
	each_allocation(read_table, (struct bytes){ buf, in.n }, OK);

	assert_true(raster_new(a, 900, 700, &r));
	for (size_t i = 0; i < 900 * 700 * 3; i++)
		r.p[i] = (unsigned char)(i * 7919 >> 5);
	assert_int_equal(image_write_jpeg(a, &r, &in).code, 0);
	each_allocation(read_image, in, OK);
	buf = arena_alloc(a, n);
	assert_true(png_image_write_to_memory(&png, buf, &n, 0, r.p, 0, NULL));
	each_allocation(read_image, (struct bytes){ buf, n }, OK);
	in.n = WebPEncodeRGB(r.p, 900, 700, 900 * 3, 80, &buf);
	assert_true(in.n > 0);
	each_allocation(read_image, (struct bytes){ buf, in.n }, OK);
	WebPFree(buf);
	arena_free(a);
}

static int refused;

static void
count_refused(reader_fn read, struct bytes in, struct err whole)
{
	struct err e = read_once(read, in, -1);

	if (e.code && !whole.code)
		refused++;
	if (e.code && e.code != 422 && e.code != 413 && e.code != 503)
		fail_msg("%d", e.code);
}

/* whole is read with everything at hand, so the switch is thrown in between. */
static bool *thrown;

static void
with_switch(reader_fn read, struct bytes in, struct err whole)
{
	*thrown = true;
	count_refused(read, in, whole);
	*thrown = false;
}

static void
libraries(void **state)
{
	const struct { bool *flag; const char *corpus; reader_fn read; } rows[] = {
		{ &fails.iconv, "table", read_table }, { &fails.expat, "table", read_table }, { &fails.source, "table", read_table },
		{ &fails.stat, "table", read_table }, { &fails.png, "image", read_image }, { &fails.info, "image", read_image },
		{ &fails.webp, "image", read_image }, { &fails.place, "image", read_image },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		thrown = rows[i].flag;
		refused = 0;
		whole_corpus(rows[i].corpus, rows[i].read, with_switch);
		if (!refused)
			fail_msg("row %zu changed nothing", i);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(allocations), cmocka_unit_test(large), cmocka_unit_test(libraries) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
