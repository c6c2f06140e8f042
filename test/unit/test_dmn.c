/* test_dmn - models: every version of the standard's XML, one compiled model in many threads, what a mistake leaves standing. */
#include "engines/decide/dmn.h"
#include "arena_help.h"

#include <pthread.h>

#define V15 "https://www.omg.org/spec/DMN/20230324/MODEL/"

/* Everything a run may keep for itself: recursion, a table, a service, zone files, a pattern, a sorting function. */
static const char body[] =
	"<itemDefinition name='t'><typeRef>number</typeRef><allowedValues><text>[0..100000]</text></allowedValues></itemDefinition>"
	"<inputData id='n' name='n'><variable name='n' typeRef='t'/></inputData>"
	"<businessKnowledgeModel id='f' name='sum to'><variable name='sum to' typeRef='number'/>"
	"<encapsulatedLogic><formalParameter name='k' typeRef='number'/><literalExpression><text>if k = 0 then 0 else k + sum to(k - 1)</text>"
	"</literalExpression></encapsulatedLogic></businessKnowledgeModel>"
	"<decision id='band' name='band'><variable name='band' typeRef='string'/><informationRequirement><requiredInput href='#n'/>"
	"</informationRequirement><decisionTable hitPolicy='FIRST'><input><inputExpression><text>modulo(n, 3)</text></inputExpression></input>"
	"<output name='o'/><rule><inputEntry><text>0</text></inputEntry><outputEntry><text>\"a\"</text></outputEntry></rule>"
	"<rule><inputEntry><text>? > 1</text></inputEntry><outputEntry><text>\"c\"</text></outputEntry></rule>"
	"<rule><inputEntry><text>-</text></inputEntry><outputEntry><text>\"b\"</text></outputEntry></rule></decisionTable></decision>"
	"<decisionService id='s' name='band of'><variable name='band of'/><outputDecision href='#band'/><inputData href='#n'/></decisionService>"
	"<decision id='d' name='all'><variable name='all'/><informationRequirement><requiredInput href='#n'/></informationRequirement>"
	"<knowledgeRequirement><requiredKnowledge href='#f'/></knowledgeRequirement><knowledgeRequirement><requiredKnowledge href='#s'/>"
	"</knowledgeRequirement><literalExpression><text>[sum to(10) + n, band of(n), sort([3, n, 1], function(x, y) x &lt; y)[2],"
	" (@\"1988-07-01T12:00:00@Asia/Shanghai\" + duration(\"PT1H\") * n).time offset, matches(string(n), \"^\\d+$\")]</text>"
	"</literalExpression></decision>";

static const struct dmn *
parsed(struct arena *keep, const char *ns, const char *text)
{
	struct dmn_fault fault;
	const char *x = arena_fmt(keep, "<definitions xmlns='%s' id='m' name='m' namespace='urn:m'>%s</definitions>", ns, text);

	return dmn_parse(keep, x, strlen(x), "m.dmn", NULL, &fault);
}

static const char *
answer(struct arena *own, const struct dmn *d, int n, const char *what)
{
	struct dmn_session *s = dmn_begin(d, feel_run_new(own, NULL, NULL));

	if (n >= 0)
		dmn_set(s, "n", v_int(n));
	return value_text(own, dmn_value(s, dmn_find(d, what)));
}

/* DMN 1.2, 1.3, 1.4 and 1.5 have a namespace each; what is older has others still and is read by the same names. */
static void
every_version_is_read(void **state)
{
	static const char *const versions[] = { "http://www.omg.org/spec/DMN/20180521/MODEL/", "https://www.omg.org/spec/DMN/20191111/MODEL/",
		"https://www.omg.org/spec/DMN/20211108/MODEL/", V15 };

	for (size_t i = 0; i < COUNT(versions); i++) {
		const struct dmn_fault *faults;
		const struct dmn *d = parsed(a, versions[i], body);
		assert_non_null(d);
		assert_int_equal(dmn_faults(d, &faults), 0);
		assert_string_equal(answer(a, d, 4, "all"), "[59, \"b\", 3, PT9H, true]");
		assert_string_equal(answer(a, d, 200000, "n"), "null");
	}
}

static void
a_mistake_leaves_the_rest_standing(void **state)
{
	const struct dmn_fault *faults;
	const struct dmn *d = parsed(a, V15, "<decision id='x' name='x'><literalExpression><text>1 +</text></literalExpression></decision>"
		"<decision id='y' name='y'><literalExpression><text>2</text></literalExpression></decision>");

	assert_int_equal(dmn_faults(d, &faults), 1);
	assert_string_equal(faults[0].element, "x");
	assert_string_equal(answer(a, d, -1, "x"), "null");
	assert_string_equal(answer(a, d, -1, "y"), "2");
	assert_null(parsed(a, V15, "<decision>"));
}

#define THREADS 8
#define ROUNDS  150
struct share {
	const struct dmn *d;
	int from, bad;
};

static void *
worker(void *arg)
{
	static const char *const bands = "abc";
	struct share *w = arg;

	for (int i = 0; i < ROUNDS; i++) {
		struct arena *own = arena_new();
		int n = w->from + i;
		const char *want = arena_fmt(own, "[%d, \"%c\", 3, PT9H, true]", 55 + n, bands[n % 3]);
		w->bad += strcmp(answer(own, w->d, n, "all"), want) != 0;
		arena_free(own);
	}
	return NULL;
}

/* Compiled once; each thread has a run and an arena of its own. The road runs this under ThreadSanitizer. */
static void
many_threads_share_one_model(void **state)
{
	const struct dmn *d = parsed(a, V15, body);
	struct share w[THREADS];
	pthread_t t[THREADS];

	for (int i = 0; i < THREADS; i++) {
		w[i] = (struct share){ d, 3 + i * ROUNDS, 0 };
		assert_int_equal(pthread_create(&t[i], NULL, worker, &w[i]), 0);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(t[i], NULL);
		assert_int_equal(w[i].bad, 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_version_is_read, setup, teardown),
		cmocka_unit_test_setup_teardown(a_mistake_leaves_the_rest_standing, setup, teardown),
		cmocka_unit_test_setup_teardown(many_threads_share_one_model, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
