/* settled.c - what the hall has settled: seventeen small matters in one line each, beside the bus stop (stop.c): eighteen. */
#include "demo.h"

const struct demo_settled demo_settled[] = {
	{ 3, 6, ROAD_UNIT, "road", "1号楼前路面破损，下雨积水", "1号楼前的路面坏了一大片，下雨就积水，老人走路容易滑倒，希望修一修。",
		"河海花园1号楼门前", "hehai-1", "property", NULL, "已安排人员修补路面，三天内完成。",
		"破损的路面已经重新铺好，共约12平方米，雨后没有积水。费用由物业承担。", 14, 5, 2, "路修好了，下雨也能放心走，谢谢！" },
	{ 0 },
};
