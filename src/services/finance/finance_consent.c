/* finance_consent.c - consents: their text, what is in force, revoking, and what erasing a person ends. */
#include "services/finance/finance_consent.h"

#include "base/day.h"
#include "base/hash.h"
#include "base/text.h"
#include "base_msg.h"
#include "finance_consent_msg.h"
#include "finance_firm_msg.h"
#include "finance_msg.h"
#include "people/people.h"
#include "services/finance/finance.h"

const struct fin_choice fin_purposes[] = { { "count", M_finc_purpose_count }, { "look", M_finc_purpose_look }, { 0 } };

#define F(x) (1u << F_##x)
const struct fin_group fin_groups[] = {
	{ "size", M_finc_group_size, F(INDUSTRY) | F(STAFF) | F(REVENUE) | F(ASSETS) | F(SIZE) | F(AGE) },
	{ "tax", M_finc_group_tax, F(GRADE) | F(TAX) | F(PAYS24) | F(PAYS6) },
	{ "quals", M_finc_group_quals, F(QUALS) | F(PATENTS) },
	{ "debt", M_finc_group_debt, F(DEBT) | F(BANKS) | F(BALANCE) | F(FIRST) },
	{ "more", M_finc_group_more, F(CLEAN) | F(PLEDGE) | F(TRADE) },
	{ 0 },
};
#undef F

unsigned
fin_fields_of(struct arena *a, const char *ids)
{
	char *all = arena_str(a, ids), *save = NULL;
	unsigned bits = 0;

	for (char *id = strtok_r(all, ",", &save); id; id = strtok_r(NULL, ",", &save)) {
		int f = fin_field_find(id);

		if (f >= 0)
			bits |= 1u << f;
	}
	return bits;
}

const char *
fin_fields_words(struct arena *a, enum lang l, unsigned fields)
{
	const char *all = "";

	for (int f = 0; f < F_COUNT; f++)
		if (fields >> f & 1u) {
			const char *label = msg_text(l, fin_fields[f].label);

			all = *all ? msg_fmt(a, l, M_fin_and, all, label, NULL) : label;
		}
	return all;
}

const char *
fin_groups_words(struct arena *a, enum lang l, unsigned fields)
{
	const char *all = "";

	for (size_t g = 0; fin_groups[g].id; g++)
		if (fields & fin_groups[g].fields) {
			const char *label = msg_text(l, fin_groups[g].label);

			all = *all ? msg_fmt(a, l, M_fin_and, all, label, NULL) : label;
		}
	return all;
}

const char *
fin_consent_text(struct arena *a, const struct fin_consent_new *n)
{
	const struct fin_choice *purpose = fin_choice_find(fin_purposes, n->purpose);
	const char *who = "", *fields = fin_fields_words(a, n->lang, n->fields);
	struct out o;

	assert(purpose);
	for (size_t i = 0; i < n->norgs; i++) {
		const char *name = org_name(&n->orgs[i], n->lang);

		who = *who ? msg_fmt(a, n->lang, M_fin_and, who, name, NULL) : name;
	}
	out_init(&o, a);
	out_fmt(&o, "%s\n", msg_fmt(a, n->lang, M_finc_text_who, n->firm->name, n->firm->code, who, NULL));
	out_fmt(&o, "%s\n", msg_fmt(a, n->lang, M_finc_text_what, *fields ? fields : msg_text(n->lang, M_finc_text_nothing), NULL));
	out_fmt(&o, "%s\n", msg_fmt(a, n->lang, M_finc_text_why, msg_text(n->lang, purpose->label), NULL));
	out_fmt(&o, "%s\n", msg_fmt(a, n->lang, M_finc_text_until, day_text(a, n->lang, n->to), NULL));
	out_fmt(&o, "%s", msg_text(n->lang, M_finc_text_rights));
	return out_cstr(&o);
}

/* ---- what is in force ---- */

struct err
fin_sight(struct db *db, struct arena *a, int64_t area, int64_t firm, int64_t org, int32_t day, struct fin_sight *ret)
{
	struct fin_consent_live_rows rows;

	*ret = (struct fin_sight){ 0 };
	TRY(fin_consent_live(db, a, area, firm, org, day, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		unsigned fields = fin_fields_of(a, rows.v[i].fields);

		ret->may_count = true;
		ret->count |= fields;
		if (strcmp(rows.v[i].purpose, "look") != 0)
			continue;
		ret->may_look = true;
		ret->look |= fields;
		ret->consent = rows.v[i].id;
		ret->to = rows.v[i].to_day > ret->to ? (int32_t)rows.v[i].to_day : ret->to;
	}
	return OK;
}

/* ---- writing ---- */

static const char *
fields_ids(struct arena *a, unsigned fields)
{
	struct out o;

	out_init(&o, a);
	for (int f = 0; f < F_COUNT; f++)
		if (fields >> f & 1u)
			out_fmt(&o, "%s%s", o.len ? "," : "", fin_fields[f].id);
	return out_cstr(&o);
}

struct err
fin_consent_put(struct db *w, const struct fin_by *by, const struct fin_consent_new *n)
{
	const char *text = fin_consent_text(by->a, n);
	unsigned char hash[HASH_LEN];

	hash_bytes(hash, text, strlen(text), NULL, 0);
	for (size_t i = 0; i < n->norgs; i++)
		TRY(fin_consent_insert(w, by->area, env_id(by->env), n->firm->id, n->orgs[i].id, n->purpose, fields_ids(by->a, n->fields),
			FIN_CONSENT_TEXT, text, text_hex(by->a, hash, HASH_LEN), n->lang == LANG_EN ? "en" : "zh", by->account,
			env_now(by->env), n->to, NULL));
	return OK;
}

struct err
fin_consent_end(struct db *w, const struct fin_by *by, int64_t firm, int64_t id)
{
	struct fin_consent_row row;
	bool found;

	TRY(fin_consent_get(w, by->a, by->area, firm, id, &row, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	return fin_consent_revoke(w, by->area, firm, id, env_now(by->env), by->account, NULL);
}

struct err
fin_person_expel(struct db *w, struct arena *a, struct env *env, int64_t area, int64_t firm, int64_t account)
{
	struct fin_person_list_rows left;

	TRY(fin_person_drop(w, area, firm, account, NULL));
	TRY(fin_person_list(w, a, area, firm, &left));
	return left.n ? OK : fin_consent_revoke_all(w, area, firm, env_now(env), 0, NULL);
}
