/*
 * fuzz_yaml - files that a district may write itself: life cycles with their conditions, rule packs, calendars. The first byte
 * chooses. Asserted: a fault has a place and a sentence, a text without fault gives a tree.
 */
#include "fuzz.h"
#include "base/day.h"
#include "matter/lifecycle.h"
#include "matter/pack.h"
#include "matter/yaml_tree.h"

static void
told(struct arena *a, const struct source_faults *f)
{
	assert(f->n <= FAULTS_MAX);
	for (size_t i = 0; i < f->n; i++) {
		assert(f->v[i].line > 0 && f->v[i].col > 0 && *fault_text(a, LANG_EN, &f->v[i]));
		fault_hint(a, LANG_ZH, &f->v[i]);
		assert(!i || f->v[i - 1].line <= f->v[i].line);
	}
}

static void
tree(struct arena *a, const char *p, size_t n)
{
	struct source_faults *faults = NEW(a, struct source_faults);
	struct reader r = reader_new(a, faults);
	const struct ynode *y = yaml_tree(&r, p, n);

	assert(y || faults->n);
	if (y && y->type == Y_MAP) {
		static const char *const names[] = { "id", "title" };
		static const struct word_bit words[] = { { "a", 1 }, { "b", 2 } };
		struct life_text both;
		size_t count;

		map_known(&r, y, names, COUNT(names));
		take_text(&r, map_need(&r, y, "id"));
		take_word(&r, map_get(y, "word"), true);
		take_both(&r, map_get(y, "title"), &both, false);
		take_yes(&r, map_get(y, "yes"));
		take_list(&r, map_get(y, "list"), &count);
		take_bits(&r, map_get(y, "list"), words, COUNT(words), M_NONE);
	}
	faults_sort(faults);
	assert(faults->n <= FAULTS_MAX);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct arena *a = arena_new();
	struct source_faults faults = { 0 };
	const struct calendar *c;
	int line;

	assert(a);
	if (n) {
		const char *s = arena_dup(a, (const char *)p + 1, n - 1);

		switch (*p % 4) {
		case 0:
			tree(a, s, n - 1);
			break;
		case 1:
			if (!lifecycle_parse(a, s, n - 1, &faults))
				assert(faults.n);
			told(a, &faults);
			break;
		case 2:
			if (!pack_parse(a, s, n - 1, &faults))
				assert(faults.n);
			told(a, &faults);
			break;
		default:
			if (!calendar_parse(a, s, calendar_builtin(), &c, &line).code)
				calendar_add(c, 20000, 5, NULL);
			else
				assert(line > 0);
		}
	}
	arena_free(a);
	return 0;
}
