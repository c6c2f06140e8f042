"""Satisfaction by the letter's link, by the code on the printed notice and by call-back; the three rates with their definitions; each
figure leads to exactly the matters behind it, and `qiao tally check` finds nothing."""
import datetime
import io
import re
import urllib.parse
import zipfile

import flow
import qr
import roads
import town

PHONE = "13900007777"


class Figures(town.Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.staff = {login: town.sign_in(flow.Client(cls.server), cls.data, login, cls.passwords[login])
                     for login in ("worker", "nanan", "leader")}

    def settled(self, phone=PHONE, title="井盖响"):
        """A matter filed, taken in, worked on and published; its address."""
        address = roads.send_filing(roads.ready_to_file(self.client(), roads.fresh_title(title), phone=phone))
        for move, values in (("take_in", {}), ("start_work", {}), ("publish_result", {"result": "换好了，不响了。"})):
            page = self.staff["worker"].get(address + "/desk")
            page.submit(form=page.form(action=f"/do/{move}$"), **values).ok()
        return address

    def rate_link(self):
        return re.search(r"/r/[\w-]{40,}", self.letters("result")[0][2])[0]

    def to_call(self, address):
        page = self.staff["worker"].get("/desk").follow("等电话回访").ok()
        return page.follow(href=address + "/call$").ok()

    def record(self, page, **values):
        return page.submit(form=page.form(with_field="reached"), **values)

    def voice(self, address):
        number = address.rsplit("/", 1)[1]
        return self.rows("SELECT voice, responded, solved, satisfied FROM tally_matter t JOIN matter m ON m.id = t.matter "
                         "WHERE m.number = ?", number)[0]

    def test_by_the_link_in_the_letter(self):
        address = self.settled()
        link = self.rate_link()
        before = self.rows("SELECT * FROM rating")
        page = self.client().get(link).ok().sees("换好了，不响了。")
        self.assertEqual(page.headers["referrer-policy"], "no-referrer")
        self.assertEqual(self.rows("SELECT * FROM rating"), before)
        page.submit(form=page.form(with_field="score"), score="4", solved="yes").ok().sees("收到了，谢谢您").follow("返回这件事") \
            .ok().sees("1 人评价", "1 人里有 1 人满意").sees_not("100%")
        self.assertEqual(self.value("SELECT count(*) FROM rating JOIN matter ON matter.id = rating.matter "
                                    "WHERE owner = 'a' || matter.author AND number = ?", address.rsplit("/", 1)[1]), 1)
        self.assertEqual(self.voice(address), (1, -1, 1, 1))
        self.client().get(link[:-1] + ("A" if link[-1] != "A" else "B")).ok(404).sees("这个链接不对")

    def test_the_printed_notice_leads_to_the_rating(self):
        address = self.settled(phone="")
        page = self.client().get(address).follow("打印结果告知单").ok().sees("换好了，不响了。", "扫码评一评", address + "/rate")
        self.assertEqual([urllib.parse.urlsplit(c).path for c in qr.codes(page)], [address + "/rate"])
        self.client().get(address + "/rate").ok().sees("换好了")
        self.assertEqual(self.voice(address)[0], 4)        # no phone left, nobody rated

    def test_called_and_heard(self):
        address = self.settled()
        page = self.to_call(address).sees("139****7777")
        self.assertNotIn(PHONE, page.html)
        looks = "SELECT count(*) FROM access_log"
        before = self.value(looks)
        page = page.submit(form=page.form(action="/call/phone$")).ok().sees(PHONE)
        self.assertEqual(self.value(looks), before + 1)
        self.record(page, reached=None).ok(422).sees("请选联系上了没有")
        self.record(page, reached="yes").ok(422).sees("请至少记下一个问题的回答")
        self.record(page, reached="yes", responded="no", solved="no").ok(422).sees("没有解决的话")
        self.record(page, reached="yes", responded="yes", solved="yes", score="3", words="挺好。").ok().sees("记下了")
        self.assertEqual(self.voice(address), (1, 1, 1, 1))
        self.assertNotIn(address + "/call", self.staff["worker"].get("/desk/calls").html)
        page = self.client().get(address).sees("社区打电话回访：联系上了")
        page.sees_not("挺好。")
        self.assertNotIn(PHONE, page.html)
        self.staff["worker"].get(address + "/desk").follow("电话回访").sees("不用再打了")

    def test_three_calls_in_vain(self):
        address = self.settled()
        for n in (1, 2, 3):
            self.record(self.to_call(address), reached="no").ok()
        self.assertEqual(self.voice(address)[0], 3)
        self.assertNotIn(address + "/call", self.staff["worker"].get("/desk/calls").html)

    def test_not_solved_on_the_telephone_reopens(self):
        address = self.settled()
        self.record(self.to_call(address), reached="yes", solved="no", words="还是响。").ok()
        self.client().get(address).sees("问题没有解决，重新办理", "社区已经受理")
        self.assertEqual(self.voice(address)[0], 0)
        self.assertEqual(self.value("SELECT how FROM tally_matter t JOIN matter m ON m.id = t.matter WHERE m.number = ?",
                                    address.rsplit("/", 1)[1]), 0)

    def test_other_communities_and_visitors_do_not_call(self):
        address = self.settled()
        self.staff["nanan"].get(address + "/call").ok(403)
        self.staff["leader"].get("/desk/calls").ok(403)
        self.client().get("/desk/calls").sees("登录")

    def test_each_figure_leads_to_its_matters(self):
        self.settled(title="楼道灯坏")
        me = self.client()
        page = me.get("/").follow("数字").ok().sees("响应率", "解决率", "满意率", "分母是", "收到和办结")
        seen = 0
        month = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=8)).strftime("%Y-%m")
        for start in (page.path, "/figures?place=beian-jie", "/figures?place=beian", "/figures?place=heyuan&period=12m", f"/figures?place=beian-jie&period={month}", "/figures/unit/bus"):
            html = re.sub(r"<dt>办结用了.*?</div>", "", me.get(start).ok().html)      # a median counts no matters
            for href, n in re.findall(r'<a href="(/figures/list[^"]*)"[^>]*>(\d+)</a>', html) + \
                    re.findall(r'<li><a href="(/figures/list[^"]*)">[^<]*<span>(\d+)</span>', html):
                page, listed = me.get(href.replace("&amp;", "&")).ok().sees(f"共 {n} 件"), 0
                while page:
                    listed += len(re.findall(r'<li class="q-hit"', page.html))
                    page = page.follow(href="id=") if re.search(r'class="q-pages"', page.html) else None
                self.assertEqual(listed, int(n), href)
                seen += 1
        self.assertGreater(seen, 20)
        self.assertIn("the same", flow.qiao("tally", "check", "--data", self.data).stdout)
        self.assertIn("sound", flow.qiao("verify", "--data", self.data).stdout)

    def test_few_are_no_percentage(self):
        page = self.client().get("/figures").ok()
        self.assertIsNone(re.search(r"<b>\d+%</b>", page.html))
        page.sees("件里有")
        self.client().get("/figures?place=nowhere").ok(404)
        self.client().get("/figures?period=2023-13").ok(404)
        self.client().get("/figures?period=1999").ok().sees("这段时间没有数字")


