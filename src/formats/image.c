/* image.c - the plan: type, one of two places, decode smaller, turn, write twice. */
#include "formats/image.h"
#include "formats/image_int.h"
#include "base_msg.h"
#include "formats_msg.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <time.h>

#define PLACES       2
#define WAIT_SECONDS 20

static sem_t places;
static pthread_once_t places_once = PTHREAD_ONCE_INIT;

static void
places_init(void)
{
	int rc = sem_init(&places, 0, PLACES);

	assert(rc == 0);
	(void)rc;
}

static bool
place_take(void)
{
	struct timespec until;
	int rc;

	pthread_once(&places_once, places_init);
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += WAIT_SECONDS;
	do
		rc = sem_clockwait(&places, CLOCK_MONOTONIC, &until);
	while (rc != 0 && errno == EINTR);
	return rc == 0;
}

enum image_type
image_type(struct bytes in)
{
	if (in.n >= 3 && memcmp(in.p, "\xff\xd8\xff", 3) == 0)
		return IMAGE_JPEG;
	if (in.n >= 8 && memcmp(in.p, "\x89PNG\r\n\x1a\n", 8) == 0)
		return IMAGE_PNG;
	if (in.n >= 12 && memcmp(in.p, "RIFF", 4) == 0 && memcmp(in.p + 8, "WEBP", 4) == 0)
		return IMAGE_WEBP;
	return IMAGE_OTHER;
}

struct err
image_size_ok(int64_t w, int64_t h)
{
	if (w <= 0 || h <= 0)
		return FAIL(422, M_image_broken);
	if (w > IMAGE_SIDE_MAX || h > IMAGE_SIDE_MAX || w * h > IMAGE_PIXELS_MAX)
		return FAIL(422, M_image_too_many_pixels);
	return OK;
}

/* Which cells of the picture become one colour; NULL: none. */
struct blur {
	int columns, rows;
	const bool *cells;
};

static void
cell_blur(const struct raster *r, int x0, int y0, int x1, int y1)
{
	uint64_t sum[3] = { 0 };
	uint64_t n = (uint64_t)(x1 - x0) * (uint64_t)(y1 - y0);

	for (int pass = 0; pass < 2 && n; pass++)
		for (int y = y0; y < y1; y++)
			for (int x = x0; x < x1; x++) {
				unsigned char *p = r->p + ((size_t)y * (size_t)r->w + (size_t)x) * 3;

				for (int c = 0; c < 3; c++)
					if (pass == 0)
						sum[c] += p[c];
					else
						p[c] = (unsigned char)(sum[c] / n);
			}
}

void
raster_blur(const struct raster *r, int columns, int rows, const bool *cells)
{
	for (int i = 0; i < columns * rows; i++) {
		int cx = i % columns, cy = i / columns;

		if (cells[i])
			cell_blur(r, r->w * cx / columns, r->h * cy / rows, r->w * (cx + 1) / columns, r->h * (cy + 1) / rows);
	}
}

static struct err
convert(struct arena *a, struct arena *job, enum image_type type, struct bytes in, const struct blur *blur, struct image *ret)
{
	struct raster raw, full, thumb;
	struct image made;
	int orientation = 1;

	switch (type) {
	case IMAGE_JPEG:
		TRY(image_read_jpeg(job, in, IMAGE_LONG, &raw, &orientation));
		break;
	case IMAGE_PNG:
		TRY(image_read_png(job, in, IMAGE_LONG, &raw, &orientation));
		break;
	default:
		TRY(image_read_webp(job, in, IMAGE_LONG, &raw, &orientation));
		break;
	}
	if (!raster_turn(job, &raw, orientation, &full))
		return FAIL(503, M_err_busy);
	if (blur)
		raster_blur(&full, blur->columns, blur->rows, blur->cells);
	if (!raster_scale(job, &full, IMAGE_THUMB, &thumb))
		return FAIL(503, M_err_busy);
	made = (struct image){ .width = full.w, .height = full.h, .thumb_width = thumb.w, .thumb_height = thumb.h };
	TRY(image_write_jpeg(a, &full, &made.full));
	TRY(image_write_jpeg(a, &thumb, &made.thumb));
	*ret = made;
	return OK;
}

/* In one of the places, with memory of its own for the rasters. */
static struct err
place_convert(struct arena *a, struct bytes in, const struct blur *blur, struct image *ret)
{
	enum image_type type = image_type(in);
	struct arena *job;
	struct err e;

	if (in.n > IMAGE_BYTES_MAX)
		return FAIL(413, M_image_too_big);
	if (type == IMAGE_OTHER)
		return FAIL(422, M_image_not_image);
	if (!place_take())
		return FAIL(503, M_err_busy);
	job = arena_new();
	if (job == NULL)
		e = FAIL(503, M_err_busy);
	else
		e = convert(a, job, type, in, blur, ret);
	arena_free(job);
	sem_post(&places);
	return e;
}

struct err
image_load(struct arena *a, struct bytes in, struct image *ret)
{
	return place_convert(a, in, NULL, ret);
}

struct err
image_blur(struct arena *a, struct bytes in, int columns, int rows, const bool *cells, struct image *ret)
{
	struct blur b = { columns, rows, cells };

	assert(columns > 0 && rows > 0);
	return place_convert(a, in, &b, ret);
}
