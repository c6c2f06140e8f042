"""Whom a product could serve: counted while it is written, over firms that agreed to it and within what they agreed; few are not
told; names only for the bureau where a firm let it look, and the firm sees that."""
import datetime
import re

import flow
import town


def years(founded, day):
    months = (day.year - founded.year) * 12 + day.month - founded.month - (day.day < founded.day)
    return months / 12


class Whom(flow.Case):
    """The demonstration's 76 firms: everything is recounted here from the rows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        me = cls(methodName="test_1_the_count_while_writing")
        cls.bank = town.sign_in_demo(me.client(), cls.data, "bank")
        cls.bureau = town.sign_in_demo(me.client(), cls.data, "bureau")
        cls.today = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=8)).date()
        cls.firms = {}
        for firm, field, value in me.rows("SELECT firm, field, value FROM fin_firm_fact"):
            cls.firms.setdefault(firm, {})[field] = value
        cls.page = cls.bank.get("/bank").submit("写一个新产品").ok()

    def asked(self, **conds):
        """What the form says for conditions; need's limits do not count."""
        return self.page.submit("看有多少企业合适", name_zh="试一试", cap="300", term_min="1", term_max="12", **conds).ok()

    def expected(self, holds):
        return sum(holds(f) for f in self.firms.values())

    def test_1_the_count_while_writing(self):
        self.assertGreater(len(self.firms), 70)
        page = self.asked(c0_field="age", c0_op="ge", c0_value="5", c1_field="grade", c1_op="in", c1_value="A、B")
        want = self.expected(lambda f: years(datetime.date.fromisoformat(f["age"]), self.today) >= 5 and f["grade"] in "AB")
        self.assertGreater(want, 5)
        page.sees(f"有 {len(self.firms)} 家企业同意计数", f"{want} 家合适", "只看企业的条件")
        self.assertIn(("c0_value", "5"), page.form(with_field="c0_value").fields, "what was typed is kept")
        page = self.asked(c0_field="tax", c0_op="gt", c0_value="5", c1_field="clean", c1_op="yes", c2_field="purpose", c2_op="in", c2_value="研发")
        page.sees(f"{self.expected(lambda f: float(f['tax']) > 5 and f['clean'] == 'yes')} 家合适")
        # a limit that hangs on the firm: who gets nothing by the formula is not served
        page = self.page.submit("看有多少企业合适", name_zh="试", formula="10 * 发明专利数", term_min="1", term_max="12").ok()
        page.sees(f"{self.expected(lambda f: float(f['patents']) > 0)} 家合适")
        self.assertEqual(self.value("SELECT count(*) FROM fin_condition c JOIN fin_version v ON v.id = c.version WHERE v.state = 'draft'"), 0)

    def test_2_few_are_not_told(self):
        few = max(float(f["revenue"]) for f in self.firms.values())
        page = self.asked(c0_field="revenue", c0_op="ge", c0_value=f"{few:g}").sees("不到 5 家合适")
        self.assertNotIn("1 家合适", page.text)
        self.asked(c0_field="revenue", c0_op="gt", c0_value="999999999").sees("不到 5 家合适")

    def test_3_only_firms_that_agreed_to_this_bank(self):
        other = self.value("SELECT count(DISTINCT firm) FROM fin_consent WHERE org = (SELECT id FROM org WHERE code = 'bank9')")
        self.assertEqual(other, 0)
        me = self.client()
        me.get("/sign-in").submit(phone="13900002001").submit(code=town.newest_code(self.data))
        page = me.get("/finance/firm").ok().follow("谁能看我的企业")
        all_ = len(self.firms)
        while any("示例第一银行" in (f.text or "") for f in page.forms):
            page = page.submit("收回", form=next(f for f in page.forms if "示例第一银行" in f.text)).ok()
        self.asked().sees(f"有 {all_ - 1} 家企业同意计数")
        self.assertEqual(self.rows("SELECT why FROM access_log WHERE why LIKE 'finc.%'"), [], "counting is no look")

    def test_4_the_bureau_sees_whom_within_consent(self):
        page = self.bureau.get("/bureau").follow("节能设备贷").ok().follow("看有多少企业合适").ok()
        page.sees("家企业同意计数", "其中同意金融局看资料的")
        shown = {int(m) for m in re.findall(r"/bureau/firm/(\d+)", page.html)}
        let = {f for f, in self.rows("SELECT firm FROM fin_consent WHERE org = 0 AND purpose = 'look' AND revoked = 0")}
        self.assertTrue(shown)
        self.assertEqual(shown, {f for f in let if years(datetime.date.fromisoformat(self.firms[f]["age"]), self.today) >= 2})
        self.assertEqual({f for f, in self.rows("SELECT subject FROM access_log WHERE why = 'finc.why_whom'")}, shown)
        self.bank.get(page.path).ok(403)
