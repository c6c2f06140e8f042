"""The handbook: written by a bank officer with conditions and examples, reviewed by the bureau, read by everybody, matched
against a firm's figures with reasons; nobody sees what is not theirs; nothing of a firm's figures is kept."""
import os
import re

import flow
import test_admin
import town

BASICS = dict(name_zh="北岸税贷", class_="inclusive", intro_zh="按纳税情况给额度。", cap="100", term_min="1", term_max="12", rate_low="3.45", rate_high="4.35",
              fee="0.1", days="3", repay="end", security_credit="yes", phone="000-2600-0201", **{"from": "2020-01-01"})
RULE = dict(formula="10 * 近12个月纳税额（万元）", c0_field="age", c0_op="ge", c0_value="２", c1_field="grade", c1_op="in", c1_value="A、B",
            c2_field="tax", c2_op="gt", c2_value="0.5", c2_label="一年纳税超过五千元")
EXAMPLES = dict(e0_name="老店", e0_expect="pass", e0_facts="amount=10\nterm=12\n成立年限=3\n纳税信用等级=B\ntax=2",
                e1_name="刚好 0.5", e1_expect="fail", e1_facts="amount=5\nterm=12\nage=3\ngrade=A\ntax=0.5")


def fields(**more):
    v = {**BASICS, **RULE, **EXAMPLES, **more}
    v["class"] = v.pop("class_")
    return v


