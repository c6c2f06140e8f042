"""Plans: writing versions with options and tasks, costs exact to the fen, nothing typed is lost, somebody else's version is
shown beside one's own, adopting freezes."""
import datetime
import re

import flow
import town


class Plans(town.Case):
    def planning(self, title):
        """A matter that the meeting agreed to: filed by a resident, taken in, met about. Its address."""
        page = self.client().get("/file").submit("下一步", title=title)
        estate = next(v for v in page.form(with_field="place").options["place"] if v)
        page = page.submit("下一步", place=estate)
        if "都不是" in page.text:
            page = page.submit("都不是")
        page = page.submit("下一步").submit("交上去").sees("收到了")
        address = "/beian/" + re.search(r"20\d\d-\d+", page.text)[0]
        w = self.enter("worker")
        w.get(address).follow("办理").submit(form=w.last.form(action="do/take_in$"))
        number = self.value("SELECT id FROM matter WHERE number = ?", address.split("/")[-1])
        day = (datetime.date.today() + datetime.timedelta(days=2)).isoformat()
        page = w.get(f"/meetings/new?matter={number}").submit(day=day, hour="14:30", venue="活动室", **{"matter[]": [number]})
        page.follow("写会议记录").submit(n_stairwell="5", d0="adopt", w0="同意办理。", minutes="大家都说要办。").sees("同意办理")
        return w, address

    def test_a_plan_is_written_twice_and_adopted(self):
        w, address = self.planning("公交车站太远")
        page = w.get(address + "/desk").follow(href="/plan$").ok().sees("还没有写方案")
        visitor = self.client().get(address + "/plan").ok().sees("还没有写方案").sees_not("定下方案")
        assert not [f for f in visitor.forms if f.method == "post"]
        page = page.follow("写方案")
        page = page.submit("公布", summary="走三分钟就能坐上车。", o0_title="双向各设一站", o0_body="不占路口。", o0_cost="186000.5",
                           o0_payer="公交公司", o1_title="只设单向", o1_cost="", t0_org=self.org("bus"), t0_what="设站")
        page.ok().sees("第 1 版，征求意见", "186,000.50 元", "还没算出来", "公交公司", "设站", "正在征求意见")
        self.client().get(address + "/plan").ok().sees("双向各设一站", "说说我的意见").sees_not("由哪个组织定的")
        page = page.follow("写方案，第 2 版")
        form = page.form(with_field="summary")
        self.assertIn(("o0_cost", "186000.50"), form.fields)
        page = page.submit("公布", summary="走三分钟就能坐上车，加雨棚。").sees("第 2 版，征求意见")
        w.get(address + "/plan?v=1").sees("第 1 版，已改写", "这是以前的一版").sees_not("定下方案")
        w.get(address + "/plan?v=9").ok(404)
        page = w.get(address + "/plan")
        page.submit("定下方案", form=page.form(with_field="by"), by="").ok(422).sees("请选一个选项", "请写明是哪个组织")
        option = page.form(with_field="by").options["option"][0]
        page = page.submit("定下方案", option=option, by="居民议事会").ok()
        page.sees("第 2 版，已定", "居民议事会", "不再改动", "选定").sees_not("写方案")
        self.assertEqual(self.value("SELECT cost FROM plan_option WHERE chosen = 1 AND cost >= 0"), 18600050)
        self.assertEqual(w.get(address + "/plan/edit").path, address + "/plan", "a settled plan has no form")
        self.client().get(address).sees("方案定下来了", "第 2 版，已定")
        self.assertIn("0", flow.qiao("verify", "--data", self.data).stdout)

    def org(self, code):
        return str(self.value("SELECT id FROM org WHERE code = ?", code))

    def test_one_more_block_loses_nothing(self):
        w, address = self.planning("楼下没有路灯")
        page = w.get(address + "/plan/edit")
        page = page.submit("再加一个选项", summary="装灯", o0_title="太阳能灯", o0_cost="12.3.4", o1_title="电线灯", t0_what="先量一量").ok()
        form = page.form(with_field="summary")
        for field in (("summary", "装灯"), ("o0_title", "太阳能灯"), ("o0_cost", "12.3.4"), ("o1_title", "电线灯"), ("o2_title", ""),
                      ("t0_what", "先量一量")):
            self.assertIn(field, form.fields)
        page = page.submit("再加一项分工")
        self.assertIn(("t1_what", ""), page.form(with_field="summary").fields)
        for _ in range(6):
            page = page.submit("再加一个选项")
        self.assertIn(("o8_title", ""), page.form(with_field="summary").fields)
        page.sees_not("再加一个选项")
        page = page.submit("公布").ok(422).sees("最多两位小数", "请选哪一家来做")
        self.assertIn("f-o0_cost", page.reader.ids)
        page.submit("公布", o0_cost="1234.56", t0_org=self.org("road")).ok().sees("1,234.56 元", "道路养护单位")
        self.assertEqual(self.rows("SELECT count(*), max(cost), min(cost) FROM plan_option WHERE plan IN (SELECT id FROM plan WHERE summary = '装灯')"),
                         [(2, 123456, -1)], "blank blocks are none")

    def test_bad_input_is_said_at_its_field(self):
        w, address = self.planning("河边没有栏杆")
        page = w.get(address + "/plan/edit")
        page.submit("公布").ok(422).sees("请用几句话写明方案", "请写 1 到 9 个选项")
        page = page.submit("公布", lenient=True, summary="长" * 1001, o0_title="长" * 61, o0_body="长" * 1001, o0_payer="长" * 61,
                           t0_org="99", t0_what="长" * 301).ok(422)
        page.sees("不超过1000个字", "不超过60个字", "请选哪一家", "不超过300个字")
        page.submit("公布", lenient=True, summary="'\"><script>", o0_title="<b>{1}%s", o0_body="", o0_payer="", t0_org="", t0_what="")
        w.get(address + "/plan").ok().sees("'\"><script>", "<b>{1}%s")

    def test_two_writers_see_each_other(self):
        w, address = self.planning("垃圾房太臭")
        mine, theirs = w.get(address + "/plan/edit"), w.get(address + "/plan/edit")
        theirs.submit("公布", summary="他们写的", o0_title="搬走").ok().sees("第 1 版")
        page = mine.submit("公布", summary="我写的", o0_title="加盖").ok(409).sees("我写的", "他们写的", "搬走", "加盖")
        page.submit("用我写的").ok().sees("第 2 版", "我写的", "加盖")

    def test_a_comment_belongs_to_the_version_it_was_made_on(self):
        w, address = self.planning("没有地方晾衣服")
        w.get(address + "/plan/edit").submit("公布", summary="装晾衣架", o0_title="铁的").ok()
        me = self.client()
        page = me.get(address).follow("看方案全文").ok().sees("对第 1 版方案的意见", "还没有人留言")
        page.submit("发表", body=" ").ok(422).sees("请写点内容")
        page.submit("发表", body="长" * 501).ok(422).sees("太长", "长" * 501)
        late, later = me.get(address + "/plan"), me.get(address + "/plan")   # typing while the plan moves on
        page = page.submit("发表", body="铁的会生锈").ok().sees("铁的会生锈", "现在只有您看得到", "说的是方案第 1 版")
        self.assertTrue(page.path.endswith("/plan?v=1"))
        self.client().get(address + "/plan").sees_not("铁的会生锈")
        w.get(address + "/plan/edit").submit("公布", summary="装晾衣架，不生锈的", o0_title="不锈钢").ok().sees("第 2 版，征求意见")
        late.submit("发表", body="这句晚了一步").ok().sees("这句晚了一步", "说的是方案第 1 版")
        for words in ("铁的会生锈", "这句晚了一步"):
            page = w.get("/moderate").sees("说的是方案第 1 版")
            page.submit("公开", form=next(f for f in page.forms if "/moderate/" in (f.action or "") and f.names() >= {"show"})).ok()
        page = self.client().get(address + "/plan").sees("对第 2 版方案的意见", "还没有人留言", "2 条意见").sees_not("铁的会生锈")
        page.follow(href=r"/plan\?v=1$").sees("这是以前的一版", "对第 1 版方案的意见", "铁的会生锈", "说的是方案第 1 版").sees_not("发表")
        self.client().get(address).sees("铁的会生锈", "说的是方案第 1 版").follow("说的是方案第 1 版").sees("第 1 版，已改写")
        page = w.get(address + "/plan")
        page.submit("定下方案", option=page.form(with_field="by").options["option"][0], by="居民议事会").ok().sees_not("发表")
        later.submit("发表", body="这句太晚了").ok(422).sees("方案刚刚定下来了", "这句太晚了")
        csrf = [(k, v) for k, v in late.forms[0].fields if k == "_csrf"]
        me.post(address + "/plan/comment", csrf + [("version", "7"), ("body", "没有这一版")]).ok(404)
        self.assertIn("0 faults", flow.qiao("verify", "--data", self.data).stdout)

    def test_adopting_what_has_changed_is_refused(self):
        w, address = self.planning("车棚太小")
        page = w.get(address + "/plan/edit").submit("公布", summary="一", o0_title="甲").ok()
        option = page.form(with_field="by").options["option"][0]
        w.get(address + "/plan/edit").submit("公布", summary="二", o0_title="乙").ok()
        page.submit("定下方案", option=option, by="居民议事会").ok(409).sees("别人已经改动", "第 2 版，征求意见", "乙")
        self.assertEqual(self.value("SELECT state FROM matter WHERE number = ?", address.split("/")[-1]), "planning")

    def test_only_this_community_writes(self):
        w, address = self.planning("门禁坏了")
        for login in ("grid", "street", "nanan"):
            self.enter(login).get(address + "/plan/edit").ok(403)
        visitor = self.client().get(address + "/plan/edit", follow=False)
        self.assertEqual(visitor.status, 303)

    def test_english(self):
        w, address = self.planning("Bench broken")
        w.cookies["lang"] = "en"
        page = w.get(address + "/plan/edit").submit("Publish for comments", summary="New bench", o0_title="Wood", o0_cost="980", o0_payer="Street")
        page.ok().sees("Version 1, open for comments", "980 yuan", "Who pays")
