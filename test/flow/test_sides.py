"""Beside the straight road: merging keeps every supporter, "not solved" reopens, filing numbers stand in the foot."""
import roads
import town


class Sides(town.Case):
    settings = "site.icp = 津ICP备00000000号\nsite.police = 津公网安备00000000000000号\n"

    def filed(self, title, phone=""):
        return roads.send_filing(roads.ready_to_file(self.client(), title, phone=phone))

    def support(self, address, n):
        for _ in range(n):
            me = self.client()
            me.get(address).submit(form=me.last.form(action="/support$")).ok()

    def act(self, me, address, move, **answers):
        page = me.get(address + "/desk").ok()
        return page.submit(form=page.form(action=rf"/do/{move}$"), **answers)

    def test_merging_keeps_every_supporter(self):
        first, second = self.filed("西门的路灯坏了三盏"), self.filed("儿童乐园的沙坑漏水")
        self.support(first, 2)
        self.support(second, 3)
        me = self.enter("worker")
        self.act(me, second, "merge", into_number=first.split("/")[-1]).ok()
        self.client().get(first).ok().sees("5 人")
        page = self.client().get(second)
        self.assertTrue(page.path == first or first in [h for h, _ in page.links], "the merged one leads to the other")

    def test_not_solved_reopens(self):
        address, me = self.filed("车棚的门关不上", phone="13900004444"), self.enter("worker")
        self.act(me, address, "take_in").ok()
        self.act(me, address, "start_work").ok()
        self.act(me, address, "publish_result", result="门修好了。").ok()
        author = self.resident("13900004444")
        page = author.get(address + "/rate")
        page.submit(form=page.form(with_field="score"), score="1", solved="no", words="还是关不上").ok()
        self.client().get(address).ok().sees("没有解决", "社区已经受理")

    def test_filing_numbers_in_the_foot(self):
        self.client().get("/").sees("津ICP备00000000号", "津公网安备00000000000000号")
