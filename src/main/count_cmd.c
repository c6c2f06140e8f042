/* count_cmd.c - `qiao count FILE`: counts published ballots again. Needs no data folder: anyone can run it. */
#include <jansson.h>
#include <stdio.h>

#include "base/text.h"
#include "engines/count/count.h"
#include "formats/table.h"
#include "main/commands.h"
#include "main/site.h"
#include "main_msg.h"

#define QUESTIONS 32

struct recount {
	struct arena *a;
	const char *path;
	struct count_rule rules[QUESTIONS];	/* choices 0: no such question */
	struct count_sum sums[QUESTIONS];
	const char *titles[QUESTIONS];
	const char **lines;
	struct count_marks *marks;		/* of each line, and which question it answers */
	int *of;
	size_t n;
};

static struct err
wrong(const struct recount *r, int line, const char *what)
{
	fprintf(stderr, "%s:%d: %s\n", r->path, line, what);
	return FAIL(422, M_main_err_ballots);
}

static struct err
ballot_add(struct recount *r, int line, int64_t question, const struct count_rule *rule, const char *estates, const char *channels,
	const char *marks)
{
	struct count_marks m;

	if (question < 1 || question > QUESTIONS)
		return wrong(r, line, "the number of the question is missing or too high");
	if (!count_rule_fits(rule))
		return wrong(r, line, "method, number of choices or limit is not possible");
	if (r->rules[question - 1].choices && memcmp(&r->rules[question - 1], rule, sizeof(*rule)) != 0)
		return wrong(r, line, "two ballots of one question disagree about its method");
	if (!count_read(rule, marks, &m))
		return wrong(r, line, arena_fmt(r->a, "'%s' is no ballot", marks));
	r->rules[question - 1] = *rule;
	count_add(rule, &r->sums[question - 1], &m);
	r->marks[r->n] = m;
	r->of[r->n] = (int)question;
	r->lines[r->n++] = count_line(r->a, (int)question, estates, channels, marks);
	return OK;
}

static void
room_make(struct recount *r, size_t n)
{
	r->lines = NEWN(r->a, const char *, n + 1);
	r->marks = NEWN(r->a, struct count_marks, n + 1);
	r->of = NEWN(r->a, int, n + 1);
}

/* ---- CSV ---- */

enum { COL_QUESTION, COL_METHOD, COL_CHOICES, COL_LIMIT, COL_ESTATES, COL_CHANNELS, COL_BALLOT, COL_COUNT };

static struct err
csv_count(struct recount *r, struct bytes file)
{
	static const char *const names[COL_COUNT] = { "question", "method", "choices", "limit", "estates", "channels", "ballot" };
	size_t at[COL_COUNT] = { 0 };
	struct table t;
	int line = 0;

	TRY(table_read(r->a, file, &(struct table_limits){ 8 << 20, 200000, 64, 64 << 20 }, &t, &line));
	for (size_t i = 0; t.n && i < t.v[0].n; i++)
		for (int k = 0; k < COL_COUNT; k++)
			if (strcmp(table_field(r->a, &t.v[0], i), names[k]) == 0)
				at[k] = i + 1;
	for (int k = 0; k < COL_COUNT; k++)
		if (!at[k])
			return wrong(r, 1, arena_fmt(r->a, "there is no column '%s'", names[k]));
	room_make(r, t.n);
	for (size_t i = 1; i < t.n; i++) {
		const char *f[COL_COUNT];
		struct count_rule rule = { 0 };
		int64_t question = 0, choices = 0, limit = 0;

		for (int k = 0; k < COL_COUNT; k++)
			f[k] = table_field(r->a, &t.v[i], at[k] - 1);
		text_int(f[COL_QUESTION], 1, QUESTIONS, &question);
		text_int(f[COL_CHOICES], 0, COUNT_CHOICES, &choices);
		text_int(f[COL_LIMIT], 0, 99, &limit);
		if (!count_method_find(f[COL_METHOD], &rule.method))
			return wrong(r, t.v[i].line, "no such method: one, many, score, irv or schulze");
		rule.choices = (int)choices;
		rule.limit = (int)limit;
		TRY(ballot_add(r, t.v[i].line, question, &rule, f[COL_ESTATES], f[COL_CHANNELS], f[COL_BALLOT]));
	}
	return OK;
}

/* ---- JSON ---- */

static const char *
field(json_t *o, const char *name)
{
	const char *s = json_string_value(json_object_get(o, name));

	return s ? s : "";
}

static struct err
json_rules(struct recount *r, json_t *questions, struct count_rule rules[QUESTIONS])
{
	size_t i;
	json_t *q;

	json_array_foreach(questions, i, q) {
		int64_t no = json_integer_value(json_object_get(q, "no"));

		if (no < 1 || no > QUESTIONS || !count_method_find(field(q, "method"), &rules[no - 1].method))
			return wrong(r, 1, "a question has no number or no method");
		rules[no - 1].choices = (int)json_array_size(json_object_get(q, "choices"));
		rules[no - 1].limit = (int)json_integer_value(json_object_get(q, "limit"));
		r->titles[no - 1] = arena_str(r->a, field(q, "title"));
	}
	return OK;
}

