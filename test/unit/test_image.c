/*
 * test_image.c - photos made here: with a planted place that must be gone, in all eight orientations, in every colour
 * kind, cut short, huge, damaged, and things that are no photo.
 */
#include "arena_help.h"
#include "formats/image.h"
#include "formats/image_int.h"
#include "formats_msg.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>
#include <png.h>
#include <webp/encode.h>

#define SECRET "GPS-38.9972-117.7107"

/* ---- pictures: left top red, right top green, left bottom blue, right bottom white ---- */

enum { RED, GREEN, BLUE, WHITE, OTHER };
static const unsigned char colours[4][3] = { { 255, 0, 0 }, { 0, 255, 0 }, { 0, 0, 255 }, { 255, 255, 255 } };

static unsigned char *
quarters(int w, int h)
{
	unsigned char *p = arena_alloc(a, (size_t)w * (size_t)h * 3);
	int x, y;

	for (y = 0; y < h; y++)
		for (x = 0; x < w; x++)
			memcpy(p + ((size_t)y * (size_t)w + (size_t)x) * 3, colours[(y >= h / 2) * 2 + (x >= w / 2)], 3);
	return p;
}

/* A TIFF block: IFD0 with orientation and a pointer to GPS, whose value is the secret. Returns its length. */
static size_t
exif_block(unsigned char *b, int orientation, bool big)
{
	static const unsigned char little_head[] = { 'I', 'I', 42, 0, 8, 0, 0, 0, 2, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 0, 0, 0, 0,
		0x25, 0x88, 4, 0, 1, 0, 0, 0, 38, 0, 0, 0, 0, 0, 0, 0 };
	static const unsigned char big_head[] = { 'M', 'M', 0, 42, 0, 0, 0, 8, 0, 2, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 0, 0, 0,
		0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 38, 0, 0, 0, 0 };

	memcpy(b, big ? big_head : little_head, 38);
	b[big ? 19 : 18] = (unsigned char)orientation;
	memcpy(b + 38, SECRET, sizeof(SECRET));
	return 38 + sizeof(SECRET);
}

static struct bytes
keep(unsigned char *p, size_t n)
{
	struct bytes ret = { (unsigned char *)arena_dup(a, p, n), n };

	free(p);
	return ret;
}

/* How the next JPEG of four colours is written: as Adobe does, without its mark (then 255 is full ink), or with brightness apart. */
static enum { INK_ADOBE, INK_PLAIN, INK_APART } ink;

/* A JPEG with Exif, XMP, a colour profile and a comment, all holding the secret. space: of the pixels given. */
static struct bytes
jpeg(const unsigned char *px, int w, int h, J_COLOR_SPACE space, int orientation, bool big, bool progressive)
{
	struct jpeg_compress_struct c;
	struct jpeg_error_mgr mgr;
	unsigned char *buf = NULL, exif[128] = "Exif\0";
	unsigned long n = 0;
	int channels = space == JCS_GRAYSCALE ? 1 : space == JCS_CMYK ? 4 : 3;

	c.err = jpeg_std_error(&mgr);
	jpeg_create_compress(&c);
	jpeg_mem_dest(&c, &buf, &n);
	c.image_width = (JDIMENSION)w;
	c.image_height = (JDIMENSION)h;
	c.input_components = channels;
	c.in_color_space = space;
	jpeg_set_defaults(&c);
	if (ink == INK_PLAIN)
		c.write_Adobe_marker = FALSE;
	if (ink == INK_APART)
		jpeg_set_colorspace(&c, JCS_YCCK);
	jpeg_set_quality(&c, 90, TRUE);
	if (progressive)
		jpeg_simple_progression(&c);
	jpeg_start_compress(&c, TRUE);
	jpeg_write_marker(&c, JPEG_APP0 + 1, exif, (unsigned)(6 + exif_block(exif + 6, orientation, big)));
	jpeg_write_marker(&c, JPEG_APP0 + 1, (const JOCTET *)"http://ns.adobe.com/xap/1.0/\0" SECRET, 29 + sizeof(SECRET));
	jpeg_write_marker(&c, JPEG_APP0 + 2, (const JOCTET *)"ICC_PROFILE\0" SECRET, 12 + sizeof(SECRET));
	jpeg_write_marker(&c, JPEG_COM, (const JOCTET *)SECRET, sizeof(SECRET));
	while (c.next_scanline < c.image_height) {
		JSAMPROW row = (unsigned char *)(uintptr_t)px + (size_t)c.next_scanline * (size_t)w * (size_t)channels;

		jpeg_write_scanlines(&c, &row, 1);
	}
	jpeg_finish_compress(&c);
	jpeg_destroy_compress(&c);
	return keep(buf, n);
}

