"""The staff's day: notes that no page shows, reply templates by one press, several matters at once, each on its own."""
import datetime
import re

import flow
import roads
import town


class Staff(town.Case):
    def filed(self, title, phone=""):
        return roads.send_filing(roads.ready_to_file(self.client(), roads.fresh_title(title), phone=phone))

    def act(self, me, address, move, **answers):
        page = me.get(address + "/desk").ok()
        return page.submit(form=page.form(action=rf"/do/{move}$"), **answers)

    def sound(self):
        self.assertEqual(flow.qiao("verify", "--data", self.data, ok=False).returncode, 0)

    def test_a_note_is_for_staff_alone_and_the_history_proves_it(self):
        address, me = self.filed("花坛的砖松了"), self.enter("worker")
        words = "业主刚才来过，明天再看。"
        page = me.get(address + "/desk").submit(note="").ok(422)
        page.submit(form=page.form(with_field="note"), note=words).ok().sees("写了一条内部备注", "不公开", words)
        self.enter("grid").get(address + "/desk").sees(words)
        for path in ("", "/proof", "/poster"):
            self.client().get(address + path).ok().sees_not(words)
        self.client().get(address + "/proof").sees("内部备注（内容不公开）")
        self.assertNotIn(words, flow.qiao("export", "--data", self.data).stdout)
        self.assertEqual(self.letters("note"), [])
        self.sound()

    def test_a_note_makes_no_form_stale(self):
        address, me = self.filed("墙皮掉了"), self.enter("worker")
        form = me.get(address + "/desk")
        other = self.enter("grid").get(address + "/desk")
        other.submit(form=other.form(with_field="note"), note="已电话告知。").ok()
        form.submit(form=form.form(action="/do/take_in$")).ok().sees("已受理")

    def test_a_template_is_put_in_by_one_press(self):
        address, me = self.filed("井盖响"), self.enter("worker")
        page = me.get("/desk").follow("常用回复").ok()
        page.submit(name="").ok(422).sees("请起个名称", "请写点内容")
        page = page.submit(name="现场查看", move="take_in", zh="{number} 已收到，{due}前到现场。有事打 {phone}。").ok().sees("已保存", "现场查看")
        number = address.split("/")[-1]
        page = me.get(address + "/desk")
        form = page.form(action="/do/take_in$")
        self.assertIn("现场查看", form.text)
        fill = re.search(r'formaction="([^"]+)"[^>]*>现场查看', page.html)[1]
        values = [(k, v) for k, v in form.fields if k != "words"] + [("words", "您好。")]
        page = me.post(fill, values).ok()
        words = dict(page.form(action="/do/take_in$").fields)["words"]
        self.assertRegex(words.replace("\r", ""), rf"^您好。\n{number} 已收到，.*月.*日前到现场。有事打 000-2600-0002。$")
        self.assertEqual(self.value("SELECT state FROM matter WHERE number = ?", number), "filed")
        page.submit(form=page.form(action="/do/take_in$")).ok()
        public = self.client().get(address).sees("您好。", "已收到")
        day = re.search(r"，([^，]*日)前到现场", words)
        self.assertTrue(day, words)
        self.assertIn(day[1], public.text.split("接下来")[0], "the words name another day than the page")
        edit = me.get("/desk/templates").follow("现场查看").ok()
        edit.submit(button="删除").sees_not("现场查看")
        self.assertEqual(me.post(fill, values).status, 404)

    def test_another_communitys_templates_are_not_offered(self):
        me = self.enter("nanan")
        me.get("/desk/templates").submit(name="南岸的话", zh="南岸社区收到了。").ok()
        self.enter("worker").get(self.filed("门禁坏了") + "/desk").sees_not("南岸的话")
        self.enter("worker").get("/desk/templates").sees_not("南岸的话")

    def ticked(self, me, addresses):
        numbers = [a.split("/")[-1] for a in addresses]
        page = me.get("/desk?queue=open").ok()
        ids = [str(self.value("SELECT matter.id FROM matter JOIN place ON place.id = matter.place WHERE number = ? AND slug = ?", n, "beian"))
               for n in numbers]
        return page.submit(form=page.form(action="/desk/several"), **{"id[]": ids}).ok()

    def test_several_at_once_each_on_its_own(self):
        me, all_of = self.enter("worker"), [self.filed("路面有坑") for _ in range(3)]
        self.act(me, all_of[1], "decline", ground="earlier", reason="上月已修。").ok()
        page = self.ticked(me, [all_of[0], all_of[2]])
        ids = dict.fromkeys(re.findall(r'name="id\[\]" value="(\d+)"', page.html))
        declined = self.value("SELECT id FROM matter WHERE number = ?", all_of[1].split("/")[-1])
        form = page.form(action="/take_in$")
        values = [(k, v) for k, v in form.fields if k not in ("words", "id[]")]
        values += [("id[]", i) for i in [*ids, str(declined)]] + [("words", "下周一起看。")]
        page = me.post("/desk/several/take_in", values).ok().sees("办好 2 件，没有办成 1 件", "现在不能这样做")
        again = me.post("/desk/several/take_in", values).ok()        # the same press twice is once
        self.assertEqual(again.path, page.path)
        for address, state in zip(all_of, ("已受理", "不予受理", "已受理")):
            me.get(address + "/desk").sees(state)
        self.assertEqual(self.value("SELECT count(*) FROM entry WHERE act = 'take_in' AND matter = ?", list(map(int, ids))[0]), 1)
        self.enter("grid").get(page.path).ok(404)
        self.sound()

    def test_several_notes_progress_and_a_meeting(self):
        me, two = self.enter("worker"), [self.filed("长椅坏了") for _ in range(2)]
        page = self.ticked(me, two)
        page.submit(form=page.form(action="/note$"), words="").ok(422).sees("请写点内容")
        page.submit(form=page.form(action="/note$"), words="一起报修。").ok().sees("办好 2 件，没有办成 0 件")
        page = self.ticked(me, two).sees("都还不能列入议事会")
        page.submit(form=page.form(action="/chase$")).ok().sees("没有还没答复的单位", "没有办成 2 件")
        page = self.ticked(me, two)
        page.submit(form=page.form(action="/take_in$")).ok()
        page = self.ticked(me, two)
        page = page.submit(form=page.form(action="/meetings/new")).ok()
        self.assertEqual(len(re.findall(r'name="matter\[\]" value="\d+" checked', page.html)), 2)

    def test_nothing_ticked_says_so(self):
        page = self.enter("worker").get("/desk/several").ok().sees("一件也没有选")
        page.follow("返回工作台").ok()


