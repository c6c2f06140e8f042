"""The whole road over HTTP: filed by a resident, taken in, met about, planned, asked, answered by the unit, published,
rated, thanked, closed; the history verifies at the end. One server, steps in order; after a broken step the rest is
skipped."""
import re

import flow
import roads
import town

TITLE = "北门外没有公交站，老人坐车要走很远"
PHONE = "13900002222"


class Road(town.Case):
    staff, address, broken = {}, None, None

    def setUp(self):
        if Road.broken:
            self.skipTest(f"the road is broken at {Road.broken}")
        Road.broken = self._testMethodName

    def done(self):
        Road.broken = None

    def at_desk(self, login="worker"):
        """The matter's page at the workbench, found there as staff find it."""
        if login not in Road.staff:
            Road.staff[login] = self.enter(login)
        return Road.staff[login].get("/desk?queue=open").follow(TITLE)

    def seen(self):
        """The public page, as a stranger sees it."""
        return self.client().get(Road.address).ok().sees_not(PHONE)

    def act(self, move):
        """The form of one move on the desk's page."""
        page = self.at_desk()
        return page, page.form(action=rf"/do/{move}$")

    def test_01_a_resident_files(self):
        Road.address = roads.send_filing(roads.ready_to_file(self.client(), TITLE, phone=PHONE))
        self.seen().sees(TITLE, "已经收到", "北岸社区")
        self.done()

    def test_02_the_community_takes_it_in(self):
        page, form = self.act("take_in")
        page.submit(form=form, words="下周二到现场看一看").ok()
        self.seen().sees("社区已经受理", "下周二到现场看一看")
        self.done()

    def test_03_neighbours_support_once_and_comment(self):
        me = self.client()
        form = me.get(Road.address).form(action="/support$")
        me.last.submit(form=form).ok()
        me.get(Road.address).client.post(Road.address + "/support", form.fields)
        self.assertEqual(self.value("SELECT supports FROM matter"), 1)
        page = me.get(Road.address)
        page.submit(form=page.form(action="/comment$"), body="我母亲也走不动").ok()
        self.seen().sees_not("我母亲也走不动")
        self.done()

    def test_04_a_meeting_decides(self):
        self.at_desk()
        page = Road.staff["worker"].get("/meetings/new").sees(TITLE)
        day = self.value("SELECT date('now', '+8 hours')")
        page = page.submit(form=page.form(with_field="matter[]"), title="第一次议事会", day=day, hour="00:01", venue="社区服务站",
                           **{"matter[]": page.form(with_field="matter[]").options["matter[]"]}).ok()
        self.seen().sees("已经列入居民议事会")
        page = page.follow(href=r"/minutes$")
        form = page.form(with_field="minutes")
        present = {n: "6" for n in form.names() if n and n.startswith("n_")}
        page.submit(form=form, d0="adopt", w0="先请单位来看现场", minutes="大家都说站远。先踏勘，再定站位。", **present).ok()
        self.seen().sees("正在拟定方案")
        self.done()

    def test_05_a_plan_with_options_is_adopted(self):
        me = Road.staff["worker"]
        page = me.get(Road.address + "/plan/edit")
        form = page.form(with_field="summary")
        bus = next(v for v in form.options["t0_org"] if v)
        page.submit(form=form, button="", go="save", summary="在北门外设一对站", o0_title="设两个站", o0_cost="48000", o0_payer="公交公司",
                    t0_org=bus, t0_what="踏勘并设站", lenient=True).ok().sees("设两个站", "48,000")
        page = me.get(Road.address + "/plan")
        form = page.form(action="/plan/adopt$")
        page.submit(form=form, option=form.options["option"][0], by="居民议事会").ok()
        self.seen().sees("正在联系有关单位")
        self.assertEqual(me.get(Road.address + "/plan/edit").status >= 400 or "改不了" in me.last.text or not [f for f in me.last.forms if "/plan" in (f.action or "")], True)
        self.done()

    def test_06_units_are_asked(self):
        me = Road.staff["worker"]
        page = self.at_desk().follow(href=r"/ask$")
        form = page.form(with_field="units[]")
        page.submit(form=form, what="请踏勘，两周内答复能不能设站", **{"units[]": form.options["units[]"][:1]}).ok()
        self.seen().sees("公交公司")
        Road.link = re.findall(r"/u/[\w-]+", me.get("/outbox").html)[0]
        self.done()

    def test_07_the_unit_answers_by_its_link(self):
        me, before = self.client(), self.value("SELECT count(*) FROM entry")
        for _ in range(3):
            page = me.get(Road.link).ok().sees(TITLE).sees_not(PHONE)
        self.assertEqual(self.value("SELECT count(*) FROM entry"), before, "opening changes nothing")
        page.submit(form=page.form(with_field="outcome"), outcome="done", words="已经踏勘，下月设站。").ok()
        self.seen().sees("已经踏勘，下月设站")
        self.done()

    def test_08_the_result_is_published(self):
        page, form = self.act("publish_result")
        photo = {"photos": ("站牌.png", "image/png", roads.png())}
        page.submit(form=form, files=photo, result="新站启用，走过去三分钟。").ok()
        page = self.seen().sees("新站启用，走过去三分钟")
        self.assertTrue(page.client.get(page.link(href="^/files/")).ok().type.startswith("image/"))
        self.done()

    def test_09_a_resident_rates_and_thanks(self):
        me = self.resident(PHONE)
        page = me.get(Road.address + "/rate")
        page.submit(form=page.form(with_field="score"), score="4", solved="yes", words="办得好").ok()
        page = me.get(Road.address)
        page.submit("感谢", form=page.form(action="/comment$"), body="谢谢大家跑前跑后").ok()
        self.seen().sees_not("谢谢大家跑前跑后")
        me.get("/mine").ok().sees(TITLE)
        self.done()

    def test_10_the_moderator_shows_it_and_refuses_the_other(self):
        me = self.enter("moderator")
        page = me.get("/desk").follow(href="^/moderate").sees("谢谢大家跑前跑后", "我母亲也走不动")
        thanks = next(f for f in page.forms if "/moderate/" in (f.action or "") and page.html.index("谢谢大家跑前跑后") < page.html.index(f.action))
        page.submit("公开", form=thanks).ok()
        page = me.get("/moderate").sees_not("谢谢大家跑前跑后")
        page.submit("不公开", form=page.form(action="/moderate/"), reason="请不要写家人的情况").ok()
        self.seen().sees("谢谢大家跑前跑后").sees_not("我母亲也走不动")
        self.done()

    def test_11_it_is_closed(self):
        page, form = self.act("close")
        page.submit(form=form).ok()
        self.seen().sees("已经办结")
        self.client().get("/search?q=公交").ok().sees(TITLE)
        self.client().get("/hall?state=closed").ok().sees(TITLE)
        self.done()

    def test_99_the_history_holds(self):
        done = flow.qiao("verify", "--data", self.data, ok=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.done()