static struct bytes
photo(int w, int h, int orientation)
{
	return jpeg(quarters(w, h), w, h, JCS_RGB, orientation, orientation % 2, false);
}

struct sink { unsigned char *p; size_t n, cap; };

static void
sink_write(png_structp png, png_bytep p, size_t n)
{
	struct sink *s = png_get_io_ptr(png);

	if (s->n + n > s->cap) {
		s->cap = (s->n + n) * 2;
		s->p = realloc(s->p, s->cap);
		assert_non_null(s->p);
	}
	memcpy(s->p + s->n, p, n);
	s->n += n;
}

/* One row is written h times when same is set (for huge pictures that pack small). */
static struct bytes
png(const unsigned char *px, int w, int h, int depth, int kind, size_t stride, bool interlaced, bool same)
{
	png_structp p = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
	png_infop info = png_create_info_struct(p);
	png_text text = { .compression = PNG_TEXT_COMPRESSION_NONE, .key = "Comment", .text = SECRET };
	png_color palette[4];
	unsigned char exif[128], alpha[4] = { 255, 255, 255, 0 };
	struct sink s = { 0 };
	int i, y, passes;

	for (i = 0; i < 4; i++)
		palette[i] = (png_color){ colours[i][0], colours[i][1], colours[i][2] };
	png_set_write_fn(p, &s, sink_write, NULL);
	png_set_IHDR(p, info, (png_uint_32)w, (png_uint_32)h, depth, kind, interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, 0, 0);
	if (kind == PNG_COLOR_TYPE_PALETTE) {
		png_set_PLTE(p, info, palette, 4);
		png_set_tRNS(p, info, alpha, 4, NULL);
	}
	png_set_text(p, info, &text, 1);
	png_set_eXIf_1(p, info, (png_uint_32)exif_block(exif, 3, true), exif);
	png_write_info(p, info);
	passes = png_set_interlace_handling(p);
	while (passes-- > 0)
		for (y = 0; y < h; y++)
			png_write_row(p, px + (same ? 0 : (size_t)y * stride));
	png_write_end(p, info);
	png_destroy_write_struct(&p, &info);
	return keep(s.p, s.n);
}

/* A lossless WebP in an extended file with an EXIF chunk. */
static struct bytes
webp(const unsigned char *px, int w, int h, int orientation)
{
	unsigned char *simple = NULL, *buf, *q, exif[128];
	size_t n = WebPEncodeLosslessRGB(px, w, h, w * 3, &simple), len = exif_block(exif, orientation, false), total;

	assert_true(n > 12);
	total = 12 + 18 + (n - 12) + 8 + len + (len & 1);
	buf = q = calloc(1, total);
	assert_non_null(buf);
	memcpy(q, "RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\x08\0\0\0", 24);
	for (size_t i = 0; i < 4; i++)
		q[4 + i] = (unsigned char)((total - 8) >> (8 * i));
	for (size_t i = 0; i < 3; i++) {
		q[24 + i] = (unsigned char)((w - 1) >> (8 * i));
		q[27 + i] = (unsigned char)((h - 1) >> (8 * i));
	}
	memcpy(q + 30, simple + 12, n - 12);
	q += 30 + n - 12;
	memcpy(q, "EXIF", 4);
	q[4] = (unsigned char)len;
	memcpy(q + 8, exif, len);
	WebPFree(simple);
	return keep(buf, total);
}

