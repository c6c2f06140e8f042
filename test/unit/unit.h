/* unit.h - what every cmocka test needs first, in the order cmocka wants it. */
#ifndef QIAO_UNIT_H
#define QIAO_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/base.h"

#endif
