"""Surveys: recorded by staff with candidate places, figures that say whose they are, rules with their source, the chosen one and why;
read by everybody beside the plan; photos; a second visit; proven."""
import datetime
import sqlite3

import flow
import roads
import town


class Surveys(town.Case):
    def accepted(self, title):
        address = roads.send_filing(roads.ready_to_file(self.client(), roads.fresh_title(title)))
        w = self.enter("worker")
        w.get(address).follow("办理").submit(form=w.last.form(action="do/take_in$"))
        return w, address

    def test_a_survey_is_recorded_and_read(self):
        w, address = self.accepted("北门外设个公交站")
        page = w.get(address + "/desk").follow("踏勘", href="/survey$").sees("还没有踏勘记录").follow("记一次踏勘")
        page = page.submit("再加一个数据", people="公交公司的专业人员", c0_name="北门东侧", c0_where="河滨路北侧", f0_0_name="人行道宽", f0_0_value="3.2",
                           f0_0_unit="米").ok()
        for kept in (("c0_name", "北门东侧"), ("f0_0_value", "3.2"), ("f0_2_name", ""), ("people", "公交公司的专业人员")):
            self.assertIn(kept, page.form(with_field="why").fields)
        page = page.submit("再加一个地方")
        self.assertIn(("c2_name", ""), page.form(with_field="why").fields)
        bad = page.submit("公布踏勘记录", c0_lat="39.15", c1_name="南门", f0_2_name="离路口", r0_0_name="离路口要够远").ok(422)
        bad.sees("请填去了多少人", "小数度数", "要有名称（不超过 40 个字）", "要有名称和数值", "要写要求、这里怎么样和出处", "请选定一个地方", "请写明为什么")
        self.assertEqual(self.value("SELECT count(*) FROM survey JOIN matter ON matter.id = survey.matter WHERE number = ?", address.split("/")[-1]), 0)
        page = bad.submit("公布踏勘记录", p_unit="2", p_grid="1", c0_lat="39.1534", c0_lon="117.1612", c1_where="河滨路南侧", f0_2_value="120",
                          f0_2_unit="米", f0_2_origin="reported", f0_2_source="交管部门", f1_0_name="人行道宽", f1_0_value="1.1", f1_0_unit="米",
                          r0_0_value="满足", r0_0_source="本市设站规定第四条", chosen="0", why="人行道够宽，两个方向都能停。").ok()
        page.sees("选定：北门东侧", "两个方向都能停", "3.2 米", "有关单位提供：交管部门", "没有量", "1.1 米", "北纬 39.1534", "出处：本市设站规定第四条", "网格员 1 人、单位人员 2 人")
        me = self.client()
        me.get(address).sees("到现场踏勘", "北门东侧").follow("看踏勘记录").ok().sees("选定：北门东侧").sees_not("记一次踏勘", "加照片")
        me.get(address + "/survey").follow("打印踏勘记录").ok().sees("北门东侧", "本市设站规定第四条")
        self.client(lang="en").get(address + "/survey").sees("Chosen: 北门东侧", "measured on the spot", "Source:")
        # a photo of one place, taken from the phone of whoever was there
        page = w.get(address + "/survey")
        form = page.form(action="/survey/photo/")
        page.submit(form=form).ok(422).sees("请先选照片")
        page = page.submit(form=form, files={"photo": ("门口.png", "image/png", roads.png())}).ok()
        self.assertTrue(me.get(me.get(address + "/survey").link(href="^/files/")).ok().type.startswith("image/"))
        page.submit(form=page.form(action="/survey/photo/"), files={"photo": ("x.txt", "text/plain", b"no picture")}).ok(422)
        # another visit: the places of the first are there, its photos stay with the place of the same name
        again = page.follow("再记一次踏勘")
        stale = w.get(address + "/survey/edit")
        self.assertIn(("c0_name", "北门东侧"), again.form(with_field="why").fields)
        page = again.submit("公布踏勘记录", p_grid="1", chosen="none", why="路面在施工，等修好再看。").ok().sees("没有合适的地方", "等修好再看", "第 2 次")
        self.assertTrue(page.link(href="^/files/"))
        stale.submit("公布踏勘记录", p_grid="1", chosen="none", why="重了").ok(409).sees("别人")
        me.get(address + "/survey?n=1").sees("以前的一次踏勘", "选定：北门东侧").follow("看最近的一次").sees("等修好再看")
        me.get(address + "/survey?n=9").ok(404)
        self.assertEqual(flow.qiao("verify", "--data", self.data).returncode, 0)

    def test_residents_comment_on_a_candidate(self):
        w, address = self.accepted("南门外设个公交站")
        form = dict(p_grid="1", c0_name="南门东", c0_where="路北", c1_name="南门西", c1_where="路南", chosen="0", why="人行道宽。")
        w.get(address + "/survey/edit").submit("公布踏勘记录", **form).ok()
        me = self.client()
        page = me.get(address + "/survey").sees("还没有人对这个地方留言")
        west = [f for f in page.forms if "/survey/say/" in f.action][1]
        page.submit(form=west, body="").ok(422).sees("您对“南门西”怎么看")
        told = page.submit(form=west, body="路窄，电话13612345678").ok(422).sees("13612345678")
        self.assertIn("路窄，电话13612345678", told.html)
        page.submit(form=west, body="这边人行道太窄。").ok().sees("这边人行道太窄。")
        page.submit(form=west, body="这边人行道太窄。")           # twice is once
        self.assertEqual(self.value("SELECT count(*) FROM remark WHERE body = '这边人行道太窄。' AND topic LIKE 'spot/%'"), 1)
        # nobody else reads it before a moderator has, who sees which place it is about
        other = self.client()
        other.get(address + "/survey").sees_not("人行道太窄。")
        mod = self.enter("moderator")
        page = mod.get("/moderate").sees("说的是候选地方“南门西”", "这边人行道太窄。")
        number = self.value("SELECT id FROM remark WHERE body = '这边人行道太窄。'")
        page.submit(form=page.form(action="/moderate/%d$" % number), show="yes", lenient=True).ok()
        shown = other.get(address + "/survey").ok().sees("这边人行道太窄。")
        places = shown.html.split('<section class="q-card" aria-labelledby="s')
        self.assertEqual(["人行道太窄。" in p for p in places if "/survey/say/" in p], [False, True], "beside its own place alone")
        other.get(address).sees("这边人行道太窄。", "说的是候选地方“南门西”").follow("说的是候选地方“南门西”").ok()
        # another visit keeps what was said about the place of that name
        again = w.get(address + "/survey/edit")
        again.submit("公布踏勘记录", p_grid="1", chosen="0", why="再看一次。").ok().sees("第 2 次", "这边人行道太窄。")
        self.assertEqual(flow.qiao("verify", "--data", self.data).returncode, 0)
        db = sqlite3.connect(self.data + "/qiao.db")
        db.execute("UPDATE remark SET topic = 'spot/1' WHERE id = ?", (number,))
        db.commit()
        self.assertIn("field topic was changed", flow.qiao("verify", "--data", self.data, ok=False).stdout)
        db.execute("UPDATE remark SET topic = (SELECT 'spot/' || max(id) FROM survey_spot WHERE name = '南门西' AND survey IN (SELECT id FROM survey WHERE pos = 1)) WHERE id = ?", (number,))
        db.commit()
        db.close()
        # of another matter it is no place
        _, elsewhere = self.accepted("别处的路")
        page = me.get(address + "/survey")
        form = page.form(action="/survey/say/")
        me.post(elsewhere + "/survey/say/" + form.action.split("/")[-1], [f for f in form.fields if f[0] != "body"] + [("body", "不在这里")]).ok(404)

    def test_who_may_and_when(self):
        address = roads.send_filing(roads.ready_to_file(self.client(), roads.fresh_title("路太窄")))
        w = self.enter("worker")
        self.assertEqual(w.get(address + "/survey/edit").path, address + "/survey", "not taken in yet: no form")
        for login in ("moderator", "leader", "nanan"):
            self.enter(login).get(address + "/survey/edit").ok(403)
        _, address = self.accepted("桥上风大")
        page = self.enter("grid").get(address + "/survey/edit").ok()
        late = (datetime.date.today() + datetime.timedelta(days=3)).isoformat()
        page = page.submit("公布踏勘记录", day=late, p_grid="1", c0_name="桥东", c0_where="桥东头", chosen="0", why="背风").ok(422).sees("还没到")
        page.submit("公布踏勘记录", day=(datetime.date.today() - datetime.timedelta(days=1)).isoformat()).ok().sees("选定：桥东")

    def test_a_forged_figure_is_found(self):
        _, address = self.accepted("护栏断了")
        page = self.enter("grid").get(address + "/survey/edit")
        page.submit("公布踏勘记录", p_grid="1", c0_name="甲", c0_where="甲处", f0_0_name="宽", f0_0_value="1.2", f0_0_unit="米", chosen="0", why="宽").ok()
        db = sqlite3.connect(self.data + "/qiao.db")
        one = db.execute("SELECT id, value FROM survey_fact ORDER BY id DESC LIMIT 1").fetchone()
        db.execute("UPDATE survey_fact SET value = '3.2' WHERE id = ?", one[:1])
        db.commit()
        done = flow.qiao("verify", "--data", self.data, ok=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("field value was changed", done.stdout)
        db.execute("UPDATE survey_fact SET value = ? WHERE id = ?", (one[1], one[0]))
        db.commit()
        db.close()
        self.assertEqual(flow.qiao("verify", "--data", self.data).returncode, 0)
