"""Filing: five short pages, one page, on behalf; bad input keeps what was typed, twice is once, photos lose their place."""
import re
import struct

import flow
import roads
import town


class Filing(town.Case):
    @classmethod
    def tearDownClass(cls):
        try:
            flow.qiao("verify", "--data", cls.data)         # whatever was filed here is proven
        finally:
            super().tearDownClass()

    def filed(self):
        return self.value("SELECT count(*) FROM matter")

    def drafts(self):
        return self.value("SELECT count(*) FROM draft")

    def walk(self, me, title, phone="", place="河岸花园", **where):
        """To the page of answers."""
        page = me.get("/file").submit("下一步", title=title).sees("在哪里")
        page = page.submit("下一步", place=roads.option(page, "place", place), **where)
        if "都不是" in page.text:
            page = page.submit("都不是")
        return page.sees("怎么联系您").submit("下一步", phone=phone)

    def place(self, page, words):
        return roads.option(page, "place", words)


# ---- a JPEG with a place in it, made here ----

def exif_with_place():
    """An APP1 segment whose GPS directory says 39.1° N, 117.2° E."""
    def entry(tag, kind, count, value):
        return struct.pack("<HHI", tag, kind, count) + value

    gps_at = 8 + 2 + 12 + 4
    data_at = gps_at + 2 + 4 * 12 + 4
    tiff = b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 1) + entry(0x8825, 4, 1, struct.pack("<I", gps_at)) + b"\0" * 4
    tiff += struct.pack("<H", 4) + entry(1, 2, 2, b"N\0\0\0") + entry(2, 5, 3, struct.pack("<I", data_at)) \
        + entry(3, 2, 2, b"E\0\0\0") + entry(4, 5, 3, struct.pack("<I", data_at + 24)) + b"\0" * 4
    tiff += struct.pack("<6I", 39, 1, 6, 1, 30, 1) + struct.pack("<6I", 117, 1, 12, 1, 5, 1)
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def comment(n):
    return b"\xff\xfe" + struct.pack(">H", 3) + bytes([65 + n])


def jpeg(mark=b""):
    """A baseline JPEG, 8 × 8, grey: one block whose every coefficient is zero."""
    def segment(kind, body):
        return b"\xff" + bytes([kind]) + struct.pack(">H", len(body) + 2) + body

    tables = segment(0xDB, b"\0" + b"\x10" * 64) + segment(0xC0, struct.pack(">BHHB", 8, 8, 8, 1) + b"\x01\x11\0")
    for kind in (0, 0x10):      # one code of one bit: symbol 0
        tables += segment(0xC4, bytes([kind]) + b"\x01" + b"\0" * 15 + b"\0")
    return b"\xff\xd8" + exif_with_place() + mark + tables + segment(0xDA, b"\x01\x01\0\0\x3f\0") + b"\x3f" + b"\xff\xd9"