/* ---- looking at what came out ---- */

static struct raster
look(struct bytes in)
{
	struct jpeg_decompress_struct c;
	struct jpeg_error_mgr mgr;
	struct raster r;

	c.err = jpeg_std_error(&mgr);
	jpeg_create_decompress(&c);
	jpeg_mem_src(&c, in.p, in.n);
	jpeg_read_header(&c, TRUE);
	assert_true(jpeg_has_multiple_scans(&c));		/* progressive */
	assert_int_equal(c.jpeg_color_space, JCS_YCbCr);
	jpeg_start_decompress(&c);
	assert_true(raster_new(a, (int)c.output_width, (int)c.output_height, &r));
	while (c.output_scanline < c.output_height) {
		JSAMPROW row = r.p + (size_t)c.output_scanline * (size_t)r.w * 3;

		jpeg_read_scanlines(&c, &row, 1);
	}
	jpeg_finish_decompress(&c);
	jpeg_destroy_decompress(&c);
	return r;
}

static bool
near(const unsigned char *p, const unsigned char *q)
{
	return abs(p[0] - q[0]) < 40 && abs(p[1] - q[1]) < 40 && abs(p[2] - q[2]) < 40;
}

/* The colour in the middle of a quarter; corner: 0 left top, 1 right top, 2 left bottom, 3 right bottom. */
static int
corner(const struct raster *r, int which)
{
	int x = r->w / 4 + which % 2 * (r->w / 2), y = r->h / 4 + which / 2 * (r->h / 2), i;

	for (i = 0; i < 4; i++)
		if (near(r->p + ((size_t)y * (size_t)r->w + (size_t)x) * 3, colours[i]))
			return i;
	return OTHER;
}

static bool
holds(struct bytes in, const char *what)
{
	return memmem(in.p, in.n, what, strlen(what)) != NULL;
}

/* Every marker up to the pixels: only JFIF, tables, frame and scan. */
static void
clean(struct bytes in)
{
	size_t at = 2;

	assert_false(holds(in, SECRET) || holds(in, "Exif") || holds(in, "GPS") || holds(in, "adobe") || holds(in, "ICC"));
	while (at + 4 <= in.n && in.p[at] == 0xff && in.p[at + 1] != 0xda) {
		unsigned char m = in.p[at + 1];

		assert_true(m == 0xe0 || m == 0xdb || m == 0xc4 || m == 0xc2);
		at += 2 + (size_t)(in.p[at + 2] << 8 | in.p[at + 3]);
	}
	assert_true(at < in.n && in.p[at + 1] == 0xda);
	assert_memory_equal(in.p + in.n - 2, "\xff\xd9", 2);
}

static struct image
load(struct bytes in)
{
	struct image im;
	struct err e = image_load(a, in, &im);
	struct raster r;

	if (e.code)
		fail_msg("%d %s at %s:%d", e.code, msg_name(e.key), e.file, e.line);
	clean(im.full);
	clean(im.thumb);
	r = look(im.full);
	assert_true(r.w == im.width && r.h == im.height);
	r = look(im.thumb);
	assert_true(r.w == im.thumb_width && r.h == im.thumb_height);
	return im;
}

static void
upright(struct bytes in)
{
	struct image im = load(in);
	struct raster r = look(im.full), t = look(im.thumb);
	int i;

	for (i = 0; i < 4; i++) {
		assert_int_equal(corner(&r, i), i);
		assert_int_equal(corner(&t, i), i);
	}
}

