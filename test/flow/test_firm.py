"""A firm's own pages: registered by its credit code, figures with source and day, qualifications that run out, colleagues who
speak for it; nobody else learns anything of it."""
import flow
import town

CODE, CODE_2 = "91330100799655058B", "9144030071526726XG"       # published codes, as vectors only: the firms are invented


class Firm(town.Case):
    def registered(self, me, code=CODE, name="北岸机电"):
        """A firm's page of figures; its address."""
        page = me.get("/finance/firm?new=1").ok()
        return page.submit("登记", code=code, name=name, street=page.form(with_field="street").options["street"][1]).ok()

    def test_1_a_code_warns_and_never_refuses(self):
        me = self.resident("13900003101")
        page = me.get("/finance").follow("我的企业").ok().sees("没有您点头")
        bad = page.submit("登记", code="9133", name="").ok(422).sees("代码要 18 位", "请写企业名称")
        self.assertIn(("code", "9133"), bad.form(with_field="code").fields)
        doubt = bad.submit("登记", code="9I33O100799655058B", name="北岸机电").ok(422).sees("第 2 位的“I”", "是不是 91330100799655058B？")
        self.assertEqual(self.value("SELECT count(*) FROM fin_firm"), 0)
        doubt.submit("用 91330100799655058B").ok().sees("改数字", CODE)
        odd = "91350211M0000XUF46"                     # really issued, and its check digit is wrong
        page = me.get("/finance/firm?new=1").submit("登记", code=odd.lower(), name="试点企业").ok(422).sees("校验位对不上")
        page.submit("登记", sure=odd).ok()
        me.get("/finance/firm").ok().sees("北岸机电", "试点企业").follow("试点企业").ok().sees("已按您填的保存")
        me.get("/finance/firm?new=1").submit("登记", code=CODE, name="又一次").ok(422).sees("已经有人登记")
        self.assertEqual(self.value("SELECT count(*) FROM fin_firm"), 2)

    def test_2_figures_with_source_and_day(self):
        me = self.resident("13900003102")
        page = self.registered(me, CODE_2, "北岸软件")
        firm = page.path.removesuffix("/figures")
        bad = page.submit("存起来", x_staff="十个", day="2099-01-01", x_age="2030-01-01", x_tax="3").ok(422).sees("要填数字", "不能是以后")
        self.assertIn(("x_tax", "3"), bad.form(with_field="x_tax").fields)
        page.submit("存起来", day="2023-04-30", x_staff="６0", x_revenue="1,600", x_industry="software", x_grade="B", x_age="2019-03-01", x_pledge_none="yes",
                    x_clean="yes").ok().sees("存好了", "60", "1600", "企业自报，2023年4月30日", "小型", "按行业和数字算出", "2019年3月1日", "还没填的")
        stale = me.get(firm + "/figures")
        me.get(firm + "/figures").submit("存起来", day="2023-05-31", x_staff="61").ok().sees("企业自报，2023年5月31日", "企业自报，2023年4月30日")
        stale.submit("存起来", x_staff="62").ok(409).sees("同事刚改过")
        self.assertIn(("x_staff", "62"), me.last.form(with_field="x_staff").fields)
        me.last.submit("存起来", day="2023-06-30", all="yes").ok().sees("62").sees_not("2023年4月30日", "2023年5月31日")
        page = me.get(firm + "/quals").submit("存起来").ok(422).sees("勾选有的资质")
        page = page.submit("存起来", q_hitech="yes", q_hitech_from="2020-12-01", q_hitech_to="2019-12-01", none="yes").ok(422).sees("到期要在发证之后", "又勾了资质")
        page.submit("存起来", none=None, q_hitech_to="2021-12-01", q_srdi="yes", q_srdi_level="nation").ok().sees("已过期，不再算", "国家级、没有期限")
        me.get(firm).follow("看哪些产品合适").ok()
        self.client(lang="en").get(firm, follow=False).ok(303)
        me.cookies["lang"] = "en"
        me.get(firm).ok().sees("the firm says", "Ran out, no longer counts", "Specialised SME", "Small")

    def test_3_nobody_else_learns_of_it(self):
        me, other = self.resident("13900003103"), self.resident("13900003104")
        page = self.registered(me, "91512081MA62K0260E", "悄悄企业")
        firm = page.path.removesuffix("/figures")
        token = [("_csrf", v) for k, v in other.get("/finance/firm").forms[-1].fields if k == "_csrf"]
        for i, path in enumerate(("", "/figures", "/quals", "/people", "/join", "/leave")):
            if path in ("", "/figures", "/quals"):
                other.get(firm + path).ok(404)
            if path:
                other.post(firm + path, token + [("_key", f"{i}" * 32), ("phone", "13900003104")]).ok(404)
        for who in ("bank", "bureau", "worker", "leader", "boss"):
            staff = self.enter(who)
            staff.get(firm).ok(404)
            staff.get("/finance/firm").ok().sees("请退出工作账号").sees_not("登记一家企业")
        self.assertEqual(other.get(f"/finance/match?firm={firm.rsplit('/', 1)[1]}").ok().text.count("悄悄企业"), 0)

    def test_4_colleagues(self):
        me, other = self.resident("13900003105"), self.resident("13900003106")
        page = self.registered(me, "91110108551385082Q", "同事企业")
        firm = page.path.removesuffix("/figures")
        page = me.get(firm)
        page.submit("请他加入", phone="123").ok(422).sees("11 位手机号")
        page.submit("请他加入", phone="139 0000 3106").ok().sees("139****3106", "等对方同意")
        with open(self.data + "/qiao.db", "rb") as f:
            self.assertNotIn(b"13900003106", f.read())
        other.get("/finance/firm").sees("同事企业请您一起").submit("同意").ok().sees("同事企业")
        page = other.get("/finance/firm").ok().sees("139****3105", "未核对")
        page = me.get(firm)
        page.submit(form=page.form(action="/leave$"), button="不再代表").ok()
        me.get(firm).ok(404)
        page = other.get(firm).ok().sees_not("139****3105", "不再代表")
        token = [(k, v) for k, v in page.forms[-1].fields if k in ("_csrf", "_key")]
        other.post(firm + "/leave", token + [("who", "1")]).ok(422).sees("最后一位不能走")


class Prefilled(flow.Case):
    """The demonstration's handbook asks; the firm's figures answer."""

    def test_the_match_page_is_filled_in(self):
        me = self.client()
        page = me.get("/sign-in").submit(phone="13900003107")
        page.submit(code=town.newest_code(self.data))
        page = me.get("/finance/firm").submit("登记", code=CODE, name="填好企业").ok()
        firm = page.path.removesuffix("/figures")
        page.submit("存起来", x_staff="8", x_revenue="300", x_industry="retail", x_grade="A", x_tax="6").ok()
        me.get(firm + "/quals").submit("存起来", q_giant="yes", q_giant_to="2020-01-01", q_green="yes").ok()
        me.get("/finance/match").follow("用填好企业的资料填").ok().sees("已填好 填好企业 的资料")
        form = me.last.form(with_field="x_tax")
        for pair in (("x_staff", "8"), ("x_grade", "A"), ("x_tax", "6"), ("x_quals_green", "yes"), ("x_industry", "retail")):
            self.assertIn(pair, form.fields)
        self.assertNotIn(("x_quals_giant", "yes"), form.fields, "it ran out")
        me.last.submit("看结果", x_amount="50", x_term="12").ok().sees("企业规模是：微型")