class FivePages(Filing):
    def test_a_resident_files_without_an_account(self):
        me = self.client()
        page = self.walk(me, "北门外面的路面坑洼", phone="139 0000 1111", whereabouts="公交站旁边", category="road")
        page.sees("看一看对不对", "北门外面的路面坑洼", "河岸花园", "公交站旁边", "路面", "139****1111")
        page = page.submit("交上去")
        page.sees("收到了", "编号", "北岸社区", "最晚", "再提一件").ok()
        number = re.search(r"\d{4}-\d+", page.text)[0]
        me.get(f"/beian/{number}").ok().sees("北门外面的路面坑洼", "一位居民")
        me.get("/file").sees_not("上次填的还在")
        self.assertEqual(self.value("SELECT channel FROM matter WHERE number = ?", number), "web")
        self.assertEqual(self.value("SELECT slug FROM place JOIN matter ON spot = place.id WHERE number = ?", number), "heyuan")

    def test_twice_is_once(self):
        me = self.client()
        page = self.walk(me, "楼下的垃圾桶满了两周")
        before, form = self.filed(), page.form(button="交上去")
        first = page.submit("交上去", form=form)
        again = page.submit("交上去", form=form)
        self.assertEqual(first.path, again.path)
        self.assertEqual(self.filed(), before + 1)

    def test_a_step_too_far_leads_to_what_is_missing(self):
        me = self.client()
        me.get("/file/5").sees("想说什么事")
        page = me.get("/file").submit("下一步", title="河边长椅坏了一条")
        me.get("/file/5").sees("在哪里")
        self.assertEqual(me.get("/file/9").status, 404)
        self.assertEqual(page.status, 200)

    def test_saved_for_later(self):
        me = self.client()
        me.get("/file").submit("先存着", title="", body="只写了一半").sees("给您存好了")
        page = me.get("/file").sees("上次填的还在")
        self.assertIn("只写了一半", page.html)
        page.submit("不要了").sees_not("上次填的还在")
        self.assertNotIn("只写了一半", me.get("/file").html)

    def test_the_phone_does_not_lie_in_the_draft(self):
        me = self.client()
        self.walk(me, "小区大门的栏杆掉漆", phone="13900002222").sees("139****2222")
        bodies = " ".join(r[0] for r in self.rows("SELECT body FROM draft"))
        self.assertNotIn("13900002222", bodies)
        me.last.submit("交上去").sees("收到了")
        self.assertNotIn("13900002222", str(self.rows("SELECT * FROM account")))

    def test_changing_an_answer_comes_back_to_the_check(self):
        me = self.client()
        page = self.walk(me, "儿童滑梯螺丝松了").follow(href="/file/1")
        page.submit("下一步", title="儿童滑梯的螺丝松了两颗").sees("看一看对不对", "螺丝松了两颗")

    def test_what_is_wrong_is_said_and_what_was_typed_stays(self):
        me = self.client()
        page = me.get("/file").submit("下一步", title="   ", body="说明还在这里").ok(422)
        page.sees("请用一句话说是什么事")
        self.assertIn("说明还在这里", page.html)
        self.assertIn('href="#f-title"', page.html)
        page = page.submit("下一步", title="。。。！！🙂").ok(422)
        page = page.submit("下一步", title="长" * 61).ok(422).sees("最多 60 个字，现在是 61 个")
        self.assertIn("长" * 61, page.html)
        page = page.submit("下一步", title="喷泉不喷水🙂", body="水" * 2001).ok(422).sees("最多 2000 个字")
        page = page.submit("下一步", title="喷泉不喷水🙂", body="<script>alert(1)</script>").ok()
        page = page.submit("下一步", lenient=True, place="999999").ok(422).sees("请选是哪个地方")
        page = page.submit("下一步", lenient=True, place="1; DROP", whereabouts="x" * 201).ok(422).sees("最多 200 个字")
        page = page.submit("下一步", place=self.place(page, "河岸花园"), whereabouts="'\"><b>", category="water").ok()
        page = page.submit("下一步", phone="1390000111").ok(422).sees("11 位数字，现在是 10 位")
        self.assertIn("1390000111", page.html)
        page = page.submit("下一步", phone="１３９０００03333").ok()
        self.assertNotIn("<script>alert", page.html)
        page = page.submit("交上去").sees("收到了")
        matter = me.get(page.link("看这件事的网页")).ok().sees("<script>alert(1)</script>", "🙂")
        self.assertNotIn("<script>alert", matter.html)

    def test_a_page_of_faults_can_be_gone_back_to(self):
        """As a browser does: the form's page is the referrer, the answer a 303 to a GET that shows faults and words."""
        me = self.client()
        form = me.get("/file").form(with_field="title")
        fill = [(k, v) for k, v in form.fields if k not in ("title", "body")] + [("title", "字" * 70), ("body", "说" * 30)]
        from_page = {"Referer": f"http://{me.host}/file?place=x"}
        answer = me.post("/file/1", fill, multipart=True, follow=False, headers=from_page)
        self.assertEqual(answer.status, 303)
        where = answer.headers["location"]
        self.assertRegex(where, r"^/file\?place=x&_kept=[0-9a-f]{32}$")
        for _ in range(2):                                    # Back, and back again
            page = me.get(where).ok(422).sees("60", "70")
            self.assertEqual(dict(page.form(with_field="title").fields)["title"], "字" * 70)     # nothing is cut
        self.client().get(where).ok(200)                      # nobody else's
        fill = [(k, "路灯不亮了三盏" if k == "title" else v) for k, v in fill]
        me.post("/file/1", fill, multipart=True, headers={"Referer": f"http://{me.host}{where}"}).ok().sees("在哪里")
        self.assertEqual(dict(me.get(where).ok().form(with_field="title").fields)["title"], "路灯不亮了三盏")
        elsewhere = {"Referer": "http://example.org/file"}
        bad = [(k, "" if k == "title" else v) for k, v in fill]
        self.assertEqual(me.post("/file/1", bad, multipart=True, follow=False, headers=elsewhere).status, 422)

    def test_the_same_in_english(self):
        me = self.client(lang="en")
        page = me.get("/file").submit("Next", title=" ").ok(422).sees("Please say in one sentence")
        page = page.submit("Next", title="A bench is missing a plank").sees("Where is it")
        page = page.submit("Next", place=self.place(page, "South Bank")).sees("How can we reach you")
        page = page.submit("Next", phone="").sees("Check your answers", "South Bank")
        page.submit("Send it").sees("We have it", "South Bank reads it")

    def test_a_scanned_code_brings_its_place(self):
        me = self.client()
        page = me.get("/file?place=heyuan-1").submit("下一步", title="一号楼门禁打不开")
        self.assertRegex(page.html, r"selected>河岸花园 1号楼<")
        me.get("/file?place=no-such-place").ok()


