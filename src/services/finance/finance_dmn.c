/* finance_dmn.c - DMN 1.5 out of a product's rule. */
#include "services/finance/finance_dmn.h"

#include "finance_msg.h"
#include "formats/xml.h"

#define MODEL "https://www.omg.org/spec/DMN/20230324/MODEL/"

static const char *
type_of(enum fin_kind k)
{
	return k == FIN_NUMBER ? "number" : k == FIN_TRUTH ? "boolean" : k == FIN_CHOICE ? "string" : "Any";
}

static void
inputs(struct xml *x, struct arena *a, unsigned uses)
{
	for (int f = 0; f < F_COUNT; f++) {
		const char *name = fin_field_feel((enum fin_field_no)f);

		if (!(uses >> f & 1u))
			continue;
		xml_open(x, "inputData", "id", arena_fmt(a, "in-%s", fin_fields[f].id), "name", name, NULL);
		xml_empty(x, "variable", "id", arena_fmt(a, "var-%s", fin_fields[f].id), "name", name, "typeRef", type_of(fin_fields[f].kind),
			NULL);
		xml_close(x);
	}
}

static void
decision_begin(struct xml *x, struct arena *a, const char *id, const char *name, unsigned uses)
{
	xml_open(x, "decision", "id", id, "name", name, NULL);
	xml_empty(x, "variable", "id", arena_fmt(a, "var-%s", id), "name", name, NULL);
	for (int f = 0; f < F_COUNT; f++) {
		if (!(uses >> f & 1u))
			continue;
		xml_open(x, "informationRequirement", "id", arena_fmt(a, "%s-%s", id, fin_fields[f].id), NULL);
		xml_empty(x, "requiredInput", "href", arena_fmt(a, "#in-%s", fin_fields[f].id), NULL);
		xml_close(x);
	}
}

static void
literal(struct xml *x, const char *id, const char *feel)
{
	xml_open(x, "literalExpression", "id", id, NULL);
	xml_leaf(x, "text", feel);
	xml_close(x);
}

void
fin_dmn_write(struct out *o, const struct fin_product *p, const struct fin_rule *r)
{
	struct arena *a = o->a;
	unsigned limit_uses = 0;
	struct xml x;

	for (size_t i = 0; i < r->n; i++)
		if (r->v[i].from == COND_LIMIT)
			limit_uses = r->v[i].uses & ~(1u << F_AMOUNT);
	xml_begin(&x, o);
	xml_open(&x, "definitions", "xmlns", MODEL, "id", arena_fmt(a, "product-%lld-v%lld", (long long)p->r.number,
		(long long)p->r.version), "namespace", "urn:qiao:finance", "name", p->r.name_zh, NULL);
	inputs(&x, a, r->uses);
	decision_begin(&x, a, "fits", msg_text(LANG_ZH, M_fin_dmn_fits), r->uses);
	xml_open(&x, "context", "id", "all", NULL);
	for (size_t i = 0; i < r->n; i++) {
		const char *no = arena_fmt(a, "%zu", i + 1);

		xml_open(&x, "contextEntry", "id", arena_fmt(a, "entry-%s", no), NULL);
		xml_leaf(&x, "description", fin_cond_words(a, LANG_ZH, &r->v[i]));
		xml_empty(&x, "variable", "id", arena_fmt(a, "cond-%s", no), "name", msg_fmt(a, LANG_ZH, M_fin_dmn_cond, no, NULL), "typeRef",
			"boolean", NULL);
		literal(&x, arena_fmt(a, "feel-%s", no), r->v[i].feel);
		xml_close(&x);
	}
	xml_close(&x);
	xml_close(&x);
	if (*r->limit_feel) {
		decision_begin(&x, a, "limit", msg_text(LANG_ZH, M_fin_dmn_limit), limit_uses);
		literal(&x, "feel-limit", r->limit_feel);
		xml_close(&x);
	}
	xml_close(&x);
}
