/* council_api_data.h - what the API's answers are made of, and how they are described. Inside council. */
#ifndef QIAO_COUNCIL_API_DATA_H
#define QIAO_COUNCIL_API_DATA_H

#include "council_api_sql.h"
#include "matter/matter.h"
#include "services/council/council_api.h"

struct api_matter {
	int64_t id;
	const char *number, *title, *body, *whereabouts, *category, *place, *place_name, *spot, *lang, *channel, *state, *state_label,
		*status, *holder, *outcome, *url;
	bool open;
	int64_t since, due, supports, comments, very_satisfied, satisfied, fair, unsatisfied, created, updated, closed, merged_into,
		version, lat, lon;
};
struct api_card {
	int64_t id;
	const char *number, *title, *category, *place, *place_name, *state, *state_label, *url;
	int64_t since, due, supports, comments, created, updated, closed, version;
};
struct api_file {
	int64_t id, bytes, width, height;
	const char *name, *type, *url, *small;
};
struct api_entry {
	int64_t id, seq, at;
	const char *act, *as, *who, *sentence, *words;
	bool official, erased;
	struct api_list files;
};
struct api_remark {
	int64_t id, matter, at;
	const char *kind, *state, *body;
};
struct api_assignment {
	int64_t id, matter, unit, due, review, wanted, created, answered, version;
	const char *unit_name, *standing, *part, *ask, *outcome, *outcome_label, *answer;
};
struct api_choice { const char *id, *label; };
struct api_ask {
	const char *name, *type, *label, *hint;
	bool required, many;
	struct api_list choices;
};
struct api_move {
	const char *id, *label, *why, *because;
	bool blocked, may_override, needs_reason;
	struct api_list asks;
};
struct api_motion {
	int64_t ayes, nays, abstain;
	const char *words, *verdict, *pack, *version;
};
struct api_agenda {
	int64_t matter;
	const char *number, *title, *decision, *words;
	struct api_list motions;
};
struct api_meeting {
	int64_t id, starts, ends;
	const char *number, *place, *title, *venue, *state, *minutes, *url;
};
struct api_meeting_full {
	struct api_meeting m;
	int64_t version, sequence;
	struct api_list agenda;
};
struct api_plan_option {
	int64_t id;
	const char *title, *body, *cost, *payer;
	bool chosen;
};
struct api_plan_task { const char *unit, *name, *what; };
struct api_plan {
	int64_t version, created, adopted;
	const char *state, *summary, *by;
	struct api_list options, tasks;
};
struct api_category { const char *id, *zh, *en; };
struct api_place {
	const char *id, *kind, *zh, *en, *parent;
	int64_t lat, lon;
};
struct api_unit {
	int64_t id;
	const char *code, *kind, *zh, *en, *phone;
};
struct api_support {
	int64_t matter, supports;
};
extern const struct api_schema api_matter_schema, api_card_schema, api_file_schema, api_entry_schema, api_remark_schema,
	api_assignment_schema, api_move_schema, api_meeting_schema, api_meeting_full_schema, api_plan_schema, api_category_schema, api_place_schema,
	api_unit_schema, api_figures_schema, api_support_schema;

/* Filled from rows; texts in lang. db may be a write section's connection. */
struct api_say {
	struct db *db;
	struct arena *a;
	struct env *env;
	int64_t area;
	enum lang lang;
	const char *url;		/* public address */
};
struct err api_matter_fill(const struct api_say *s, const struct matter *m, struct api_matter *ret);
void api_card_fill(const struct api_say *s, const struct matter_card *c, struct api_card *ret);
void api_file_fill(const struct api_say *s, const struct file_row *f, struct api_file *ret);
void api_assignment_fill(const struct api_say *s, const struct assignment_row *as, struct api_assignment *ret);
void api_remark_fill(const struct remark_row *r, struct api_remark *ret);

#endif
