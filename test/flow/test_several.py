"""Several bodies: whoever receives a matter first leads, and the next when the lead gives it back; each recipient's letter has a
state of its own, one that fails is a task; dispatches and returns counted; workload by unit with the assignments behind each number."""
import datetime
import os
import re
import time
import sqlite3

import flow
import roads
import town


class Several(town.Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.staff = {login: town.sign_in(flow.Client(cls.server), cls.data, login, cls.passwords[login])
                     for login in ("worker", "nanan", "leader")}

    def fresh(self):
        address = roads.send_filing(roads.ready_to_file(self.client(), roads.fresh_title("路口太黑")))
        page = self.staff["worker"].get(address + "/desk")
        page.submit(form=page.form(action="/do/take_in$")).ok()
        return address

    def org(self, code):
        return self.value("SELECT id FROM org WHERE code = ?", code)

    def ask(self, address, *units, **values):
        page = self.staff["worker"].get(address + "/ask").ok()
        values = {"units[]": [self.org(u) for u in units], "what": "请到现场看一看。", **values}
        page.submit(form=page.form(with_field="what"), **values).ok()
        return [re.search(r"/u/[\w-]{40,}", letter[2])[0] for letter in self.letters("ask")[:len(units)]][::-1]

    def parts(self):
        return dict(self.rows("SELECT org.code, part FROM assignment JOIN org ON org.id = org AND org.area = assignment.area "
                              "WHERE matter = (SELECT max(id) FROM matter)"))

    def holder(self):
        return self.value("SELECT coalesce((SELECT code FROM org WHERE org.id = matter.holder), '') FROM matter ORDER BY id DESC LIMIT 1")

    def answer(self, link, outcome, words="收到，正在看。", **values):
        page = self.client().get(link).ok()
        return page.submit(form=page.form(with_field="words"), outcome=outcome, words=words, **values).ok()

    def change(self, sql, *params):
        db = sqlite3.connect(os.path.join(self.data, "qiao.db"), timeout=20)
        with db:
            db.execute(sql, params)
        db.close()

    def test_one_unit_alone_leads(self):
        self.ask(self.fresh(), "bus")
        self.assertEqual((self.parts(), self.holder()), ({"bus": "lead"}, "bus"))

    def test_the_first_to_receive_leads_and_the_next_when_it_is_returned(self):
        address = self.fresh()
        bus, road = self.ask(address, "bus", "road")
        self.assertEqual((self.parts(), self.holder()), ({"bus": "first", "road": "first"}, ""))
        self.client().get(address).sees("谁先接到谁主办", "一共请了 2 家次，分派 1 轮，退回 0 次")
        self.answer(road, "progress")
        self.assertEqual((self.parts(), self.holder()), ({"bus": "assist", "road": "lead"}, "road"))
        self.answer(bus, "progress")
        self.assertEqual(self.parts()["road"], "lead")
        self.answer(road, "returned", "这段路不归我们管。")
        self.assertEqual((self.parts()["bus"], self.holder()), ("lead", "bus"))
        self.client().get(address).sees("退回 1 次", "主办")
        self.assertIn("sound", flow.qiao("verify", "--data", self.data).stdout)

    def test_each_unit_has_its_own_day(self):
        address, day = self.fresh(), lambda n: (datetime.date.today() + datetime.timedelta(days=n)).isoformat()
        page = self.staff["worker"].get(address + "/ask").ok()
        bus, road = self.org("bus"), self.org("road")
        values = {"units[]": [bus, road], "what": "请到现场看一看。", "day": day(9), "lead": str(bus)}
        page.submit(form=page.form(with_field="what"), **values, **{f"day-{road}": "2020-01-01"}).ok(422).sees("期限不能早于今天")
        again = page.submit(form=page.form(with_field="what"), **values, **{f"day-{road}": "明天"}).ok(422)
        self.assertIn((f"day-{road}", "明天"), again.form(with_field="what").fields)
        again = page.submit(form=page.form(with_field="what"), **values, **{f"more-{road}": "请问 13900004321"}).ok(422).sees("好像有电话")
        self.assertEqual(self.value("SELECT count(*) FROM assignment WHERE matter = (SELECT max(id) FROM matter)"), 0, "nothing was sent")
        page.submit(form=page.form(with_field="what"), **values, **{f"day-{road}": day(20)}).ok()
        epoch = datetime.date(1970, 1, 1).toordinal()
        due = dict(self.rows("SELECT org.code, due FROM assignment JOIN org ON org.id = org AND org.area = assignment.area "
                             "WHERE matter = (SELECT max(id) FROM matter)"))
        self.assertEqual({k: datetime.date.fromordinal(v + epoch).isoformat() for k, v in due.items()}, {"bus": day(9), "road": day(20)})
        shown = self.client().get(address)
        for n in (9, 20):
            d = datetime.date.today() + datetime.timedelta(days=n)
            shown.sees(f"{d.year}年{d.month}月{d.day}日")
        self.assertIn("sound", flow.qiao("verify", "--data", self.data).stdout)

    def test_when_nobody_received_it_yet_the_one_that_is_left_leads(self):
        bus, _ = self.ask(self.fresh(), "bus", "road")
        self.answer(bus, "returned", "不归我们管。")
        self.assertEqual((self.parts()["road"], self.holder()), ("lead", "road"))

    def test_a_letter_that_did_not_arrive_is_a_task_and_says_nothing_of_the_other(self):
        address = self.fresh()
        self.ask(address, "bus", "road")
        desk = self.staff["worker"].get(address + "/desk").sees("发给 bus@unit.example", "发给 road@unit.example")
        for _ in range(100):                    # the sending thread comes when it comes
            if desk.text.count("演示，未发送") == 2:
                break
            time.sleep(0.1)
            desk = self.staff["worker"].get(address + "/desk")
        desk.sees("演示，未发送")
        desk.sees_not("没有送到")
        self.change("UPDATE outbox SET state = 'dead', error = 'post.err_unreachable', sealed = CAST('bus@unit.example' AS BLOB) "
                    "WHERE id = (SELECT max(o.id) FROM outbox o JOIN letter l ON l.id = o.letter AND l.area = o.area "
                    "WHERE o.shown = 'bus@unit.example' AND l.purpose = 'ask')")
        text = self.staff["worker"].get(address + "/desk").sees("没有送到", "连不上对方的服务器").text
        self.assertEqual(text.count("没有送到"), 1)
        self.staff["leader"].get("/desk").sees_not("没送到的通知")
        self.staff["nanan"].get("/desk/letters").sees("都送到了")
        page = self.staff["worker"].get("/desk").follow("没送到的通知").sees("bus@unit.example", "连不上对方的服务器")
        form = page.form(button="已经电话告诉")
        self.assertEqual(self.staff["nanan"].post(form.action, form.fields, follow=False).status, 403)
        page.submit(form=form, button="已经电话告诉").ok().sees("记下了", "都送到了")
        self.assertEqual(self.value("SELECT count(*) FROM outbox WHERE state = 'dead'"), 0)

    def test_workload_by_unit_leads_to_the_work(self):
        address = self.fresh()
        bus, = self.ask(address, "bus", day=self.value("SELECT date('now', '+2 days')"))
        page = self.staff["leader"].get("/desk").follow("各单位的工作量和快慢").ok().sees("公交公司", "过期没答复")
        row = re.search(r"公交公司(.*?)</tr>", page.html, re.S)[1]
        counts = dict((k, int(v)) for k, v in re.findall(r'href="/desk/units/\d+(?:\?show=(\w+))?"[^>]*>(\d+)<|$', row) if v)
        listed = self.staff["leader"].get(re.search(r'href="(/desk/units/\d+)"', row)[1])
        self.assertEqual(len(re.findall(r"路口太黑", listed.text)), counts[""])
        listed.sees("路口太黑", "主办")
        for figure, n in re.findall(r'href="(/figures/list[^"]*figure=(?:sent|answered|late|returned))"[^>]*>(\d+)<', row):
            page = self.client().get(figure.replace("&amp;", "&")).ok().sees(f"共 {n} 件")
            self.assertEqual(len(re.findall(r'<li><a href="/beian', page.html)), int(n))
        self.client().get("/desk/units").sees("登录")
