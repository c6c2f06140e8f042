"""Polls: the roll, the scrutineers' keys, voting by code, SMS, at the door and on paper, one entry one ballot whatever the way, the
count, receipts, open data that anyone recounts; and what the raw file and two successive backups hold afterwards."""
import datetime
import glob
import json
import os
import re
import sqlite3
import time

import flow
import qr
import roads
import test_plan
import town

ROLL = "编号,类型,地点代码,门牌,面积,业主编号,电话,迁出\n" + "".join(
    f"H{i:02},居民,{town.ESTATE}001,{100 + i},88.5{i % 10},O{i // 2},{'1380000%04d' % i if i in (3, 4) else ''},否\n" for i in range(1, 13)) + "".join(
    f"T{i:02},居民,{town.ESTATE_2}001,{200 + i},60,,,\n" for i in range(1, 10)) + f"F01,户,{town.ESTATE}001,301,,,,\n"
QUESTION, CHOICES = "灯装在哪里？", "门口\n路边\n不装"


def today():
    """The district's."""
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=8)).date()


def shares(page):
    return re.search(r"(?:[0-9A-Z]{4}-){13}[0-9A-Z]{4}", page.text)[0]


def codes(page):
    return re.findall(r"(?<![0-9A-Z-])(?:[0-9A-Z]{4}-){7}[0-9A-Z]{4}(?![0-9A-Z-])", page.text)


class Base(town.Case):
    """A community with a worker, a grid worker and what a poll needs; test_ballots has more of them."""
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.me = cls(methodName="begin")
        cls.w, cls.grid = cls.me.enter("worker"), cls.me.enter("grid")

    def begin(self, about, binding=False, more=(), matter=None, days=3, **values):
        """A poll with its keys typed back and open. (its address, share 1, share 2)"""
        matter = matter or roads.send_filing(roads.ready_to_file(self.client(), about))
        page = self.w.get(matter).follow("做民意调查").ok()
        values = dict(title="路灯怎么装", q0_title=QUESTION, q0_choices=CHOICES, basis="voter") | values
        if binding:
            values |= {"kind": "binding"}
            wanted = values.pop("pack", "居民会议")
            page.submit("公布问题", **values).ok(422).sees("要选按哪部规则")
            values["pack"] = roads.option(page, "pack", wanted)
        if more:
            page = page.submit("再加一题", **values).ok()
            values |= dict(zip(("q1_title", "q1_choices", "q1_method", "q1_limit"), more))
        page = page.submit("公布问题", **values).ok().sees("准备中", "没有钥匙不能开始投票")
        address = page.path.removesuffix("/desk")
        self.client().get(matter).sees("公布了民意调查的问题：" + values["title"]).follow(values["title"]).ok().sees("问题已经公开", values["q0_title"])
        page.submit("开始投票", closes=str(datetime.date.today() + datetime.timedelta(days=3))).ok(422).sees("两半钥匙都要先核对")
        page = self.w.get(address + "/keys").submit("第一位监票人").ok()
        one = shares(page)
        page = page.submit("收好了，请第二位").ok()
        two = shares(page)
        self.assertNotIn(one, page.text)
        page = page.follow("收好了，核对").ok().sees_not(one, two)
        page.submit("核对", share="X" + one[1:]).ok(422).sees("输错了")
        page = page.submit("核对", share=one.lower().replace("-", " ")).ok().sees("已核对", "还没核对")
        page.submit("核对", share=two).ok()
        page = self.w.get(address + "/desk").sees("两半钥匙都核对过了")
        page.submit("开始投票", closes="2020-01-01").ok(422).sees("截止日要在今天或以后")
        page.submit("开始投票", closes=str(today() + datetime.timedelta(days=days))).ok().sees("正在投票")
        return address, one, two

    def notices(self, address, place):
        page = self.w.get(address + "/desk")
        form = page.form(with_field="spot")
        return page.submit("做通知单", form=form, spot=roads.option(page, "spot", place)).ok()

    def vote(self, code, choice, who=None, more=None):
        """From the notice to the receipt; the last page."""
        page = (who or self.client()).get("/vote/" + code).ok().sees("不能更改")
        page = page.submit("下一步", **({"q0": choice} if choice else {}), **(more or {})).ok().sees("看一看对不对", "投出后不能更改")
        return page.submit("投出").ok().sees("投好了", "您的回执")

    def bring(self, text):
        """The roll, by its page."""
        page = self.w.get("/roll").ok()
        page.submit("写入", form=page.form(with_field="file"), files={"file": ("roll.csv", "text/csv", text.encode())}).ok().sees("名册写入了")

    def count(self, address, one, two):
        self.w.get(address + "/desk").submit("现在截止").ok().sees("等待计票")
        return self.w.get(address + "/count").ok().submit("拆封", share1=one, share2=two).ok()

    def recount(self, address, kind):
        """What anybody's `qiao count` says of the published ballots."""
        path = os.path.join(self.top, "ballots." + kind)
        with open(path, "wb") as f:
            f.write(self.client().get(f"{address}/ballots.{kind}").ok().body)
        return flow.qiao("count", path).stdout

    def receipt(self, page):
        return re.search(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}", page.text)[0]

    def enter_paper(self, who, address, number, **marks):
        return who.get(f"{address}/entry?code={number}").ok().submit("录入这一张", form=who.last.form(with_field="code"), **marks)


