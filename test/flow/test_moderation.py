"""Moderation keeps the original and can be appealed, refusals are public with their reasons; a merge can be undone and
everybody's support is where it was."""
import random
import re

import flow
import roads
import town

SECRET = "三楼住户"


class Moderation(town.Case):
    def filed(self, title, phone="", body=""):
        page = self.client().get("/file").submit("下一步", title=title, body=body)
        page = page.submit("下一步", place=roads.option(page, "place", "河岸花园"))
        if page.path.startswith("/file/3"):
            page = page.submit("都不是")
        return roads.send_filing(page.submit("下一步", phone=phone))

    def sound(self):
        self.assertEqual(flow.qiao("verify", "--data", self.data, ok=False).returncode, 0)

    def moderate(self, address, remark, login="moderator"):
        """The card of one comment on the moderators' page."""
        me = self.enter(login)
        return me, me.get("/moderate").ok().sees(remark)

    def test_a_shortened_proposal_keeps_its_original_and_can_be_appealed(self):
        address = self.filed("楼道堆了杂物", phone="13900005551", body=f"是{SECRET}堆的，楼道走不过去。")
        self.client().get(address).sees(SECRET)
        me = self.enter("moderator")
        page = me.get(address + "/desk").follow("删改公开的文字").ok()
        page.submit(reason="").ok(422).sees("请写明原因")
        page.submit(reason="去掉了对邻居的指认").ok(422).sees("文字没有改动")
        page = page.submit(title="楼道堆了杂物", body="楼道走不过去。", reason="去掉了对邻居的指认").ok()
        for path in (address, address + "/poster", address + "/proof"):
            self.client().get(path).ok().sees_not(SECRET)
        self.client().get("/search?q=" + SECRET).sees_not("楼道堆了杂物")
        public = self.client().get(address).sees("楼道走不过去", "这段文字有删改，原文保存", "去掉了对邻居的指认")
        public.follow("有删改").ok().sees("本人和审核员能看到", "去掉了对邻居的指认").sees_not(SECRET, "提出异议")
        self.assertTrue(any("去掉了对邻居的指认" in l[2] for l in self.letters("refused")))
        ruling = public.link("有删改")

        author = self.resident("13900005551")
        page = author.get(address).follow("有删改").ok().sees(f"是{SECRET}堆的")
        page.submit(button="提出异议", words="").ok(422).sees("请写点内容")
        page = page.submit(button="提出异议", words="楼道就是他家堆的，应当写明。").ok().sees("等另一位工作人员答复")
        page.client.get(ruling).sees_not("不同意这个决定")
        self.client().get(ruling).sees("异议").sees_not("应当写明")
        author.post(ruling + "/appeal", [(k, v) for k, v in author.get("/account").forms[0].fields if k == "_csrf"] + [("words", "再来")]).ok(409)

        me.get("/moderate").sees("等待答复的异议", "要由别人答复")
        me.get(ruling).sees("您自己作的决定").sees_not("怎么决定")
        page = self.enter("street").get("/moderate").follow(href=ruling).ok()
        page.submit(outcome="kept", words="").ok(422)
        page.submit(outcome="kept", words="指认邻居要有凭据，请走物业登记。").ok().sees("维持原来的决定")
        self.client().get(ruling).sees("维持原来的决定", "指认邻居要有凭据")
        self.client().get(address).sees("答复异议：维持原来的决定").sees_not(SECRET)
        self.assertIn("维持", self.letters("appeal")[0][2])
        self.sound()

    def test_an_appeal_may_restore_the_words(self):
        address = self.filed("路口没有灯光", phone="13900005552", body="晚上看不清。")
        self.enter("worker").get(address + "/shorten").submit(body="看不清。", reason="写得太长").ok()
        ruling = self.client().get(address).sees_not("晚上看不清").link("有删改")
        self.resident("13900005552").get(ruling).submit(button="提出异议", words="没有写错。").ok()
        self.enter("moderator").get(ruling).submit(outcome="restored", words="同意，恢复。").ok().sees("恢复原文")
        self.client().get(address).sees("晚上看不清").sees_not("这段文字有删改")
        self.client().get("/search?q=晚上看不清").sees("路口没有灯光")
        self.sound()

    def test_a_comment_is_shortened_before_it_is_shown(self):
        address = self.filed("小区围栏破了")
        visitor = self.client()
        visitor.get(address).submit(form=visitor.last.form(with_field="body"), button="发", body=f"破了很久，{SECRET}弄的。").ok()
        me, page = self.moderate(address, SECRET)
        remark = self.value("SELECT id FROM remark WHERE body LIKE ?", f"%{SECRET}%")
        page = page.follow(href=rf"shorten\?remark={remark}").ok().submit(body="破了很久。", reason="不写是谁").ok().sees("已公开删改后")
        self.client().get(address).sees("破了很久", "有删改").sees_not(SECRET)
        visitor.get(address).follow("有删改").sees(SECRET, "不同意这个决定").submit(button="提出异议", words="请写明。").ok()
        self.client().get(visitor.last.path).sees_not(SECRET)
        self.enter("street").get(visitor.last.path).submit(outcome="restored", words="可以公开。").ok()
        self.client().get(address).sees(SECRET)
        self.sound()

    def test_a_shown_comment_shortened_later_stands_nowhere(self):
        address = self.filed("信报箱坏了")
        me = self.client()
        me.get(address).submit(form=me.last.form(with_field="body"), button="发", body=f"{SECRET}的也坏了").ok()
        staff, page = self.moderate(address, SECRET)
        remark = self.value("SELECT id FROM remark WHERE body LIKE ?", f"%{SECRET}的也坏%")
        page.submit(form=page.form(action=f"/moderate/{remark}$"), button="公开").ok()
        self.client().get(address).sees(SECRET)
        staff.get(f"{address}/shorten?remark={remark}").submit(body="好几户的也坏了", reason="不写是谁").ok()
        self.client().get(address).sees("好几户的也坏了").sees_not(SECRET)
        self.sound()

    def test_a_refusal_is_public_with_its_reason_and_can_be_appealed(self):
        address, visitor = self.filed("快递柜挡路"), self.client()
        visitor.get(address).submit(form=visitor.last.form(with_field="body"), button="发", body="送快递的太懒了").ok()
        me, page = self.moderate(address, "太懒了")
        remark = self.value("SELECT id FROM remark WHERE body LIKE '%太懒了%'")
        page.submit(form=page.form(action=f"/moderate/{remark}$"), button="不公开", reason="骂人的话").ok()
        self.client().get(address).sees("有 1 条留言没有公开", "骂人的话").sees_not("太懒了")
        page = visitor.get(address).sees("太懒了", "骂人的话").follow("可以提出异议").ok()
        page.submit(button="提出异议", words="不是骂人。").ok()
        page = self.enter("worker").get(page.path).submit(outcome="restored", words="说得过去，公开。").ok()
        self.client().get(address).sees("太懒了").sees_not("没有公开，看原因")
        self.sound()

    def test_an_old_form_does_not_overwrite(self):
        address, me = self.filed("绿地没人管", body="杂草很高。"), self.enter("moderator")
        page = me.get(address + "/shorten")
        other = self.enter("worker").get(address + "/desk")
        other.submit(form=other.form(action="/do/take_in$")).ok()
        page.submit(body="草高。", reason="短些").ok(409).sees("草高。")
        self.client().get(address).sees("杂草很高")