class Numbers(town.Case):
    """A number that is about to be public is pointed out, and one press takes it out."""

    def test_on_the_filings_page_of_answers(self):
        page = roads.ready_to_file(self.client(), "找13900001234问路灯")
        page.sees("好像有电话或证件号码", "13900001234")
        page = page.submit(form=page.form(with_field="numbers")).ok().sees("找（号码已去掉）问路灯").sees_not("13900001234")
        address = roads.send_filing(page)
        self.client().get(address).sees("（号码已去掉）").sees_not("13900001234")
        roads.ready_to_file(self.client(), "编号 2023-12 的灯 2023-05-18 坏了").sees_not("好像有电话")

    def test_on_one_screen(self):
        page = self.client().get("/file/quick")
        page = page.submit(title="打 １３９ ００００ １２３４", place=roads.option(page, "place", "河岸花园")).ok(422).sees("好像有电话")
        page.submit(button="去掉号码").ok().sees("收到了").sees_not("１３９")

    def test_in_a_comment(self):
        address = roads.send_filing(roads.ready_to_file(self.client(), "树枝挡灯"))
        me = self.client()
        page = me.get(address).submit(form=me.last.form(with_field="body"), button="发", body="我的身份证11010519491231002X").ok(422)
        page.sees("好像有电话或证件号码")
        page.submit(button="去掉号码").ok().sees("（号码已去掉）").sees_not("11010519491231002X")
        self.assertEqual(self.value("SELECT count(*) FROM remark WHERE body LIKE '%11010%'"), 0)

    def test_in_staffs_words_it_may_stay(self):
        address = roads.send_filing(roads.ready_to_file(self.client(), "喷泉漏水"))
        me = self.enter("worker")
        page = me.get(address + "/desk")
        page = page.submit(form=page.form(action="/do/take_in$"), words="有事打 022-26000001").ok(422).sees("好像有电话", "022-26000001")
        page.submit(form=page.form(action="/do/take_in$"), button="就这样公开").ok()
        self.client().get(address).sees("022-26000001")

    def test_in_what_units_are_asked_and_answer(self):
        address = roads.send_filing(roads.ready_to_file(self.client(), "公交站牌看不清"))
        me = self.enter("worker")
        page = me.get(address + "/desk")
        page.submit(form=page.form(action="/do/take_in$")).ok()
        page = me.get(address + "/ask")
        unit = page.form(with_field="what").options["units[]"][0]
        day = (datetime.date.today() + datetime.timedelta(days=9)).isoformat()
        page = page.submit(form=page.form(with_field="what"), **{"units[]": [unit]}, what="请联系住户13900001234。", day=day).ok(422)
        page = page.sees("好像有电话").submit(form=page.form(with_field="what"), button="去掉号码").ok()
        self.assertEqual(self.value("SELECT ask FROM assignment ORDER BY id DESC LIMIT 1"), "请联系住户（号码已去掉）。")
        page = me.get(address + "/desk").follow("代录答复").ok()
        page = page.submit(form=page.form(with_field="outcome"), outcome="progress", words="住户电话13900001234。", via="phone").ok(422)
        page.sees("好像有电话").submit(form=page.form(with_field="outcome"), button="就这样公开").ok()
        self.client().get(address).sees("13900001234")
