/*
 * image_read.c - JPEG, PNG and WebP into a small raster. libjpeg and libpng leave by longjmp: each has one function
 * around its setjmp, and all its state lives in a struct, never in an automatic variable.
 */
#include "formats/image_int.h"
#include "base_msg.h"
#include "formats_msg.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>
#include <jerror.h>
#include <png.h>
#include <webp/decode.h>

#define SCANS_MAX       100			/* of a progressive JPEG; cameras make about ten */
#define JPEG_MEMORY     (256L * 1024 * 1024)	/* coefficients of a progressive picture of 40 megapixels */
#define INTERLACED_MAX  ((int64_t)16000000)	/* such a PNG has to stand in memory whole */
#define PNG_CHUNK       ((png_alloc_size_t)4 * 1024 * 1024)

/* ---- Exif ---- */

static unsigned
read16(const unsigned char *p, bool big)
{
	return big ? (unsigned)(p[0] << 8 | p[1]) : (unsigned)(p[1] << 8 | p[0]);
}

static size_t
read32(const unsigned char *p, bool big)
{
	return big ? (size_t)read16(p, true) << 16 | read16(p + 2, true) : (size_t)read16(p + 2, false) << 16 | read16(p, false);
}

int
exif_orientation(struct bytes t)
{
	size_t at, n, i;
	bool big;

	if (t.n >= 6 && memcmp(t.p, "Exif\0\0", 6) == 0) {
		t.p += 6;
		t.n -= 6;
	}
	if (t.n < 8 || (memcmp(t.p, "II*\0", 4) != 0 && memcmp(t.p, "MM\0*", 4) != 0))
		return 1;
	big = t.p[0] == 'M';
	at = read32(t.p + 4, big);
	if (at > t.n - 2)
		return 1;
	n = read16(t.p + at, big);
	at += 2;
	for (i = 0; i < n && t.n - at >= 12; i++, at += 12) {
		unsigned v = read16(t.p + at + 8, big);

		/* tag 0x0112, one SHORT */
		if (read16(t.p + at, big) == 0x0112 && read16(t.p + at + 2, big) == 3)
			return v >= 1 && v <= 8 ? (int)v : 1;
	}
	return 1;
}

/* ---- JPEG ---- */

struct jpeg {
	struct jpeg_decompress_struct c;
	struct jpeg_error_mgr mgr;
	struct jpeg_progress_mgr progress;
	jmp_buf jump;
	struct arena *a;
	struct err err;				/* why it left; code 0 = the library's own error */
	struct scaler *scaler;
	unsigned char *row, *rgb;
	int orientation;
};

static void
jpeg_on_error(j_common_ptr c)
{
	struct jpeg *j = c->client_data;

	j->err = c->err->msg_code == JERR_OUT_OF_MEMORY ? FAIL(503, M_err_busy) : FAIL(422, M_image_broken);
	longjmp(j->jump, 1);
}

/* A picture cut short is a warning to libjpeg, which paints the rest grey: for us it is broken. */
static void
jpeg_on_message(j_common_ptr c, int level)
{
	if (level < 0 && (c->err->msg_code == JWRN_JPEG_EOF || c->err->msg_code == JWRN_HIT_MARKER))
		jpeg_on_error(c);
}

static void
jpeg_on_progress(j_common_ptr c)
{
	if (((j_decompress_ptr)c)->input_scan_number > SCANS_MAX)
		jpeg_on_error(c);
}

static void
jpeg_fail(struct jpeg *j, struct err e)
{
	j->err = e;
	longjmp(j->jump, 1);
}

/* Adobe writes CMYK inverted: 255 is no ink. */
static void
cmyk_to_rgb(const unsigned char *p, unsigned char *rgb, JDIMENSION n, bool inverted)
{
	for (; n > 0; n--, p += 4, rgb += 3) {
		int i, k = inverted ? p[3] : 255 - p[3];

		for (i = 0; i < 3; i++)
			rgb[i] = (unsigned char)((inverted ? p[i] : 255 - p[i]) * k / 255);
	}
}

