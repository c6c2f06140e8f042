/*
 * needs.c - firms' needs of the demonstration and what banks did with them. Firms, amounts and words are invented. First those of the
 * story's spring, long over; then what lies on desks on the day of loading, one of each kind.
 */
#include "main/demo_finance.h"

/* From the bank's first answer to the money, in days after the need's first. */
#define LENT(bank, product, amount, rate, term, drawn, mature) \
	{ 0, "firm", bank, "give", product }, { 1, "bank", bank, "take", "" }, { 2, "bank", bank, "contact", "words=约好上门的时间。" }, \
	{ 5, "bank", bank, "visit", "day=+5;words=看了场地、设备和账本。" }, { 6, "bank", bank, "examine", "words=请准备近一年的流水。" }, \
	{ 12, "bank", bank, "grant", "amount=" amount ";rate=" rate ";term=" term }, { 14, "bank", bank, "sign", "day=+14" }, \
	{ drawn, "bank", bank, "draw", "amount=" amount ";day=+" #drawn ";mature=+" #mature }
/* Paid back, rated, closed. */
#define ENDED(bank, day, score, words) \
	{ day, "bank", bank, "repay", "day=+" #day }, { day + 1, "firm", bank, "rate", "score=" score ";words=" words }, \
	{ day + 2, "bank", bank, "close", "" }

const struct demo_need demo_needs[] = {
	/* the spring of 2023 */
	{ 3, 13, 1, 40, 12, "working", "", 0, false, { LENT("bank1", "银税快贷", "40", "3.85", "12", 24, 389), ENDED("bank1", 385, "very", "办得快，没跑冤枉路。") } },
	{ 3, 16, 2, 100, 12, "equipment", "想换两台旧设备。", 0, false, { LENT("bank2", "纳税等级贷", "80", "3.95", "12", 20, 385), ENDED("bank2", 380, "yes", "") } },
	{ 3, 20, 3, 150, 12, "working", "", 0, false, { LENT("bank1", "银税快贷", "120", "3.65", "12", 22, 387),
		{ 380, "bank", "bank1", "renew", "amount=120;rate=3.45;day=+380;mature=+745" }, ENDED("bank1", 740, "very", "续贷没断过，也没找过桥。") } },
	{ 3, 23, 4, 300, 12, "working", "订单多，垫款压力大。", 0, false, { LENT("bank2", "纳税等级贷", "100", "3.75", "12", 18, 383), ENDED("bank2", 383, "mostly", "额度比想要的少。") } },
	{ 3, 27, 5, 60, 12, "working", "", 0, false, { LENT("bank1", "银税快贷", "40", "4.05", "12", 21, 386), ENDED("bank1", 386, "yes", "") } },
	{ 3, 30, 6, 200, 12, "equipment", "", 0, false, { LENT("bank1", "专精特新贷", "200", "3.45", "12", 25, 390), ENDED("bank1", 388, "very", "") } },

	/* on desks today */
	{ 0, 196, 0, 50, 12, "working", "想提前备一批原料。", 0, false, { LENT("bank1", "银税快贷", "50", "3.65", "7", 16, 214), { 40, "firm", "bank1", "rate", "score=very;words=上门一次就谈成了。" } } },
	{ 0, 380, 7, 80, 12, "working", "", 0, false, { LENT("bank2", "纳税等级贷", "80", "3.85", "12", 16, 381),
		{ 370, "bank", "bank2", "renew", "amount=80;rate=3.55;day=+370;mature=+735" } } },
	{ 0, 230, 8, 100, 6, "working", "", 0, false, { LENT("bank1", "银税快贷", "100", "3.55", "6", 16, 200),
		{ 195, "bank", "bank1", "extend", "mature=+290;words=货款晚到，企业提前一周说了。" } } },
	{ 0, 33, 9, 200, 12, "equipment", "", 0, false, { { 0, "firm", "bank1", "give", "银税快贷" }, { 0, "firm", "bank2", "give", "纳税等级贷" },
		{ 1, "bank", "bank1", "take", "" }, { 2, "bank", "bank2", "take", "" }, { 3, "bank", "bank2", "contact", "" }, { 4, "bank", "bank1", "contact", "" },
		{ 9, "bank", "bank1", "refuse", "ground=debt;reason=现有贷款偏多，再加就超过还款能力了。" }, { 11, "bank", "bank2", "examine", "" },
		{ 22, "bank", "bank2", "grant", "amount=150;rate=3.7;term=12;words=先批 150 万，半年后可以再谈。" } } },
	{ 0, 21, 10, 30, 12, "working", "", 0, false, { { 0, "firm", "bank1", "give", "银税快贷" }, { 0, "firm", "bank2", "give", "纳税等级贷" },
		{ 1, "bank", "bank1", "take", "" }, { 2, "bank", "bank1", "refuse", "ground=tax;reason=一年纳税不到五千元，这个产品做不了。" },
		{ 4, "bank", "bank2", "pass_on", "bank=bank3;words=您是第一次贷款，第三银行有首贷产品，更合适。" } } },
	{ 0, 14, 11, 500, 24, "research", "新产品试制，要买检测设备。", 0, false, { { 0, "firm", "bank1", "give", "专精特新贷" }, { 0, "firm", "bank3", "give", "首贷通" },
		{ 1, "bank", "bank1", "take", "" }, { 3, "bank", "bank1", "contact", "words=电话里说了研发费用的情况。" }, { 6, "bank", "bank1", "visit", "day=+6;words=看了样机。" },
		{ 7, "bank", "bank1", "examine", "words=请准备研发费用的明细。" } } },
	{ 0, 11, 0, 80, 12, "renew", "老贷款快到期了，想无还本续贷。", 45, false, { { 0, "firm", "bank2", "give", "纳税等级贷" }, { 1, "bank", "bank2", "take", "" },
		{ 5, "bank", "bank2", "ask_more", "words=请补老合同的照片和近三个月流水。" } } },
	{ 0, 9, 12, 60, 12, "working", "", 0, false, { { 0, "firm", "bank1", "give", "银税快贷" } } },
	{ 0, 8, 13, 100, 12, "working", "", 0, false, { { 0, "firm", "bank1", "give", "银税快贷" }, { 3, "firm", NULL, "withdraw", "" } } },
	{ 0, 5, 14, 20, 12, "working", "", 0, false, { { 0, "firm", "bank1", "give", "银税快贷" }, { 1, "bank", "bank1", "take", "" } } },
	{ 0, 3, 15, 9000, 60, "project", "想建一座新厂房。", 0, false, { { 0 } } },
	{ 0, 2, 16, 45, 12, "working", "", 0, true, { { 0 } } },
	{ 0 },
};