static void
fails(struct bytes in, int code, enum msg key)
{
	struct image im = { .width = 77 };
	struct err e = image_load(a, in, &im);

	if (e.code != code || e.key != key)
		fail_msg("%d %s instead of %d %s", e.code, msg_name(e.key), code, msg_name(key));
	assert_int_equal(im.width, 77);
	assert_null(im.full.p);
}

/* ---- tests ---- */

static void
orientations(void **state)
{
	/* where the stored corners stand upright (Exif: "row 0 is the visual …, column 0 the visual …") */
	static const struct { int left_top, right_top; bool swap; } rows[] = {
		{ 0, 1, false }, { 1, 0, false }, { 3, 2, false }, { 2, 3, false }, { 0, 2, true }, { 1, 3, true }, { 3, 1, true }, { 2, 0, true },
	};
	int i;

	for (i = 0; i < 8; i++) {
		struct image im = load(photo(400, 200, i + 1));
		struct raster r = look(im.full);

		assert_int_equal(im.width, rows[i].swap ? 200 : 400);
		assert_int_equal(im.height, rows[i].swap ? 400 : 200);
		assert_int_equal(im.thumb_width, rows[i].swap ? 160 : 320);
		assert_int_equal(corner(&r, rows[i].left_top), RED);
		assert_int_equal(corner(&r, rows[i].right_top), GREEN);
		assert_int_equal(corner(&r, 3 - rows[i].right_top), BLUE);
		assert_int_equal(corner(&r, 3 - rows[i].left_top), WHITE);
	}
	upright(photo(400, 200, 0));
	upright(photo(400, 200, 9));
}

static void
sizes(void **state)
{
	static const struct { int w, h, orientation, fw, fh, tw, th; } rows[] = {
		{ 4000, 3000, 1, 1600, 1200, 320, 240 }, { 4000, 3000, 6, 1200, 1600, 240, 320 }, { 1600, 1600, 1, 1600, 1600, 320, 320 },
		{ 1601, 900, 1, 1600, 899, 320, 180 }, { 100, 50, 1, 100, 50, 100, 50 }, { 1, 1, 1, 1, 1, 1, 1 },
		{ 2000, 3, 1, 1600, 2, 320, 1 }, { 3001, 1, 8, 1, 1600, 1, 320 },
	};
	size_t i;

	for (i = 0; i < COUNT(rows); i++) {
		struct image im = load(photo(rows[i].w, rows[i].h, rows[i].orientation));

		assert_true(im.width == rows[i].fw && im.height == rows[i].fh);
		assert_true(im.thumb_width == rows[i].tw && im.thumb_height == rows[i].th);
	}
	upright(photo(3333, 2111, 1));
}

static void
the_place_was_planted(void **state)
{
	struct bytes in = photo(64, 64, 1);

	/* were it not there, its absence would prove nothing */
	assert_true(holds(in, SECRET) && holds(in, "Exif"));
	assert_true(holds(png(quarters(8, 8), 8, 8, 8, PNG_COLOR_TYPE_RGB, 24, false, false), SECRET));
	assert_true(holds(webp(quarters(8, 8), 8, 8, 1), SECRET));
}

static void
no_size_at_all(void **state)
{
	assert_int_equal(image_size_ok(0, 5).key, M_image_broken);
	assert_int_equal(image_size_ok(5, 0).key, M_image_broken);
	assert_int_equal(image_size_ok(5, -1).code, 422);
	assert_int_equal(image_size_ok(1, 1).code, 0);
}

