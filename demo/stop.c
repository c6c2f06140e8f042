/*
 * stop.c - the bus stop: the story this project was made from, spring 2023. What is known: nearest stop 永乐桥, close to ten
 * minutes on foot, hard for old people; professionals surveyed candidate places and where riders come from; route 652 got the
 * stop 北开大街 on 子牙河南路 in both directions, about 200 m from 河海花园; residents thanked. All days are invented.
 */
#include "main/demo.h"

static const struct demo_meeting meeting = {
	.title = "居民议事协商会议：公交站点怎么设", .venue = "社区居委会二楼议事厅", .minute = 14 * 60 + 30,
	.minutes = "到会的有党员、楼门长和业主代表。大家先听网格员说了从河海花园走到永乐桥站的情况：快十分钟，年纪大的人要歇两次。"
		"楼门长说，买菜、看病、接送孩子都靠公交，冬天路滑最难走。有人担心新站会让路口更堵，请交管部门看过再定。"
		"会上商定：请社区起草方案，征求大家的意见，再请公交、交管和道路管理几家一起办。",
	.party = 4, .stairwell = 9, .owner = 6, .resident = 5, .grid = 2, .want_party = 4, .want_stairwell = 10, .want_owner = 6,
	.caller = PACK_BY_PARTY, .pack = "council_charter", .door = true,
	.items = { { "stop", "同意办理：在子牙河南路靠近河海花园的地方争取设一个公交站，先拿方案征求居民意见。", {
		{ "在子牙河南路靠近河海花园的地方争取设一个公交站", 25, 0, 1 },
		{ "先拿方案征求居民意见，再请公交、交管和道路管理几家一起办", 23, 1, 2 } } } },
};

static const struct demo_plan plan1 = {
	.summary = "先按最简单的办法想：请公交公司把站点往小区这边挪一挪。大家看看行不行，有意见请写在下面。",
	.options = { { "把永乐桥站往南挪", "站名不变，挪近一些。原来在永乐桥上车的居民会变远。", "公交公司", -1 } },
	.tasks = { { "bus", "看一看站点能不能挪" } },
};

static const struct demo_plan plan2 = {
	.summary = "根据大家的意见改了方案：永乐桥站不动，在子牙河南路新设一站，双向都停，离河海花园约200米。两个办法比一比。",
	.options = {
		{ "子牙河南路双向设站，离河海花园约200米", "652路来回都停。老人出小区走两三分钟就到，过街走现有的人行横道。", "公交公司", -1 },
		{ "只在进城方向设站", "施工少一些，可是回来时还要从永乐桥走。", "公交公司", -1 },
	},
	.tasks = {
		{ "bus", "踏勘设站条件，研判客流点位，调整652路停靠" },
		{ "traffic", "看站点对路口通行有没有影响，施划站台标线" },
		{ "road", "整修站台处的路面和路缘石" },
	},
};

static const struct demo_poll poll = {
	.title = "公交站双向设还是单向设", .plan = 2,
	.questions = {
		{ "您赞成哪个办法？", 1, { "子牙河南路双向设站，离河海花园约200米", "只在进城方向设站", "都不赞成" }, { 74, 15, 8 } },
		{ "您常坐公交去做什么？", 2, { "看病", "买菜", "接送孩子", "上下班", "别的事" }, { 31, 27, 18, 15, 6 } },
		{ "站台上先添哪一样？", 0, { "遮雨棚", "座椅", "大字时刻表", "夜里的灯" }, { 30, 33, 21, 12 } },
	},
};

static const struct demo_ask ask1 = { { "bus", "traffic", "urban" }, false };
static const struct demo_ask ask2 = { { "road" }, true };

/* The stop, its road, its distance from the estate and the old walk are known; every other figure is invented and says so. */
static const struct demo_survey visit = {
	.people = "公交公司的专业人员、公安交管部门，社区网格员和楼门长陪同", .unit = 4, .grid = 1, .stairwell = 2,
	.chosen = 1, .why = "离河海花园约200米，来回两个方向都有地方设站，早上从这里出门坐车的人最多，人行道放得下站牌和等车的人。",
	.spots = {
		{ "北开大街路口", "子牙河南路，北开大街路口附近，双向各一处", { 391575000, 1171725000 }, {
			{ "离河海花园", "约200", "米", "公开报道", DEMO_REPORTED }, { "步行", "2–3", "分钟", "", DEMO_SAMPLE },
			{ "站台宽", "2.4", "米", "", DEMO_SAMPLE }, { "离人行横道", "62", "米", "", DEMO_SAMPLE }, { "纵坡", "0.8", "%", "", DEMO_SAMPLE },
			{ "早高峰出门坐车", "64", "人", "", DEMO_SAMPLE } },
			{ { "车站不设在路口渐变段里", "满足（示例）", "由交管部门现场判断" } } },
		{ "河海花园门口", "子牙河南路，河海花园大门对面", { 391567000, 1171744000 }, {
			{ "离河海花园", "30", "米", "", DEMO_SAMPLE }, { "步行", "1", "分钟", "", DEMO_SAMPLE },
			{ "站台宽", "1.4", "米", "", DEMO_SAMPLE }, { "离人行横道", "210", "米", "", DEMO_SAMPLE },
			{ "早高峰出门坐车", "41", "人", "", DEMO_SAMPLE } },
			{ { "人行道要留出行人走的宽度", "不满足（示例）：站牌立下以后只剩一人宽", "由道路管理部门现场判断" } } },
		{ "永乐桥站往南挪", "永乐桥南侧现在的站点往南", { 391592000, 1171690000 }, {
			{ "步行", "近10", "分钟", "网格员和楼门长走过（挪以前）", DEMO_MEASURED },
			{ "站台宽", "2.6", "米", "", DEMO_SAMPLE } },
			{ { "不让原来的乘客走得更远", "不满足：永乐桥那边的老人会变远", "居民在方案留言里提出" } } },
	},
};