/* libjpeg can halve and so on while decoding, at no cost: the smallest eighth that is still large enough. */
static void
jpeg_shrink(struct jpeg *j, int tw, int th)
{
	j->c.scale_denom = 8;
	for (j->c.scale_num = 1; j->c.scale_num < 8; j->c.scale_num++) {
		jpeg_calc_output_dimensions(&j->c);
		if ((int)j->c.output_width >= tw && (int)j->c.output_height >= th)
			return;
	}
}

static void
jpeg_header(struct jpeg *j)
{
	jpeg_saved_marker_ptr m;

	jpeg_save_markers(&j->c, JPEG_APP0 + 1, 0xffff);
	jpeg_read_header(&j->c, TRUE);
	j->orientation = 1;
	for (m = j->c.marker_list; m != NULL && j->orientation == 1; m = m->next)
		if (m->data_length >= 6 && memcmp(m->data, "Exif\0\0", 6) == 0)
			j->orientation = exif_orientation((struct bytes){ m->data, m->data_length });
}

static bool
jpeg_run(struct jpeg *j, struct bytes in, int side)
{
	struct err e;
	int tw, th;

	if (setjmp(j->jump))
		return false;
	jpeg_create_decompress(&j->c);
	j->c.mem->max_memory_to_use = JPEG_MEMORY;
	j->c.progress = &j->progress;
	jpeg_mem_src(&j->c, in.p, in.n);
	jpeg_header(j);
	e = image_size_ok(j->c.image_width, j->c.image_height);
	/* Each block of 8 × 8 costs at least one bit: fewer bytes than that are a picture cut short, and would make
	 * libjpeg clear 200 MB for nothing. */
	if (e.code == 0 && (size_t)j->c.image_width * j->c.image_height / (64 * 8) > in.n)
		e = FAIL(422, M_image_broken);
	if (e.code)
		jpeg_fail(j, e);
	raster_fit((int)j->c.image_width, (int)j->c.image_height, side, &tw, &th);
	jpeg_shrink(j, tw, th);
	j->c.out_color_space = j->c.jpeg_color_space == JCS_CMYK || j->c.jpeg_color_space == JCS_YCCK ? JCS_CMYK : JCS_RGB;
	jpeg_start_decompress(&j->c);
	j->scaler = scaler_new(j->a, (int)j->c.output_width, (int)j->c.output_height, tw, th);
	j->row = arena_try(j->a, (size_t)j->c.output_width * 4);
	j->rgb = arena_try(j->a, (size_t)j->c.output_width * 3);
	if (j->scaler == NULL || j->row == NULL || j->rgb == NULL)
		jpeg_fail(j, FAIL(503, M_err_busy));
	while (j->c.output_scanline < j->c.output_height) {
		jpeg_read_scanlines(&j->c, &j->row, 1);
		if (j->c.out_color_space == JCS_CMYK)
			cmyk_to_rgb(j->row, j->rgb, j->c.output_width, j->c.saw_Adobe_marker);
		scaler_row(j->scaler, j->c.out_color_space == JCS_CMYK ? j->rgb : j->row);
	}
	jpeg_finish_decompress(&j->c);
	return true;
}

struct err
image_read_jpeg(struct arena *a, struct bytes in, int side, struct raster *ret, int *orientation)
{
	struct jpeg *j = NEW(a, struct jpeg);
	bool good;

	j->a = a;
	j->c.err = jpeg_std_error(&j->mgr);
	j->c.client_data = j;
	j->mgr.error_exit = jpeg_on_error;
	j->mgr.emit_message = jpeg_on_message;
	j->progress.progress_monitor = jpeg_on_progress;
	good = jpeg_run(j, in, side);
	jpeg_destroy_decompress(&j->c);
	if (!good)
		return j->err;
	*ret = *scaler_end(j->scaler);
	*orientation = j->orientation;
	return OK;
}