static void
colour_kinds(void **state)
{
	unsigned char *rgb = quarters(200, 100), *rgba = arena_alloc(a, 200 * 100 * 4), *cmyk = arena_alloc(a, 200 * 100 * 4);
	unsigned char *deep = arena_alloc(a, 200 * 100 * 6), *index = arena_alloc(a, 200 * 100), *turned = arena_alloc(a, 200 * 100 * 3);
	struct raster r;
	struct image im;
	size_t i, c;

	for (i = 0; i < 200 * 100; i++) {
		for (c = 0; c < 3; c++) {
			/* the PNG's own Exif says: turned by half */
			turned[(200 * 100 - 1 - i) * 3 + c] = rgb[i * 3 + c];
			cmyk[i * 4 + c] = rgb[i * 3 + c];		/* inverted, as Adobe does */
		}
		cmyk[i * 4 + 3] = 255;
	}
	for (i = 0; i < 200 * 100; i++) {
		bool white = near(turned + i * 3, colours[WHITE]);

		memcpy(rgba + i * 4, turned + i * 3, 3);
		rgba[i * 4 + 3] = white ? 0 : 255;
		if (white)
			memset(rgba + i * 4, 7, 3);			/* nearly black, but not to be seen */
		for (c = 0; c < 3; c++)
			deep[i * 6 + c * 2] = deep[i * 6 + c * 2 + 1] = turned[i * 3 + c];
		for (c = 0; c < 4; c++)
			if (near(turned + i * 3, colours[c]))
				index[i] = (unsigned char)c;
	}
	upright(jpeg(rgb, 200, 100, JCS_RGB, 1, false, true));
	upright(jpeg(cmyk, 200, 100, JCS_CMYK, 1, false, false));
	ink = INK_APART;
	upright(jpeg(cmyk, 200, 100, JCS_CMYK, 1, false, false));
	ink = INK_PLAIN;
	for (i = 0; i < 200 * 100 * 4; i++)
		cmyk[i] = (unsigned char)(255 - cmyk[i]);
	upright(jpeg(cmyk, 200, 100, JCS_CMYK, 1, false, false));
	ink = INK_ADOBE;
	upright(png(turned, 200, 100, 8, PNG_COLOR_TYPE_RGB, 600, false, false));
	upright(png(turned, 200, 100, 8, PNG_COLOR_TYPE_RGB, 600, true, false));
	upright(png(rgba, 200, 100, 8, PNG_COLOR_TYPE_RGBA, 800, false, false));
	upright(png(rgba, 200, 100, 8, PNG_COLOR_TYPE_RGBA, 800, true, false));
	upright(png(deep, 200, 100, 16, PNG_COLOR_TYPE_RGB, 1200, false, false));
	upright(png(index, 200, 100, 8, PNG_COLOR_TYPE_PALETTE, 200, false, false));
	upright(webp(rgb, 200, 100, 1));
	upright(webp(turned, 200, 100, 3));
	im = load(jpeg(index, 200, 100, JCS_GRAYSCALE, 1, false, false));
	r = look(im.full);
	assert_true(near(r.p, (const unsigned char[]){ 3, 3, 3 }));
	im = load(webp(quarters(2000, 1000), 2000, 1000, 6));
	assert_true(im.width == 800 && im.height == 1600);
}

static void
small_is_the_mean(void **state)
{
	int w = 2900, x, y;
	unsigned char *p = arena_alloc(a, (size_t)w * (size_t)w * 3);
	struct raster in = { w, w, p }, out;
	int64_t sum = 0;

	for (y = 0; y < w; y++)
		for (x = 0; x < w; x++)
			memset(p + ((size_t)y * (size_t)w + (size_t)x) * 3, (x + y) % 2 ? 255 : 0, 3);
	assert_true(raster_scale(a, &in, 290, &out));
	for (x = 0; x < out.w * out.h * 3; x++)
		assert_true(out.p[x] >= 126 && out.p[x] <= 129);
	assert_true(raster_scale(a, &in, 1601, &out));		/* not a whole fraction: the mean stays */
	for (x = 0; x < out.w * out.h * 3; x++)
		sum += out.p[x];
	assert_true(llabs(sum / (out.w * out.h * 3) - 127) <= 1);
	memset(p, 200, (size_t)w * (size_t)w * 3);
	assert_true(raster_scale(a, &in, 777, &out));
	for (x = 0; x < out.w * out.h * 3; x++)
		assert_int_equal(out.p[x], 200);
}

