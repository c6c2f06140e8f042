"""A firm's need from the draft to the last instalment, through the pages: the banks it ticked answer, the others learn nothing; refused
everywhere it goes to an adviser; the bureau files for a firm with a signed paper and sees who is late. What is counted, on the demonstration."""
import os
import re
import sqlite3
import time

import flow
import town
from test_finance import fields

SECRET = "悄悄机电有限公司"
PHONE = "13900003201"
NEED = dict(name=SECRET, code="91330100799655058B", amount="50", term="12", purpose="working", words="想添两台机器")


class Need(town.Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.staff = {who: town.sign_in(flow.Client(cls.server), cls.data, who, cls.passwords[who]) for who in ("bank", "bank2", "bureau", "adviser", "worker", "leader", "unit", "boss")}
        for who, name in (("bank", "北岸税贷"), ("bank2", "南岸税贷")):
            page = cls.staff[who].get("/bank").submit("写一个新产品")
            page.submit("送金融局审", **fields(name_zh=name)).ok()
        for name in ("北岸税贷", "南岸税贷"):
            cls.staff["bureau"].get("/bureau").follow(name).submit("同意上架").ok()
        page = cls.staff["bureau"].get("/bureau/team").ok()
        form = page.form(with_field="login")
        page.submit(form=form, org=form.options["org"][0], login="adviser").ok()
        cls.me = town.Case.resident(cls(), PHONE)

    def filed(self, me, **more):
        page = me.get("/finance/need").ok()
        place = page.form(with_field="place").options["place"][1]
        return page.submit("提交，看看哪些合适", place=place, **{**NEED, **more}).ok()

    def given(self, me, page, *banks, phone=()):
        """Ticks products of these names on the page of banks; the need's page."""
        ticks = {}
        for name in banks:
            number = re.search(rf'/finance/product/(\d+)"><strong>{name}', page.html)[1]
            ticks["give_" + number] = "yes"
            if name in phone:
                ticks["phone_" + number] = "yes"
        return page.submit("交给勾选的银行", agree="yes", **ticks).ok()

    def referral(self, org):
        return self.rows("SELECT m.number FROM fin_referral r JOIN matter m ON m.id = r.id JOIN org o ON o.id = r.org WHERE o.code = ? ORDER BY r.id DESC LIMIT 1", org)[0][0]

    def act(self, client, number, move, **values):
        page = client.get(f"/finance/referral/{number}").ok()
        return page.submit(form=page.form(action=f"/do/{move}$"), **{f"{move}_{k}": v for k, v in values.items()})

    def test_1_the_whole_road(self):
        me = self.me
        bad = self.client().get("/finance/need").ok()
        page = me.get("/finance/need").submit("提交，看看哪些合适", name=SECRET, amount="很多").ok(422)
        page.sees("“需要多少”要填万元数", "请选企业所在的社区", "请选做什么用", "1 到 360")
        self.assertIn(("name", SECRET), me.get("/finance/need").form(with_field="name").fields, "the draft is on the server")
        bad.sees_not(SECRET)
        page = self.filed(me).sees("还缺情况", "北岸税贷", "南岸税贷", "再填几项")
        self.assertEqual(self.value("SELECT count(*) FROM fin_referral"), 0)
        page = page.submit("填好了，重新看", x_age="3", x_grade="B", x_tax="8").ok().sees("一共 2 个产品", "2 个合适")
        page.submit("交给勾选的银行").ok(422).sees("请至少选一家银行", "请勾选同意")
        page = self.given(me, page, "北岸税贷", phone=["北岸税贷"]).sees("交给银行了", "等银行受理", "对接中", "看得到电话")
        need, number = page.path.split("?")[0], self.referral("yinhang")
        self.nobody_else(need, number)
        bank = self.staff["bank"]
        page = bank.get("/bank").follow("对接工作台").ok().sees(SECRET, "50 万元").follow(SECRET).ok().sees("浙江贷款码", "想添两台机器", "近12个月纳税额").sees_not(PHONE)
        page.submit("看企业的电话").ok().sees(PHONE)
        self.assertEqual(self.value("SELECT count(*) FROM access_log WHERE why LIKE '%联系企业%'"), 1)
        stale = bank.get(f"/finance/referral/{number}")
        self.act(bank, number, "take").ok().sees("已受理")
        stale.submit(form=stale.form(action="/do/take$")).ok(409)
        self.act(bank, number, "contact", words="约好周三上门").ok().sees("已联系")
        self.act(bank, number, "visit", day="2020-05-04").ok().sees("上门看过")
        self.act(bank, number, "examine").ok()
        self.act(bank, number, "ask_more", words="请补去年的流水").ok().sees("请企业补充")
        self.act(me, number, "complete", words="流水已经交到柜台").ok().sees("已受理")
        self.act(bank, number, "contact").ok()
        self.act(bank, number, "grant", amount="四十", rate="3.8", term="12").ok(422).sees("“额度（万元）”要填数字")
        self.act(bank, number, "grant", amount="40", rate="3.8", term="12").ok().sees("40 万元", "3.8")
        me.get(need).ok().sees("已授信", "40 万元")
        self.act(bank, number, "sign", day="2020-05-20").ok()
        self.act(bank, number, "draw", amount="41", day="2020-05-21", mature="2021-05-21").ok(422).sees("超过授信额度")
        self.act(bank, number, "draw", amount="15", day="2020-05-21", mature="2020-05-21").ok(422).sees("到期日要比")
        self.act(bank, number, "draw", amount="15", day="2020-05-21", mature="2021-05-21").ok().sees("放款 15 万元")
        self.act(bank, number, "draw", amount="25", day="2020-06-21", mature="2021-05-21").ok()
        me.get(need).ok().sees("已放款")
        self.act(bank, number, "renew", amount="40", rate="3.6", day="2021-05-10", mature="2022-05-10").ok().sees("续贷 40 万元")
        self.act(bank, number, "extend", mature="2022-08-10", words="货款晚到").ok().sees("展期到")
        self.act(me, number, "rate", score="very", words="办得快").ok().sees("评价 4 分")
        self.act(bank, number, "repay", day="2022-08-01").ok().sees("已结清")
        self.act(bank, number, "close").ok().sees("已办结")
        me.get(need).ok().sees("已办结")
        self.assertEqual(self.rows("SELECT kind, amount FROM fin_loan ORDER BY id"),
                         [("draw", 15000000), ("draw", 25000000), ("renew", 40000000), ("extend", 0)])
        self.sound()

    def nobody_else(self, need, referral):
        """Pages, API, search, feeds, exports, open data and the log: no word of the firm for whoever it did not choose."""
        others = {"bank2": self.staff["bank2"], "adviser": self.staff["adviser"], "worker": self.staff["worker"], "leader": self.staff["leader"], "unit": self.staff["unit"], "boss": self.staff["boss"],
                  "visitor": self.client(), "resident": self.resident("13900003299")}
        private = [need, need + "/banks", need + "/paper", f"/finance/referral/{referral}"]
        public = ["/", "/hall", "/mine", "/desk", "/bank", "/bank/needs", "/finance", "/finance/figures", f"/search?q={SECRET}", "/search?q=融资需求", "/open", "/open/matters.csv",
                  "/open/matters.json", "/feed/new.atom", "/api/v1/matters", "/open311/v2/requests.json", "/map", "/units", "/adviser", "/desk/letters", "/outbox", "/unit"]
        shown_to_all = ("/outbox",)         # the demonstration's letters: a number, no firm
        number = need.rsplit("/", 1)[1]
        for name, who in others.items():
            for path in private:
                page = who.get(path, follow=False)
                self.assertIn(page.status, (303, 404), f"{name} {path}")
            for path in public:
                page = who.get(path)
                for word in (SECRET, "91330100799655058B", PHONE, None if path in shown_to_all else f"/need/{number}"):
                    if word and (word, path) != (SECRET, f"/search?q={SECRET}"):
                        self.assertNotIn(word, page.body.decode("utf-8", "replace"), f"{name} {path}")
            for path in private[:1] + private[3:]:
                token = [(k, v) for k, v in who.get("/finance/match").forms[-1].fields if k == "_csrf"]
                for move in ("withdraw", "take", "show_phone"):
                    done = who.post(f"{path}/do/{move}", token + [("_key", (name + move + path[-3:]).ljust(32, "0").replace("/", "0"))], follow=False)
                    self.assertIn(done.status, (200, 303, 403, 404), f"{name} {path} {move}")
        self.assertEqual(self.value("SELECT state FROM matter WHERE number = ?", referral), "sent")
        beside = f"/beian/{number}"
        for path in ("", "/desk", "/proof", "/poster", "/rate"):
            self.staff["worker"].get(beside + path).ok(404)
        self.assertEqual(self.value("SELECT count(*) FROM search_row WHERE kind = 'matter'"), 0)
        self.assertEqual(self.value("SELECT count(*) FROM tally_matter"), 0)
        for what in ("matters", "assignments"):
            self.assertNotIn(number, flow.qiao("export", what, "--data", self.data, ok=False).stdout)
        letters = str(self.letters())
        self.assertNotIn(SECRET, letters)
        with open(self.data + ".log", encoding="utf-8") as f:
            log = f.read()
        for word in (SECRET, PHONE, "91330100799655058B"):
            self.assertNotIn(word, log)

    def sound(self):
        done = flow.qiao("verify", "--data", self.data, ok=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_2_refused_everywhere_it_goes_to_an_adviser(self):
        me = self.me
        page = self.filed(me, name="第二家企业", code="").ok()
        page = self.given(me, page, "北岸税贷", "南岸税贷").sees("看不到电话")
        need = page.path.split("?")[0]
        one, two = self.referral("yinhang"), self.referral("yinhang2")
        self.staff["bank2"].get(f"/finance/referral/{one}").ok(404)
        page = self.staff["bank"].get(f"/finance/referral/{one}").ok().sees("没有让您看电话", "请金融局安排一位融资顾问")      # the sentence that was agreed to, word for word
        page.submit(form=page.form(action="/do/refuse$")).ok(422).sees("请写明原因")
        self.act(self.staff["bank"], one, "refuse", ground="tax", reason="一年纳税不到要求").ok().sees("纳税或流水不够")
        me.get(need).sees("对接中", "未通过")
        bank = self.value("SELECT id FROM org WHERE code = 'yinhang'")
        self.act(self.staff["bank2"], two, "pass_on", bank=str(bank), words="我行不做这一类").ok().sees("建议转给北岸银行")
        me.get(need).ok().sees("顾问跟进", "另一家银行")
        self.assertEqual(self.value("SELECT count(*) FROM fin_referral WHERE need = (SELECT id FROM matter WHERE number = ?)", need.rsplit("/", 1)[1]), 2, "nobody passes it on but the firm")
        self.adviser_helps(need)
        bureau = self.staff["bureau"]
        page = bureau.get("/bureau").follow("融资需求").ok().sees("第二家企业", "少于 5 家的不显示")
        page.follow("第二家企业").ok().submit("发给企业", words="先补一年纳税证明").ok().sees("先补一年纳税证明")
        me.get(need).sees("先补一年纳税证明", "带上流水再来")
        page = me.get(need + "/banks").ok().sees("别的银行建议的")
        self.given(me, page, "北岸税贷").sees("对接中")
        page = me.get(need)
        page.submit(form=page.form(action="/do/withdraw$")).ok().sees("已撤回")
        self.staff["bank"].get(f"/finance/referral/{self.referral('yinhang')}").ok(404)
        self.sound()

    def adviser_helps(self, need):
        """A task with five working days; the need as long as the task is open; the number is logged; nothing but advice."""
        adviser = self.staff["adviser"]
        self.assertEqual(self.rows("SELECT count(*) FROM adviser_task"), [(1,)])
        page = adviser.get("/adviser").ok().sees("第二家企业", "选过的 2 家银行都没有办成").follow("第二家企业").ok().sees("未通过").sees_not(PHONE)
        page.submit("看电话").ok().sees(PHONE)
        self.assertEqual(self.value("SELECT count(*) FROM access_log WHERE why LIKE '为融资需求%'"), 1)
        for form in page.forms:
            self.assertNotIn("withdraw", form.action)
        for path, wants in (("/banks", 404), ("/paper", 404)):
            adviser.get(need + path).ok(wants)
        page.submit("发给企业", words="带上流水再来").ok().sees("带上流水再来")
        token = [f for f in page.form(action="/do/advise$").fields if f[0] == "_csrf"]
        self.assertEqual(adviser.post(need + "/do/withdraw", token + [("_key", "w" * 32)], follow=False).status, 403)
        adviser.get("/adviser").submit("办完了", result="约好补材料").ok()
        adviser.get(need).ok(404)

    def test_3_on_behalf_and_late(self):
        bureau = self.staff["bureau"]
        page = bureau.get("/bureau/needs").follow("代企业提交").ok()
        place = page.form(with_field="place").options["place"][1]
        told = {**NEED, "name": "第三家企业", "place": place, "phone": "13900003203"}
        bad = page.submit("提交，看看哪些合适", **told).ok(422).sees("授权书")
        self.assertIn(("name", "第三家企业"), bad.form(with_field="name").fields)
        page = page.submit("提交，看看哪些合适", files={"paper": ("a.pdf", "application/pdf", b"%PDF-1.4\n%%EOF\n")}, **told).ok().sees("核对代填", "请另一位工作人员核对")
        need = page.path.split("?")[0]
        bureau.get(need + "/banks").ok(422).sees("先核对再交给银行")
        token = [f for f in page.form(action="/do/withdraw$").fields if f[0] == "_csrf"]
        bureau.post(need + "/do/check", token + [("_key", "c" * 32)]).ok(422).sees("代填的人不能自己核对")
        firm = self.resident("13900003203")
        firm.get("/finance/needs").ok().sees("第三家企业").follow("第三家企业").ok().submit("内容没错，是我们委托的").ok().sees("核对了代填的内容")
        page = self.given(bureau, bureau.get(need + "/banks").ok(), "北岸税贷")
        number = self.referral("yinhang")
        self.assertTrue(bureau.get(need).follow("看授权书").ok().body.startswith(b"%PDF"))
        self.staff["bank"].get(need).ok(404)
        firm.get("/finance/needs").ok().sees("第三家企业").follow("第三家企业").ok().follow("北岸银行").ok().sees("从这家撤回")
        paper = self.value("SELECT id FROM file WHERE class = 'staff' ORDER BY id DESC LIMIT 1")
        for who in (self.staff["bank"], self.staff["worker"], self.client()):
            who.get(f"/files/{paper}").ok(404)
        self.server.stop()
        try:
            with sqlite3.connect(self.data + "/qiao.db") as db:
                db.execute("UPDATE matter SET due = due - 10 WHERE number = ?", (number,))
            db.close()
        finally:
            self.server.start()
        for _ in range(100):
            if self.value("SELECT chased FROM fin_referral r JOIN matter m ON m.id = r.id WHERE m.number = ?", number):
                break
            time.sleep(0.05)
        bureau.get("/bureau/needs").ok().sees("超期", "北岸银行")
        self.staff["bank"].get("/bank/needs").ok().sees("1 件超期")
        self.assertEqual(self.value("SELECT chased FROM fin_referral r JOIN matter m ON m.id = r.id WHERE m.number = ?", number), 1)
        self.act(bureau, number, "chase", words="请今天联系企业").ok().sees("请今天联系企业")
        with sqlite3.connect(self.data + "/qiao.db", timeout=30) as db:         # the day as the history knows it
            db.execute("UPDATE matter SET due = due + 10 WHERE number = ?", (number,))
        db.close()

    def test_4_a_copy_and_forgetting(self):
        """The need, the firm and the fair stand in the person's own copy, the firm has one of its own; what is erased is in no file."""
        mark, phone, code = "鹅黄色招牌", "13900003204", "91512081MA62K0260E"
        me = self.resident(phone)
        page = me.get("/finance/firm").submit(code=code, name=mark + "小店").ok()
        firm = re.search(r"/finance/firm/\d+", page.path)[0]
        page.submit("存起来", x_tax="8.25").ok()
        page = self.filed(me, name=mark + "小店", code=code, words=mark + "想换灯箱")
        need = self.given(me, page, "北岸税贷", "南岸税贷").path.split("?")[0]
        number, other = self.referral("yinhang"), self.referral("yinhang2")
        self.act(self.staff["bank"], number, "take").ok()
        copy = me.get("/account/data.txt").ok()
        for heading, words in (("我代表的企业", code), ("我提交的融资需求", "想换灯箱"), ("我提的事", "融资需求")):
            self.assertIn(words, copy.html.split(f"== {heading} ==")[1].split("==")[0])
        copy = me.get(firm + "/data.txt").ok()
        for words in (code, mark, "鹅黄色招牌想换灯箱", "50 万元", need):
            self.assertIn(words, copy.html)
        self.client().get(firm + "/data.txt").sees_not(mark)
        self.me.get(firm + "/data.txt").ok(404)
        who = flow.qiao("erase", "account", "--phone", phone, "--data", self.data).stdout.strip()
        flow.qiao("erase", "account", who, "--yes", "--data", self.data)
        for top, _, names in os.walk(self.data):
            for name in names:
                with open(os.path.join(top, name), "rb") as f:
                    bytes_ = f.read()
                for word in (mark, phone):
                    self.assertNotIn(word.encode(), bytes_, name)
        self.staff["bank"].get(f"/finance/referral/{number}").ok(404)
        self.staff["bank2"].get(f"/finance/referral/{other}").ok(404)
        self.assertEqual(self.value("SELECT state FROM matter WHERE number = ?", need.rsplit("/", 1)[1]), "withdrawn")
        self.staff["bureau"].get(need).ok().sees("应本人要求已删除", "应本人要求，删除了文字和照片").sees_not(code)
        self.assertEqual(self.value("SELECT count(*) FROM fin_firm WHERE code = ?", code), 0)
        flow.qiao("erase", "account", who, "--yes", "--data", self.data)
        self.sound()

    def test_5_a_firm_takes_its_data_away(self):
        me = self.resident("13900003205")
        page = me.get("/finance/firm").submit(code="91110108551385082Q", name="要走的企业").ok()
        firm = re.search(r"/finance/firm/\d+", page.path)[0]
        page = me.get(firm).ok().sees("下载全部资料", "删除企业资料")
        page.submit("确定删除", drop="91512081MA62K0260E").ok(422).sees("没有删除")
        me.get(firm).ok().submit("确定删除", drop="91110108551385082q").ok()
        me.get(firm).ok(404)
        for table in ("fin_firm_fact", "fin_firm_qual", "fin_firm_person", "fin_firm_guest"):
            self.assertEqual(self.value(f"SELECT count(*) FROM {table} WHERE firm = ?", int(firm.rsplit("/", 1)[1])), 0)
        me.get("/finance/firm").submit(code="91110108551385082Q", name="又来了").ok()


class Counted(flow.Case):
    """The demonstration's needs: what is counted is recounted from the rows, and what fewer than five firms have is not shown."""

    def test_our_own_loans_stand_beside_the_banks_totals(self):
        spring = "kind <> 'extend' AND day BETWEEN 19448 AND 19477"           # April 2023
        n, amount, weighted = self.rows(f"SELECT count(*), sum(amount), sum(amount * rate) FROM fin_loan WHERE {spring}")[0]
        self.assertEqual((n, amount), (6, 580 * 10**6))
        figures = lambda: re.search(r'aria-labelledby="own".*?</section>', self.client().get("/finance/figures?month=2023-04").ok().html, re.S)[0]
        own = figures()
        for words in ("<dd>6</dd>", "580 万元", f"{weighted / amount / 100:.2f}%"):
            self.assertIn(words, own)
        with sqlite3.connect(self.data + "/qiao.db", timeout=30) as db:
            two = db.execute(f"SELECT id, day FROM fin_loan WHERE {spring} ORDER BY id LIMIT 2").fetchall()
            for day in (0, None):                    # four firms are left: nothing but that there are few
                db.executemany("UPDATE fin_loan SET day = ? WHERE id = ?", [(was if day is None else day, id) for id, was in two])
                db.commit()
                self.server.stop()
                self.server.start()
                own = figures()
                self.assertEqual("580" in own, day is None, own)
                self.assertEqual("少于 5" in own, True)
        db.close()

    def test_what_stops_firms(self):
        """Each condition with the number of firms it stops, asked again through the page of each need."""
        bureau = town.sign_in_demo(self.client(), self.data, "bureau")

        def stops():
            card = re.search(r'aria-labelledby="stops".*?</section>', bureau.get("/bureau/needs").ok().sees("最近 18 件需求").html, re.S)[0]
            return {words: int(n) for words, n in re.findall(r"<li><div><div>(.*?)</div><span>(\d+) 家", card)}
        told = stops()
        self.assertEqual(list(told.values()), sorted(told.values(), reverse=True))
        self.assertTrue(all(5 <= n <= 18 for n in told.values()), told)
        # one product is for firms nobody has lent to: it stops those that say they had a loan
        had = "SELECT count(*) FROM fin_need WHERE facts LIKE '%first=no%'"
        self.assertEqual(told["第一次贷款"], self.value(had))
        with sqlite3.connect(self.data + "/qiao.db", timeout=30) as db:
            db.execute("UPDATE fin_need SET facts = replace(facts, 'first=no', 'first=yes') WHERE id IN (SELECT id FROM fin_need WHERE facts LIKE '%first=no%' ORDER BY id LIMIT 4)")
        self.assertEqual(stops()["第一次贷款"], self.value(had))
        with sqlite3.connect(self.data + "/qiao.db", timeout=30) as db:
            db.execute("UPDATE fin_need SET facts = replace(facts, 'first=no', 'first=yes') WHERE id IN (SELECT id FROM fin_need WHERE facts LIKE '%first=no%' ORDER BY id LIMIT 2)")
        db.close()
        self.assertEqual(self.value(had), 4)
        self.assertNotIn("第一次贷款", stops(), "four firms are too few to be shown")
        self.assertIn("9,000", bureau.get("/bureau/needs").html.split('aria-labelledby="uns"')[1])

    def test_where_a_figure_comes_from(self):
        """The bureau compares a figure with a paper: the value stays, source and day are said; nothing without the firm's consent."""
        bureau = town.sign_in_demo(self.client(), self.data, "bureau")
        firm = re.search(r"/bureau/firm/\d+", bureau.get("/bureau/firms").ok().html)[0]
        page = bureau.get(firm).ok().sees("核对数字的来源")
        page.submit("记下", field="quals", source="firm", day="昨天", lenient=True).ok(422).sees("请选企业让您看的一项数字", "请选材料或部门", "请写材料上的日期")
        field, one = page.form(action="/source$").options["field"][0], int(firm.rsplit("/", 1)[1])
        before = self.value("SELECT value FROM fin_firm_fact WHERE firm = ? AND field = ?", one, field)
        page.submit("记下", field=field, source="department", day="2023-04-01").ok().sees("部门提供，2023年4月1日")
        self.assertEqual(self.rows("SELECT value, source, day, account FROM fin_firm_fact WHERE firm = ? AND field = ?", one, field),
                         [(before, "department", 19448, self.value("SELECT id FROM account WHERE login = 'bureau'"))])
        hidden = self.value("SELECT id FROM fin_firm WHERE id NOT IN (SELECT firm FROM fin_consent WHERE org = 0 AND purpose = 'look') LIMIT 1")
        token = [f for f in page.form(action="/source$").fields if f[0] == "_csrf"]
        said = [("_key", "s" * 32), ("field", field), ("source", "document"), ("day", "2023-04-01")]
        self.assertEqual(bureau.post(f"/bureau/firm/{hidden}/source", token + said, follow=False).status, 404)

    def test_a_fair_knows_who_registers(self):
        """Who speaks for a firm finds its name and code in the form, and from the firm's page the consent for whom it named."""
        me = self.client()
        page = me.get("/sign-in").submit(phone="13900002001")
        page.submit(code=town.newest_code(self.data))
        firm = self.rows("SELECT f.id, f.code, f.name FROM fin_firm f JOIN fin_firm_person p ON p.firm = f.id JOIN account a ON a.id = p.account ORDER BY f.id")
        bureau = town.sign_in_demo(self.client(), self.data, "bureau")
        soon = time.strftime("%Y-%m-%d", time.localtime(time.time() + 5 * 86400))
        page = bureau.get("/bureau/fairs/new").submit("发布", title="新的会", day=soon, venue="这里", closes=soon, talks="15:00", starts="14:00", ends="17:00", slot="15",
                                                      lenient=True).ok()
        bank = town.sign_in_demo(self.client(), self.data, "bank")
        bank.get("/bank/fairs").follow("新的会").submit("报名", desks="1", t1="税贷", m1="10", lenient=True).ok()
        path = me.get("/finance/fairs").follow("新的会").path
        form = me.get(path + "/join").ok().form(with_field="code")
        self.assertIn(("code", "91999999MA00000154"), form.fields)
        self.assertIn(("amount", "80"), form.fields)
        org = self.value("SELECT id FROM org WHERE code = 'bank1'")
        mine = me.get(path + "/join").submit("报名", phone="13900002001", w1=str(org)).ok().sees("让它们先看资料")
        page = mine.follow("让它们先看资料").ok().sees("示例软件01号企业")
        self.assertIn((f"org_{org}", "yes"), page.form(action="/consent$").fields)
        self.assertIn(("purpose", "look"), page.form(action="/consent$").fields)