/* ---- transparency ---- */

/* n pixels of red, green, blue, alpha on white paper. May work in place. */
static void
on_white(const unsigned char *rgba, unsigned char *rgb, size_t n)
{
	for (; n > 0; n--, rgba += 4, rgb += 3) {
		unsigned a = rgba[3];
		int i;

		for (i = 0; i < 3; i++)
			rgb[i] = (unsigned char)((rgba[i] * a + 255 * (255 - a) + 127) / 255);
	}
}

/* ---- PNG ---- */

struct png {
	png_structp png;
	png_infop info;
	struct arena *a;
	struct bytes in;			/* not yet read */
	struct err err;
	struct scaler *scaler;
	unsigned char *row, *whole;		/* whole: interlaced */
	unsigned char **rows;
	int orientation;
};

static void
png_on_error(png_structp png, png_const_charp msg)
{
	struct png *p = png_get_error_ptr(png);

	p->err = FAIL(422, M_image_broken);
	png_longjmp(png, 1);
}

static void
png_on_warning(png_structp png, png_const_charp msg)
{
}

static void
png_on_read(png_structp png, png_bytep to, size_t n)
{
	struct png *p = png_get_io_ptr(png);

	if (n > p->in.n)
		png_error(png, "short");
	memcpy(to, p->in.p, n);
	p->in.p += n;
	p->in.n -= n;
}

static void
png_fail(struct png *p, struct err e)
{
	p->err = e;
	png_longjmp(p->png, 1);
}

/* Whatever it is becomes 8 bits of red, green, blue, alpha. */
static void
png_header(struct png *p)
{
	png_bytep exif = NULL;
	png_uint_32 n = 0;
	struct err e;

	png_read_info(p->png, p->info);
	e = image_size_ok(png_get_image_width(p->png, p->info), png_get_image_height(p->png, p->info));
	if (e.code)
		png_fail(p, e);
	p->orientation = 1;
	if (png_get_eXIf_1(p->png, p->info, &n, &exif) != 0)
		p->orientation = exif_orientation((struct bytes){ exif, n });
	png_set_expand(p->png);
	png_set_scale_16(p->png);
	png_set_gray_to_rgb(p->png);
	png_set_add_alpha(p->png, 0xff, PNG_FILLER_AFTER);
}

static void
png_interlaced(struct png *p, int w, int h)
{
	int y;

	if ((int64_t)w * h > INTERLACED_MAX)
		png_fail(p, FAIL(422, M_image_too_many_pixels));
	p->whole = arena_try(p->a, (size_t)w * (size_t)h * 4);
	p->rows = arena_try(p->a, (size_t)h * sizeof(*p->rows));
	if (p->whole == NULL || p->rows == NULL)
		png_fail(p, FAIL(503, M_err_busy));
	for (y = 0; y < h; y++)
		p->rows[y] = p->whole + (size_t)y * (size_t)w * 4;
	png_read_image(p->png, p->rows);
	for (y = 0; y < h; y++) {
		on_white(p->rows[y], p->row, (size_t)w);
		scaler_row(p->scaler, p->row);
	}
}

static bool
png_run(struct png *p, int side)
{
	int w, h, tw, th, y;

	if (setjmp(png_jmpbuf(p->png)))
		return false;
	png_set_user_limits(p->png, 1000000, 1000000);	/* image_size_ok says it more kindly */
	png_set_chunk_malloc_max(p->png, PNG_CHUNK);
	png_set_chunk_cache_max(p->png, 64);
	png_set_read_fn(p->png, p, png_on_read);
	png_header(p);
	w = (int)png_get_image_width(p->png, p->info);
	h = (int)png_get_image_height(p->png, p->info);
	raster_fit(w, h, side, &tw, &th);
	p->scaler = scaler_new(p->a, w, h, tw, th);
	p->row = arena_try(p->a, (size_t)w * 4);
	if (p->scaler == NULL || p->row == NULL)
		png_fail(p, FAIL(503, M_err_busy));
	if (png_set_interlace_handling(p->png) > 1) {
		png_read_update_info(p->png, p->info);
		png_interlaced(p, w, h);
	} else {
		png_read_update_info(p->png, p->info);
		for (y = 0; y < h; y++) {
			png_read_row(p->png, p->row, NULL);
			on_white(p->row, p->row, (size_t)w);
			scaler_row(p->scaler, p->row);
		}
	}
	png_read_end(p->png, NULL);
	return true;
}

