/* image_int.h - between image.c (the plan), image_read.c (JPEG, PNG, WebP), image_scale.c and image_write.c. */
#ifndef QIAO_IMAGE_INT_H
#define QIAO_IMAGE_INT_H

#include "base/base.h"

/* Red, green, blue; rows without a gap. */
struct raster {
	int w, h;
	unsigned char *p;
};

/* p NULL and false when there is no memory. */
bool raster_new(struct arena *a, int w, int h, struct raster *ret);
/* The size with the long side at most `side`, never larger than it was, never 0. */
void raster_fit(int w, int h, int side, int *fw, int *fh);

/*
 * Makes a picture smaller while its rows arrive, each target pixel the mean of the area it covers. So a picture of 40
 * megapixels never stands in memory whole.
 */
struct scaler;
/* NULL without memory. The target must not be larger than the source. */
struct scaler *scaler_new(struct arena *a, int w, int h, int tw, int th);
void scaler_row(struct scaler *s, const unsigned char *rgb);		/* exactly h times */
const struct raster *scaler_end(const struct scaler *s);		/* asserts that all rows came */
bool raster_scale(struct arena *a, const struct raster *in, int side, struct raster *ret);
/* Turned and mirrored so that it stands upright; orientation 1 to 8 (Exif 2.32 §4.6.5.3), else as it is. */
bool raster_turn(struct arena *a, const struct raster *in, int orientation, struct raster *ret);

/* Each chosen cell of the grid (columns × rows, row by row) becomes one colour, its mean. Changes r's pixels. */
void raster_blur(const struct raster *r, int columns, int rows, const bool *cells);

/* Decodes to a raster with the long side at most `side` (before turning). 422 or 503. */
struct err image_read_jpeg(struct arena *a, struct bytes in, int side, struct raster *ret, int *orientation);
struct err image_read_png(struct arena *a, struct bytes in, int side, struct raster *ret, int *orientation);
struct err image_read_webp(struct arena *a, struct bytes in, int side, struct raster *ret, int *orientation);
/* 422 image.too_many_pixels, or image.broken for a size of 0. */
struct err image_size_ok(int64_t w, int64_t h);

/* The orientation out of a TIFF block ("II*\0…", perhaps behind "Exif\0\0"); 1 when it says nothing sensible. */
int exif_orientation(struct bytes tiff);

/* Progressive JPEG, quality 82, with no marker but JFIF. In the arena; 503 without memory. */
struct err image_write_jpeg(struct arena *a, const struct raster *in, struct bytes *ret);

#endif
