"""Fairs: announced, registered for without an account, planned without a clash, signed in to, closed with figures; advisers, notices.
Who may see what: an institution only firms that chose it; everybody else announcements and numbers."""
import datetime
import os
import re
import sqlite3
import unittest

import flow
import ics
import town

CODES = ["91330100799655058B", "9144030071526726XG", "914403001922038216", "91100000100003962T", "91512081MA62K0260E"]


def day(n):
    return (datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8))) + datetime.timedelta(days=n)).strftime("%Y-%m-%d")


class Case(town.Case):
    def announce(self, title, ahead=10, **more):
        values = {"title": title, "day": day(ahead), "from": "14:00", "talks": "15:00", "until": "16:00", "slot": "15", "venue": "区会议中心二楼",
                  "closes": day(ahead - 1), "intro": "介绍产品，面对面谈。", "partners": "区工商联", **more}
        page = self.enter("bureau").get("/bureau/fairs").follow("发布一场对接会").ok()
        page = page.submit("发布", **values).ok()
        return page.path

    def takes_part(self, who, path, desks="1", **shows):
        page = self.enter(who).get("/bank").follow("对接会").ok()
        page = page.follow(href=path.replace("/finance", "/bank") + "$").ok()
        return page.submit("报名", desks=desks, **(shows or {"t1": f"{who}的贷款", "m1": "10"}))

    def org(self, code):
        return str(self.value("SELECT id FROM org WHERE code = ?", code))

    def joins(self, path, n, *orgs, name=None, **more):
        values = {"code": CODES[n], "name": name or f"示例企业{n}", "need": "备货", "amount": "50", "phone": f"1390001{n:04}"}
        values |= {f"w{i + 1}": self.org(o) for i, o in enumerate(orgs)} | more
        return self.client().get(path).follow("企业报名").ok().submit("报名", **values)

    def clock(self, path, hours):
        """The fair begins so many hours from now; registration with it."""
        number = int(path.rsplit("-", 1)[1])
        db = sqlite3.connect(os.path.join(self.data, "qiao.db"), timeout=30)
        with db:
            (fair, starts), = db.execute("SELECT g.id, g.starts FROM fair f JOIN gather g ON g.id = f.id WHERE f.number = ?", (number,))
            now = int(datetime.datetime.now().timestamp() * 1e6)
            by = now + int(hours * 3.6e9) - starts
            db.execute("UPDATE gather SET starts = starts + ?, ends = ends + ? WHERE id = ?", (by, by, fair))
            db.execute("UPDATE fair SET talks = talks + ? WHERE id = ?", (by, fair))
        db.close()


