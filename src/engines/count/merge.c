/* merge.c - small cells are joined until none can be found by subtraction (count.h, count_merge). */
#include "engines/count/count.h"

/* Puts items into groups: each too small one goes into one common group, which takes in the smallest of the others until it is
 * big enough. Items without ballots stay -1. Groups are numbered in the items' order. */
static int
groups_make(const int64_t *n, int items, int64_t least, int *group)
{
	bool common[COUNT_ESTATES] = { false };
	int64_t sum = 0;
	int groups = 0, shared = -1;

	for (int i = 0; i < items; i++)
		if (n[i] > 0 && n[i] < least) {
			common[i] = true;
			sum += n[i];
		}
	while (sum > 0 && sum < least) {
		int small = -1;

		for (int i = 0; i < items; i++)
			if (n[i] > 0 && !common[i] && (small < 0 || n[i] < n[small]))
				small = i;
		if (small < 0)
			break;				/* all of them together are too few: one group */
		common[small] = true;
		sum += n[small];
	}
	for (int i = 0; i < items; i++) {
		if (n[i] <= 0)
			group[i] = -1;
		else if (common[i])
			group[i] = shared >= 0 ? shared : (shared = groups++);
		else
			group[i] = groups++;
	}
	return groups;
}

/* Within one group of estates: its channels. */
static void
channels_merge(struct count_cells *c, const int *estate_group, int group, int64_t least)
{
	int64_t n[COUNT_CHANNELS] = { 0 };
	int of[COUNT_CHANNELS];
	int made;

	for (int e = 0; e < c->estates; e++)
		for (int k = 0; estate_group[e] == group && k < c->channels; k++)
			n[k] += c->n[e][k];
	made = groups_make(n, c->channels, least, of);
	for (int e = 0; e < c->estates; e++)
		for (int k = 0; estate_group[e] == group && k < c->channels; k++)
			if (c->n[e][k] > 0)
				c->cell[e][k] = c->cells + of[k];
	c->cells += made;
}

void
count_merge(struct count_cells *c, int64_t least)
{
	int64_t n[COUNT_ESTATES] = { 0 };
	int group[COUNT_ESTATES], groups;

	assert(c->estates <= COUNT_ESTATES && c->channels <= COUNT_CHANNELS);
	for (int e = 0; e < c->estates; e++)
		for (int k = 0; k < c->channels; k++) {
			n[e] += c->n[e][k];
			c->cell[e][k] = -1;
		}
	c->cells = 0;
	groups = groups_make(n, c->estates, least, group);
	for (int g = 0; g < groups; g++)
		channels_merge(c, group, g, least);
}
