/*
 * fuzz_pagec - templates: pagec's own parser over any text. The generator is one of the build's tools, which end with the
 * program and free nothing: here its refusal jumps out and its memory is given back after each text. Asserted: what it
 * accepts ended outside every tag and block, and came out as UTF-8.
 */
#define block  tool_block		/* two of its files have a struct of this name */
#define refuse tool_refuse
#include "../../tools/tool.c"
#undef block
#undef refuse

#include <setjmp.h>

static jmp_buf refused;
_Noreturn void refuse(const char *file, int line, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
int pagec_main(int argc, char **argv);
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

_Noreturn void
refuse(const char *file, int line, const char *fmt, ...)
{
	assert(file && line >= 0 && *fmt);
	longjmp(refused, 1);
}

#define main pagec_main
#include "../../tools/pagec_html.c"
#include "../../tools/pagec.c"
#undef main

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct page *pg = tool_alloc(sizeof *pg);
	size_t bad;

	*pg = (struct page){ .file = "t.html", .line = 1, .last = '\n', .s = tool_dup((const char *)p, n) };
	if (!memchr(p, 0, n) && utf8_valid(pg->s, n, &bad) && !setjmp(refused)) {
		compile(pg);
		assert(pg->at.where == W_TEXT && !pg->nblocks);
		assert(!pg->code.n || utf8_valid(pg->code.p, pg->code.n, &bad));
	}
	while (blocks) {
		struct tool_block *b = blocks;

		blocks = b->next;
		free(b);
	}
	return 0;
}
