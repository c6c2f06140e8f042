/* fuzz.h - what each target of this folder starts with. README.md says how they are built and run. */
#ifndef QIAO_FUZZ_H
#define QIAO_FUZZ_H

#include "base/base.h"

/* libFuzzer's entry; replay.c calls it too. Always 0. */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

#endif