class Unmerge(town.Case):
    def filed(self, title, phone=""):
        return roads.send_filing(roads.ready_to_file(self.client(), roads.fresh_title(title), phone=phone))

    def state(self):
        """Who stands behind and follows what; the counts on the pages."""
        return (sorted(self.rows("SELECT matter, owner FROM support")), sorted(self.rows("SELECT matter, account FROM follow")),
                sorted(self.rows("SELECT id, supports, merged_into, state FROM matter")))

    def merge(self, me, one, into):
        page = me.get(one + "/desk")
        page.submit(form=page.form(action="/do/merge$"), into_number=into.split("/")[-1]).ok()

    def part(self, me, one, status=200):
        page = me.get(one + "/desk")
        return page.submit(form=page.form(action="/part$"), why_part="其实是两件事").ok(status)

    def test_merge_then_unmerge_gives_the_supporters_of_before(self):
        """Property: any supporters, two duplicates merged into one and parted in any order."""
        me, chance = self.enter("worker"), random.Random(20231112)
        people = [self.client() for _ in range(5)]
        for turn in range(4):
            matters = [self.filed("早餐车占道", phone=f"1390000{turn}{i:03}" if chance.random() < 0.5 else "") for i in range(3)]
            for who in people:
                for address in matters:
                    if chance.random() < 0.5:
                        who.get(address).submit(form=who.last.form(action="/support$")).ok()
            before = self.state()
            self.merge(me, matters[1], matters[0])
            middle = self.state()
            self.merge(me, matters[2], matters[0])
            both = self.rows("SELECT count(DISTINCT owner) FROM support WHERE matter IN (SELECT id FROM matter WHERE number IN (?, ?, ?))",
                             *(a.split("/")[-1] for a in matters))[0][0]
            self.assertEqual(self.value("SELECT supports FROM matter WHERE number = ?", matters[0].split("/")[-1]), both)
            first, second = (2, 1) if chance.random() < 0.5 else (1, 2)
            self.part(me, matters[first])
            if first == 2:
                self.assertEqual(self.state(), middle)
            self.part(me, matters[second])
            self.assertEqual(self.state(), before)
        self.assertEqual(flow.qiao("verify", "--data", self.data, ok=False).returncode, 0)

    def test_it_lives_again_under_its_own_address(self):
        first, second, me = self.filed("电梯有异响"), self.filed("电梯抖动", phone="13900007001"), self.enter("worker")
        self.merge(me, second, first)
        self.client().get(second).sees("已并入")
        later = self.client()
        later.get(first).submit(form=later.last.form(action="/support$")).ok()
        page = me.get(second + "/desk")
        page.submit(form=page.form(action="/part$"), why_part="").ok(422).sees("请写明原因")
        self.part(me, second)
        self.client().get(second).sees("社区会在", "撤销合并，恢复单独办理", "其实是两件事").sees_not("已并入另一件")
        self.client().get(first).sees("恢复单独办理", "1 人")
        self.assertTrue(any("电梯抖动" in l[2] for l in self.letters("moved")))
        later.get(second).submit(form=later.last.form(action="/support$")).ok()

    def test_who_pressed_again_after_the_merge_stays(self):
        first, second, me, one = self.filed("草坪积水"), self.filed("草坪泡水"), self.enter("worker"), self.client()
        one.get(second).submit(form=one.last.form(action="/support$")).ok()
        form = one.get(first).form(action="/support$")
        self.merge(me, second, first)
        one.post(first + "/support", form.fields).ok()
        self.part(me, second)
        one.get(first).sees("1 人")
        one.get(second).sees("1 人")

    def test_only_who_may_and_not_under_another_merge(self):
        a, b, c, me = self.filed("垃圾桶满"), self.filed("垃圾桶不够"), self.filed("垃圾没人收"), self.enter("worker")
        self.merge(me, a, b)
        self.merge(me, b, c)
        self.part(me, a, 422).sees("请先把那一件分开")
        self.assertNotIn("撤销合并", self.enter("grid").get(a + "/desk").text)
        self.part(me, b)
        self.part(me, a)
        self.assertNotIn("其实是两件事", self.client().get(c).text.split("恢复单独办理")[0])
