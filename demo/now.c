/* now.c - what is open: at least one matter in each state, told from the day on which the demonstration is loaded backwards. */
#include "main/demo.h"

/* ---- waiting to be taken in: fresh, due today, late ---- */

static const struct demo_act bench[] = {
	{ 0, 9 * 60 + 12, DO_FILE, "r3" },
	{ 0, 10 * 60, DO_SUPPORT, "v", .n = 3 },
};
static const struct demo_act window[] = {
	{ 0, 18 * 60 + 40, DO_FILE, "v40" },
};
static const struct demo_act noise[] = {
	{ 0, 21 * 60 + 5, DO_FILE, "r6" },
	{ 1, 8 * 60, DO_SUPPORT, "v", .n = 5 },
	{ 2, 9 * 60, DO_COMMENT, "v41", .words = "我家也听得见，晚上十点以后还在响。", .n = 0 },
};

/* ---- given back for details ---- */

static const struct demo_act smell[] = {
	{ 0, 10 * 60 + 10, DO_FILE, "r4" },
	{ 1, 9 * 60 + 30, DO_MOVE, "grid", "return", .words = "请补充是哪一个门、什么时候味道最大，方便的话拍一张照片。" },
};

/* ---- taken in ---- */

static const struct demo_act handrail[] = {
	{ 0, 9 * 60, DO_FILE, "grid", .who = "r1" },
	{ 1, 9 * 60 + 20, DO_MOVE, "committee", "take_in", .words = "已经和物业约好，这周五到现场看。" },
	{ 1, 19 * 60, DO_SUPPORT, "v", .n = 8 },
};

/* ---- on the agenda of a meeting to come ---- */

static const struct demo_meeting put_off = {
	.title = "居民议事协商会议：小广场", .venue = "河海花园小广场", .day = 5, .minute = 9 * 60, .want_party = 3, .want_stairwell = 6,
	.want_owner = 3, .caller = PACK_BY_PARTY, .pack = "council_charter",
	.items = { { "square", "" } },
};
static const struct demo_change put_off_rain = { &put_off, .reason = "预报有大雨，室外开不成，另外找室内的地方再开。" };
static const struct demo_meeting to_come = {
	.title = "居民议事协商会议：小广场和车位", .venue = "社区居委会二楼议事厅", .day = 7, .minute = 9 * 60 + 30,
	.want_party = 3, .want_stairwell = 8, .want_owner = 4, .caller = PACK_BY_PARTY, .pack = "council_charter",
	.items = { { "square", "" } },
};
static const struct demo_change moved = { &to_come, 2, 14 * 60 + 30, "社区居委会二楼议事厅", "几位楼门长上午要接送孩子，改到下午，请大家都能来。" };
static const struct demo_act square[] = {
	{ 0, 16 * 60 + 25, DO_FILE, "r2" },
	{ 1, 8 * 60, DO_SUPPORT, "v", .n = 14 },
	{ 1, 10 * 60, DO_MOVE, "committee", "take_in", .words = "跳舞和休息的居民各有道理，请大家坐下来商量。" },
	{ 3, 20 * 60, DO_COMMENT, "v42", .words = "早上七点以前、晚上九点以后请安静一些。", .n = 1 },
	{ 4, 10 * 60, DO_CALL, "committee", .more = &put_off },
	{ 7, 16 * 60, DO_CHANGE, "committee", .more = &put_off_rain },
	{ 8, 10 * 60, DO_CALL, "committee", .more = &to_come },
	{ 9, 15 * 60, DO_CHANGE, "committee", .more = &moved },
};

/* ---- a plan is open ---- */