class Similar(Filing):
    def test_the_same_matter_is_supported_instead(self):
        one = self.client()
        self.walk(one, "七号楼后面路灯不亮").submit("交上去").sees("收到了")
        before = self.filed()
        me = self.client()
        page = me.get("/file").submit("下一步", title="七号楼路灯不亮了")
        page = page.submit("下一步", place=self.place(page, "河岸花园"))
        page = page.sees("已经有一件相似的", "七号楼后面路灯不亮").submit("就是这件，我支持")
        page.sees("您的支持算上了", "1 人支持")
        self.assertEqual(self.filed(), before)
        me.get("/file").sees_not("上次填的还在")
        other = self.client()
        page = other.get("/file").submit("下一步", title="七号楼路灯又不亮")
        page = page.submit("下一步", place=self.place(page, "河岸花园"))
        page.submit("都不是，继续").sees("怎么联系您").follow("上一步").sees("已经有一件相似的")
        # another community has none like it
        page = other.get("/file/2").follow("不在北岸社区")
        page.submit("下一步", place=self.place(page, "南岸社区")).sees("怎么联系您")

    def test_only_what_is_near_and_open_first(self):
        for title in ("凉亭边长椅的木条断了", "凉亭边长椅缺一条腿", "凉亭边长椅掉漆了", "凉亭边长椅晃得厉害", "门口的树挡住长廊"):
            self.walk(self.client(), title).submit("交上去").ok()
        me = self.client()
        page = me.get("/file").submit("下一步", title="门口的台阶太高")
        page.submit("下一步", place=self.place(page, "河岸花园")).sees("怎么联系您").sees_not("相似")
        worker, number = self.enter("worker"), self.value("SELECT number FROM matter WHERE title = '凉亭边长椅晃得厉害'")
        at = self.value("SELECT '/' || place.slug || '/' || number FROM matter JOIN place ON place.id = matter.place WHERE number = ?", number)
        page = worker.get(at + "/desk")
        page.submit(form=page.form(action="/do/decline$"), ground="scope", reason="物业已经换了新的").ok()
        me = self.client()
        page = me.get("/file").submit("下一步", title="凉亭边长椅坏了")
        page = page.submit("下一步", place=self.place(page, "河岸花园")).sees("已经有 3 件相似的").sees_not("晃得厉害")
        self.assertLess(page.html.index("都不是"), page.html.index("凉亭边长椅"), "none of these comes first")

    def test_support_for_nothing(self):
        me = self.client()
        page = me.get("/file")
        token = dict(page.forms[0].fields)["_csrf"]
        for id_ in ("", "x", "77"):
            me.post("/file/support", {"_csrf": token, "id": id_}).ok(404)