static void
cut_short(void **state)
{
	struct bytes files[] = { photo(300, 200, 1), jpeg(quarters(300, 200), 300, 200, JCS_RGB, 1, true, true),
		png(quarters(300, 200), 300, 200, 8, PNG_COLOR_TYPE_RGB, 900, false, false),
		png(quarters(300, 200), 300, 200, 8, PNG_COLOR_TYPE_RGB, 900, true, false) };
	struct bytes w = webp(quarters(300, 200), 300, 200, 1);
	size_t i, n;

	for (i = 0; i < COUNT(files); i++)
		for (n = 12; n < files[i].n - 2; n += 1 + files[i].n / 200)
			fails((struct bytes){ files[i].p, n }, 422, M_image_broken);
	for (n = 12; n < w.n - 70; n += 5)			/* what is behind the pixels is not needed */
		fails((struct bytes){ w.p, n }, 422, M_image_broken);
}

/* Random damage: a picture or an error, never a crash (and never what was planted). */
static void
damaged(void **state)
{
	struct bytes files[] = { photo(60, 40, 6), png(quarters(60, 40), 60, 40, 8, PNG_COLOR_TYPE_RGB, 180, false, false),
		webp(quarters(60, 40), 60, 40, 5), jpeg(quarters(60, 40), 60, 40, JCS_RGB, 1, true, true) };
	struct arena *job = arena_new();
	uint32_t chance = 1;
	size_t i, k, n;

	for (i = 0; i < COUNT(files); i++)
		for (k = 0; k < 100; k++) {
			unsigned char *copy = (unsigned char *)arena_dup(job, files[i].p, files[i].n);
			struct image im;

			for (n = 0; n < 3; n++) {
				chance = chance * 1664525 + 1013904223;
				copy[(chance >> 8) % files[i].n] = (unsigned char)chance;
			}
			if (image_load(job, (struct bytes){ copy, files[i].n }, &im).code == 0)
				assert_false(holds(im.full, "GPS"));
			arena_clear(job);
		}
	arena_free(job);
}

static uint32_t
crc(const unsigned char *p, size_t n)
{
	uint32_t c = 0xffffffff;
	int k;

	while (n-- > 0)
		for (c ^= *p++, k = 0; k < 8; k++)
			c = c & 1 ? 0xedb88320 ^ c >> 1 : c >> 1;
	return ~c;
}

static void
put32(unsigned char *p, uint32_t v)
{
	int i;

	for (i = 3; i >= 0; i--, v >>= 8)
		p[i] = (unsigned char)v;
}