class Fair(Case):
    def test_1_from_the_announcement_to_the_poster(self):
        bureau = self.enter("bureau")
        page = bureau.get("/bureau/fairs/new")
        bad = page.submit("发布", title="", day="昨天", talks="13:00", slot="90", closes="").ok(422)
        bad.sees("请写名称", "请写日期", "请写地点", "每次谈 5 到 60 分钟")
        self.assertIn(("slot", "90"), bad.form(with_field="slot").fields)
        page.submit("发布", title="早了", day=day(-3), venue="这里", closes=day(-4)).ok(422).sees("已经过了")
        page.submit("发布", title="晚了", day=day(3), venue="这里", closes=day(4)).ok(422).sees("不能晚于开会那天")
        page.submit("发布", title="谈得太早", day=day(3), venue="这里", closes=day(2), talks="13:00").ok(422).sees("开始和结束之间")
        self.assertEqual(self.value("SELECT count(*) FROM fair"), 0)
        path = self.announce("春季银企对接会", firms="2")
        me = self.client()
        page = me.get("/finance").follow("对接会").ok().sees("春季银企对接会", "报名中").follow("春季银企对接会").ok()
        page.sees("还有 2 个名额", "会同区工商联", "还没有机构报名", "报名到")
        page.follow("打印海报").ok().sees("区会议中心二楼", "报名到")
        for address in (path + "/fair.ics", "/finance/fairs/calendar.ics"):
            _, events = ics.parse(me.get(address).ok().body)
            self.assertIn("春季银企对接会", [e["SUMMARY"] for e in events])
        self.client(lang="en").get(path).ok().sees("Presentations", "places left")

    def test_2_registering_closing_day_and_a_full_house(self):
        path = self.announce("满员的会", firms="2", banks="1")
        me = self.client()
        me.get(path + "/join").ok()
        self.takes_part("bank", path, desks="9").ok(422).sees("桌数从 1 到 8")
        self.takes_part("bank", path, t1="甲", m1="40").ok(422).sees("每个 1 到 30 分钟")
        self.takes_part("bank", path, t1="甲", m1="30", t2="乙", m2="30", t3="丙", m3="1").ok(422).sees("会拖到对接开始以后")
        self.assertEqual(self.value("SELECT count(*) FROM fair_bank"), 0)
        self.takes_part("bank", path, desks="2", t1="税贷", m1="10", t2="订单贷", m2="15").ok().sees("记下了")
        self.enter("bank2").get("/bank/fairs").follow("满员的会").ok().sees("机构名额满了（1 家）").sees_not("带几张桌")
        bad = self.joins(path, 0, "yinhang", code="123", name=" ", phone="12", amount="很多", w2=self.org("yinhang")).ok(422)
        bad.sees("18 位数字", "请写企业名称", "11 位手机号", "写成数字", "每家只选一次")
        self.assertIn(("amount", "很多"), bad.form(with_field="amount").fields)
        self.joins(path, 0, "yinhang2", lenient=True).ok(422).sees("请从名单里选")
        doubt = self.joins(path, 0, "yinhang", code=CODES[0][:-1] + "C").ok(422).sees("好像抄错了一位")
        self.assertEqual(self.value("SELECT count(*) FROM fair_firm"), 0)
        doubt.submit("报名", code="９１330100 799655058b").ok().sees("报名收到了", "示例企业0", "还没有排到")
        self.joins(path, 0, "yinhang").ok(422).sees("已经报过名了")
        form = (page := me.get(path + "/join")).form(with_field="code")
        done = page.submit("报名", form=form, code=CODES[1], name="示例企业1", phone="13900010001", w1=self.org("yinhang")).ok()
        page.submit("报名", form=form, code=CODES[1], name="示例企业1", phone="13900010001", w1=self.org("yinhang")).ok()
        self.assertEqual(self.value("SELECT count(*) FROM fair_firm"), 2, "twice is once")
        self.assertIn("安排和签到看这里", self.letters("fair")[0][2])
        self.assertNotIn("/join", me.get(path).ok().sees("名额满了（2 家）").html)
        me.get(path + "/join").sees("名额满了").sees_not("统一社会信用代码")
        page.submit("报名", code=CODES[2], name="示例企业2", phone="13900010002", w1=self.org("yinhang")).ok(422).sees("名额满了")
        # who cannot come makes room; the closing day ends it
        done.submit("不来了").ok().sees("已经取消报名")
        me.get(path).sees("还有 1 个名额")
        page = me.get(path + "/join")
        self.write("UPDATE fair SET closes = closes - 30 WHERE number = ?", int(path.rsplit("-", 1)[1]))
        me.get(path).sees("报名在", "截止了").sees_not("还有 1 个名额")
        page.submit("报名", code=CODES[2], name="示例企业2", phone="13900010002", w1=self.org("yinhang")).ok(422).sees("报名已经截止")
        # the bureau may still write somebody in
        self.enter("bureau").get(path + "/join").submit("报名", code=CODES[2], name="示例企业2", w1=self.org("yinhang")).ok().sees("示例企业2")

    def write(self, sql, *params):
        db = sqlite3.connect(os.path.join(self.data, "qiao.db"), timeout=30)
        with db:
            db.execute(sql, params)
        db.close()

    def test_3_the_day_itself(self):
        path = self.announce("排满的会", until="15:30")
        desk = path.replace("/finance", "/bureau")
        self.takes_part("bank", path, t1="税贷", m1="10").ok()
        self.takes_part("bank2", path, t1="出口贷", m1="10").ok()
        links = [self.joins(path, 0, "yinhang", "yinhang2").ok().path.split("?")[0], self.joins(path, 1, "yinhang").ok().path.split("?")[0]]
        self.joins(path, 2, "yinhang", name="没排上的企业").ok()
        bureau = self.enter("bureau")
        page = bureau.get(desk).ok().sees("示例企业0", "139****0000", "税贷", "14:00", "14:10").sees_not("13900010000")
        page.submit(form=page.form(action="/show$"), button="下移").ok()
        text = self.client().get(path).text
        self.assertLess(text.index("出口贷"), text.index("税贷"))
        # two slots, one table each: three of four wishes fit
        page = bureau.get(desk).follow("桌子和时间").submit("排时间").ok().sees("排好了 3 场，还有 1 个意向没有排上", "没有排上的意向")
        talks = self.rows("SELECT k.slot, o.code, f.name FROM fair_talk k JOIN org o ON o.id = k.org JOIN fair_firm f ON f.id = k.firm")
        self.assertEqual(len({(s, o) for s, o, _ in talks}), 3)
        self.assertEqual(len({(s, f) for s, _, f in talks}), 3)
        self.client().get(links[0]).ok().sees("15:", "1 号桌", "北岸银行", "南岸银行").sees_not("示例企业1")
        # by hand: a clash is refused and named, a free place is taken
        firm = {f: str(self.value("SELECT id FROM fair_firm WHERE name = ? AND fair = (SELECT max(id) FROM fair)", f)) for f in ("示例企业0", "没排上的企业")}
        slot = next(s for s, o, f in talks if o == "yinhang2")
        other = 3 - slot
        busy = next(f for s, o, f in talks if o == "yinhang" and s == other)
        seat2 = self.org("yinhang2") + "-1"
        bad = page.submit("定下来", firm=firm["示例企业0"], seat=seat2, slot=str(other))
        if busy == "示例企业0":
            bad.ok(409).sees("这家企业已经约了北岸银行")
        else:
            bad.ok().sees("手工定")
        page = bureau.get(desk + "/times")
        page.submit("定下来", firm=firm["没排上的企业"], seat=seat2, slot=str(other)).ok(422).sees("先问过企业")
        held = next(f for s, o, f in talks if o == "yinhang2")
        now = self.value("SELECT k.slot FROM fair_talk k JOIN org o ON o.id = k.org WHERE o.code = 'yinhang2' AND k.fair = (SELECT max(id) FROM fair)")
        page.submit("定下来", firm=firm["没排上的企业"], seat=seat2, slot=str(now), agreed="yes").ok(409).sees("这张桌子已经约了" + held)
        self.assertEqual(self.value("SELECT count(*) FROM fair_talk"), 3)
        page.submit("定下来", firm=firm["没排上的企业"], seat=self.org("yinhang") + "-2", slot="1", lenient=True).ok(422).sees("没有这张桌子")
        self.sees_only_its_own(path)
        self.signs_in(path, desk, links, bureau)
        self.outcomes(path, desk, bureau)

    def sees_only_its_own(self, path):
        bank = path.replace("/finance", "/bank")
        one, two = self.enter("bank"), self.enter("bank2")
        one.get(bank).ok().sees("示例企业0", "示例企业1", "备货").sees_not("1390001")
        two.get(bank).ok().sees("示例企业0").sees_not("示例企业1", "没排上的企业", "1390001")
        talk = self.value("SELECT k.id FROM fair_talk k JOIN org o ON o.id = k.org WHERE o.code = 'yinhang'")
        token = [(k, v) for k, v in two.last.form(with_field="talk").fields if k == "_csrf"] + [("_key", "c" * 32)]
        two.post(bank + "/say", token + [("talk", str(talk)), ("outcome", "met")]).ok(404)
        for who in ("worker", "unit", "leader", "boss", "adviser"):
            client = self.enter(who)
            client.get(bank).ok(403)
            client.get(path.replace("/finance", "/bureau")).ok(403)
        for address in (path, "/finance/fairs", path + "/poster"):
            self.client().get(address).ok().sees_not("示例企业", "1390001")

    def signs_in(self, path, desk, links, bureau):
        door = bureau.get(desk).follow("打印签到码").ok().sees("请扫码签到")
        address = re.search(r"/g/[\w-]+", door.html)[0]
        me = self.client()
        me.get(address).ok().sees("还没到签到的时候")
        self.clock(path, 0.5)
        page = me.get(address).ok().sees("您代表谁", "对接会签到")
        page.submit("签到").ok(422).sees("请选代表谁来")
        page.submit("签到", **{"as": "firm", "code": "000000"}).ok(422).sees("没有找到这家报名企业")
        page.submit("签到", **{"as": "bank"}).ok(422).sees("请选哪一家机构")
        self.assertEqual(self.value("SELECT count(*) FROM attendance"), 0)
        page.submit("签到", **{"as": "firm", "code": CODES[0][-6:].lower()}).ok().sees("签到成功")
        self.client().get(address).submit("签到", **{"as": "bank", "bank": self.org("yinhang")}).ok().sees("签到成功")
        self.client().get(address).submit("签到", **{"as": "other"}).ok()
        self.client().get(links[1]).ok().submit("签到").ok().sees("已经签到")
        page = bureau.get(desk).sees("另有来宾 1 人")
        self.assertEqual(page.text.count("已签到"), 3)
        page.submit("记下", n="0").ok(422).sees("1 到 200")
        page.submit("记下", n="4").ok().sees("另有来宾 5 人")
        form = bureau.get(desk).form(with_field="who", button="来了")
        page = bureau.last.submit(form=form, button="来了").ok()
        self.assertEqual(page.text.count("已签到"), 4)
        page = page.submit(form=page.form(with_field="who", button="点错了"), button="点错了").ok()
        self.assertEqual(page.text.count("已签到"), 3)
        self.client().get(address.replace("-", "-x")).ok(404)

    def outcomes(self, path, desk, bureau):
        bank = path.replace("/finance", "/bank")
        one = self.enter("bank")
        page = one.get(bank)
        page.submit("记下", outcome="met").ok(422).sees("会还没有开始")
        self.clock(path, -0.2)
        page.submit("记下", outcome="").ok(422).sees("请选结果")
        page.submit("记下", outcome="signed").ok(422).sees("要写金额")
        bad = page.submit("记下", outcome="signed", amount="许多", words="信用贷").ok(422).sees("写成数字")
        self.assertIn(("words", "信用贷"), bad.form(with_field="outcome").fields)
        page.submit("记下", outcome="signed", amount="１２０.5").ok().sees("当场签约", "120.5 万元")
        self.enter("bank2").get(bank).submit("记下", outcome="on", words="下周去看厂房").ok().sees("愿意继续谈")
        page = bureau.get(desk + "/times").sees("当场签约")
        self.assertEqual(bureau.get(desk).text.count("公布结果"), 0, "not before it ends")
        self.clock(path, -4)
        waiting = bureau.get("/bureau/fairs").ok().sees("下周去看厂房", "待公布结果")
        waiting.submit("记下", result="").ok(422).sees("还空着")
        waiting.submit("记下", result="已授信").ok().sees("没有要跟进的")
        page = bureau.get(desk).submit("公布结果", summary="企业说有用。").ok()
        page.sees("这场会的结果", "企业说有用", "120.5 万元").sees_not("示例企业")
        numbers = dict(re.findall(r"<dt>([^<]+)</dt><dd>(\d+)</dd>", page.html))
        self.assertEqual(numbers, {"企业": "3", "金融机构": "2", "介绍产品": "2", "面谈": "2", "愿意继续谈": "1", "当场签约": "1"})
        self.client().get("/finance/fairs").sees("3 家企业，2 家机构，介绍 2 个产品，当场签约 1 笔")
        one.get(bank).ok()
        token = [(k, v) for k, v in bureau.get("/bureau/fairs/new").form(with_field="title").fields if k == "_csrf"]
        bureau.post(desk + "/plan", token + [("_key", "d" * 32)]).ok(409).sees("已经公布，不能再改")
        bureau.post(desk + "/came", token + [("_key", "e" * 32), ("go", "others"), ("n", "3")]).ok(422)
        self.assertEqual(bureau.get(desk).text.count("改时间"), 0)

    def test_4_moved_and_cancelled(self):
        path = self.announce("会改的会")
        self.takes_part("bank", path).ok()
        self.joins(path, 3, "yinhang").ok()
        bureau = self.enter("bureau")
        page = bureau.get(path.replace("/finance", "/bureau")).follow("改时间").ok()
        page.submit("保存改动", venue="别处").ok(422).sees("请写明原因")
        stale = bureau.get(path.replace("/finance", "/bureau") + "/change")
        page.submit("保存改动", venue="别处", reason="场地检修").ok().sees("别处", "场地检修")
        self.assertIn("场地检修", self.letters("fair")[0][2])
        stale.submit("保存改动", venue="第三处", reason="晚了").ok(409)
        page = bureau.get(path.replace("/finance", "/bureau") + "/change")
        page.submit("取消这场会", off_reason="").ok(422)
        page.submit("取消这场会", off_reason="大雪").ok().sees("取消了", "大雪")
        self.assertIn("取消了", self.letters("fair")[0][2])
        self.client().get("/finance/fairs").sees("已取消")
        self.assertIn("CANCELLED", self.client().get(path + "/fair.ics").body.decode())
        self.assertNotIn("/join", self.client().get(path).html)


