"""The road's side ways: a duplicate merged with its supporters, "not solved" that reopens, a stale form, a guard that is overridden,
what the timer does by itself, letters of thanks, filing numbers in the foot."""
import time

import flow
import roads
import town


def write(data, sql, *params):
    """Moves a day in the file, as waiting would: the timer sees it, verify would too."""
    import os
    import sqlite3

    db = sqlite3.connect(os.path.join(data, "qiao.db"), timeout=30)
    with db:
        db.execute(sql, params)
    db.close()


class Ways(town.Case):
    settings = "site.icp = 津ICP备00000000号\nsite.police = 津公网安备 00000000000000号\n"

    def file_one(self, title, phone="13900007001"):
        return roads.send_filing(roads.ready_to_file(self.client(), title, phone=phone))

    def do(self, me, address, move, **values):
        page = me.get(address + "/desk").ok()
        return page.submit(form=page.form(action=rf"/do/{move}$"), **values)

    def support(self, address):
        me = self.client()
        me.get(address).submit(form=me.last.form(action="/support$")).ok()

    def published(self, title):
        """Taken in, begun, and its result published."""
        me, address = self.enter("worker"), self.file_one(title)
        self.do(me, address, "take_in").ok()
        self.do(me, address, "start_work").ok()
        self.do(me, address, "publish_result", result="修好了，大家去看看。").ok()
        self.client().get(address).sees("修好了，大家去看看")
        return me, address

    def matter(self, address):
        return self.rows("SELECT matter.id, state, version FROM matter JOIN place ON place.id = matter.place WHERE slug = ? AND number = ?",
                         *address.strip("/").split("/"))[0]

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

    def test_a_merged_duplicate_keeps_its_supporters(self):
        me, first, second = self.enter("worker"), self.file_one("健身器材松动了"), self.file_one("健身器材松动，孩子玩不安全", "13900007002")
        self.support(first)
        self.support(second)
        self.support(second)
        number = first.split("/")[-1]
        self.do(me, second, "merge", into_number="没有的号").ok(422).sees("没有这个编号的事")
        self.do(me, second, "merge", into_number=number).ok()
        # one of its own, two of the duplicate's, and the duplicate's author
        self.assertEqual(self.rows("SELECT supports FROM matter WHERE id = ?", self.matter(first)[0]), [(4,)])
        self.client().get(second).ok().sees("已经并入相同的一件事").follow("健身器材松动了").ok()
        self.client().get("/hall").sees_not("健身器材松动，孩子玩不安全")

    def test_not_solved_reopens(self):
        _, address = self.published("楼道声控灯不灵")
        me = self.client()
        page = me.get(address + "/rate")
        page = page.submit(form=page.form(with_field="score"), score="1", solved="no", words="").ok(422).sees("还差什么")
        page.submit(form=page.form(with_field="score"), score="1", solved="no", words="三楼的还是不亮").ok()
        page = self.client().get(address).sees("重新办理", "三楼的还是不亮").sees_not("办理结果")
        self.assertEqual(self.matter(address)[1], "accepted")

    def test_a_stale_form_keeps_what_was_typed(self):
        me, address = self.enter("worker"), self.file_one("门口减速带坏了")
        other = self.enter("street") if "street" in self.passwords else self.enter("worker")
        page = me.get(address + "/desk")
        self.do(self.enter("worker"), address, "take_in").ok()
        page = page.submit(form=page.form(action="/do/decline$"), ground="scope", reason="不归我们管的理由").ok(409)
        page.sees("刚刚有变动", "不归我们管的理由")
        self.assertEqual(self.matter(address)[1], "accepted")
        self.assertIsNotNone(other)

    def test_a_guard_is_overridden_only_with_a_reason(self):
        me, address = self.enter("worker"), self.file_one("小区北门路不平")
        self.do(me, address, "take_in").ok()
        page = me.get(address + "/ask")
        page.submit(form=page.form(with_field="units[]"), what="请来看看", **{"units[]": page.form(with_field="units[]").options["units[]"][:1]}).ok()
        page = self.do(me, address, "publish_result", result="先填平了一段。").ok(422)
        page.sees("先填平了一段", "理由")
        page.submit(form=page.form(action="/do/publish_result$"), result="先填平了一段。", reason="单位还没答复，先公布已做的").ok()
        self.client().get(address).sees("先填平了一段", "单位还没答复，先公布已做的")

    def test_the_timer_closes_and_chases(self):
        _, done = self.published("花坛缺土")
        me, late = self.enter("worker"), self.file_one("河边栏杆松了")
        self.do(me, late, "take_in").ok()
        page = me.get(late + "/ask")
        page.submit(form=page.form(with_field="units[]"), what="请加固", **{"units[]": page.form(with_field="units[]").options["units[]"][:1]}).ok()
        day = int(time.time()) // 86400
        write(self.data, "UPDATE matter SET due = ?, state_since = state_since - ? WHERE id = ?", day - 2, 30 * 86400 * 10**6, self.matter(done)[0])
        write(self.data, "UPDATE assignment SET due = ? WHERE matter = ?", day - 2, self.matter(late)[0])
        self.again()
        self.until(lambda: self.matter(done)[1] == "closed")
        self.until(lambda: self.rows("SELECT chased FROM assignment WHERE matter = ?", self.matter(late)[0]) == [(1,)])
        self.assertTrue(any("河边栏杆松了" in subject for _, subject, _ in self.letters("chase")))
        self.client().get(late).sees("催办")

    def test_thanks_reach_the_unit(self):
        me, address = self.enter("worker"), self.file_one("垃圾桶盖坏了")
        self.do(me, address, "take_in").ok()
        page = me.get(address + "/ask")
        page.submit(form=page.form(with_field="units[]"), what="请换盖", **{"units[]": page.form(with_field="units[]").options["units[]"][:1]}).ok()
        self.do(me, address, "publish_result", result="换好了。", reason="已在现场看到换好").ok()
        them = self.client()
        page = them.get(address)
        page.submit("感谢", form=page.form(action="/comment$"), body="换得真快").ok()
        page = self.enter("moderator").get("/moderate")
        page.submit("公开", form=next(f for f in page.forms if "/moderate/" in (f.action or ""))).ok()
        self.until(lambda: any("换得真快" in body for _, _, body in self.letters("thanks")))

    def test_filing_numbers_stand_in_the_foot(self):
        self.client().get("/").ok().sees("津ICP备00000000号", "津公网安备 00000000000000号")

    def test_a_meeting_is_found_by_words(self):
        me, address = self.enter("worker"), self.file_one("晾衣杆不够用")
        self.do(me, address, "take_in").ok()
        ident = self.matter(address)[0]
        page = me.get(f"/meetings/new?matter={ident}")
        day = self.value("SELECT date('now', '+9 days')")
        page.submit(form=page.form(with_field="matter[]"), title="晾晒专题会", day=day, hour="14:30", venue="二楼会议室",
                    **{"matter[]": [str(ident)]}).ok().sees("晾晒专题会")
        self.client().get("/search?q=专题").ok().sees("晾晒专题会")