static void
bombs(void **state)
{
	static unsigned char line[30000];
	struct bytes in = photo(64, 64, 1);
	unsigned char *p = (unsigned char *)(uintptr_t)in.p, *sof = memmem(p, in.n, "\xff\xc0\x00\x11\x08", 5);
	static const uint32_t sides[] = { 30001, 65536, 1000000, 0x7fffffff };
	size_t i;

	assert_non_null(sof);
	memcpy(sof + 5, "\xff\xdc\xff\xdc", 4);
	fails(in, 422, M_image_too_many_pixels);
	memcpy(sof + 5, "\x27\x10\x27\x10", 4);			/* 10,000 × 10,000 */
	fails(in, 422, M_image_too_many_pixels);
	for (i = 0; i < COUNT(sides); i++) {
		in = png(line, 8, 8, 8, PNG_COLOR_TYPE_RGB, 24, false, true);
		p = (unsigned char *)(uintptr_t)in.p;
		put32(p + 16, sides[i]);
		put32(p + 20, sides[i] > 40000 ? 1 : sides[i]);
		put32(p + 29, crc(p + 12, 17));
		fails(in, 422, sides[i] > 1000000 ? M_image_broken : M_image_too_many_pixels);
	}
	/* one bit per pixel: 42 and 36 megapixels in some kilobytes; interlaced 20 */
	in = png(line, 7000, 6000, 1, PNG_COLOR_TYPE_GRAY, 0, false, true);
	assert_true(in.n < 50000);
	fails(in, 422, M_image_too_many_pixels);
	fails(png(line, 5000, 4000, 1, PNG_COLOR_TYPE_GRAY, 0, true, true), 422, M_image_too_many_pixels);
	assert_int_equal(load(png(line, 6000, 6000, 1, PNG_COLOR_TYPE_GRAY, 0, false, true)).width, 1600);
	in = webp(quarters(40, 40), 40, 40, 1);
	p = (unsigned char *)(uintptr_t)in.p;
	memcpy(p + 24, "\xff\x3f\x00\xff\x3f\x00", 6);		/* says 16384 × 16384 */
	assert_int_equal(image_load(a, in, &(struct image){ 0 }).code, 422);
	memset(line, 0, sizeof(line));
	memcpy(line, "\xff\xd8\xff", 3);
	fails((struct bytes){ line, sizeof(line) }, 422, M_image_broken);
	fails((struct bytes){ line, IMAGE_BYTES_MAX + 1 }, 413, M_image_too_big);	/* refused unread */
}

/* A progressive picture whose last scan comes 150 times again: each costs as much as a whole picture. */
static void
scans_are_counted(void **state)
{
	struct bytes in = jpeg(quarters(64, 64), 64, 64, JCS_RGB, 1, false, true);
	const unsigned char *sos = in.p, *next;
	unsigned char *copy, *w;
	size_t len;
	int i;

	while ((next = memmem(sos + 1, in.n - (size_t)(sos + 1 - in.p), "\xff\xda", 2)) != NULL)
		sos = next;
	len = (size_t)(in.p + in.n - 2 - sos);
	w = copy = arena_alloc(a, in.n + 150 * len);
	memcpy(w, in.p, in.n - 2);
	for (w += in.n - 2, i = 0; i < 150; i++, w += len)
		memcpy(w, sos, len);
	memcpy(w, "\xff\xd9", 2);
	fails((struct bytes){ copy, (size_t)(w + 2 - copy) }, 422, M_image_broken);
}

static void
no_picture(void **state)
{
	static const char *const others[] = { "", "x", "GIF89a........", "%PDF-1.7 .....", "<svg xmlns='http://www.w3.org/2000/svg'/>",
		"PK\x03\x04............", "RIFF....WAVEfmt ", "\x89PNG\r\n", "BM..............", "II*\0............", "....ftypheic....", "\xff\xd8" };
	size_t i;

	for (i = 0; i < COUNT(others); i++)
		fails((struct bytes){ (const unsigned char *)others[i], strlen(others[i]) }, 422, M_image_not_image);
	assert_int_equal(image_type(photo(8, 8, 1)), IMAGE_JPEG);
}

static void
exif_is_read_with_care(void **state)
{
	unsigned char b[128], *exact;
	size_t n = exif_block(b, 6, true), i;

	assert_int_equal(exif_orientation((struct bytes){ b, n }), 6);
	for (i = 0; i < n; i++) {
		exact = malloc(i ? i : 1);			/* so that reading beyond is seen */
		assert_non_null(exact);
		memcpy(exact, b, i);
		assert_int_equal(exif_orientation((struct bytes){ exact, i }), i >= 22 ? 6 : 1);
		free(exact);
	}
	put32(b + 4, 0xffffffff);
	assert_int_equal(exif_orientation((struct bytes){ b, n }), 1);
	put32(b + 4, (uint32_t)n - 1);
	assert_int_equal(exif_orientation((struct bytes){ b, n }), 1);
	exif_block(b, 200, false);
	assert_int_equal(exif_orientation((struct bytes){ b, n }), 1);
}