class Photos(Filing):
    def test_the_place_inside_a_photo_is_gone(self):
        me = self.client()
        picture = jpeg()
        self.assertIn(b"Exif", picture)
        page = me.get("/file").submit("下一步", title="花坛的砖掉了", files={"photo": ("院子.jpg", "image/jpeg", picture)}).ok()
        back = me.get("/file").sees("已经收到 1 张照片")
        address = next(r for r in back.reader.refs if "/file/photo/" in r)
        self.assertEqual(me.get(address).type, "image/jpeg")
        self.client().get(address).ok(404)          # another browser has no draft
        page = page.submit("下一步", place=self.place(page, "河岸花园")).submit("下一步", phone="")
        page = page.submit("交上去").sees("收到了")
        page = me.get(page.link("看这件事的网页"))
        file = me.get(re.sub(r"\?.*", "", page.link(href="^/files/")))
        self.assertEqual(file.type, "image/jpeg")
        self.assertTrue(file.body.startswith(b"\xff\xd8"))
        self.assertNotIn(b"Exif", file.body)
        self.assertNotIn(b"GPS", file.body)

    def test_what_is_no_photo_is_named_and_the_rest_is_kept(self):
        me = self.client()
        page = me.get("/file").submit("下一步", title="车棚顶漏雨", files={"photo": ("好.jpg", "image/jpeg", jpeg())})
        page = me.get("/file").submit("下一步", title="车棚顶漏雨了", files={"photo": ("坏.jpg", "image/jpeg", b"x" * (10 << 20))})
        page.ok(422).sees("“坏.jpg”没有收下", "已经收到 1 张照片")
        self.assertIn("车棚顶漏雨了", page.html)
        page = page.submit("下一步", title="车棚顶漏雨了", files={"photo": ("表.pdf", "application/pdf", b"%PDF-1.4\n")})
        page.ok(422).sees("没有收下")
        drop = next(n for n in page.form(with_field="title").options if n.startswith("drop-"))
        form = page.form(with_field="title")
        for _ in range(2):
            page.submit("下一步", form=form, title="车棚顶漏雨了", **{drop: "1"}).ok()
        me.get("/file").sees_not("已经收到")

    def test_no_more_than_four(self):
        me = self.client()
        for i in (0, 0, 1, 2, 3):        # the same picture twice is once
            me.get("/file").submit("下一步", title="井盖响", files={"photo": ("a.jpg", "image/jpeg", jpeg(comment(i)))}).ok()
        page = me.get("/file").sees("已经收到 4 张照片")
        self.assertNotIn("photo", page.form(with_field="title").files)
        fields = [(k, v) for k, v in page.form(with_field="title").fields]
        page = me.post("/file/1", fields, files={"photo": ("e.jpg", "image/jpeg", jpeg(comment(9)))}).ok(422).sees("最多 4 张")


class OnePage(Filing):
    def test_a_resident_on_one_screen(self):
        me = self.client()
        page = me.get("/file").follow("在一页里填完")
        page = page.submit("交上去", title="", phone="12345", files={"photo": ("a.jpg", "image/jpeg", jpeg())}).ok(422)
        page.sees("请用一句话说是什么事", "请选是哪个地方", "现在是 5 位", "已经收到 1 张照片")
        page = page.submit("交上去", title="二号楼电梯异响", place=self.place(page, "河岸花园"), phone="13900003001")
        page.sees("收到了", "同一个地方")
        matter = me.get(page.link("看这件事的网页")).sees("二号楼电梯异响", "一位居民提出")
        self.assertTrue(matter.link(href="^/files/"))
        page = me.get(page.path).follow("同一个地方")
        self.assertRegex(page.html, r"selected>河岸花园<")
        page.sees_not("已经收到")

    def test_twice_is_once_with_a_photo(self):
        page = self.client().get("/file/quick")
        form, before = page.form(with_field="title"), self.filed()
        fill = dict(title="楼顶漏水到六楼", place=self.place(page, "桃园里"), files={"photo": ("a.jpg", "image/jpeg", jpeg())})
        first = page.submit("交上去", form=form, **fill)
        self.assertEqual(page.submit("交上去", form=form, **fill).path, first.path)
        self.assertEqual(self.filed(), before + 1)

    def test_similar_matters_stand_on_the_last_page(self):
        page = self.client().get("/file/quick")
        page.submit("交上去", title="喷水池里有青苔", place=self.place(page, "桃园里")).sees("收到了").sees_not("相似的事")
        page = self.client().get("/file/quick")
        page.submit("交上去", title="喷水池的青苔很滑", place=self.place(page, "桃园里")).sees("相似的事", "喷水池里有青苔")

    def test_a_grid_worker_on_the_stairs(self):
        me = self.enter("grid")
        page = me.get("/file/quick?place=heyuan-2").sees("居民的手机号")
        page = page.submit("交上去", title="楼道堆了旧家具", phone="").sees("收到了").follow("同一个地方")
        self.assertRegex(page.html, r"selected>河岸花园 2号楼<")
        page = page.submit("交上去", title="二单元窗户关不上", phone="13900003002").sees("收到了")
        me.get(page.link("看这件事的网页")).sees("社区代居民填报", "办理")
        self.assertEqual(self.rows("SELECT channel, entered_by <> 0 FROM matter WHERE title LIKE '二单元%'"), [("doorstep", 1)])
        self.assertEqual(self.rows("SELECT entered_by FROM matter WHERE title LIKE '楼道堆%'"), [(0,)])

    def test_a_signed_in_resident_is_not_asked(self):
        me = self.resident("13900003003")
        page = me.get("/file").submit("下一步", title="晾衣绳拉到了路上")
        page = page.submit("下一步", place=self.place(page, "桃园里")).sees("看一看对不对", "用您登录的手机").submit("交上去")
        page.sees("收到了")
        me.get("/file/quick").sees_not("手机号")
        me.get("/mine").ok().sees("我提的（1）", "晾衣绳拉到了路上", "待受理", "我的账号")