static const struct demo_act stop[] = {
	{ 0, 8 * 60 + 35, DO_FILE, "r1", .picture = PICTURE_WALK },
	{ 0, 9 * 60 + 5, DO_SUPPORT, "v", .n = 9 },
	{ 0, 19 * 60, DO_SUPPORT, "r2" },
	{ 1, 9 * 60 + 10, DO_MOVE, "committee", "take_in", .words = "收到了。周四上午网格员到现场走一走，把路程和时间量准。" },
	{ 1, 18 * 60, DO_SUPPORT, "v", .n = 12 },
	{ 1, 20 * 60 + 15, DO_COMMENT, "r2", .words = "我母亲七十多岁，去医院要先走到永乐桥，拿着东西真走不动。希望能早点办。", .n = 1 },
	{ 2, 8 * 60 + 30, DO_SUPPORT, "r3" },
	{ 3, 11 * 60 + 20, DO_MOVE, "grid", "progress", .words = "网格员今天和两位楼门长从河海花园门口走到永乐桥站：年轻人走了近10分钟，"
		"楼门长中间歇了一次。沿路记下三处可能设站的地方。", .picture = PICTURE_WALK },
	{ 3, 20 * 60, DO_COMMENT, "v8", .words = "支持。冬天路滑的时候最难走。", .n = 1 },
	{ 3, 21 * 60, DO_COMMENT, "v9", .words = "出租车位，价格好商量。", .n = -1, .more = "留言里是广告，和这件事没有关系，不公开。" },
	{ 4, 10 * 60, DO_CALL, "committee", .more = &meeting },
	{ 4, 18 * 60, DO_SUPPORT, "v", .n = 6 },
	{ 9, 16 * 60 + 30, DO_HOLD, "committee", .more = &meeting },
	{ 10, 15 * 60, DO_PLAN, "committee", .more = &plan1 },
	{ 11, 9 * 60 + 30, DO_SAY_PLAN, "r3", .words = "永乐桥站挪走了，那边的老人就远了。能不能新设一站？", .n = 1 },
	{ 12, 10 * 60, DO_SAY_PLAN, "v11", .words = "希望来回两个方向都停，不然回来还是要走。", .n = 1 },
	{ 15, 10 * 60 + 40, DO_PLAN, "committee", .more = &plan2 },
	{ 15, 14 * 60, DO_POLL, "committee", .more = &poll, .n = 7 },
	{ 16, 20 * 60, DO_VOTE, "grid", .more = &poll, .n = 190 },
	{ 17, 19 * 60, DO_SAY_PLAN, "r2", .words = "双向设站好，离小区近，赞成第一个办法。", .n = 1 },
	{ 18, 20 * 60, DO_VOTE, "grid", .more = &poll, .n = 160 },
	{ 19, 19 * 60, DO_VOTE, "grid", .more = &poll, .n = 81 },
	{ 20, 14 * 60 + 30, DO_COUNT, "committee", .more = &poll },
	{ 21, 9 * 60 + 20, DO_ADOPT, "committee", .words = "居民议事协商会议（党员、楼门长、业主代表）", .n = 1 },
	{ 22, 9 * 60, DO_ASK, "committee", .words = "请在子牙河南路靠近河海花园处设652路公交站，来回双向停靠。居民到最近的永乐桥站要走近10分钟，"
		"老人吃力。请派人踏勘并答复能不能设、什么时候设。", .n = 24, .more = &ask1 },
	{ 22, 15 * 60, DO_ANSWER, "grid", "acknowledged", "bus", "" },
	{ 22, 16 * 60 + 10, DO_ANSWER, "grid", "acknowledged", "traffic", "" },
	{ 23, 9 * 60 + 50, DO_ANSWER, "grid", "returned", "urban", "站台和路缘石由道路管理部门负责，不归我们管，请转给他们。" },
	{ 24, 9 * 60 + 15, DO_ASK, "committee", .words = "请配合公交公司设站，整修站台处的路面和路缘石，方便老人上下车。", .n = 22,
		.more = &ask2 },
	{ 24, 14 * 60, DO_ANSWER, "grid", "acknowledged", "road", "" },
	{ 29, 11 * 60 + 30, DO_MOVE, "grid", "progress", .words = "今天上午踏勘：公交公司的专业人员来到现场，看了三处地方的设站条件，"
		"研判了客流点位。北开大街路口附近人行道够宽，离河海花园约200米，上下车的人也最多。交管部门和网格员一同参加。",
		.picture = PICTURE_MAP },
	{ 30, 9 * 60 + 20, DO_SURVEY, "grid", .more = &visit, .picture = PICTURE_MAP },
	{ 30, 19 * 60, DO_SAY_SPOT, "r3", .who = "北开大街路口", .words = "这里好，过街就有人行横道。请给等车的老人放一条长凳。", .n = 1 },
	{ 30, 20 * 60, DO_SAY_SPOT, "v12", .who = "河海花园门口", .words = "离门口是近，可是人行道太窄，立了站牌推轮椅就过不去了。", .n = 1 },
	{ 31, 10 * 60, DO_ANSWER, "grid", "progress", "bus", "踏勘已经做完，选了北开大街路口附近的两处，来回各一处，正在排652路的停靠时间。" },
	{ 35, 15 * 60 + 40, DO_ANSWER, "grid", "done", "traffic", "已到现场查看，设站不影响路口通行，同意设站。站台标线在启用前画好。" },
	{ 36, 9 * 60, DO_MOVE, "committee", "start_work", .words = "公交、交管、道路管理几家都同意，开始动手。网格员每周去现场看一次。" },
	{ 37, 16 * 60, DO_ANSWER, "grid", "done", "road", "站台处的路面和路缘石已经整修好，留了方便轮椅上下的缓坡。" },
	{ 38, 10 * 60 + 20, DO_ANSWER, "grid", "done", "bus", "同意652路增设“北开大街”站，双向停靠。站牌正在制作，5月下旬启用。" },
	{ 53, 15 * 60, DO_MOVE, "grid", "progress", .words = "两个方向的站牌都立好了，站台标线也画好了，等公交公司通知启用。" },
	{ 64, 10 * 60, DO_MOVE, "committee", "publish_result", .words = "652路在子牙河南路新设“北开大街”站，双向停靠，离河海花园约200米，"
		"从今天起可以上下车。原来走到永乐桥要近10分钟，现在两三分钟就到。设站由公交公司出资，站台路面由道路管理部门整修，居民不花钱。",
		.picture = PICTURE_STOP },
	{ 64, 18 * 60, DO_RATE, "r1", .n = 4, .words = "今天就坐上了，真近。" },
	{ 64, 19 * 60 + 30, DO_RATE, "r2", .n = 4, .words = "" },
	{ 65, 8 * 60, DO_RATE, "v21", .n = 4 }, { 65, 8 * 60 + 40, DO_RATE, "v22", .n = 4 },
	{ 65, 9 * 60 + 15, DO_RATE, "v23", .n = 3, .words = "车要是再多几班就更好了。" }, { 65, 10 * 60, DO_RATE, "v24", .n = 4 },
	{ 65, 13 * 60, DO_RATE, "v25", .n = 4 }, { 65, 17 * 60, DO_RATE, "v26", .n = 3 }, { 65, 18 * 60, DO_RATE, "v27", .n = 4 },
	{ 65, 19 * 60, DO_RATE, "r3", .n = 4 }, { 66, 8 * 60, DO_RATE, "v28", .n = 4 }, { 66, 8 * 60 + 20, DO_RATE, "v29", .n = 2 },
	{ 65, 10 * 60, DO_THANK, "r1", .words = "谢谢居委会和网格员！一趟一趟地跑，把站修到了家门口。", .n = 1 },
	{ 65, 20 * 60, DO_THANK, "r3", .words = "以后带孩子去医院方便多了，感谢大家。", .n = 1 },
	{ 66, 9 * 60, DO_THANK, "v30", .words = "感谢公交公司，也感谢参加议事的楼门长们。", .n = 1 },
	{ 67, 16 * 60, DO_MOVE, "committee", "close" },
};

static const struct demo_act same[] = {
	{ 0, 17 * 60 + 45, DO_FILE, "r4" },
	{ 1, 8 * 60, DO_SUPPORT, "v", .n = 4 },
	{ 2, 9 * 60 + 40, DO_MERGE, "committee", .who = "stop" },
};

const struct demo_matter demo_stop[] = {
	{ "stop", 2023, 3, 20, "traffic", "希望在小区附近设一个公交站", "我们小区到最近的公交站永乐桥要走近10分钟。年轻人还好，老人走不动，"
		"买菜、看病都不方便，冬天路滑更难。希望能在小区附近设一个站。", "子牙河南路，河海花园门口一带", "hehai", "web", ACTS(stop) },
	{ "same", 2023, 3, 22, "traffic", "去永乐桥坐车太远", "楼里好几位老人说去永乐桥坐车太远，路上没有地方歇。能不能近一点？", "河海花园到永乐桥",
		"hehai-5", "web", ACTS(same) },
	{ 0 },
};
