#ifndef IM
#define IM
#include "base/base.h"
struct image { struct bytes full, thumb; int width, height; };
struct err image_load(struct arena *a, struct bytes data, struct image *ret);
#endif