static const struct demo_meeting ramps = {
	.title = "居民议事协商会议：楼门口的坡道", .venue = "社区居委会二楼议事厅", .minute = 14 * 60 + 30,
	.minutes = "到会的楼门长说，有九个门住着坐轮椅或推婴儿车的居民，上下台阶都要人抬。大家同意先做最急的几处，请物业量一量再定。",
	.party = 3, .stairwell = 8, .owner = 4, .resident = 3, .grid = 1, .want_party = 3, .want_stairwell = 10, .want_owner = 4,
	.caller = PACK_BY_PARTY, .pack = "council_charter", .door = true,
	.items = { { "ramp", "同意办理：先在最急的几个门修坡道，方案公开征求意见。", {
		{ "所有单元门一次修完", 6, 11, 2 },
		{ "先在最急的几个门修坡道，方案公开征求意见", 18, 0, 1 } } } },
};
static const struct demo_plan ramp1 = {
	.summary = "先在一个门做一处试试，好用再推开。",
	.options = { { "3号楼2门修一处坡道", "水泥坡道，一边加扶手。", "房屋维修资金", 6000 } },
};
static const struct demo_plan ramp2 = {
	.summary = "量过以后，有三个门的宽度够做坡道。请大家看看哪个办法好，意见写在下面，月底前定下来。",
	.options = {
		{ "三个门都修水泥坡道", "结实耐用，两边有扶手，施工要一周，这几天出入要绕行。", "房屋维修资金", 21000 },
		{ "先放可以收起的铁坡道", "当天能用，窄一些，用完要收起来。", "物业公共收益", 5400 },
		{ "一个门修水泥的，另外两个放铁的", "最急的先修好，另外两个用起来再看。", "房屋维修资金和物业公共收益", 10800 },
	},
	.tasks = { { "property", "量尺寸、报价、施工" }, { "street", "指导房屋维修资金的申请" } },
};
static const struct demo_poll ramp_poll = {
	.title = "楼门口的坡道先做哪一种", .plan = 2,
	.questions = {
		{ "您赞成哪个办法？", 1, { "三个门都修水泥坡道", "先放可以收起的铁坡道", "一个门修水泥的，另外两个放铁的", "都不赞成" }, { 34, 17, 41, 4 } },
		{ "别的门先做哪个？", 0, { "1号楼", "5号楼", "8号楼" }, { 40, 30, 25 } },
	},
};
/* Whether the fund may be used is the owners' to decide (Civil Code art. 278); who looked at the way of voting is invented. */
static const struct demo_poll ramp_fund = {
	.title = "坡道的钱能不能用维修资金", .plan = 1, .pack = "owners_ordinary", .lawful = "区里的公职律师看过（示例，日期为虚构）",
	.questions = {
		{ "同意用房屋维修资金修坡道吗？", 1, { "同意", "不同意" }, { 71, 24 } },
	},
};
static const struct demo_act ramp[] = {
	{ 0, 9 * 60 + 45, DO_FILE, "r5" },
	{ 1, 8 * 60, DO_SUPPORT, "v", .n = 16 },
	{ 1, 9 * 60 + 30, DO_MOVE, "committee", "take_in", .words = "收到，先请楼门长数一数有多少户需要。" },
	{ 4, 10 * 60, DO_CALL, "committee", .more = &ramps },
	{ 9, 16 * 60, DO_HOLD, "committee", .more = &ramps },
	{ 11, 10 * 60, DO_PLAN, "committee", .more = &ramp1 },
	{ 12, 20 * 60, DO_COMMENT, "v43", .words = "只做一处不够，我们门也有坐轮椅的老人。", .n = 1 },
	{ 12, 21 * 60, DO_POLL, "committee", .more = &ramp_fund, .n = 5 },
	{ 13, 20 * 60, DO_VOTE, "grid", .more = &ramp_fund, .n = 262 },
	{ 18, 9 * 60, DO_COUNT, "committee", .more = &ramp_fund },
	{ 18, 10 * 60 + 30, DO_PLAN, "committee", .more = &ramp2 },
	{ 20, 19 * 60, DO_COMMENT, "r2", .words = "赞成先把最急的修成水泥的。", .n = 0 },
	{ 23, 10 * 60, DO_POLL, "committee", .more = &ramp_poll, .n = 12 },
	{ 24, 20 * 60, DO_VOTE, "grid", .more = &ramp_poll, .n = 96 },
	{ 25, 20 * 60, DO_VOTE, "grid", .more = &ramp_poll, .n = 71 },
};

/* ---- units are asked: one is late; one has sent it back; one has just been asked; all have answered ---- */