static void *
load_many(void *arg)
{
	const struct bytes *in = arg;
	struct arena *own = arena_new();
	struct image im;
	intptr_t bad = 0;
	int i;

	for (i = 0; i < 10; i++) {
		bad += image_load(own, *in, &im).code != 0;
		arena_clear(own);
	}
	arena_free(own);
	return (void *)bad;
}

static void
six_at_once(void **state)
{
	struct bytes in = photo(500, 400, 1);
	pthread_t t[6];
	size_t i;
	void *bad;

	for (i = 0; i < COUNT(t); i++)
		assert_int_equal(pthread_create(&t[i], NULL, load_many, &in), 0);
	for (i = 0; i < COUNT(t); i++) {
		pthread_join(t[i], &bad);
		assert_null(bad);
	}
}

/* ---- blurred cells ---- */

/* A picture with detail everywhere: no two neighbours alike. */
static void
noise(struct raster *r, int w, int h)
{
	uint32_t seed = 7;

	assert_true(raster_new(a, w, h, r));
	for (size_t i = 0; i < (size_t)w * (size_t)h * 3; i++) {
		seed = seed * 1664525u + 1013904223u;
		r->p[i] = (unsigned char)(seed >> 24);
	}
}

static void
blurred_cells_carry_no_detail(void **state)
{
	bool cells[48] = { false };
	struct raster r, was;
	int w = 163, h = 97;		/* no multiple of the grid */

	noise(&r, w, h);
	noise(&was, w, h);
	cells[0] = cells[9] = cells[47] = true;
	raster_blur(&r, 8, 6, cells);
	for (int y = 0; y < h; y++)
		for (int x = 0; x < w; x++) {
			int cell = 0;
			size_t at = ((size_t)y * (size_t)w + (size_t)x) * 3;

			for (int i = 0; i < 48; i++)
				if (x >= w * (i % 8) / 8 && x < w * (i % 8 + 1) / 8 && y >= h * (i / 8) / 6 && y < h * (i / 8 + 1) / 6)
					cell = i;
			if (!cells[cell]) {
				assert_memory_equal(r.p + at, was.p + at, 3);
			} else {
				size_t first = ((size_t)(h * (cell / 8) / 6) * (size_t)w + (size_t)(w * (cell % 8) / 8)) * 3;

				assert_memory_equal(r.p + at, r.p + first, 3);
			}
		}
}

static void
blurred_picture(void **state)
{
	unsigned char *px = quarters(160, 120);
	struct bytes in = jpeg(px, 160, 120, JCS_RGB, 1, false, false);
	bool cells[48];
	struct image img, plain;

	for (size_t i = 0; i < 48; i++)
		cells[i] = true;
	assert_int_equal(image_load(a, in, &plain).code, 0);
	assert_int_equal(image_blur(a, plain.full, 1, 1, cells, &img).code, 0);
	assert_int_equal(img.width, 160);
	assert_int_equal(img.height, 120);
	assert_true(img.full.n < plain.full.n);		/* one colour is all that is left */
	assert_int_equal(image_blur(a, (struct bytes){ (const unsigned char *)"no", 2 }, 1, 1, cells, &img).code, 422);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blurred_cells_carry_no_detail), cmocka_unit_test(blurred_picture),
		cmocka_unit_test(orientations), cmocka_unit_test(sizes), cmocka_unit_test(the_place_was_planted),
		cmocka_unit_test(colour_kinds), cmocka_unit_test(no_size_at_all), cmocka_unit_test(small_is_the_mean), cmocka_unit_test(cut_short),
		cmocka_unit_test(damaged), cmocka_unit_test(bombs), cmocka_unit_test(scans_are_counted), cmocka_unit_test(no_picture),
		cmocka_unit_test(exif_is_read_with_care), cmocka_unit_test(six_at_once),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