class Ledger(flow.Case):
    """The demonstration's month: report and ledger, on the page and as a workbook; what has been settled; call-backs."""

    def sheets(self, page):
        book = zipfile.ZipFile(io.BytesIO(page.body))
        return "".join(book.read(n).decode() for n in book.namelist() if n.endswith(".xml"))

    def test_report_and_ledger(self):
        staff = town.sign_in_demo(self.client(), self.data, "committee")
        staff.get("/desk").follow("台账和月报").ok().sees("北开花园", "去年同月")
        page = staff.get("/desk/report?place=bkhy&period=2023-04").ok()
        page.sees("2023年4月", "2023年3月", "2022年4月", "满意率", "其中过期才答复", "门口画了黄线")
        figures = self.client().get("/figures?place=bkhy&period=2023-04")
        received = re.search(r"<dt>收到</dt><dd><a[^>]*>(\d+)", figures.html)[1]
        self.assertRegex(page.text, rf"收到\s*{received}\s*\d+\s*0")
        book = page.follow("下载表格").ok()
        self.assertIn("spreadsheetml", book.type)
        text = self.sheets(book)
        self.assertIn("门口画了黄线", text)
        self.assertNotRegex(text, r"1[3-9]\d{9}")
        ledger = page.follow("看台账").ok().sees("2023年4月")
        rows = len(re.findall(r'<tr><td data-th="编号">', ledger.html))
        self.assertEqual(rows, int(received))
        text = self.sheets(ledger.follow("下载表格").ok())
        self.assertNotRegex(text, r"1[3-9]\d{9}")
        self.client().get("/desk/ledger.xlsx").sees("登录")

    def test_settled_before_and_after(self):
        page = self.client().get("/").follow(href="^/hall/settled$").ok().sees("办结 18 件", "个工作日", "人评价")
        self.assertRegex(page.html, r'<figcaption>现在')

    def test_the_demo_shows_each_voice(self):
        page = self.client().get("/figures").ok().sees("等电话回访", "打了三次没联系上")
        self.assertRegex(page.html, r'figure=unreached">[^<]*<span>1</span>')
        self.assertRegex(page.html, r'figure=responded">[^<]*<span>1</span>')
        self.assertIn("0 differences", flow.qiao("tally", "check", "--data", self.data).stdout)

    def test_a_unit_sees_its_thanks(self):
        page = self.client().get("/figures").follow(href="/figures/unit/property").ok().sees("收到的感谢", "路修好了，下雨也能放心走")
        page.sees("交办或商请", "退回", "几个工作日答复")