static const struct demo_ask wires_to = { { "property", "power" }, false };
static const struct demo_act wires[] = {
	{ 0, 8 * 60 + 50, DO_FILE, "r6" },
	{ 1, 8 * 60, DO_SUPPORT, "v", .n = 11 },
	{ 1, 9 * 60 + 15, DO_MOVE, "committee", "take_in", .words = "" },
	{ 6, 9 * 60 + 30, DO_ASK, "committee", .words = "请查清6号楼后垂下来的电线是谁家的，能收的收好，没用的拆掉。", .n = 14, .more = &wires_to },
	{ 7, 9 * 60, DO_ANSWER, "grid", "acknowledged", "property", "" },
	{ 12, 15 * 60, DO_ANSWER, "grid", "done", "power", "已查看，供电线路没有问题，垂下来的是通信线。" },
	{ 22, 9 * 60 + 10, DO_CHASE, "committee", .who = "property", .words = "已过答复的日子，居民又来问，请尽快答复。" },
};
static const struct demo_ask pole_to = { { "power" }, false };
static const struct demo_act pole[] = {
	{ 0, 17 * 60, DO_FILE, "v44" },
	{ 1, 9 * 60, DO_MOVE, "committee", "take_in", .words = "" },
	{ 2, 9 * 60 + 30, DO_ASK, "committee", .words = "请把歪了的杆子扶正。", .n = 10, .more = &pole_to },
	{ 2, 16 * 60 + 45, DO_ANSWER, "grid", "returned", "power", "这根是路灯杆，不是电杆，请转给管路灯的单位。" },
};
static const struct demo_ask bus_to = { { "bus", "traffic" }, .first = true };
static const struct demo_act buses[] = {
	{ 0, 19 * 60 + 10, DO_FILE, "r1" },
	{ 1, 8 * 60, DO_SUPPORT, "v", .n = 19 },
	{ 1, 9 * 60 + 50, DO_MOVE, "committee", "take_in", .words = "网格员先数一数早高峰等车的人。" },
	{ 4, 9 * 60 + 10, DO_ASK, "committee", .words = "早上七点到八点，北开大街站652路要等二十分钟，上车人多。请看看能不能加一两班。",
		.n = 12, .more = &bus_to },
	{ 5, 10 * 60, DO_ANSWER, "grid", "question", "bus", "请问等车最久的是哪一天、往哪个方向？" },
};
static const struct demo_ask pipe_to = { { "water" }, false };
static const struct demo_act pipe[] = {
	{ 0, 8 * 60 + 5, DO_FILE, "grid", .who = "r5" },
	{ 1, 9 * 60, DO_MOVE, "committee", "take_in", .words = "" },
	{ 2, 9 * 60 + 20, DO_ASK, "committee", .words = "12号楼前的水管渗水，请查一查、修一修。", .n = 10, .more = &pipe_to },
	{ 7, 15 * 60 + 30, DO_ANSWER, "grid", "done", "water", "已开挖换管，路面回填好了。" },
};

/* ---- at work ---- */

static const struct demo_ask lift_to = { { "property" }, false };
static const struct demo_act paint[] = {
	{ 0, 10 * 60, DO_FILE, "r8" },
	{ 1, 8 * 60, DO_SUPPORT, "v", .n = 7 },
	{ 1, 9 * 60 + 40, DO_MOVE, "committee", "take_in", .words = "" },
	{ 4, 9 * 60 + 30, DO_ASK, "committee", .words = "楼道墙皮脱落，请分楼安排粉刷。", .n = 10, .more = &lift_to },
	{ 9, 16 * 60, DO_ANSWER, "grid", "done", "property", "同意粉刷，分三批，每批两个楼。" },
	{ 10, 9 * 60, DO_MOVE, "committee", "start_work", .words = "第一批从4号楼和5号楼开始，楼门长通知各户把东西挪开。" },
	{ 20, 15 * 60, DO_MOVE, "grid", "progress", .words = "第一批刷完了，下周一开始第二批。" },
};

/* ---- the result is out and waits for ratings ---- */

static const struct demo_ask blood_to = { { "street" }, false };
static const struct demo_act blood[] = {
	{ 0, 9 * 60 + 30, DO_FILE, "r7" },
	{ 1, 8 * 60, DO_SUPPORT, "v", .n = 24 },
	{ 1, 9 * 60 + 45, DO_MOVE, "committee", "take_in", .words = "这是好主意，我们去联系社区卫生服务中心。" },
	{ 3, 10 * 60, DO_ASK, "committee", .words = "请帮助联系社区卫生服务中心，每周派人来一次。", .n = 10, .more = &blood_to },
	{ 9, 11 * 60, DO_ANSWER, "grid", "done", "street", "已联系社区卫生服务中心，每周三上午派人来。" },
	{ 10, 15 * 60, DO_MOVE, "committee", "publish_result", .words = "每周三上午九点到十一点，在居委会一楼免费量血压。" },
	{ 10, 19 * 60, DO_RATE, "v46", .n = 4 },
	{ 11, 9 * 60, DO_RATE, "v47", .n = 3 },
	{ 11, 10 * 60, DO_THANK, "r7", .words = "谢谢，以后量血压不用跑医院了。", .n = 0 },
};

