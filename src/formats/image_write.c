/* image_write.c - a raster as JPEG. */
#include "formats/image_int.h"
#include "base_msg.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

#define QUALITY 82

struct writer {
	struct jpeg_compress_struct c;
	struct jpeg_error_mgr mgr;
	jmp_buf jump;
	unsigned char *buf;			/* libjpeg's, from malloc */
	unsigned long n;
};

static void
on_error(j_common_ptr c)
{
	longjmp(((struct writer *)c->client_data)->jump, 1);
}

static void
on_message(j_common_ptr c, int level)
{
}

/* No automatic variable changes between setjmp and longjmp: all state is in w. */
static bool
compress(struct writer *w, const struct raster *in)
{
	if (setjmp(w->jump))
		return false;
	jpeg_create_compress(&w->c);
	jpeg_mem_dest(&w->c, &w->buf, &w->n);
	w->c.image_width = (JDIMENSION)in->w;
	w->c.image_height = (JDIMENSION)in->h;
	w->c.input_components = 3;
	w->c.in_color_space = JCS_RGB;
	jpeg_set_defaults(&w->c);
	jpeg_set_quality(&w->c, QUALITY, TRUE);
	w->c.optimize_coding = TRUE;
	jpeg_simple_progression(&w->c);
	jpeg_start_compress(&w->c, TRUE);
	while (w->c.next_scanline < w->c.image_height) {
		JSAMPROW row = in->p + (size_t)w->c.next_scanline * (size_t)in->w * 3;

		jpeg_write_scanlines(&w->c, &row, 1);
	}
	jpeg_finish_compress(&w->c);
	return true;
}

struct err
image_write_jpeg(struct arena *a, const struct raster *in, struct bytes *ret)
{
	struct writer *w = NEW(a, struct writer);
	unsigned char *copy = NULL;

	w->c.err = jpeg_std_error(&w->mgr);
	w->c.client_data = w;
	w->mgr.error_exit = on_error;
	w->mgr.emit_message = on_message;
	if (compress(w, in))
		copy = arena_try(a, w->n);
	if (copy != NULL) {
		memcpy(copy, w->buf, w->n);
		*ret = (struct bytes){ copy, w->n };
	}
	jpeg_destroy_compress(&w->c);
	free(w->buf);
	return copy == NULL ? FAIL(503, M_err_busy) : OK;
}