class Team(Case):
    def test_advisers_notices_and_who_has_read_them(self):
        bureau, adviser, bank, other = self.enter("bureau"), self.enter("adviser"), self.enter("bank"), self.enter("bank2")
        adviser.get("/adviser").ok().sees("还没有编入顾问团队")
        page = bureau.get("/bureau").follow("顾问和通知").ok()
        page.submit("交办一件事", firm="没人管的企业", what="各家都没有给贷，请去看看。").ok().sees("没人管的企业")
        page = bureau.get("/bureau/team")
        page.submit("加一位顾问或专员", org=self.org("yinhang2"), kind="adviser", login="adviser").ok(422).sees("不是这家机构的")
        page.submit("加一位顾问或专员", org=self.org("yinhang"), kind="adviser", login="adviser").ok().sees("顾问 1")
        bureau.get("/bureau/team").submit("交办").ok().sees_not("没人管的企业")
        bureau.get("/bureau/team").submit("交办一件事", firm="新企业", what="").ok(422).sees("请写上")
        bureau.last.submit("交办一件事", firm="新企业", what="讲讲续贷政策。").ok()
        page = adviser.get("/adviser").ok().sees("没人管的企业", "新企业", "讲讲续贷政策")
        page.submit("办完了", result="").ok(422)
        adviser.get("/adviser").submit("办完了", result="讲清楚了").ok().sees("讲清楚了", "已办")
        adviser.get("/adviser").submit("记一次走访", firm="新企业", note="老板说想扩产。").ok().sees("老板说想扩产")
        page = adviser.get("/adviser")
        page.submit("推荐给这家机构", code=CODES[0], firm="新企业", need="设备 100 万", org=self.org("yinhang"), consent="").ok(422).sees("怎么同意的")
        page.submit("推荐给这家机构", code=CODES[0], firm="新企业", need="设备 100 万", org=self.org("yinhang"), consent="当面签字").ok().sees("已推荐")
        adviser.get("/adviser").submit("推荐给这家机构", code=CODES[0], firm="新企业", need="又一次", org=self.org("yinhang"), consent="当面签字").ok(409)
        other.get("/bank/news").ok().sees_not("新企业")
        page = bank.get("/bank").follow("通知和推荐").ok().sees("新企业", "设备 100 万").sees_not("老板说想扩产")
        page.submit("记下", state="refused").ok(422).sees("不予授信要写原因")
        bank.get("/bank/news").submit("记下", state="granted", amount="80").ok().sees("已授信")
        adviser.get("/adviser").sees("已授信", "80 万元")
        load = bureau.get("/bureau/team").ok()
        self.assertRegex(load.text, r"顾问 1\s*北岸银行\s*全区\s*1\s*0\s*1\s*1\s*1")
        load.submit("发出", title="加大信用贷款", body="请各机构落实。").ok().sees("未阅")
        page = bank.get("/bank/news").sees("加大信用贷款")
        page.submit("已阅").ok()
        other.get("/bank/news").sees("加大信用贷款")
        self.assertEqual(self.rows("SELECT o.code FROM fin_notice_to t JOIN org o ON o.id = t.org WHERE t.seen > 0"), [("yinhang",)])
        self.assertRegex(bureau.get("/bureau/team").text, r"北岸银行\s*\S+已阅\s*南岸银行\s*未阅")
        for who in ("bank", "worker", "leader", "unit", "boss"):
            client = self.enter(who)
            client.get("/adviser").ok(403)
            client.get("/bureau/team").ok(403)
        bureau.get("/bureau/team").submit("退出团队").ok()
        adviser.get("/adviser").sees("还没有编入顾问团队")