class Handbook(town.Case):
    def written(self, who, **more):
        """A product sent to the bureau; its version's id."""
        page = self.enter(who).get("/bank").submit("写一个新产品").ok()
        version = page.path.split("/")[3].split("?")[0]
        page.submit("送金融局审", **fields(**more)).ok().sees("送出了")
        return version

    def test_a_product_from_the_first_word_to_the_handbook(self):
        bank = self.enter("bank")
        page = bank.get("/bank").ok().sees("北岸银行", "还没有产品").submit("写一个新产品").ok()
        version = page.path.split("/")[3]
        bad = page.submit("送金融局审", name_zh="北岸税贷").ok(422)
        bad.sees("请选一个类别", "介绍要写", "额度至少写一种", "月数从 1 到 360", "请选还款方式", "至少选一种担保方式", "对外的电话")
        self.assertIn(("name_zh", "北岸税贷"), bad.form(with_field="name_zh").fields)
        bad = page.submit("存草稿", **fields(c0_op="in", c1_value="A、E", formula="10 * 税", cap="一百")).ok(422)
        bad.sees("不能这样比较", "看不懂“E”", "要填万元数")
        bad = page.submit("存草稿", **fields(formula="10 * 税")).ok(422).sees("公式看不懂")
        self.assertIn(("e0_name", "老店"), bad.form(with_field="name_zh").fields)
        self.assertEqual(self.value("SELECT name_zh FROM fin_version WHERE id = ?", int(version)), "")
        # one more condition keeps what was typed and saves nothing
        page = page.submit("再加一条", **fields()).ok()
        self.assertIn(("c3_value", ""), page.form(with_field="name_zh").fields)
        self.assertIn(("cap", "100"), page.form(with_field="name_zh").fields)
        # an example that does not come out as said stops it
        wrong = page.submit("试一遍例子", e1_expect="pass").ok().sees("没对上", "不合适", "对上了")
        wrong.submit("送金融局审").ok(422).sees("和您说的不一样")
        page.submit("送金融局审", e1_name="", e1_facts="").ok(422).sees("送审要至少一个")
        page.submit("送金融局审", e1_facts="没有等号").ok(422).sees("第 1 行看不懂")
        page = page.submit("存草稿").ok().sees("存好了")
        page.submit("送金融局审").ok().sees("送出了", "等金融局看")
        self.client().get("/finance/handbook").ok().sees_not("北岸税贷")
        self.client().get(f"/finance/product/{version}").ok(404)
        self.enter("bank2").get(f"/finance/product/{version}").ok(404)
        bureau = self.enter("bureau")
        page = bureau.get("/bureau").sees("北岸税贷").follow("北岸税贷").ok().sees("例子都对上了", "成立年限（年） >= 2", "一年纳税超过五千元")
        page.submit("退回修改").ok(422).sees("退回要写明哪里要改")
        page.submit("退回修改", reason="公式再核对一下").ok()
        page = bank.get("/bank").sees("退回修改", "公式再核对一下").follow("修改").sees("公式再核对一下")
        page.submit("送金融局审", cap="200").ok()
        page = bureau.get("/bureau").follow("北岸税贷")
        form = page.form(button="同意上架")
        page.submit("同意上架", form=form).ok()
        page.submit("同意上架", form=form).ok()         # twice is once
        bureau.get(f"/bureau/version/{version}").ok()
        book = self.client().get("/finance").follow("产品手册").ok().sees("北岸税贷")
        page = book.follow("北岸税贷").ok().sees("200 万元", "3.55% 到 4.45%", "1 到 12 个月", "3 个工作日", "成立年限（年）不低于 2", "纳税信用等级：A、B")
        self.client(lang="en").get(page.path).ok().sees("Years in business at least 2", "working days", "On credit")
        self.client().get("/finance/booklet").ok().sees("北岸税贷", "纳税信用等级：A、B")
        self.rule_file(page)
        self.next_version(bank, bureau, version)

    def rule_file(self, page):
        """The DMN file says the same through `qiao decide`."""
        dmn = page.follow(href="/rule$").ok()
        path = os.path.join(self.top, "rule.dmn")
        with open(path, "wb") as f:
            f.write(dmn.body)
        done = flow.qiao("decide", "check", path, ok=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def next_version(self, bank, bureau, version):
        page = bank.get("/bank").submit("写下一版").ok()
        newer = page.path.split("/")[3].split("?")[0]
        stale = bank.get(f"/bank/version/{newer}")
        page.submit("存草稿", cap="300").ok()
        self.client().get(f"/finance/product/{version}").sees("200 万元")
        stale.submit("存草稿", cap="400").ok(409).sees("别人刚存过")
        self.assertIn(("cap", "400"), bank.last.form(with_field="cap").fields)
        bank.get(f"/bank/version/{newer}").submit("送金融局审").ok()
        other = bureau.get(f"/bureau/version/{newer}")
        other.submit("同意上架").ok()
        self.client().get(f"/finance/product/{newer}").sees("300 万元")
        self.client().get(f"/finance/product/{version}").sees("已被新版取代", "旧版").follow("现在手册里的一版").sees("300 万元")
        self.assertEqual(self.client().get("/finance/open/handbook.csv").ok().body.decode().count("北岸税贷"), 1)
        self.assertTrue(self.client().get("/finance/open/handbook.xlsx").ok().body.startswith(b"PK"))
        self.assertIn("北岸税贷", flow.qiao("export", "handbook", "--data", self.data).stdout)
        page = bank.get("/bank")
        page.submit(form=page.form(action="/end$")).ok().sees("已下架")
        self.client().get("/finance/handbook").sees_not("北岸税贷")
        self.client().get(f"/finance/product/{newer}").ok().sees("已下架")

    def test_each_bank_writes_its_own_only(self):
        version = self.written("bank", name_zh="各管各的贷")
        other = self.enter("bank2")
        other.get("/bank").ok().sees_not("各管各的贷")
        other.get(f"/bank/version/{version}").ok(404)
        page = other.get("/bank").submit("写一个新产品")
        form = page.form(with_field="name_zh")
        form.action = f"/bank/version/{version}"
        page.submit("存草稿", form=form, **fields(name_zh="偷改")).ok(404)
        product = self.value("SELECT product FROM fin_version WHERE id = ?", int(version))
        token = [(k, v) for k, v in form.fields if k in ("_csrf",)]
        other.post(f"/bank/product/{product}/next", token + [("_key", "a" * 32)]).ok(404)
        other.post(f"/bank/version/{version}/end", token + [("_key", "b" * 32)]).ok(404)
        other.get(f"/bureau/version/{version}").ok(403)
        self.enter("bureau").get(f"/bank/version/{version}").ok(403)
        for who in ("worker", "unit", "street", "boss", "leader"):
            self.enter(who).get(f"/bank/version/{version}").ok(403)
        self.assertEqual(self.value("SELECT name_zh FROM fin_version WHERE id = ?", int(version)), "各管各的贷")


class Dmn(flow.Case):
    """Files come in as they go out: each product of the demonstration through a file into a new draft, the same conditions again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bank = town.sign_in_demo(cls(methodName="test_round_trip").client(), cls.data, "bank")

    def conds(self, version):
        return self.rows("SELECT field, op, value, feel, label_zh FROM fin_condition WHERE version = ? ORDER BY pos", version)

    def brought(self, name, data):
        page = self.bank.get("/bank").submit("写一个新产品").ok()
        return page.submit("读文件", files={"dmn": (name, "application/xml", data)})

    def test_round_trip(self):
        products = self.rows("SELECT id FROM fin_version WHERE state = 'force'")
        self.assertEqual(len(products), 12)
        for old, in products:
            dmn = self.client().get(f"/finance/product/{old}/rule").ok().body
            page = self.brought("a.dmn", dmn).ok().sees("文件读好了")
            page = page.submit("存草稿", name_zh="搬来的").ok().sees("存好了")
            new = int(page.path.split("/")[3].split("?")[0])
            self.assertEqual(self.conds(new), self.conds(old))
            limits = "SELECT cap, formula, grades, term_min, term_max FROM fin_version WHERE id = ?"
            self.assertEqual(self.rows(limits, new), self.rows(limits, old))
            # the same file again: the same decisions for whoever reads it
            again = self.bank.get(f"/finance/product/{new}/rule").ok().body.decode()
            self.assertEqual(re.findall("<text>(.*?)</text>", again), re.findall("<text>(.*?)</text>", dmn.decode()))

    def test_what_the_form_cannot_show_is_refused_with_its_place(self):
        old = self.value("SELECT v.id FROM fin_version v WHERE v.name_zh = '银税快贷'")
        dmn = self.client().get(f"/finance/product/{old}/rule").ok().body.decode()
        line = dmn[:dmn.index("成立年限（年） &gt;= 2")].count("\n") + 1
        for was, now, words in (("成立年限（年） &gt;= 2", "成立年限（年） + 1 &gt;= 2", f"第 {line} 行：“成立年限（年） + 1 &gt;= 2"),
                                ("成立年限（年） &gt;= 2", "some x in [1] satisfies x = 1", "不能写成"), ('&quot;A&quot;', '&quot;E&quot;', "“E”不是这个字段的值"),
                                ("</definitions>", '<businessKnowledgeModel id="k" name="另一条"/></definitions>', "“businessKnowledgeModel”在表单里没有位置"),
                                ("<definitions", "<other", "不是 DMN 文件"), ("</definitions>", "", "不是 DMN 文件")):
            self.assertIn(was, dmn)
            page = self.brought("b.dmn", dmn.replace(was, now).encode()).ok(422)
            self.assertIn(words.replace("&gt;", ">"), page.text)
        self.brought("c.dmn", b"").ok(422)
        self.assertEqual(self.value("SELECT count(*) FROM fin_condition c JOIN fin_version v ON v.id = c.version WHERE v.name_zh = ''"), 0)


class Expiry(flow.Case):
    """The clock moves by moving the rows: a product's last day is in the handbook, the next is not."""

    def later(self, sql, *params):
        import os
        import sqlite3
        db = sqlite3.connect(os.path.join(self.data, "qiao.db"), timeout=30)
        with db:
            db.execute(sql, params)
        db.close()

    def test_the_last_day_and_the_next(self):
        today = self.value("SELECT strftime('%s', 'now', '+8 hours') / 86400")
        version = self.value("SELECT id FROM fin_version WHERE name_zh = '首贷通'")
        bureau = town.sign_in_demo(self.client(), self.data, "bureau")
        me = self.client()
        bureau.get("/bureau").sees_not("首贷通")
        self.later("UPDATE fin_version SET to_day = ? WHERE id = ?", today, version)
        me.get("/finance/handbook").sees("首贷通")
        bureau.get("/bureau").sees("一个月内到期", "首贷通")
        self.later("UPDATE fin_version SET to_day = ? WHERE id = ?", today - 1, version)
        me.get("/finance/handbook").ok().sees_not("首贷通")
        me.get(f"/finance/product/{version}").ok().sees("已过期", "不能再按它申请")
        me.get("/finance/match").submit("看结果", x_amount="50", x_term="12").ok().sees("一共 11 个产品").sees_not("首贷通")
        self.assertNotIn("首贷通", me.get("/finance/open/handbook.csv").body.decode())
        bureau.get("/bureau").sees_not("首贷通")


class Match(flow.Case):
    """The demonstration's handbook."""

    def answer(self, lang=None, **values):
        page = self.client(lang=lang).get("/finance").follow(href="/finance/match").ok()
        return page.submit("Show" if lang else "看结果", **{f"x_{k}": v for k, v in values.items()})

    def test_a_firm_sees_what_fits_and_why_not(self):
        self.client().get("/").follow("银企对接").ok().sees("12 个产品，6 家机构", "普惠金融")
        page = self.client().get("/finance/match").submit("看结果").ok(422).sees("请填“需要金额（万元）”", "请填“需要期限（月）”")
        bad = page.submit("看结果", x_amount="很多", x_term="12", x_age="3").ok(422).sees("“需要金额（万元）”要填数字")
        self.assertIn(("x_age", "3"), bad.form(with_field="x_age").fields)
        page = self.answer(amount="50", term="12", age="3", grade="C", tax="６", pays24="8", banks="1", clean="yes", first="no", industry="retail", staff="8",
                           revenue="300", quals_none="yes", patents="0", purpose="working", debt="40", pledge_none="yes", trade="no").ok()
        page.sees("一共 12 个产品", "企业规模是：微型", "订单贷", "只差一条")
        one = page.text[page.text.index("只差一条"):]
        self.assertIn("纳税等级贷", one)
        self.assertIn("现在是 50、超出 20", page.text)                      # C gives 30
        self.assertIn("银税快贷", one)                                     # its grades are A, B, M
        page.sees("怎样能多一些选择", "纳税信用等级是“A”：多 2 个产品")
        self.assertRegex(page.text, "现在是 C")
        fits = int(re.search(r"(\d+) 个合适，", page.text)[1])
        better = page.submit("改一改，再看").ok()
        self.assertIn(("x_tax", "６"), better.form(with_field="x_tax").fields)
        better = better.submit("看结果", x_grade="A").ok()
        self.assertEqual(int(re.search(r"(\d+) 个合适，", better.text)[1]), fits + 2)     # as it was told
        self.answer("en", amount="50", term="12").ok().sees("Needs more figures", "Not given:", "There is no score")
        with open(self.data + ".log", encoding="utf-8") as f:
            self.assertNotIn("x_amount", f.read())

    def test_nothing_is_kept(self):
        tables = [t for t, in self.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search%'")]
        before = {t: self.value(f"SELECT count(*) FROM {t}") for t in tables}
        self.answer(amount="50", term="12", age="3").ok()
        self.assertEqual({t: self.value(f"SELECT count(*) FROM {t}") for t in tables}, before)

    def test_the_desks(self):
        self.client().get("/bank", follow=False).ok(303)
        words = self.client().get("/finance/handbook?class=green").ok().sees("绿色转型贷").sees_not("首贷通", "节能设备贷")
        words.follow("打印成册").ok().sees("首贷通", "50 * 发明专利数")


HEAD = "月份,口径,项目,名称,笔数,余额（万元）,上年同期笔数,上年同期余额（万元）,首贷笔数,续贷笔数,信用贷笔数,加权利率（%）\n"


class Returns(town.Case):
    """Monthly totals: read or refused row by row, restated, added up with every number leading to its returns."""

    def look(self, client, text, name="四月.csv", encoding="utf-8"):
        data = text if isinstance(text, bytes) else text.encode(encoding)
        return client.get("/bank").follow("报送月度统计").submit("看一遍", files={"file": (name, "application/octet-stream", data)})

    def test_1_what_is_wrong_is_said_row_by_row(self):
        bank = self.enter("bank")
        bank.get("/bank/returns").submit("看一遍").ok(422).sees("请选一个文件")
        self.look(bank, "月份,笔数\n2023-04,3\n").ok(422).sees("缺这一列", "余额（万元）")
        bad = HEAD + "2023-13,全口径,合计,,10,5\n2023-04,全口径,街道,,三,5\n2023-04,全口径,规模,小型,2023-04-05,1.23456789\n2023-05,监管口径,规模,小型,-4,5,,,99,,,50\n"
        page = self.look(bank, bad).ok(422)
        page.sees("第 2 行", "“2023-13”不是月份", "第 3 行", "“三”不是数字", "这一格不能空", "第 4 行", "“2023-04-05”是日期", "小数位太多", "第 5 行",
                  "一张表只报一个月", "不认识", "“-4”不是数字", "“50”超出范围")
        self.look(bank, HEAD + "2023-04,全口径,合计,,10,5\n2023-04,全口径,街道,甲街道,8,3\n2023-04,全口径,街道,乙街道,3,1\n").ok(422).sees("加起来比合计还多")
        self.look(bank, HEAD + "2023-04,全口径,街道,甲街道,8,3\n").ok(422).sees("缺“合计”一行")
        self.look(bank, HEAD + "2023-04,全口径,合计,,10,5\n2023-04,全口径,合计,,10,5\n").ok(422).sees("出现了两次")
        self.look(bank, HEAD + "2023-04,全口径,合计,,10,5,,,11,,,\n").ok(422).sees("不能比笔数还多")
        self.look(bank, b"\x89PNG\r\n\x1a\n\x00\x00").ok(422)
        self.assertEqual(self.value("SELECT count(*) FROM fin_return"), 0)

    def test_2_totals_add_up_and_open_their_returns(self):
        one, two = self.enter("bank"), self.enter("bank2")
        wide = HEAD + "2023年4月,全口径,合计,,１０,\"1,000.5\",5,800,2,1,4,4.00\n2023-04-01,全口径,街道,甲街道,6,600,,,,,,\n"
        page = self.look(one, wide, encoding="gb18030").ok().sees("还没有报送", "2 行都没有错", "合计 10 笔", "1,000.5 万元")
        self.assertEqual(self.value("SELECT count(*) FROM fin_return"), 0, "the first press writes nothing")
        form = page.form(button="报送")
        page.submit("报送", form=form).ok().sees("报送好了", "2023年4月", "计入统计")
        page.submit("报送", form=form).ok()
        self.assertEqual(self.value("SELECT count(*) FROM fin_return"), 1)
        me = self.client()
        me.get("/finance").follow("融资统计").ok().sees("2023年4月", "10", "1,000.5 万元", "增长 100%", "增长 25.1%", "甲街道", "无可比数")
        rows = [["月份", "口径", "项目", "名称", "笔数", "余额（万元）", "加权利率（%）"], ["2023-04", "全口径", "合计", "", "20", "3000", "5.00"]]
        self.look(two, test_admin.xlsx(rows), "四月.xlsx").ok().submit("报送").ok()
        page = me.get("/finance/figures?month=2023-04").sees("30", "4,000.5 万元", "未报", "4.75%")
        page.sees_not("增长 100%增长")
        of = page.follow(href="kind=all").ok().sees("由 2 份报表加成", "北岸银行", "南岸银行", "30 笔")
        of.sees_not("银行经办")
        # one changed return changes the totals; the old one is still named
        self.look(two, HEAD + "2023-04,全口径,合计,,25,3500,10,1200,,,,5\n").ok().sees("这次报送会取代它").submit("报送").ok().sees("已被重报取代")
        page = me.get("/finance/figures?month=2023-04").sees("35", "4,500.5 万元", "增长 133.3%")
        page.follow(href="kind=all").sees("被取代的报表", "第 2 次")
        self.assertTrue(page.follow("下载月报").ok().body.startswith(b"PK"))
        me.get("/finance/figures?month=2023-04&calibre=central").ok().sees("还没有机构报送")
        self.client(lang="en").get("/finance/figures?month=2023-04").ok().sees("45,005,000 yuan", "up 133.3 %")
        me.get("/finance/figures/of?month=2023-04&calibre=all&kind=all&name=x").ok(404)

    def test_2b_the_bureau_sees_who_sent_and_who_is_late(self):
        bureau = self.enter("bureau")
        page = bureau.get("/bureau").ok().follow("谁报了，谁还没报").ok().sees("还没报，晚了", "南岸银行")
        self.look(self.enter("bank"), HEAD + "2024-03,全口径,合计,,7,7\n").ok().submit("报送").ok()
        page = bureau.get("/bureau/returns?month=2024-03").ok().sees("2024年3月的统计，2024年4月15日前要报", "北岸银行", "银行经办", "还没报，晚了")
        self.assertEqual(page.text.count("还没报，晚了"), 1)
        page.sees("晚了", "天")
        for who in ("worker", "leader"):
            self.enter(who).get("/bureau/returns").ok(403)

    def test_3_each_sends_its_own(self):
        for who in ("bureau", "worker", "boss", "leader", "unit"):
            self.enter(who).get("/bank/returns").ok(403)
        one, two = self.enter("bank"), self.enter("bank2")
        self.look(one, HEAD + "2024-01,全口径,合计,,7,7\n").ok().submit("报送").ok()
        two.get("/bank/returns").sees_not("2024年1月")
        page = self.look(one, HEAD + "2024-02,全口径,合计,,7,7\n").ok()
        page.submit("报送", table="month,loans\n1,2").ok(422).sees("缺这一列")


class Published(flow.Case):
    """The demonstration's returns are invented and say so; together they are the totals that were published."""

    def test_the_published_totals(self):
        page = self.client().get("/finance/figures?month=2023-04").ok()
        page.sees("6,116", "42.93 亿元", "增长 76%", "增长 27.6%", "3,475", "33.64 亿元", "演示数据：各机构的报表是虚构的", "示例第一银行红桥支行")
        page.follow(href="kind=all").sees("由 13 份报表加成", "6,116 笔")
        self.client().get("/finance/figures").sees("2023年4月")
        self.client().get("/finance/figures?month=2023-03").sees("无可比数", "未报")
