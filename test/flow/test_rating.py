"""Rating a result: by cookie, signed in, by the letter's link. Who rated sees what was said, changes it until the matter is closed, or is
told why not; one telephone is one voice; letters come in the language somebody filed in."""
import re
import sqlite3
import os

import flow
import roads
import town


class Rating(town.Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.worker = town.sign_in(flow.Client(cls.server), cls.data, "worker", cls.passwords["worker"])
        cls.phones = 13900005000

    def do(self, address, move, **values):
        page = self.worker.get(address + "/desk").ok()
        return page.submit(form=page.form(action=rf"/do/{move}$"), **values).ok()

    def published(self):
        """A matter with a result, the number of who raised it, and the link in their letter."""
        type(self).phones += 1
        phone = str(self.phones)
        address = roads.send_filing(roads.ready_to_file(self.client(), roads.fresh_title("井盖响"), phone=phone))
        for move, values in (("take_in", {}), ("start_work", {}), ("publish_result", {"result": "换好了，不响了。"})):
            self.do(address, move, **values)
        return address, phone, re.search(r"/r/[\w-]{40,}", self.letters("result")[0][2])[0]

    def rate(self, me, path, **values):
        page = me.get(path).ok()
        return page.submit(form=page.form(with_field="words"), **values)

    def ratings(self, address):
        return self.rows("SELECT substr(owner, 1, 1), score, solved, r4 + r3 + r2 + r1 FROM rating JOIN matter ON matter.id = rating.matter "
                         "JOIN place ON place.id = matter.place WHERE slug = ? AND number = ? ORDER BY owner", *address.strip("/").split("/"))

    def test_a_visitor_sees_and_changes_what_was_said(self):
        address, _, _ = self.published()
        me = self.client()
        self.rate(me, address + "/rate", score="4", solved="yes", words="挺好的").ok().sees("评过：非常满意，解决了。", "改我的评价")
        page = me.get(address).follow("改我的评价").ok().sees("您评过了", "挺好的", "以前都可以改")
        page.submit(form=page.form(with_field="score"), score="2").ok().sees("评过：基本满意，解决了。")
        self.assertEqual(self.ratings(address), [("v", 2, 1, 1)])
        self.client().get(address).ok().sees("我来评价").sees_not("您 ")

    def test_by_letter_and_on_the_same_telephone(self):
        address, phone, link = self.published()
        me = self.client()
        page = self.rate(me, link, words="忘了选").ok(422).sees("请选一个满意程度", "忘了选")
        self.assertIn("_kept=", page.path)        # going back to it asks nothing: it is a page of its own, though the link names no referrer
        me.get(page.path).ok(422).sees("忘了选")
        self.rate(me, link, score="4", solved="yes", words="挺好的").ok().sees("收到了，谢谢您", "评过：非常满意，解决了。")
        page = me.get(address).sees("这部手机").sees_not("我来评价", "挺好的").follow("怎么改").ok()
        page.sees("一部手机只算一次", "用手机号登录").sees_not("挺好的")
        self.assertNotIn('name="score"', page.html)
        guard = next(f for f in me.get(address).forms if f.method == "post").fields
        me.post(address + "/rate", guard + [("score", "1"), ("solved", "yes")]).ok(422).sees("这部手机评过了")
        self.assertEqual(self.ratings(address), [("a", 4, 1, 1)])
        self.rate(me, link, score="3").ok().sees("评过：满意")
        page = self.resident(phone).get(address).sees("评过：满意，解决了。", "改我的评价")
        self.rate(self.client(), address + "/rate", score="1", solved="yes").ok()
        self.assertEqual([r[:2] for r in self.ratings(address)], [("a", 3), ("v", 1)])

    def test_first_as_a_visitor_then_by_letter_is_one_voice(self):
        address, _, link = self.published()
        me = self.client()
        self.rate(me, address + "/rate", score="2", solved="yes", words="还行").ok()
        page = me.get(link).ok().sees("您评过了", "还行")
        page.submit(form=page.form(with_field="score"), score="4").ok()
        self.assertEqual(self.ratings(address), [("a", 4, 1, 1)])

    def test_once_closed_it_stays_but_the_problem_may_be_back(self):
        address, _, link = self.published()
        me = self.client()
        self.rate(me, address + "/rate", score="4", solved="yes").ok()
        self.do(address, "close")
        page = me.get(address).sees("问题又出现了").follow("问题又出现了").ok().sees("评价不再改")
        guard = page.form(with_field="words").fields
        me.post(address + "/rate", [f for f in guard if f[0] not in ("score", "solved")] + [("score", "1"), ("solved", "yes")]).ok(422).sees("评价不能再改")
        self.rate(me, address + "/rate", words="").ok(422).sees("还差什么")
        self.rate(me, address + "/rate", words="又响了").ok().sees("社区已经受理")
        self.assertEqual(self.ratings(address), [("v", 4, 0, 1)])
        self.client().get(link).ok().sees("社区已经受理")        # reopened: the letter leads to where it stands

    def test_a_new_result_is_rated_anew(self):
        address, _, link = self.published()
        me = self.client()
        self.rate(me, address + "/rate", score="1", solved="no", words="还是响").ok()
        for move, values in (("start_work", {}), ("publish_result", {"result": "又换了一个。"})):
            self.do(address, move, **values)
        me.get(address).sees("我来评价").follow("我来评价").ok().sees("上一次的结果")
        self.rate(me, address + "/rate", score="4", solved="yes").ok().sees("评过：非常满意")
        self.assertEqual(self.ratings(address), [("v", 4, 1, 1)])

    def test_letters_come_in_the_language_of_who_filed(self):
        me = flow.Client(self.server, lang="en")
        page = me.get("/file").submit("Next", title="The lift stops between floors")
        page = page.submit("Next", place=roads.option(page, "place", "River Garden"))
        if page.path.startswith("/file/3"):
            page = page.submit("None of these")
        page = page.submit("Next", phone="13900005999").submit("Send it").ok()
        address = page.link(href=r"^/beian/\d{4}-\d+$")
        self.assertIn("We have your matter", self.letters("filed")[0][2])
        self.do(address, "take_in")
        said = self.letters("moved")[0][2]
        self.assertIn("Taken in", said)
        self.assertIsNone(re.search("[\u4e00-\u9fff]", said))
        self.do(address, "start_work")
        self.do(address, "publish_result", result="修好了。")
        self.assertIn("has a result", self.letters("result")[0][2])
        me = self.resident("13900005999")       # signs in on a Chinese page: from now on in Chinese
        self.rate(me, address + "/rate", score="4", solved="yes").ok()
        self.do(address, "close")
        self.assertIn("有进展", self.letters("moved")[0][2])

    def test_old_results_are_no_longer_called(self):
        address, _, _ = self.published()
        self.worker.get("/desk/calls").ok().link(href=address + "/call$")
        db = sqlite3.connect(os.path.join(self.data, "qiao.db"), timeout=30)
        with db:
            db.execute("UPDATE tally_matter SET at = at - 61 * 86400000000 WHERE matter = (SELECT max(id) FROM matter WHERE number = ?)",
                       (address.split("/")[-1],))
        db.close()
        page = self.worker.get("/desk/calls").ok()
        self.assertNotIn(address + "/call", page.html)
        page.follow("60 天以前").ok().sees("不用再打").link(href=address + "/call$")
