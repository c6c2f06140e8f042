"""Asking units and what they answer: by the signed link of a letter, by telephone through staff, with an account. Links that are
wrong, expired, revoked or another unit's; returns in time and too late; the fourth dispatch."""
import datetime
import os
import re
import sqlite3

import flow
import roads
import town

PHONE = "13900003333"
POST = ("letter", "outbox")        # the sending thread writes these by itself


def workday(days):
    """A day so many days on; far enough that holidays do not matter."""
    return (datetime.date.today() + datetime.timedelta(days=days)).isoformat()


class Units(town.Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        me = flow.Client(cls.server)
        cls.title = roads.fresh_title("站台太远")
        cls.address = roads.send_filing(roads.ready_to_file(me, cls.title, phone=PHONE))
        cls.staff = {login: town.sign_in(flow.Client(cls.server), cls.data, login, cls.passwords[login])
                     for login in ("worker", "street", "unit", "nanan")}
        cls.take_in(cls.address)

    @classmethod
    def take_in(cls, address):
        page = cls.staff["worker"].get(address + "/desk")
        page.submit(form=page.form(action="/do/take_in$")).ok()

    def fresh(self):
        """A matter of its own, taken in."""
        title = roads.fresh_title("另一件")
        address = roads.send_filing(roads.ready_to_file(self.client(), title))
        self.take_in(address)
        return address

    def org(self, code):
        return self.value("SELECT id FROM org WHERE code = ?", code)

    def ask(self, address=None, units=("bus",), who="worker", **values):
        page = self.staff[who].get((address or self.address) + "/ask").ok()
        values = {"units[]": [self.org(u) for u in units], "what": "请到现场看一看。", **values}
        return page.submit(form=page.form(with_field="what"), **values)

    def asked(self, **kw):
        """Asks and gives (address of the matter, the link's path, the assignment's id)."""
        address = kw.pop("address", None) or self.fresh()
        self.ask(address=address, **kw).ok().sees("等待答复")
        return address, self.newest_link(), self.value("SELECT max(id) FROM assignment")

    def newest_link(self, purpose="ask"):
        return re.search(r"/u/[\w-]{40,}", self.letters(purpose)[0][2])[0]

    def change(self, sql, *params):
        """Time passes: there is no other way to make an old thing."""
        db = sqlite3.connect(os.path.join(self.data, "qiao.db"), timeout=20)
        with db:
            db.execute(sql, params)
        db.close()

    def everything(self):
        names = [n for n, in self.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name") if n not in POST]
        return {n: self.rows(f"SELECT * FROM {n}") for n in names}

    def answer(self, link, outcome, words="已到现场看过，下周施工。", client=None, **values):
        page = (client or self.client()).get(link).ok()
        return page.submit(form=page.form(with_field="words"), outcome=outcome, words=words, **values)

    # ---- asking ----

    def test_ask_to_done(self):
        address, link, _ = self.asked(units=("bus", "road"))
        page = self.client().get(address).ok().sees("公交公司、道路养护单位", "请到现场看一看。", "谁先接到谁主办", "商请", "交办")
        page.sees("正在联系有关单位")
        bus, road = self.letters("ask")[1], self.letters("ask")[0]
        self.assertIn("公交公司", bus[2])
        self.assertIn("道路养护单位", road[2])
        self.assertRegex(bus[1], r"请答复：.* / .*Please answer: ")         # whoever reads there
        self.assertRegex(bus[2], r"(?s)请贵单位：请到现场看一看。.*We ask you: 请到现场看一看。.*no account is needed")
        self.assertEqual(self.value("SELECT count(*) FROM letter WHERE purpose = 'ask' AND secret = 0"), 0)
        page = self.answer(link, "done").ok().sees("答复收到了", "下周施工", "您不用再办了")
        self.assertNotIn(PHONE, page.html)
        self.client().get(address).sees("道路养护单位答复：已办好", "已到现场看过")

    def test_the_first_chosen_leads_or_another(self):
        address = self.fresh()
        self.ask(address=address, units=("bus", "road"), lead=self.org("road")).ok()
        self.assertEqual(self.rows("SELECT org.code, part, standing FROM assignment JOIN org ON org.id = org AND org.area = assignment.area "
                                   "WHERE matter = (SELECT max(id) FROM matter) ORDER BY code"),
                         [("bus", "assist", "request"), ("road", "lead", "order")])
        self.assertEqual(self.value("SELECT holder FROM matter WHERE id = (SELECT max(id) FROM matter)"), self.org("road"))

    def test_what_is_missing_is_said_and_kept(self):
        address, asked = self.fresh(), "SELECT count(*) FROM assignment"
        before = self.value(asked)
        page = self.ask(address=address, units=(), what="").ok(422).sees("请至少选一家单位", "请写清楚请对方做什么")
        page = self.ask(address=address, day="2020-01-01").ok(422).sees("期限不能早于今天")
        self.assertIn("请到现场看一看。", page.html)
        self.ask(address=address, lead=self.org("road")).ok(422).sees("主办单位要在选中的单位里")
        self.assertEqual(self.value(asked), before)

    def test_another_community_cannot_ask(self):
        self.staff["nanan"].get(self.address + "/ask").ok(403)
        self.client().get(self.address + "/ask").sees("登录")

    def test_by_telephone_no_letter_goes_out(self):
        before = len(self.letters("ask"))
        self.ask(address=self.fresh(), by="phone").ok().sees("等待答复")
        self.assertEqual(len(self.letters("ask")), before)

    def test_twice_sent_is_once(self):
        address = self.fresh()
        page = self.staff["worker"].get(address + "/ask")
        form = page.form(with_field="what")
        sent = [f for f in form.fields] + [("units[]", str(self.org("bus"))), ("what", "请看")]
        sent = [f for f in sent if f != ("what", "")]
        for _ in range(2):
            self.staff["worker"].post(address + "/ask", sent).ok().sees("等待答复")
        self.assertEqual(self.value("SELECT count(*) FROM assignment WHERE matter = (SELECT max(id) FROM matter)"), 1)

    def test_a_warning_beyond_the_calendar(self):
        self.ask(units=(), day="2031-03-03").ok(422).sees("还没有公布")

    # ---- the link ----

    def test_opening_changes_nothing(self):
        _, link, _ = self.asked()
        before = self.everything()
        for _ in range(2):
            page = self.client().get(link).ok().sees("请到现场看一看。", "您的答复", "还有")
            self.assertEqual(page.headers["referrer-policy"], "no-referrer")
            self.assertIn("noindex", page.headers["x-robots-tag"])
            self.assertEqual(page.headers["cache-control"], "no-store")
        self.assertEqual(self.everything(), before)

    def test_each_outcome(self):
        for outcome, said, after, extra in (
                ("progress", "正在办理", "再答复一次", {}),
                ("question", "需要补充情况", "回答您的问题", {}),
                ("planned", "列入计划", "再看进展", {"day": workday(30)}),
                ("more_time", "申请延期", "同意后", {"day": workday(60)}),
                ("partly", "部分办好", "不用再办", {}),
                ("impossible", "办不了", "不用再办", {}),
                ("returned", "退回（不归我管）", "另请单位", {})):
            with self.subTest(outcome):
                address, link, _ = self.asked()
                self.answer(link, outcome, words=f"说明{outcome}", **extra).ok().sees("答复收到了", after, f"说明{outcome}")
                self.client().get(address).sees(f"公交公司答复：{said}", f"说明{outcome}")

    def test_received_first_then_done(self):
        address, link, _ = self.asked()
        me = self.client()
        page = me.get(link)
        page.submit("先告诉社区：收到了", form=page.form(button="收到了")).ok().sees("社区知道您收到了").follow("再写一条答复").sees("您的答复")
        self.client().get(address).sees("公交公司答复：已收到")
        self.answer(link, "done", client=me).ok().sees("答复收到了")
        me.get(link).ok().sees("这件事已经答复：已办好").sees_not("怎么答复")

    def test_what_is_missing_in_an_answer(self):
        _, link, _ = self.asked()
        page = self.client().get(link)
        page.submit(form=page.form(with_field="words")).ok(422).sees("请选一项", "请写明答复内容")
        page = self.answer(link, "planned", words="列入明年").ok(422).sees("复查日期")
        self.assertIn("列入明年", page.html)
        self.answer(link, "planned", day="2020-01-01").ok(422).sees("复查日期")
        self.answer(link, "more_time", day=workday(1)).ok(422).sees("新的期限要比原来的晚")
        self.answer(link, "done", words="长" * 2001).ok(422).sees("写得太长")
        page = self.client().get(link)
        page.submit(form=page.form(with_field="words"), outcome="withdrawn", words="x", lenient=True).ok(422)
        page.submit(form=page.form(with_field="words"), outcome="sent", words="x", lenient=True).ok(422)
        self.assertEqual(self.value("SELECT outcome FROM assignment ORDER BY id DESC LIMIT 1"), "sent")

    def test_a_photo_and_a_paper(self):
        address, link, _ = self.asked()
        page = self.client().get(link)
        form = page.form(with_field="words")
        page.submit(form=form, outcome="done", words="见照片", files={"files": ("a.png", "image/png", roads.png())}).ok().sees("答复收到了")
        self.assertEqual(self.value("SELECT count(*) FROM file WHERE matter = (SELECT max(id) FROM matter) AND type = 'image/jpeg'"), 1)
        _, link, _ = self.asked()
        page = self.client().get(link)
        page = page.submit(form=page.form(with_field="words"), outcome="done", words="见照片",
                           files={"files": ("a.exe", "application/x", b"MZ not a picture")}).ok(422)
        self.assertIn("见照片", page.html)

    def test_sent_twice_is_answered_once(self):
        _, link, _ = self.asked()
        me = self.client()
        form = me.get(link).form(with_field="words")
        sent = [f for f in form.fields if f[0] not in ("outcome", "words")] + [("outcome", "done"), ("words", "办好了")]
        for _ in range(2):
            me.post(form.action, sent, multipart=True).ok().sees("答复收到了")
        self.assertEqual(self.value("SELECT count(*) FROM entry WHERE act = 'answer' AND matter = (SELECT max(id) FROM matter)"), 1)
        other = self.client()
        other.get(link)
        form = me.get(self.asked()[1]).form(with_field="words")     # a stale form: somebody answered meanwhile
        self.answer(form.action, "progress", words="已开工")
        sent = [f for f in form.fields if f[0] not in ("outcome", "words")] + [("outcome", "done"), ("words", "我写的话")]
        page = me.post(form.action, sent, multipart=True).ok(409).sees("刚刚有变动")
        self.assertIn("我写的话", page.html)

    def test_no_idempotency_row_and_no_log_holds_a_token(self):
        _, link, _ = self.asked()
        self.answer(link, "progress")
        token = link.rsplit("/", 1)[1]
        for name, rows in self.everything().items():
            self.assertNotIn(token, repr(rows), name)
        self.assertNotIn(token, self.server.words())

    def test_returned_too_late(self):
        _, link, assignment = self.asked()
        page = self.client().get(link).sees("不归我们管")
        self.change("UPDATE assignment SET created = created - 9 * 86400000000 WHERE id = ?", assignment)
        page.submit(form=page.form(with_field="words"), outcome="returned", words="不归我们").ok(422).sees("超过一个工作日")
        self.client().get(link).sees_not("不归我们管")

    def test_the_fourth_dispatch_is_the_streets(self):
        address = self.fresh()
        for _ in range(3):
            self.asked(address=address)
            self.answer(self.newest_link(), "returned", words="不归我们管").ok()
        self.staff["worker"].get(address + "/ask").sees("已经转办三次")
        self.ask(address=address).ok(422).sees("由街道来指定单位")
        self.ask(address=address, who="street").ok(422).sees("由街道来指定单位")
        self.ask(address=address, who="street", named="yes").ok().sees("等待答复")
        page = self.client().get(self.newest_link()).sees("街道指定").sees_not("不归我们管，退回")
        page.submit(form=page.form(with_field="words"), outcome="returned", words="不归我们", lenient=True).ok(422).sees("不能退回")

    def test_wrong_expired_revoked(self):
        address, link, assignment = self.asked()
        self.client().get("/u/" + "A" * 43).ok(404).sees("这个链接不能用了", "写错了")
        self.client().get(link[:-1] + ("A" if link[-1] != "A" else "B")).ok(404)
        page = self.staff["worker"].get(address + "/desk").follow("链接和延期").ok().sees("专用链接", "有效")
        form = self.client().get(link)
        page.submit(form=page.form(action="/revoke/")).ok().sees("链接收回了", "已收回")
        self.client().get(link).ok(410).sees("社区已经收回", "北岸社区")
        self.staff["worker"].get(address + "/desk").sees("收回了公交公司的答复链接")
        self.client().get(address).sees_not("答复链接").follow("核对这份记录").sees("社区收回了给单位的答复链接")
        self.assertEqual(self.rows("SELECT role, count(*) FROM entry WHERE act = 'links_revoked' AND matter = (SELECT matter FROM assignment WHERE id = ?)",
                                   assignment), [("committee", 1)])
        page = self.staff["worker"].get(address + "/desk").follow("链接和延期").sees_not("收回链接")
        form.submit(form=form.form(with_field="words"), outcome="done", words="晚了").ok(410)
        self.assertEqual(self.value("SELECT outcome FROM assignment WHERE id = ?", assignment), "sent")
        page = self.staff["worker"].last
        page.submit(form=page.form(action="/chase/")).ok()
        self.client().get(self.newest_link("chase")).ok().sees("您的答复")
        self.change("UPDATE link SET expires = 1 WHERE revoked IS NULL AND assignment = ?", assignment)
        self.client().get(self.newest_link("chase")).ok(410).sees("已经过期")

    def test_the_units_other_work_and_nobody_elses(self):
        _, mine, first = self.asked()
        _, other, second = self.asked()
        _, roads_link, roads_id = self.asked(units=("road",))
        page = self.client().get(mine).sees("贵单位还有")
        page.follow(href=rf"/{second}$").ok().sees("您的答复")
        self.answer(f"{mine}/{second}", "done").ok().sees("答复收到了")
        self.assertEqual(self.value("SELECT outcome FROM assignment WHERE id = ?", second), "done")
        self.client().get(f"{mine}/{roads_id}").ok(404)
        page = self.client().get(mine)
        form = page.form(with_field="words")
        form.action = f"{mine}/{roads_id}"
        page.submit(form=form, outcome="done", words="冒名").ok(404)
        self.assertEqual(self.value("SELECT outcome FROM assignment WHERE id = ?", roads_id), "sent")
        self.client().get(f"{mine}/none").ok(404)

    def test_never_a_residents_number(self):
        self.ask(units=("road",)).ok()
        link = self.newest_link()
        pages = [self.client().get(link), self.client().get(link, headers={"Cookie": "lang=en"})]
        pages.append(self.answer(link, "progress"))
        for page in pages:
            self.assertNotIn(PHONE, page.html)
            self.assertNotIn(PHONE[-4:], page.text)
        self.assertNotIn(PHONE, self.letters("ask")[0][2])

    def test_handed_on(self):
        address, link, assignment = self.asked()
        page = self.client().get(link)
        page.submit(form=page.form(with_field="desk"), desk="").ok(422).sees("科室或岗位")
        page.submit(form=page.form(with_field="desk"), desk="13900001234").ok(422).sees("科室或岗位")
        form = page.form(with_field="desk")
        new = page.submit(form=form, desk="运营部").ok().sees("运营部", "只显示这一次")
        found = re.search(r"/u/[\w-]{40,}", new.html.split("<textarea")[1])[0]
        self.assertNotEqual(found, link)
        again = page.submit(form=form, desk="运营部").ok().sees("已经生成过了")
        self.assertNotIn(found, again.html)
        self.client().get(link).ok()
        self.client().get(found).ok().sees("您的答复")
        self.staff["worker"].get(address + "/desk").sees("公交公司转给了本单位另一个科室办理", "运营部").follow("代录答复").sees("转给：运营部")
        self.client().get(address).sees("公交公司转给了本单位另一个科室办理").sees_not("运营部")
        self.assertEqual(self.rows("SELECT role FROM entry WHERE act = 'hand_on' AND matter = (SELECT matter FROM assignment WHERE id = ?)",
                                   assignment), [("unit",)], "pressed twice it is once")
        self.staff["worker"].cookies["lang"] = "en"
        self.staff["worker"].get(address + "/desk").sees("handed it on to another desk of its own")
        del self.staff["worker"].cookies["lang"]

    # ---- staff, accounts ----

    def test_an_answer_by_telephone(self):
        address, _, _ = self.asked()
        page = self.staff["worker"].get(address + "/desk").follow("代录答复").ok()
        page.submit(form=page.form(with_field="words"), outcome="done", words="已换灯").ok(422).sees("电话答复还是来函")
        page = self.staff["worker"].get(page.path)
        page.submit(form=page.form(with_field="words"), outcome="done", words="已换灯", via="phone",
                    files={"files": ("scan.pdf", "application/pdf", b"%PDF-1.4 scan")}).ok()
        self.client().get(address).sees("公交公司电话答复，社区代录：已办好", "已换灯", "scan.pdf")

    def test_more_time_is_granted(self):
        address, link, assignment = self.asked()
        self.answer(link, "more_time", day=workday(60), words="等材料").ok()
        page = self.staff["worker"].get(address + "/desk").follow("代录答复").sees("单位申请延到")
        page.submit(form=page.form(with_field="until"), until="2020-01-01").ok(422).sees("要比原来的晚")
        page.submit(form=page.form(with_field="until"), why="材料没到").ok().sees("期限改好了")
        self.client().get(address).sees("同意公交公司延期到", "材料没到")
        self.assertEqual(self.value("SELECT due = wanted FROM assignment WHERE id = ?", assignment), 1)

    def test_with_an_account(self):
        address, _, assignment = self.asked()
        _, _, foreign = self.asked(units=("road",))
        me = self.staff["unit"]
        page = me.get("/unit").ok().sees("公交公司").follow(href=rf"/{assignment}$").ok()
        page.submit(form=page.form(with_field="words"), outcome="done", words="账号答复").ok().sees("答复收到了")
        self.assertEqual(self.value("SELECT role FROM entry WHERE act = 'answer' ORDER BY log_no DESC LIMIT 1"), "unit")
        me.get(f"/unit/{foreign}").ok(404)
        self.staff["worker"].get("/unit").ok(403)

    def test_the_history_holds(self):
        address, link, _ = self.asked(units=("bus", "road"))
        self.answer(link, "more_time", day=workday(90))
        matter = self.value("SELECT max(id) FROM matter")
        self.change("UPDATE assignment SET created = created WHERE matter = ?", matter)
        done = flow.qiao("verify", "--data", self.data, ok=False)
        bad = [line for line in (done.stdout + done.stderr).splitlines() if str(matter) in line]
        self.assertEqual(bad, [], "another test made old rows; this matter's are as written")


class Elsewhere(town.Case):
    def test_english(self):
        me = self.client(lang="en")
        me.get("/u/nonsense").ok(404).sees("This link no longer works", "The link is incomplete or wrong")