class Published(flow.Case):
    """The demonstration's fairs are invented and say so; counted they are what was published: 6 fairs, 13 institutions, over 70 firms,
    over 50 products, 25 advisers."""

    def numbers(self, month):
        page = self.client().get(f"/finance/figures?month={month}").ok()
        return dict(re.findall(r'year\?month=[\d-]+#(\w+)">(\d+)<', page.html)), page

    def test_the_published_numbers_and_one_changed_row(self):
        numbers, page = self.numbers("2023-04")
        self.assertEqual(numbers, {"fairs": "6", "banks": "13", "firms": "72", "shows": "52", "advisers": "25"})
        of = page.follow(href="#firms$").ok().sees("示例第一银行红桥支行", "本年第一次来").sees_not("示例软件", "号企业")
        self.assertEqual(of.text.count("第 25 号"), 1)
        self.client().get("/finance/fairs").ok().sees("商圈小微专场", "虚构").sees_not("号企业")
        self.assertEqual(self.numbers("2023-02")[0]["fairs"], "2")
        self.assertEqual(self.numbers("2022-12")[0], {"fairs": "0", "banks": "0", "firms": "0", "shows": "0", "advisers": "0"})
        self.server.stop()
        db = sqlite3.connect(os.path.join(self.data, "qiao.db"), timeout=30)
        with db:
            db.execute("UPDATE fair SET closed = NULL WHERE number = 6")
        db.close()
        self.server.start()
        numbers, _ = self.numbers("2023-04")
        self.assertEqual((numbers["fairs"], numbers["firms"]), ("5", "60"))


if __name__ == "__main__":
    unittest.main()