class OnBehalf(Filing):
    def test_a_worker_types_what_a_resident_said(self):
        me = self.enter("worker")
        page = me.get("/desk").follow("代", href="/file/for") if me.get("/desk").status == 200 else me.get("/file/for")
        page = page.submit("交上去", title="残疾人坡道太陡", place=self.place(page, "河岸花园"), phone="139 0000 4001").ok(422)
        page.sees("请选是怎么知道的")
        self.assertIn("残疾人坡道太陡", page.html)
        page = page.submit("交上去", channel="paper", body="轮椅上不去", category="building").sees("收到了", "同一个地方")
        me.get(page.link("看这件事的网页")).sees("社区代居民填报", "轮椅上不去", "代居民填报了这件事").sees_not("139")
        channel, by, author = self.rows("SELECT channel, entered_by, author FROM matter WHERE title LIKE '残疾人%'")[0]
        self.assertEqual(channel, "paper")
        self.assertTrue(by and author and by != author)
        theirs = self.resident("13900004001")
        theirs.get("/mine").sees("残疾人坡道太陡")

    def test_only_where_one_works(self):
        me = self.enter("nanan")
        page = me.get("/file/for")
        self.assertNotIn("河岸花园", page.html)
        other = self.value("SELECT id FROM place WHERE slug = 'heyuan'")
        page.submit("交上去", lenient=True, channel="phone", title="不是我的社区", place=str(other)).ok(422).sees("自己负责的社区")
        self.assertEqual(self.value("SELECT count(*) FROM matter WHERE title = '不是我的社区'"), 0)

    def test_not_for_residents(self):
        self.client().get("/file/for", follow=False).ok(303)
        self.resident("13900004002").get("/file/for").ok(403)


class Mine(Filing):
    def test_a_visitor_is_told_how(self):
        me = self.client()
        me.get("/").follow("我的事").ok().sees("用手机号登录", "编号")
        self.walk(me, "门口的树挡住了路牌").submit("交上去").sees("收到了")
        number = re.search(r"\d{4}-\d+", me.last.text)[0]
        me.get("/mine").submit("查进度", q=number).sees("门口的树挡住了路牌")
        me.get("/mine").submit("查进度", q="2099-999").sees("没有编号是“2099-999”的事", "年份、短横、数字").sees_not("换个短一点的词")
        self.assertTrue(me.get("/hall?q=路牌").path.startswith("/search?q="))
        self.resident("13900005009").get("/mine").sees("还没有", "提建议")


class Again(Filing):
    def returned(self, me, title):
        """A resident's proposal that the office sent back with a question."""
        page = me.get("/file/quick")
        page = page.submit("交上去", title=title, place=self.place(page, "河岸花园"))
        address = page.sees("收到了").link("看这件事的网页")
        staff = self.enter("grid")
        form = staff.get(address + "/desk").ok().form(button="请补充")
        staff.last.submit("请补充", form=form, lenient=True, reason="请问是哪一盏灯？").ok()
        return address

    def test_the_author_adds_what_was_asked(self):
        me = self.resident("13900006001")
        address = self.returned(me, "草坪的灯不亮")
        self.client().get(address).follow("我来补充情况").sees("手机")        # a visitor is led to the sign-in
        page = me.get(address).follow("我来补充情况").sees("请问是哪一盏灯")
        page = page.submit("补充好了", words="", files={"photo": ("a.jpg", "image/jpeg", jpeg())}).ok(422).sees("已经收到 1 张照片")
        form = page.form(with_field="words")
        first = page.submit("补充好了", form=form, words="最东边的那盏").ok().sees("最东边的那盏")
        again = page.submit("补充好了", form=form, words="最东边的那盏").ok()
        self.assertEqual(first.path, again.path)
        self.assertEqual(self.value("SELECT count(*) FROM entry WHERE act = 'resubmit'"), 1)
        self.assertEqual(self.value("SELECT count(*) FROM file"), 1)
        me.get(address + "/resubmit").ok(409)

    def test_nobody_else_does(self):
        me = self.resident("13900006002")
        address = self.returned(me, "假山的灯不亮")
        self.resident("13900006003").get(address + "/resubmit").ok(403)
