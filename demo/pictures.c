/* pictures.c */
#include "demo.h"

const struct demo_picture demo_pictures[] = { { 0 } };
