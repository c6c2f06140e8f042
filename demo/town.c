/* town.c - places, residents as numbers, offices, accounts. Addresses end in .example, numbers in 0000-00xx: nobody's. */
#include "main/demo.h"

const char demo_street[] = "120106006000", demo_community[] = "120106006001";

#define HEHAI  "12010600600101"
#define BEIKAI "12010600600102"

const struct demo_place demo_places[] = {
	{ PLACE_DISTRICT, "120106000000", NULL, "hongqiao", "红桥区", "Hongqiao District", "022-0000-0000", { 391670000, 1171510000 } },
	{ PLACE_STREET, "120106006000", "120106000000", "santiaoshi", "三条石街道", "Santiaoshi Street", "022-0000-0001", { 391560000, 1171745000 } },
	{ PLACE_COMMUNITY, "120106006001", "120106006000", "bkhy", "北开花园社区", "Beikai Garden Community", "022-0000-0002", { 391552000, 1171756000 } },
	{ PLACE_ESTATE, HEHAI, "120106006001", "hehai", "河海花园", "Hehai Garden", "", { 391568000, 1171748000 } },
	{ PLACE_ESTATE, BEIKAI, "120106006001", "beikai", "北开花园", "Beikai Garden", "", { 391538000, 1171752000 } },
	{ 0 },
};

const struct demo_building demo_buildings[] = {
	{ HEHAI, 1, 3, { 44, 186, 88 } }, { HEHAI, 2, 3, { 51, 194, 79 } }, { HEHAI, 3, 3, { 47, 178, 97 } },
	{ HEHAI, 4, 3, { 55, 203, 74 } }, { HEHAI, 5, 3, { 42, 181, 91 } }, { HEHAI, 6, 3, { 49, 190, 86 } },
	{ HEHAI, 7, 3, { 53, 197, 82 } }, { HEHAI, 8, 3, { 45, 184, 93 } }, { HEHAI, 9, 3, { 50, 192, 84 } },
	{ HEHAI, 10, 3, { 48, 188, 89 } }, { HEHAI, 11, 3, { 56, 206, 71 } }, { HEHAI, 12, 3, { 46, 180, 95 } },
	{ BEIKAI, 1, 3, { 43, 182, 94 } }, { BEIKAI, 2, 3, { 52, 195, 80 } }, { BEIKAI, 3, 3, { 47, 187, 90 } },
	{ BEIKAI, 4, 3, { 54, 201, 76 } }, { BEIKAI, 5, 3, { 41, 177, 98 } }, { BEIKAI, 6, 3, { 49, 191, 85 } },
	{ BEIKAI, 7, 3, { 50, 193, 83 } }, { BEIKAI, 8, 3, { 46, 185, 92 } }, { BEIKAI, 9, 3, { 53, 198, 78 } },
	{ BEIKAI, 10, 3, { 48, 189, 87 } },
	{ 0 },
};