class Polls(Base):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        me = cls.me
        page = cls.w.get("/polls").follow("名册").ok()
        bad = ROLL.replace("88.51", "八十").replace(",户,", ",店,", 1).replace(town.ESTATE_2 + "001,201", "12,201")
        bring = lambda page, go, text: page.submit(go, form=page.form(with_field="file"), files={"file": ("roll.csv", "text/csv", text.encode())})
        bring(page, "先看一看", bad).ok(422).sees("八十", "面积写平方米", "类型要是：居民、户", "没有这个小区")
        assert me.value("SELECT count(*) FROM roll") == 0
        page = bring(page, "先看一看", ROLL).ok().sees("22 行都没有问题，还没有写入")
        assert me.value("SELECT count(*) FROM roll") == 0
        bring(page, "写入", ROLL).ok().sees("名册写入了")
        assert me.rows("SELECT count(*), sum(extent), count(DISTINCT owner) FROM roll WHERE no LIKE 'H%'") == [(12, 10624800, 7)], me.rows("SELECT sum(extent) FROM roll")
        assert not me.value("SELECT count(*) FROM roll WHERE phone IS NOT NULL AND instr(phone, '1380000')")

    def test_1_opinion(self):
        address, one, two = self.begin("门前路灯不亮", more=("还要什么？", "椅子\n花\n树", "many", "2"))
        sheets = self.notices(address, "河岸花园")
        home = codes(sheets)
        self.assertEqual(len(home), 12)
        self.assertEqual([c.split("/vote/")[1] for c in qr.codes(sheets)], home, "each picture leads to the code under it")
        sheets.sees("请您投票", "Please vote, until")               # whoever opens the letter box
        self.assertFalse(any(c in str(self.rows("SELECT hash FROM poll_code")) for c in home), "codes are stored as hashes")
        other = codes(self.notices(address, "桃园里"))
        before = self.rows("SELECT count(*) FROM poll_voter WHERE channel <> ''")

        # Looking changes nothing; a choice can be mended before it is cast; sent twice is once.
        me = self.client()
        page = me.get("/vote/" + home[0]).ok().sees("1号楼 101")
        page = page.submit("下一步", q0="1", **{"q1[]": ["1", "2", "3"]}).ok(422).sees("最多选 2 项")
        page = page.submit("下一步", q0="2", **{"q1[]": ["1", "3"]}).ok().sees("路边", "椅子", "树")
        page = page.submit("改一改").ok()
        self.assertIn(("q0", "2"), page.form(with_field="q0").fields)
        self.assertEqual(self.rows("SELECT count(*) FROM poll_voter WHERE channel <> ''"), before)
        check = page.submit("下一步", q0="1").ok().sees("门口")
        mine = self.receipt(check.submit("投出").ok().sees("投好了"))
        self.assertEqual(self.receipt(check.submit("投出").ok()), mine, "the same form again is told the same")
        stolen = self.client().get("/vote/" + home[0]).ok().sees("已经投过票", "网上").sees_not("门口", "投出")
        self.assertEqual(self.client().get(f"/vote/{home[0]}?receipt=AAAA-BBBB-CCCC-DDDD").ok().sees_not("AAAA").path, stolen.path + "?receipt=AAAA-BBBB-CCCC-DDDD")
        self.assertEqual(self.value("SELECT count(*) FROM poll_envelope"), 1)

        # By typing the code, by SMS, at the door, on paper: whoever enters sees that somebody has voted, never how.
        page = self.client().get("/polls").follow("我有投票码")
        page.submit("去投票", code="ABC").ok(422).sees("没有这个投票码")
        page.submit("去投票", code=home[1].lower().replace("-", "")).ok().sees(QUESTION)
        for i, choice in ((1, "1"), (4, "2"), (5, "1"), (6, "1"), (7, "3")):
            self.vote(home[i], choice, more={"q1[]": ["2"]})
        for i in range(5):
            self.vote(other[i], "2")
        page = self.client().get(address)
        page.submit("发短信给我", phone="123").ok(422).sees("手机号")
        asked = len(self.letters("poll"))
        page.submit("发短信给我", phone="13899999999").ok().sees("如果这个号码在名册上")
        self.assertEqual(len(self.letters("poll")), asked, "a number that is on no roll gets nothing, and is not told so")
        page = self.client().get(address)
        page.submit("发短信给我", phone="13800000003").ok().sees("如果这个号码在名册上")
        link = re.search(r"/vote/(\S+)", self.letters("poll")[0][2])[1]
        self.vote(link, "1")
        self.client().get("/vote/" + home[2]).sees("已经投过票", "网上")

        booth = self.grid.get("/polls").follow("调查工作台").ok().follow("投票点和上门").ok()
        booth.submit(q="101").ok().sees("已经投过票", "网上").sees_not("发纸质选票，", "门口", "路边")
        page = booth.submit(q="H09").ok().sees("还没投").follow("当面投票").ok()
        page.submit("下一步", q0="1").ok().submit("投出").ok().sees("投好了", "您的回执")
        booth.submit(q="H09").sees("已经投过票", "上门")
        page = booth.submit(q=home[9]).ok().sees("H10")
        page.submit("发纸质选票").ok().sees("已经投过票", "纸质")
        self.client().get("/vote/" + home[9]).sees("已经投过票", "纸质").sees_not(QUESTION)
        for q in ("H11", "H12"):
            booth.submit(q=q).submit("发纸质选票").ok().sees("纸质")
        page.submit("发纸质选票").ok().sees("已经投过票")

        # Nobody sees choices before the count; every envelope is as long as the next.
        desk = self.w.get(address + "/desk").ok().sees("16 / 21 已投", "计票前谁也看不到").sees_not("门口")
        self.client().get(address).ok().sees("16 / 21 已投").sees_not("57%")
        self.assertEqual(self.rows("SELECT DISTINCT length(sealed) FROM poll_envelope"), [(560,)])
        self.assertEqual(self.value("SELECT count(*) FROM idem WHERE place LIKE '/vote/%' OR place LIKE '%/booth/%/done%'"), 0)
        sheet = self.grid.get(address + "/papers").ok()
        made = sheet.submit("做选票", estate=roads.option(sheet, "estate", "河岸花园"), n="5").ok()
        numbers = re.findall(r"票号 ([0-9A-Z]{4}-[0-9A-Z]{4})，", made.text)
        self.assertEqual(len(numbers), 5)
        self.assertEqual([c.split(address)[1] for c in qr.codes(made)], [f"/entry?code={n}" for n in numbers])
        self.grid.get(f"{address}/entry?code={numbers[0]}").ok(422).sees("截止后才录入")
        sealed = [bytes(r[0]) for r in self.rows("SELECT sealed FROM poll_envelope")]
        hashes = [r[0] for r in self.rows("SELECT receipt FROM poll_envelope")]
        first_copy = self.copy("before")

        desk.submit("现在截止").ok().sees("等待计票")
        self.client().get("/vote/" + home[10]).ok(404).sees("投票已经截止")
        self.enter_paper(self.grid, address, numbers[0], **{"q0[]": ["1"], "q1[]": ["1", "2"]}).ok().sees("录好了")
        self.enter_paper(self.grid, address, numbers[1].lower(), **{"q0[]": ["1", "2"]}).ok()
        self.enter_paper(self.grid, address, numbers[0], **{"q0[]": ["1"]}).ok(409).sees("已经录过")
        self.w.get(address + "/count").sees("还没有抽查")
        page = self.w.get(address + "/desk").submit("抽查").ok().sees("还有纸质选票要录第二遍")
        self.enter_paper(self.grid, address, numbers[0], **{"q0[]": ["1"]}).ok(409).sees("由另一个人录")
        self.enter_paper(self.w, address, numbers[0], **{"q0[]": ["1"], "q1[]": ["1", "3"]}).ok().sees("第二遍录好了")
        self.enter_paper(self.w, address, numbers[1], **{"q0[]": ["1", "2"]}).ok()
        self.enter_paper(self.w, address, numbers[2], **{"q0[]": ["1"]}).ok(409).sees("已经抽查")
        page = self.w.get(address + "/differences").ok().sees(numbers[0]).sees_not(numbers[1]).follow("看票核对").ok()
        page.submit("录入这一张", reason="", **{"q0[]": ["1"], "q1[]": ["1", "2"]}).ok(422).sees("请写明理由")
        page.submit("录入这一张", reason="第三次看票：选的是花。", **{"q0[]": ["1"], "q1[]": ["1", "2"]}).ok().sees("第三次看票")

        page = self.w.get(address + "/desk").follow("计票").ok()
        page.submit("拆封", share1=one, share2=one).ok(422).sees("输错了")
        page.submit("拆封", share1=two, share2=one).ok().sees("计票完成，共 15 张选票")
        self.results(address, mine, numbers)
        self.nothing_left(address, sealed, hashes, first_copy)

    def results(self, address, mine, numbers):
        page = self.client().get(address).ok().sees("7 票", "6 票", "1 票", "意见征求，不具约束力", "选票 15，有效 14，空白 0，无效 1", "16 / 21 已投",
                                                    "抽查 2 张，1 张有差别（50.0%）", "领走没有交回的纸质选票 1 张")
        # Two paper ballots and one from the door are fewer than 5: they hide among the others of their estate.
        page.sees("网上、上门、纸质", "河岸花园", "桃园里").sees_not("面积怎么算")
        cells = self.rows("SELECT estates, channels, ballots FROM poll_cell ORDER BY estates")
        self.assertTrue(all(n >= 5 for _, _, n in cells), cells)
        self.client().get(address + "?receipt=" + mine.lower()).sees("算进去了")
        self.client().get(address + "?receipt=" + numbers[0]).sees("算进去了")
        self.client().get(address + "?receipt=" + numbers[3]).sees("没有找到")
        digest = re.search(r"[0-9a-f]{64}", page.text)[0]
        said = []
        for kind in ("csv", "json"):
            data = page.follow(href=rf"ballots\.{kind}$").ok().body
            path = os.path.join(self.top, "ballots." + kind)
            with open(path, "wb") as f:
                f.write(data)
            out = flow.qiao("count", path).stdout
            self.assertIn("digest " + digest, out)
            self.assertRegex(out, r"choice 1 +7  leads\n  choice 2 +6\n  choice 3 +1\b")
            said.append(re.sub(r"\): .*", ")", out))
        self.assertEqual(said[0], said[1])
        with open(os.path.join(self.top, "ballots.csv"), "rb+") as f:
            text = f.read().replace(b",1\r\n", b",2\r\n", 1)
            f.seek(0)
            f.write(text)
        self.assertNotIn(digest, flow.qiao("count", f.name).stdout, "a changed ballot has another digest")
        receipts = page.follow(href=r"receipts\.csv$").ok().html.split()[1:]
        self.assertEqual(receipts, sorted(receipts))
        self.assertEqual(len(receipts), 15)
        page.follow("怎么重新计票").ok()
        self.assertIn(digest, self.client().get(address + "/recount.txt").html)
        self.assertEqual(json.loads(self.client().get(address + "/ballots.json").html)["electorate"], 21)
        self.client(lang="en").get(address).ok().sees("Advice; it does not bind", "Ballots 15: valid 14", "online, at the door, on paper")
        self.assertRegex(flow.qiao("verify", "--data", self.data).stdout, r"\b0\b")

    def copy(self, name):
        to = os.path.join(self.top, name)
        flow.qiao("backup", "--data", self.data, "--to", to)
        return to

    def bytes_of(self, folder):
        return b"".join(open(p, "rb").read() for p in glob.glob(folder + "/**/*", recursive=True) if os.path.isfile(p))

    def nothing_left(self, address, sealed, hashes, first_copy):
        """The raw file, its log and two successive backups: no envelope is left, and nothing names both a voter and a choice."""
        second_copy = self.copy("after")
        live, old, new = self.bytes_of(self.data), self.bytes_of(first_copy), self.bytes_of(second_copy)
        self.assertTrue(all(s in old for s in sealed), "the copy before the close has the sealed envelopes (and nothing to open them)")
        receipts = [r[0] for r in self.rows("SELECT code FROM poll_receipt WHERE length(code) > 9")]
        self.assertEqual(len(receipts), 13)
        self.assertFalse([r for r in receipts if r.encode() in old], "a receipt lies in its envelope only")
        for name, raw in (("the live files", live), ("the copy afterwards", new)):
            self.assertFalse([s for s in sealed if s in raw or s[:40] in raw or s[-40:] in raw], f"an envelope is left in {name}")
            self.assertFalse([h for h in hashes if h.encode() in raw], f"a receipt's hash is left in {name}")
        for copy in (first_copy, second_copy):
            db = sqlite3.connect(next(p for p in glob.glob(copy + "/*.db") if "key" not in p))
            left = {t: db.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("poll_envelope", "poll_paper", "poll_code", "poll_ballot")}
            self.assertEqual(left["poll_ballot"] == 0, copy == first_copy)
            if copy == second_copy:
                self.assertEqual((left["poll_envelope"], left["poll_paper"], left["poll_code"]), (0, 0, 0))
                # A ballot's row: poll, question, a random key, a cell of at least 5, the marks. Rows lie in the order of the keys.
                self.assertEqual([c[1] for c in db.execute("PRAGMA table_info(poll_ballot)")], ["area", "poll", "question", "key", "cell", "marks"])
                for q in (1, 2):
                    keys = [k for k, in db.execute("SELECT key FROM poll_ballot WHERE question = ? ORDER BY rowid", (q,))]
                    self.assertEqual(keys, sorted(keys))
                    self.assertEqual(len(set(keys)), 15)
                both = {k for k, in db.execute("SELECT key FROM poll_ballot WHERE question = 1")} & \
                    {k for k, in db.execute("SELECT key FROM poll_ballot WHERE question = 2")}
                self.assertFalse(both, "two questions of one ballot share no key")
                self.assertEqual([c[1] for c in db.execute("PRAGMA table_info(poll_voter)")],
                                 ["area", "poll", "id", "no", "estate", "spot", "door", "channel", "day"])
            db.close()

    def test_2_binding(self):
        address, one, two = self.begin("楼下没有长椅", binding=True)
        home = codes(self.notices(address, "河岸花园"))
        for i in range(7):
            self.vote(home[i], "1" if i < 4 else "2")
        self.w.get(address + "/booth?q=H10").submit("发纸质选票").ok()
        sheet = self.grid.get(address + "/papers")
        number = re.findall(r"票号 ([0-9A-Z]{4}-[0-9A-Z]{4})，", sheet.submit("做选票", estate=roads.option(sheet, "estate", "河岸花园"), n="2").text)[0]
        self.w.get(address + "/desk").submit("现在截止").ok().sees_not("抽查")
        self.enter_paper(self.w, address, number, **{"q0[]": ["2"]}).ok()
        page = self.w.get(address + "/count").ok().sees("还有纸质选票要录第二遍")
        assert not [f for f in page.forms if "share1" in f.names()]
        self.enter_paper(self.grid, address, number, **{"q0[]": ["2"]}).ok().sees("第二遍录好了")
        self.w.get(address + "/differences").sees("没有不一样的")
        self.w.get(address + "/count").submit("拆封", share1=one, share2=two).ok().sees("计票完成，共 8 张", "由两个人各录一遍", "并列最多", "4 票")
        self.client().get(address).ok().sees_not("意见征求，不具约束力")

    def test_3_few_and_cancelled(self):
        address, one, two = self.begin("车棚漏雨")
        home = codes(self.notices(address, "河岸花园"))
        for i in range(3):
            self.vote(home[i], "1")
        self.w.get(address + "/desk").submit("现在截止").ok()
        self.w.get(address + "/count").submit("拆封", share1=one, share2=two).ok().sees("没有拆开就销毁了").sees_not("3 票")
        self.assertEqual(self.value("SELECT count(*) FROM poll_ballot WHERE poll = (SELECT max(id) FROM poll)"), 0)
        self.client().get(address + "/ballots.csv").ok(404)
        address, _, _ = self.begin("门禁坏了")
        page = self.w.get(address + "/desk")
        page.submit("取消这次调查", reason="").ok(422).sees("请写明理由")
        page.submit("取消这次调查", reason="问题写错了。").ok().sees("已取消")
        self.client().get(address).ok().sees("问题写错了").sees_not("发短信给我")
        page = self.client().get(address).follow("返回这件事").sees("民意调查取消")
        self.assertIn(("q0_title", QUESTION), self.w.get(page.path).follow("做民意调查").form(with_field="q0_title").fields)

    def test_4_a_plan_waits_for_the_count(self):
        w, matter = test_plan.Plans.planning(self, "楼梯没有扶手")
        page = w.get(matter + "/plan/edit").submit("公布", summary="装扶手", o0_title="木的", o1_title="铁的").ok()
        option = page.form(with_field="by").options["option"][0]
        address, _, _ = self.begin("", matter=matter)
        self.client().get(address).sees("方案第 1 版")
        page = w.get(matter + "/plan").submit("定下方案", option=option, by="居民议事会")
        self.assertIn(page.status, (409, 422))
        page.sees("还有条件没有满足")
        self.assertEqual(self.value("SELECT state FROM matter WHERE number = ?", matter.split("/")[-1]), "planning")
        self.w.get(address + "/desk").submit("取消这次调查", reason="改用会上商量。").ok()
        w.get(matter + "/plan").submit("定下方案", option=option, by="居民议事会").ok().sees("已定")

    def test_6_a_districts_own_life_cycle_asks_for_turnout(self):
        """poll.turnout in a guard: half of the roll must have voted before a plan may be settled."""
        with open(os.path.join(flow.ROOT, "lifecycles", "proposal.yaml"), encoding="utf-8") as f:
            text = f.read().replace("guard: plan.options >= 1 and not(poll.open)", "guard: plan.options >= 1 and not(poll.open) and poll.turnout >= 0.5")
        os.makedirs(os.path.join(self.data, "lifecycles"), exist_ok=True)
        with open(os.path.join(self.data, "lifecycles", "proposal.yaml"), "w", encoding="utf-8") as f:
            f.write(text)
        self.server.stop()
        self.server.start()
        for voters, enough in ((10, False), (11, True)):         # of 21: 47.6% and 52.4%
            with self.subTest(voters=voters):
                w, matter = test_plan.Plans.planning(self, roads.fresh_title("楼道太暗"))
                page = w.get(matter + "/plan/edit").submit("公布", summary="装灯", o0_title="声控", o1_title="常亮").ok()
                option = page.form(with_field="by").options["option"][0]
                w.get(matter + "/plan").submit("定下方案", option=option, by="居民议事会").sees("还有条件没有满足")     # no poll: no turnout
                address, one, two = self.begin("", matter=matter)
                notes = codes(self.notices(address, "河岸花园"))
                for code in notes[:voters]:
                    self.vote(code, "1")
                w.get(address + "/desk").submit("现在截止").ok()
                w.get(address + "/count").submit("拆封", share1=one, share2=two).ok().sees("计票完成")
                page = w.get(matter + "/plan").submit("定下方案", option=option, by="居民议事会")
                page.ok().sees("已定") if enough else page.ok(page.status if page.status in (409, 422) else 422).sees("还有条件没有满足")

    def test_7_letters_speak_their_readers_language(self):
        """A reminder: English to whom that is known of, both to a number of which nothing is known; a link asked for, as the page was."""
        self.resident("13800000004")
        with sqlite3.connect(os.path.join(self.data, "qiao.db"), timeout=20) as db:
            db.execute("UPDATE account SET lang = 'en' WHERE id = (SELECT max(id) FROM account)")
        address, _, _ = self.begin("车位太少", days=0)
        english = self.client(lang="en")
        english.get(address).submit("Send me the SMS", phone="13800000004").ok()
        link = self.letters("poll")[0][2]
        self.assertRegex(link, r"Your link for the poll .*/vote/\S+$")
        self.assertNotIn("链接", link)
        self.server.stop()
        self.server.start()
        until = time.monotonic() + 20
        while len(sent := [body for _, _, body in self.letters("poll") if "have not voted" in body]) < 2:
            self.assertLess(time.monotonic(), until)
            time.sleep(0.1)
        self.assertEqual(sorted("您还没有投票" in body for body in sent), [False, True])

    def test_5_other_communities_and_visitors(self):
        address, _, _ = self.begin("花坛没人管")
        for who in (self.enter("nanan"), self.enter("street"), self.enter("leader")):
            for page in ("/desk", "/booth", "/entry", "/papers"):
                who.get(address + page).ok(403)
        self.grid.get(address + "/keys").ok(403)
        self.grid.get(address + "/count").ok(403)
        self.assertEqual(self.client().get(address + "/desk", follow=False).status, 303)
