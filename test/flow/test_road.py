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

    def test_99_the_history_holds(self):
        done = flow.qiao("verify", "--data", self.data, ok=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.done()
