"""The road's side ways: a duplicate merged with its supporters, "not solved" that reopens, a stale form, a guard that is overridden,
what the timer does by itself, letters of thanks, following from elsewhere, whose photos stand where, filing numbers in the foot."""
import os
import sqlite3
import time

import flow
import roads
import town


class Ways(town.Case):
    settings = "site.icp = 津ICP备00000000号\nsite.police = 津公网安备 00000000000000号\n"

    # ---- steps ----

    def file_one(self, title, phone="13900007001"):
        return roads.send_filing(roads.ready_to_file(self.client(), title, phone=phone))

    def do(self, me, address, move, files=None, **values):
        page = me.get(address + "/desk").ok()
        return page.submit(form=page.form(action=rf"/do/{move}$"), files=files, **values)

    def taken_in(self, title, **kw):
        me, address = self.enter("worker"), self.file_one(title, **kw)
        self.do(me, address, "take_in").ok()
        return me, address

    def published(self, title, **kw):
        """Taken in, begun, and its result published."""
        me, address = self.taken_in(title, **kw)
        self.do(me, address, "start_work").ok()
        self.do(me, address, "publish_result", result="修好了，大家去看看。").ok()
        self.client().get(address).sees("修好了，大家去看看")
        return me, address

    def ask_one(self, me, address, what):
        page = me.get(address + "/ask")
        form = page.form(with_field="units[]")
        page.submit(form=form, what=what, **{"units[]": form.options["units[]"][:1]}).ok()

    def support(self, address, n=1):
        for _ in range(n):
            me = self.client()
            me.get(address).submit(form=me.last.form(action="/support$")).ok()

    def matter(self, address):
        return self.rows("SELECT matter.id, state, version FROM matter JOIN place ON place.id = matter.place WHERE slug = ? AND number = ?",
                         *address.strip("/").split("/"))[0]

    def change(self, sql, *params):
        """Moves a day in the file, as waiting would: the timer sees it, verify would too."""
        db = sqlite3.connect(os.path.join(self.data, "qiao.db"), timeout=30)
        with db:
            db.execute(sql, params)
        db.close()

    def again(self):
        """The server starts anew: its timer looks at once."""
        self.server.stop()
        self.server.start()

    def until(self, what, seconds=20):
        for _ in range(seconds * 5):
            if what():
                return
            time.sleep(0.2)
        self.fail("it did not happen")

    # ---- merging ----

    def test_a_merged_duplicate_keeps_its_supporters(self):
        me, first, second = self.enter("worker"), self.file_one("健身器材松动了"), self.file_one("健身器材松动，孩子玩不安全", "13900007002")
        self.support(first)
        self.support(second, 2)
        number = first.split("/")[-1]
        self.do(me, second, "merge", into_number="没有的号").ok(422).sees("没有这个编号的事")
        self.do(me, second, "merge", into_number=number).ok()
        # one of its own, two of the duplicate's, and the duplicate's author
        self.assertEqual(self.rows("SELECT supports FROM matter WHERE id = ?", self.matter(first)[0]), [(4,)])
        self.client().get(first).ok().sees("4 人")
        self.client().get(second).ok().sees("已经并入相同的一件事").follow("健身器材松动了").ok()
        self.client().get("/hall").sees_not("健身器材松动，孩子玩不安全")

    def test_a_duplicate_of_nobody_known_brings_its_supporters_only(self):
        me, first, second = self.enter("worker"), self.file_one("西门的路灯坏了三盏", ""), self.file_one("儿童乐园的沙坑漏水", "")
        self.support(first, 2)
        self.support(second, 3)
        self.do(me, second, "merge", into_number=first.split("/")[-1]).ok()
        self.client().get(first).ok().sees("5 人")

    # ---- not solved ----

    def test_not_solved_reopens(self):
        _, address = self.published("楼道声控灯不灵")
        page = self.client().get(address + "/rate").sees("一部手机算一次")
        page = page.submit(form=page.form(with_field="score"), score="1", solved="no", words="").ok(422).sees("还差什么")
        page.submit(form=page.form(with_field="score"), score="1", solved="no", words="三楼的还是不亮").ok()
        self.client().get(address).sees("重新办理", "三楼的还是不亮").sees_not("办理结果")
        self.assertEqual(self.matter(address)[1], "accepted")

    def test_the_author_signed_in_reopens_too(self):
        _, address = self.published("车棚的门关不上", phone="13900004444")
        page = self.resident("13900004444").get(address + "/rate")
        page.submit(form=page.form(with_field="score"), score="1", solved="no", words="还是关不上").ok()
        self.client().get(address).ok().sees("没有解决", "社区已经受理")

    # ---- forms of staff ----

    def test_a_stale_form_keeps_what_was_typed(self):
        me, address = self.enter("worker"), self.file_one("门口减速带坏了")
        page = me.get(address + "/desk")
        self.do(self.enter("worker"), address, "take_in").ok()
        page = page.submit(form=page.form(action="/do/decline$"), ground="scope", reason="不归我们管的理由").ok(409)
        page.sees("刚刚有变动", "不归我们管的理由")
        self.assertEqual(self.matter(address)[1], "accepted")

    def test_a_guard_is_overridden_only_with_a_reason(self):
        me, address = self.taken_in("小区北门路不平")
        self.ask_one(me, address, "请来看看")
        page = self.do(me, address, "publish_result", result="先填平了一段。").ok(422)
        page.sees("先填平了一段", "理由")
        page.submit(form=page.form(action="/do/publish_result$"), result="先填平了一段。", reason="单位还没答复，先公布已做的").ok()
        self.client().get(address).sees("先填平了一段", "单位还没答复，先公布已做的")

    def test_photos_stand_with_the_entry_they_came_with(self):
        me = self.client()
        page = me.get("/file").submit("下一步", title="雨水口堵了半年", files={"photo": ("堵.png", "image/png", roads.png())})
        page = page.submit("下一步", place=roads.option(page, "place", "河岸花园"))
        if page.path.startswith("/file/3"):
            page = page.submit("都不是")
        address = roads.send_filing(page.submit("下一步"))
        me = self.enter("worker")
        self.do(me, address, "take_in").ok()
        self.do(me, address, "progress", words="今天清了一半。", files={"photos": ("清.png", "image/png", roads.png())}).ok()
        for path in (address + "/desk", address):
            page = me.get(path)
            own = page.html.split('id="what"' if path.endswith("desk") else 'id="why"')[1].split("</section>")[0]
            told = page.html.split('id="tl"')[1].split("</section>")[0]
            self.assertEqual((own.count("<img"), told.count("<img")), (1, 1), path)

    def test_staff_follow_what_lies_elsewhere(self):
        address, me = self.file_one("北岸的水管漏水"), self.enter("nanan")
        me.get(address + "/desk").ok(403)
        me.get(address).submit(form=me.last.form(action="/follow$")).ok().sees("不再通知我")
        me.get("/mine").sees("北岸的水管漏水")
        self.do(self.enter("worker"), address, "take_in").ok()
        self.until(lambda: any("北岸的水管漏水" in body for _, _, body in self.letters("moved")))
        me.get(address).submit(form=me.last.form(action="/follow$")).ok().sees("有进展告诉我")
        me.get("/mine").sees_not("北岸的水管漏水")

    # ---- by itself ----

    def test_the_timer_closes_and_chases(self):
        _, done = self.published("花坛缺土")
        me, late = self.taken_in("河边栏杆松了")
        self.ask_one(me, late, "请加固")
        day = int(time.time()) // 86400
        self.change("UPDATE matter SET due = ?, state_since = state_since - ? WHERE id = ?", day - 2, 30 * 86400 * 10**6, self.matter(done)[0])
        self.change("UPDATE assignment SET due = ? WHERE matter = ?", day - 2, self.matter(late)[0])
        self.again()
        self.until(lambda: self.matter(done)[1] == "closed")
        self.until(lambda: self.rows("SELECT chased FROM assignment WHERE matter = ?", self.matter(late)[0]) == [(1,)])
        self.assertTrue(any("催办：河边栏杆松了 / Reminder: 河边栏杆松了" == subject for _, subject, _ in self.letters("chase")))
        self.client().get(late).sees("催办")

    def test_thanks_reach_the_unit(self):
        me, address = self.taken_in("垃圾桶盖坏了")
        self.ask_one(me, address, "请换盖")
        self.do(me, address, "publish_result", result="换好了。", reason="已在现场看到换好").ok()
        page = self.client().get(address)
        page.submit("感谢", form=page.form(action="/comment$"), body="换得真快").ok()
        page = self.enter("moderator").get("/moderate")
        page.submit("公开", form=next(f for f in page.forms if "/moderate/" in (f.action or ""))).ok()
        self.until(lambda: any("居民说：\n\n换得真快" in body and "A resident says:\n\n换得真快" in body for _, _, body in self.letters("thanks")))

    # ---- around ----

    def test_filing_numbers_stand_in_the_foot(self):
        self.client().get("/").ok().sees("津ICP备00000000号", "津公网安备 00000000000000号")

    def test_a_meeting_is_found_by_words(self):
        me, address = self.taken_in("晾衣杆不够用")
        ident = self.matter(address)[0]
        page = me.get(f"/meetings/new?matter={ident}")
        day = self.value("SELECT date('now', '+9 days')")
        page.submit(form=page.form(with_field="matter[]"), title="晾晒专题会", day=day, hour="14:30", venue="二楼会议室",
                    **{"matter[]": [str(ident)]}).ok().sees("晾晒专题会")
        self.client().get("/search?q=专题").ok().sees("晾晒专题会")
