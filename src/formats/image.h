/*
 * image.h - a photo somebody sent → a clean JPEG and a small one. Not here: where it is kept and who may see it.
 * The original is decoded and written anew: place, time, camera, comments and hidden thumbnails do not survive.
 */
#ifndef QIAO_IMAGE_H
#define QIAO_IMAGE_H

#include "base/base.h"

#define IMAGE_BYTES_MAX  ((size_t)20 * 1024 * 1024)
#define IMAGE_PIXELS_MAX ((int64_t)40000000)
#define IMAGE_SIDE_MAX   30000
#define IMAGE_LONG       1600			/* pixels of the long side; smaller pictures stay as they are */
#define IMAGE_THUMB      320

enum image_type { IMAGE_OTHER, IMAGE_JPEG, IMAGE_PNG, IMAGE_WEBP };
enum image_type image_type(struct bytes in);	/* by content */

struct image {
	struct bytes full, thumb;		/* progressive JPEG, in the arena */
	int width, height;			/* of full, turned upright */
	int thumb_width, thumb_height;
};

/*
 * At most two pictures are decoded at once in the process; a third waits up to 20 seconds. Transparent parts become
 * white. 413 image.too_big; 422 image.not_image, image.too_many_pixels, image.broken (also when cut short);
 * 503 err.busy (no memory, or waited in vain). ret is untouched on failure.
 */
struct err image_load(struct arena *a, struct bytes in, struct image *ret);

/*
 * A JPEG of ours anew with some cells of a grid blurred: each of them becomes one colour, the mean of what it showed, so nothing
 * can be got back out of it; the small picture is made of the blurred one. cells: columns × rows, row by row. Errors as
 * image_load.
 */
struct err image_blur(struct arena *a, struct bytes in, int columns, int rows, const bool *cells, struct image *ret);

#endif