/* libpng only warns of a chunk longer than the limit, and then clears as much memory as it claims (a quarter of
 * a second for a file of 300 bytes). So each chunk must lie inside the file, up to IEND. */
static bool
png_chunks_fit(struct bytes in)
{
	size_t at = 8, n;

	while (in.n - at >= 12) {
		n = read32(in.p + at, true);
		if (n > in.n - at - 12)
			return false;
		if (memcmp(in.p + at + 4, "IEND", 4) == 0)
			return true;
		at += 12 + n;
	}
	return false;
}

struct err
image_read_png(struct arena *a, struct bytes in, int side, struct raster *ret, int *orientation)
{
	struct png *p = NEW(a, struct png);
	bool good = false;

	if (!png_chunks_fit(in))
		return FAIL(422, M_image_broken);
	p->a = a;
	p->in = in;
	p->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, p, png_on_error, png_on_warning);
	p->info = p->png == NULL ? NULL : png_create_info_struct(p->png);
	if (p->info == NULL)
		p->err = FAIL(503, M_err_busy);
	else
		good = png_run(p, side);
	png_destroy_read_struct(&p->png, &p->info, NULL);
	if (!good)
		return p->err;
	*ret = *scaler_end(p->scaler);
	*orientation = p->orientation;
	return OK;
}

/* ---- WebP ---- */

/* The EXIF chunk of a RIFF file. */
static int
webp_orientation(struct bytes in)
{
	size_t at = 12, n;

	while (at <= in.n && in.n - at >= 8) {
		n = read32(in.p + at + 4, false);
		if (n > in.n - at - 8)
			break;
		if (memcmp(in.p + at, "EXIF", 4) == 0)
			return exif_orientation((struct bytes){ in.p + at + 8, n });
		at += 8 + n + (n & 1);
	}
	return 1;
}

struct err
image_read_webp(struct arena *a, struct bytes in, int side, struct raster *ret, int *orientation)
{
	WebPDecoderConfig conf;
	VP8StatusCode rc;
	struct raster made;
	unsigned char *rgba;
	int w, h;

	if (!WebPInitDecoderConfig(&conf) || WebPGetFeatures(in.p, in.n, &conf.input) != VP8_STATUS_OK)
		return FAIL(422, M_image_broken);
	TRY(image_size_ok(conf.input.width, conf.input.height));
	raster_fit(conf.input.width, conf.input.height, side, &w, &h);
	rgba = arena_try(a, (size_t)w * (size_t)h * 4);
	if (rgba == NULL || !raster_new(a, w, h, &made))
		return FAIL(503, M_err_busy);
	conf.options.use_scaling = w != conf.input.width || h != conf.input.height;
	conf.options.scaled_width = w;
	conf.options.scaled_height = h;
	conf.output.colorspace = MODE_RGBA;
	conf.output.is_external_memory = 1;
	conf.output.u.RGBA.rgba = rgba;
	conf.output.u.RGBA.stride = w * 4;
	conf.output.u.RGBA.size = (size_t)w * (size_t)h * 4;
	rc = WebPDecode(in.p, in.n, &conf);
	WebPFreeDecBuffer(&conf.output);
	if (rc != VP8_STATUS_OK)
		return rc == VP8_STATUS_OUT_OF_MEMORY ? FAIL(503, M_err_busy) : FAIL(422, M_image_broken);
	on_white(rgba, made.p, (size_t)w * (size_t)h);
	*ret = made;
	*orientation = webp_orientation(in);
	return OK;
}
