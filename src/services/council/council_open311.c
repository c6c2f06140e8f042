/* council_open311.c - what Open311 asks about each kind of matter, as data; and the few rules that need no request. */
#include "services/council/council_open311.h"

#include "base/text.h"
#include "council_open311_msg.h"

#define TITLE_CHARS 40

static const struct o3_value road_kind[] = {
	{ "hole", M_o3_road_kind_hole },
	{ "cover", M_o3_road_kind_cover },
	{ "water", M_o3_road_kind_water },
	{ "step", M_o3_road_kind_step },
	{ "else", M_o3_road_kind_else },
	{ 0 },
};
static const struct o3_value traffic_about[] = {
	{ "stop", M_o3_traffic_about_stop },
	{ "route", M_o3_traffic_about_route },
	{ "sign", M_o3_traffic_about_sign },
	{ "crossing", M_o3_traffic_about_crossing },
	{ "parking", M_o3_traffic_about_parking },
	{ 0 },
};
static const struct o3_value light_kind[] = {
	{ "out", M_o3_light_kind_out },
	{ "flicker", M_o3_light_kind_flicker },
	{ "day", M_o3_light_kind_day },
	{ "broken", M_o3_light_kind_broken },
	{ 0 },
};
static const struct o3_value bike_kind[] = {
	{ "charge", M_o3_bike_kind_charge },
	{ "park", M_o3_bike_kind_park },
	{ "block", M_o3_bike_kind_block },
	{ "indoor", M_o3_bike_kind_indoor },
	{ 0 },
};
static const struct o3_value green_kind[] = {
	{ "fall", M_o3_green_kind_fall },
	{ "light", M_o3_green_kind_light },
	{ "bare", M_o3_green_kind_bare },
	{ "pest", M_o3_green_kind_pest },
	{ "else", M_o3_road_kind_else },
	{ 0 },
};
static const struct o3_value water_running[] = {
	{ "yes", M_o3_water_running_yes },
	{ "no", M_o3_water_running_no },
	{ 0 },
};
static const struct o3_value waste_kind[] = {
	{ "bulk", M_o3_waste_kind_bulk },
	{ "build", M_o3_waste_kind_build },
	{ "food", M_o3_waste_kind_food },
	{ "mixed", M_o3_waste_kind_mixed },
	{ "else", M_o3_road_kind_else },
	{ 0 },
};
static const struct o3_value building_part[] = {
	{ "lift", M_o3_building_part_lift },
	{ "roof", M_o3_building_part_roof },
	{ "pipe", M_o3_building_part_pipe },
	{ "door", M_o3_building_part_door },
	{ "stairs", M_o3_building_part_stairs },
	{ "else", M_o3_road_kind_else },
	{ 0 },
};
static const struct o3_value safety_kind[] = {
	{ "fire", M_o3_safety_kind_fire },
	{ "wire", M_o3_safety_kind_wire },
	{ "fall", M_o3_safety_kind_fall },
	{ "dark", M_o3_safety_kind_dark },
	{ "else", M_o3_road_kind_else },
	{ 0 },
};

const struct o3_attribute o3_attributes[] = {
	{ "road", "kind", O3_ONE, true, true, M_o3_road_kind, M_NONE, road_kind },
	{ "road", "size", O3_NUMBER, true, false, M_o3_road_size, M_NONE, NULL },
	{ "traffic", "about", O3_MANY, true, false, M_o3_traffic_about, M_NONE, traffic_about },
	{ "traffic", "when", O3_STRING, true, false, M_o3_traffic_when, M_o3_traffic_when_hint, NULL },
	{ "light", "kind", O3_ONE, true, true, M_o3_light_kind, M_NONE, light_kind },
	{ "light", "pole", O3_STRING, true, false, M_o3_light_pole, M_NONE, NULL },
	{ "light", "since", O3_DATETIME, true, false, M_o3_light_since, M_NONE, NULL },
	{ "bike", "kind", O3_ONE, true, true, M_o3_road_kind, M_NONE, bike_kind },
	{ "bike", "count", O3_NUMBER, true, false, M_o3_bike_count, M_NONE, NULL },
	{ "green", "kind", O3_ONE, true, false, M_o3_road_kind, M_NONE, green_kind },
	{ "water", "running", O3_ONE, true, true, M_o3_water_running, M_NONE, water_running },
	{ "water", "since", O3_DATETIME, true, false, M_o3_light_since, M_NONE, NULL },
	{ "waste", "kind", O3_MANY, true, true, M_o3_waste_kind, M_NONE, waste_kind },
	{ "building", "part", O3_ONE, true, true, M_o3_building_part, M_NONE, building_part },
	{ "building", "floor", O3_STRING, true, false, M_o3_building_floor, M_NONE, NULL },
	{ "safety", "danger", O3_TEXT, false, false, M_o3_safety_danger, M_NONE, NULL },
	{ "safety", "kind", O3_ONE, true, true, M_o3_road_kind, M_NONE, safety_kind },
	{ "safety", "detail", O3_TEXT, true, false, M_o3_safety_detail, M_NONE, NULL },
	{ 0 },
};

const char *
o3_type_name(enum o3_type t)
{
	static const char *const names[] = { "string", "number", "datetime", "text", "singlevaluelist", "multivaluelist" };

	return names[t];
}

const char *
o3_value_name(const struct o3_attribute *at, enum lang l, const char *key)
{
	for (const struct o3_value *v = at->values; v && v->key; v++)
		if (strcmp(v->key, key) == 0)
			return msg_text(l, v->name);
	return NULL;
}

bool
o3_batch(const char *service)
{
	return strcmp(service, "other") == 0;
}

/* Bytes of s up to the end of its first sentence or line. */
static size_t
sentence(const char *s)
{
	static const char *const ends[] = { "\n", "\xe3\x80\x82", "\xef\xbc\x81", "\xef\xbc\x9f", ". ", "! ", "? " };	/* full stop, ! and ? of Chinese */
	size_t n = strlen(s);

	for (size_t i = 0; i < COUNT(ends); i++) {
		const char *hit = strstr(s, ends[i]);

		if (hit && (size_t)(hit - s) < n)
			n = (size_t)(hit - s);
	}
	return n;
}

const char *
o3_title(struct arena *a, const char *description)
{
	const char *s = arena_dup(a, description, sentence(description));

	return text_has_tokens(s) ? text_cut(a, text_clean(a, s), TITLE_CHARS) : "";
}

const char *
o3_description(struct arena *a, const char *title, const char *body)
{
	size_t n = strlen(title);
	bool cut = n > 3 && strcmp(title + n - 3, "\xe2\x80\xa6") == 0;	/* ends in the sign for more */

	if (text_empty(body))
		return title;
	if (strncmp(body, title, cut ? n - 3 : n) == 0)
		return body;
	return arena_fmt(a, "%s\n%s", title, body);
}