/* ---- not taken in ---- */

static const struct demo_act rent[] = {
	{ 0, 11 * 60, DO_FILE, "v45" },
	{ 1, 10 * 60, DO_MOVE, "committee", "decline", .who = "ground=law", .words = "房租是两家之间的合同，议事厅不能裁断。可以找人民调解委员会，"
		"也可以去法院。需要帮忙联系，请到居委会。" },
};

/* The number is invented. */
static const struct demo_outside pole_order = { "12345 热线", "DEMO-2026-0007", 5,
	"[\"工单编号\",\"诉求标题\",\"诉求内容\",\"事发地点\",\"办结期限\"]", "1 2 3 4 0 0 0 0 0 5",
	"[\"DEMO-2026-0007\",\"河边的路灯杆歪了\",\"子牙河南路边上有一根路灯杆歪了，刮风的时候直晃。\",\"子牙河南路，河海花园对面\",\"5\"]" };

const struct demo_matter demo_now[] = {
	{ "paint", 0, 0, 38, "building", "楼道墙皮掉了，想重新粉刷", "4号楼、5号楼的楼道墙皮一块一块往下掉，希望粉刷一遍。", "河海花园4号楼、5号楼", "hehai-4", "web", ACTS(paint) },
	{ "wires", 0, 0, 30, "safety", "6号楼后面的电线垂得太低", "6号楼后面有几根线垂下来，个子高的人伸手能摸到，不知道有没有电。", "北开花园6号楼后", "beikai-6", "web", ACTS(wires) },
	{ "ramp", 0, 0, 27, "building", "楼门口修个坡道，轮椅好上下", "家里有坐轮椅的老人，出门要三个人抬。希望在楼门口修个坡道。", "北开花园3号楼2门", "beikai-3-2", "web", ACTS(ramp) },
	{ "rent", 0, 0, 20, "other", "房东要涨房租，请社区管一管", "房东下个月要涨房租，合同还没到期，请社区出面。", "", NULL, "phone", ACTS(rent) },
	{ "blood", 0, 0, 14, "other", "希望社区有量血压的地方", "老人多，去医院量血压太折腾，能不能在社区每周量一次？", "社区居委会", NULL, "web", ACTS(blood) },
	{ "square", 0, 0, 12, "other", "小广场跳舞的声音太大", "晚上小广场跳舞放音乐，楼上孩子写作业、老人休息都受影响。希望大家商量个时间。", "河海花园小广场", "hehai", "web", ACTS(square) },
	{ "pipe", 0, 0, 11, "water", "12号楼前的地面一直渗水", "12号楼前的地面渗水有一个星期了，早上结一层薄冰。", "河海花园12号楼前", "hehai-12", "doorstep", ACTS(pipe) },
	{ "window", 0, 0, 9, "building", "地下室的窗户破了，往里灌雨", "2号楼地下室有两扇窗户玻璃碎了，下雨往里灌水。", "北开花园2号楼", "beikai-2", "open311", ACTS(window) },
	{ "buses", 0, 0, 8, "traffic", "652路早上能不能多来两班", "新站很方便，就是早上七点多人太多，等两辆才挤得上去。", "北开大街站", NULL, "api", ACTS(buses) },
	{ "pole", 0, 0, 7, "light", "河边的路灯杆歪了", "子牙河南路边上有一根路灯杆歪了，刮风的时候直晃。", "子牙河南路，河海花园对面", NULL, "hotline", ACTS(pole), &pole_order },
	{ "smell", 0, 0, 6, "waste", "楼道里有下水道的味道", "楼道里老有一股下水道的味道。", "河海花园", "hehai", "web", ACTS(smell) },
	{ "handrail", 0, 0, 5, "safety", "社区门口的台阶加个扶手", "居委会门口有五级台阶，没有扶手，下雨天不敢走。", "社区居委会门口", NULL, "doorstep", ACTS(handrail) },
	{ "noise", 0, 3, 0, "other", "楼下商铺的风机太响", "一层商铺的风机对着院子，从早响到晚。", "河海花园8号楼底商", "hehai-8", "web", ACTS(noise) },
	{ "bench", 0, 0, 1, "other", "希望在小广场加两把椅子", "老人下楼活动没有地方坐，希望在小广场加两把有靠背的椅子。", "河海花园小广场", "hehai", "web", ACTS(bench) },
	{ 0 },
};
