"""A person corrects their own words: at once while nobody built on them, else with the community's word; both texts for the right people."""
import flow
import town
from test_own import file_as

MINE, OTHER = "13900007801", "13900007802"


class Fix(town.Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        case = cls(methodName="test_1_at_once")
        cls.me, cls.they = case.resident(MINE), case.resident(OTHER)
        cls.address = file_as(cls.me, "北门的路灯坏了三盏")
        cls.moderator, cls.worker = case.enter("moderator"), case.enter("worker")

    def verify(self):
        return flow.qiao("verify", "--data", self.data).stdout

    def test_1_at_once(self):
        page = self.me.get(self.address).ok().follow("更正我写的话").ok().sees("您可以马上改")
        page.submit(title="").ok(422)
        page.submit("改好了").ok(422).sees("没有改动")
        page.submit(body="我的电话是 13911112222").ok(422).form(button="去掉号码")
        done = page.submit(title="南门的路灯坏了三盏").ok().sees("已经更正", "北门的路灯坏了三盏", "南门的路灯坏了三盏", "只有提出人和审核员看得到")
        self.client().get(self.address).ok().sees("南门的路灯坏了三盏", "更正了").sees_not("北门的路灯")
        self.client().get("/search?q=南门").sees("南门的路灯坏了三盏")
        self.client().get("/search?q=北门").sees_not("北门的路灯坏了")
        self.client().get(done.path).ok(404)
        self.they.get(done.path).ok(404)
        self.moderator.get(done.path).ok().sees("北门的路灯坏了三盏")
        self.they.get(self.address + "/correct").ok(403)
        self.verify()

    def test_2_the_community_decides_once_somebody_stands_behind_it(self):
        page = self.they.get(self.address)
        page.submit(form=page.form(action="/support$")).ok()
        page = self.me.get(self.address + "/correct").ok().sees("30 天之内答复")
        page.submit(title="东门的路灯坏了三盏").ok(422).sees("请写明哪里不对")
        asked = page.submit(title="东门的路灯坏了三盏", reason="我把门记错了").ok().sees("等社区答复", "我把门记错了")
        self.client().get(self.address).sees("南门的路灯").sees_not("东门", "记错")
        self.me.get(self.address + "/correct").submit(title="西门", reason="再改").ok(409).sees("已经在等")
        self.assertFalse([f for f in asked.forms if (f.action or "").endswith("/answer")], "nobody decides about their own words")
        page = self.moderator.get("/moderate").ok().sees("请求更正的").follow(href=r"^/fix/\d+$")
        page.sees("南门的路灯坏了三盏", "东门的路灯坏了三盏")
        page.submit("不更正").ok(422).sees("必须写明理由")
        page.submit("同意更正", words="核对过，是东门。").ok().sees("已经更正")
        self.client().get(self.address).sees("东门的路灯坏了三盏").sees_not("记错", "核对过")
        self.me.get(asked.path).sees("核对过，是东门。", "南门的路灯坏了三盏")
        self.assertIn("核对过，是东门。", self.letters("fix")[0][2])
        self.moderator.get("/moderate").sees_not("请求更正的")
        self.verify()

    def test_3_a_comment_and_a_refusal_with_its_reason(self):
        self.me.get(self.address).submit("发表", body="我昨天数过是四盏").ok()
        page = self.me.get(self.address + "/correct").follow("我昨天数过").ok().sees("您可以马上改")
        page.submit(body="我昨天数过是五盏").ok().sees("已经更正")
        page = self.moderator.get("/moderate").ok().sees("我昨天数过是五盏")
        page.submit(form=page.form(action=r"^/moderate/\d+$"), show="yes", lenient=True).ok()
        self.client().get(self.address).sees("我昨天数过是五盏").sees_not("四盏")
        page = self.me.get(self.address + "/correct").follow("我昨天数过").ok().sees("30 天之内答复")
        asked = page.submit(body="我昨天数过是六盏", reason="又数了一遍").ok()
        page = self.moderator.get(asked.path)
        page.submit("不更正", words="街道数过，是五盏。").ok().sees("没有更正")
        self.me.get(asked.path).sees("没有更正", "街道数过，是五盏。")
        self.client().get(self.address).sees("五盏").sees_not("六盏", "街道数过")
        self.verify()

    def test_4_in_the_copy_and_gone_with_an_erasure(self):
        text = self.me.get("/account/data.txt").html
        for words in ("东门的路灯坏了三盏", "我昨天数过是六盏", "我把门记错了"):
            self.assertIn(words, text)
        who = flow.qiao("erase", "account", "--phone", MINE, "--data", self.data).stdout.strip()
        flow.qiao("erase", "account", who, "--yes", "--data", self.data)
        self.assertEqual(self.rows("SELECT 1 FROM fix WHERE old_title || old_body || title || body || reason <> ''"), [])
        self.assertNotIn("六盏", flow.qiao("own", who, "--data", self.data).stdout)
        self.verify()
        self.server.stop()
        for name in ("qiao.db", "qiao.db-wal"):
            try:
                data = open(f"{self.data}/{name}", "rb").read()
            except FileNotFoundError:
                continue
            for words in ("数过是六盏", "门记错了", "南门的路灯"):
                self.assertNotIn(words.encode(), data, f"{words} still lies in {name}")
        self.server.start()
