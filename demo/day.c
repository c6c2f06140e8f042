/* day.c - the staff's day: what is shown of notes, templates, moderation, merging undone, recordings, cover and alerts. */
#include "main/demo.h"

const struct demo_template demo_templates[] = {
	{ "到期前到现场看", "take_in", "{number} 已经收到，{due}前到现场看，再告诉您怎么办。", "We have {number} and will come and look by {due}." },
	{ "请写明位置", "return", "请写明在哪个门、哪一层，方便的话拍一张照片。", "Please say which door and floor; a photo helps." },
	{ "正在联系单位", "progress", "正在联系有关单位，有答复马上公布。", "" },
	{ 0 },
};

const char *const demo_day_words[DAY_COUNT] = {
	[DAY_NOTE] = "昨天电话问过商铺，说风机月底前换。还没有换的话，下周再去一次。",
	[DAY_PHOTO_TITLE] = "车棚门口总有车堵着",
	[DAY_PHOTO_BODY] = "早上推电动车出不来。照片里拍到了车牌，请处理一下再公开。",
	[DAY_FIRST] = "健身区的地面不平",
	[DAY_SECOND] = "健身区晚上没有灯",
	[DAY_PART] = "一件是地面，一件是照明，要找的单位不一样，分开办。",
	[DAY_SAID] = "就是三楼那家往外搬东西弄坏的，地砖翘起来好几块。",
	[DAY_SHORT] = "地砖翘起来好几块。",
	[DAY_REASON] = "去掉了对邻居的指认",
	[DAY_APPEAL] = "大家都看见了，应当写明。",
	[DAY_REFUSED] = "加我微信，便宜卖健身器材",
	[DAY_REFUSAL] = "广告",
	[DAY_RULE] = ("小区外的电动车充电和停放由区城市管理委主办，供电单位协办 | "
		"Charging and parking of e-bikes outside estates: urban management leads, the power company assists"),
};

const struct demo_rule demo_rule = { 7, { "\"bike\"", "\"community\"", "-" }, { "\"urban\"", "\"power\"" } };