const struct org demo_orgs[] = {
	{ .code = "committee", .kind = "committee", .zh = "北开花园社区居委会", .en = "Beikai Garden residents' committee",
		.phone = "022-0000-0002", .email = "office@beikai.example" },
	{ .code = "street", .kind = "street", .zh = "三条石街道办事处", .en = "Santiaoshi street office",
		.phone = "022-0000-0001", .email = "office@santiaoshi.example", .superior = 1 },
	{ .code = "bus", .kind = "unit", .zh = "公交公司", .en = "Bus company", .phone = "022-0000-0011",
		.email = "stops@bus.example" },
	{ .code = "traffic", .kind = "unit", .zh = "公安交管部门", .en = "Traffic management", .phone = "022-0000-0012",
		.email = "duty@traffic.example" },
	{ .code = "road", .kind = "unit", .zh = "道路管理部门", .en = "Road management", .phone = "022-0000-0013",
		.email = "roads@road.example" },
	{ .code = "urban", .kind = "unit", .zh = "区城市管理委", .en = "District urban management", .phone = "022-0000-0014",
		.email = "duty@urban.example", .superior = 1 },
	{ .code = "property", .kind = "property", .zh = "物业服务企业", .en = "Property company", .phone = "022-0000-0015",
		.email = "desk@property.example" },
	{ .code = "water", .kind = "unit", .zh = "供水单位", .en = "Water company", .phone = "022-0000-0016",
		.email = "duty@water.example" },
	{ .code = "power", .kind = "unit", .zh = "供电单位", .en = "Power company", .phone = "022-0000-0017",
		.email = "duty@power.example" },
	/* Institutions: invented, 13 as the facts count them. */
	{ .code = "bank1", .kind = "bank", .zh = "示例第一银行红桥支行", .en = "Example Bank 1, Hongqiao", .phone = "022-0000-0088" },
	{ .code = "bank2", .kind = "bank", .zh = "示例第二银行红桥支行", .en = "Example Bank 2, Hongqiao", .phone = "022-0000-0088" },
	{ .code = "bank3", .kind = "bank", .zh = "示例第三银行红桥支行", .en = "Example Bank 3, Hongqiao", .phone = "022-0000-0088" },
	{ .code = "bank4", .kind = "bank", .zh = "示例第四银行红桥支行", .en = "Example Bank 4, Hongqiao", .phone = "022-0000-0088" },
	{ .code = "bank5", .kind = "bank", .zh = "示例第五银行红桥支行", .en = "Example Bank 5, Hongqiao", .phone = "022-0000-0088" },
	{ .code = "bank6", .kind = "bank", .zh = "示例第六银行红桥支行", .en = "Example Bank 6, Hongqiao", .phone = "022-0000-0088" },
	{ .code = "bank7", .kind = "bank", .zh = "示例第七银行红桥支行", .en = "Example Bank 7, Hongqiao", .phone = "022-0000-0088" },
	{ .code = "bank8", .kind = "bank", .zh = "示例第八银行红桥支行", .en = "Example Bank 8, Hongqiao", .phone = "022-0000-0088" },
	{ .code = "bank9", .kind = "bank", .zh = "示例第九银行红桥支行", .en = "Example Bank 9, Hongqiao", .phone = "022-0000-0088" },
	{ .code = "bank10", .kind = "bank", .zh = "示例第十银行红桥支行", .en = "Example Bank 10, Hongqiao", .phone = "022-0000-0088" },
	{ .code = "bank11", .kind = "bank", .zh = "示例第十一银行红桥支行", .en = "Example Bank 11, Hongqiao", .phone = "022-0000-0088" },
	{ .code = "bank12", .kind = "bank", .zh = "示例第十二银行红桥支行", .en = "Example Bank 12, Hongqiao", .phone = "022-0000-0088" },
	{ .code = "bank13", .kind = "bank", .zh = "示例融资担保公司", .en = "Example Guarantee Company", .phone = "022-0000-0088" },
	{ 0 },
};

const char demo_hook[] = "https://hooks.hongqiao.example/qiao";

const char demo_password[] = "hongqiao-qiao-2023";

/* The numbers belong to nobody: they lead to the visible outbox of the demonstration. */
const struct demo_account demo_accounts[] = {
	{ "grid", ROLE_GRID, demo_community, NULL, "网格员", "Grid worker", "13900009001" },
	{ "committee", ROLE_COMMITTEE, demo_community, NULL, "社区工作者", "Community worker", "13900009002" },
	{ "moderator", ROLE_MODERATOR, demo_community, NULL, "留言审核员", "Moderator", "13900009003" },
	{ "bus", ROLE_UNIT, NULL, "bus", "公交公司", "Bus company", "13900009004" },
	{ "street", ROLE_STREET, demo_street, NULL, "街道办事处", "Street office", "13900009005" },
	{ "leader", ROLE_LEADER, NULL, NULL, "区领导", "District leader", "13900009006" },
	{ "district", ROLE_STREET, NULL, NULL, "区社会工作部", "District social work department", "13900009011" },
	{ "bank", ROLE_BANK, NULL, "bank1", "银行经办", "Bank officer", "13900009008" },
	{ "bank2", ROLE_BANK, NULL, "bank2", "第二家银行的经办", "Officer of a second bank", "13900009012" },
	{ "adviser", ROLE_ADVISER, NULL, "bank1", "金融顾问", "Finance adviser", "13900009010" },
	{ "bureau", ROLE_BUREAU, NULL, NULL, "区金融局", "Finance bureau", "13900009009" },
	{ "admin", ROLE_ADMIN, NULL, NULL, "系统管理员", "Administrator", "13900009007" },
	{ 0 },
};

const char *const demo_phones[] = {
	"13900002001", "13900002002", "13900002003", "13900002004", "13900002005", "13900002006", "13900002007", "13900002008",
	NULL,
};

const char demo_conf[] =
	"# A demonstration: nothing is sent, everything that would be lies in /outbox. Passwords are public.\n"
	"site.demo = yes\n"
	"site.name = 红桥区邻里服务\n"
	"site.name_en = Hongqiao District\n"
	"site.phone = 022-0000-0000\n"
	"witness.mail = witness@outside.example\n"
	"site.notice = 演示数据：日期和细节为虚构，电话和邮箱都不存在，不涉及任何个人。\n"
	"site.notice_en = Demonstration data: dates and details are invented, phone numbers and addresses do not exist, no person "
	"is meant.\n";
