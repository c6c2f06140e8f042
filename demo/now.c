/* now.c - what is open: one matter in each state, told from today's date backwards. */
#include "demo.h"

#define ACTS(x) x, sizeof(x) / sizeof(*x)

static const struct demo_act filed[] = {
	{ 0, 9 * 60 + 12, DO_FILE, "r3" },
	{ 0, 10 * 60, DO_SUPPORT, "v1", .n = 3 },
};

const struct demo_matter demo_matters[] = {
	{ "bench", 0, 0, 1, "other", "希望在小广场加两把椅子", "老人下楼活动没有地方坐，希望在河海花园小广场加两把有靠背的椅子。", "河海花园小广场", "hehai", "web", ACTS(filed) },
	{ 0 },
};