static struct err
json_count(struct recount *r, struct bytes file)
{
	json_t *top = json_loadb((const char *)file.p, file.n, 0, NULL), *ballots = json_object_get(top, "ballots"), *b;
	struct count_rule rules[QUESTIONS] = { 0 };
	struct err e = OK;
	size_t i;

	if (!json_is_array(ballots))
		e = wrong(r, 1, "this is no file of ballots");
	if (!e.code)
		e = json_rules(r, json_object_get(top, "questions"), rules);
	room_make(r, json_array_size(ballots));
	json_array_foreach(ballots, i, b) {
		int64_t no = json_integer_value(json_object_get(b, "question"));

		if (!e.code)
			e = ballot_add(r, (int)i + 1, no, no >= 1 && no <= QUESTIONS ? &rules[no - 1] : &rules[0],
				arena_str(r->a, field(b, "estates")), arena_str(r->a, field(b, "channels")),
				arena_str(r->a, field(b, "ballot")));
	}
	json_decref(top);
	return e;
}

/* ---- the result ---- */

static void
rounds_print(const struct count_rule *rule, const struct count_irv *irv)
{
	for (int i = 0; i < irv->n; i++) {
		const struct count_round *k = &irv->rounds[i];

		printf("  round %d:", i + 1);
		for (int c = 0; c < rule->choices; c++)
			if (k->in >> c & 1u)
				printf(" %d=%lld%s", c + 1, (long long)k->votes[c], k->out >> c & 1u ? " (out)" :
					k->tied >> c & 1u ? " (tied for the last place)" : "");
		printf("\n");
	}
}

static void
pairs_print(const struct count_rule *rule, const struct count_schulze *s)
{
	for (int i = 0; i < rule->choices; i++)
		for (int k = i + 1; k < rule->choices; k++)
			printf("  %d before %d: %lld, %d before %d: %lld\n", i + 1, k + 1, (long long)s->over[i][k], k + 1, i + 1,
				(long long)s->over[k][i]);
}

/* How a ranked question was decided; its winners become the leaders of the sums. */
static void
rank_print(struct recount *r, int question)
{
	const struct count_rule *rule = &r->rules[question - 1];
	struct count_marks *v = NEWN(r->a, struct count_marks, r->n + 1);
	struct count_ranking k;
	size_t n = 0;

	for (size_t i = 0; i < r->n; i++)
		if (r->of[i] == question)
			v[n++] = r->marks[i];
	count_rank(r->a, rule, v, n, &k);
	count_win(rule, &r->sums[question - 1], k.winners);
	if (rule->method == COUNT_IRV)
		rounds_print(rule, &k.irv);
	else
		pairs_print(rule, &k.schulze);
}

static void
result_print(struct recount *r)
{
	unsigned char digest[32];

	for (int q = 0; q < QUESTIONS; q++) {
		const struct count_rule *rule = &r->rules[q];
		struct count_sum *s = &r->sums[q];

		if (!rule->choices)
			continue;
		count_end(rule, s);
		printf("question %d (%s)%s%s\n", q + 1, count_method_name(rule->method), r->titles[q] ? ": " : "",
			r->titles[q] ? r->titles[q] : "");
		if (count_is_ranked(rule->method))
			rank_print(r, q + 1);
		for (int i = 0; i < rule->choices; i++)
			printf("  choice %-2d %8lld%s%s\n", i + 1, (long long)s->votes[i], count_is_ranked(rule->method) ? " first" : "",
				!s->leads[i] ? "" : s->leaders > 1 ? "  tied for the lead" : "  leads");
		printf("  ballots %lld, valid %lld, blank %lld, invalid %lld\n", (long long)s->ballots, (long long)s->valid,
			(long long)s->blank, (long long)s->invalid);
	}
	count_digest(r->lines, r->n, digest);
	printf("digest %s\n", text_hex(r->a, digest, sizeof(digest)));
}

int
count_main(int argc, char **argv)
{
	const char *words[1];
	int n = options_words(&argc, argv, NULL, 0, words, 1);
	struct recount r = { .a = arena_new() };
	struct bytes file;
	struct err e;

	if (!r.a || !options_read(argc, argv, NULL, 0, "qiao count FILE\n"
		"Counts the published ballots of a poll again (CSV or JSON from its page) and prints their digest, which must be\n"
		"the one on the page. Needs no data folder.") || n != 1) {
		if (n != 1)
			fprintf(stderr, "usage: qiao count FILE\n");
		arena_free(r.a);
		return 2;
	}
	r.path = words[0];
	e = file_bytes(r.a, r.path, &file);
	if (!e.code)
		e = file.n && file.p[0] == '{' ? json_count(&r, file) : csv_count(&r, file);
	if (e.code)
		site_say(e);
	else
		result_print(&r);
	arena_free(r.a);
	return e.code ? 1 : 0;
}
