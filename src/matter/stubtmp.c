#include "formats/image.h"
struct err image_load(struct arena *a, struct bytes data, struct image *ret);
struct err image_load(struct arena *a, struct bytes data, struct image *ret) { return FAIL(422, M_matter_err_file_empty); }
