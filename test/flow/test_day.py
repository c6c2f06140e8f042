"""The staff's day, second half: photos blurred in part, the map and near me, recordings written down, cover during leave, alerts."""
import datetime
import re
import struct
import time
import zlib

import flow
import roads
import town

AMR = b"#!AMR\n" + b"\x3c" * 400
DAY = datetime.timedelta(days=1)


def picture(w, h):
    """A real PNG with detail everywhere."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + bytes((x * 37 + y * 91 + x * y) % 256 for x in range(w)) for y in range(h))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", w, h, 8, 0, 0, 0, 0)) + \
        chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


class Day(town.Case):
    def sound(self):
        self.assertEqual(flow.qiao("verify", "--data", self.data, ok=False).returncode, 0)

    def quick(self, me, files=None, **values):
        page = me.get("/file/quick")
        return page.submit(button="交上去", files=files, place=roads.option(page, "place", "河岸花园"), **values)

    def filed(self, title, **kw):
        page = self.quick(self.client(), title=roads.fresh_title(title), **kw).ok()
        return page.link(href=rf"^/beian/\d{{4}}-\d+$")

    def token(self, me):
        return [(k, v) for k, v in me.get("/account").forms[0].fields if k == "_csrf"]


class Blur(Day):
    def test_a_part_is_blurred_the_original_stays_for_staff(self):
        address = self.filed("车停在消防通道", files={"photo": ("a.png", "image/png", picture(160, 120))})
        photo = re.search(r'href="(/files/\d+)"', self.client().get(address).html)[1]
        before = self.client().get(photo).ok().body
        me = self.enter("moderator")
        page = me.get(address + "/desk").follow("照片打码").ok().sees("公开").follow("遮住一部分").ok()
        page.submit(form=page.form(with_field="cell[]")).ok(422).sees("请点一下要遮住的格子")
        page.submit(**{"cell[]": ["0", "1", "9"]}).ok().sees("已经换成打码的照片", "原图，不公开", "公开，已打码")
        self.client().get(photo).ok(404)
        self.client().get(photo + "?small=1").ok(404)
        public = self.client().get(address).sees("遮住了照片的一部分")
        now = re.findall(r'href="(/files/\d+)"', public.html)
        self.assertEqual(len(set(now)), 1)
        self.assertNotEqual(now[0], photo)
        self.assertNotEqual(self.client().get(now[0]).ok().body, before)
        self.assertEqual(me.get(photo).ok().body, before)
        self.assertEqual(self.enter("nanan").get(photo).status, 404)
        # once more, on the copy: the first copy is hidden too, the new one stands for the same original
        page = me.get(address + "/photos").follow("遮住一部分").ok()
        page.submit(**{"cell[]": ["47"]}).ok()
        self.client().get(now[0]).ok(404)
        again = set(re.findall(r'href="(/files/\d+)"', self.client().get(address).html))
        self.assertEqual(len(again), 1)
        page.submit(**{"cell[]": ["3"]}).ok(409)
        self.sound()


class Map(Day):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rows = [list(r) + (["lat", "lon"] if r[0] == "code" else ["", ""]) for r in town.PLACES]
        for r in rows:
            if r[0] == town.ESTATE:
                r[-2:] = ["39.1000", "117.2000"]
            if r[0] == town.ESTATE_2:
                r[-2:] = ["39.1100", "117.2100"]
        town.load(cls.data, "places", rows)

    def at(self, title, place):
        me = self.client()
        page = me.get("/file/quick")
        title = roads.fresh_title(title)
        page.submit(button="交上去", title=title, place=roads.option(page, "place", place)).ok()
        return title

    def test_the_drawing_and_the_list_say_the_same(self):
        near, far = self.at("滑梯松动", "河岸花园"), self.at("秋千断了", "桃园里")
        page = self.client().get("/").follow("地图").ok().sees(near, far, "河岸花园", "待受理")
        drawn = re.findall(r"<title>([^<]+)</title>", page.html[page.html.index("<svg viewBox=\"0 0 400"):])
        self.assertTrue({near, far} <= set(drawn))
        self.assertEqual(len(re.findall(r'class="q-plan__n">', page.html)), page.html.count("<ol") and len(re.findall(r"<b>\d+</b>", page.html)))
        closer = page.follow("放大").follow("放大").follow("放大").ok()
        self.assertLess(len(re.findall(r"<title>", closer.html)), len(re.findall(r"<title>", page.html)))
        page.follow("往北").ok()
        self.client().get("/map?place=nanan").ok().sees("这里没有在办的事")
        self.client().get("/map?place=nowhere").ok(404)
        self.client().get("/map?place=beian&category=light").ok().sees_not(near)

    def test_near_me_by_a_phone_or_a_place(self):
        near, far = self.at("凉亭漏雨", "河岸花园"), self.at("健身器材生锈", "桃园里")
        page = self.client().get("/map")
        page.submit(form=page.form(with_field="spot"), spot="").ok(422).sees("请按", "选一个地方")
        page = page.submit(form=page.form(with_field="spot"), lat="39.11004", lon="117.21003").ok()
        self.assertIn("near=39.110,117.210", page.path.replace("%2C", ","))         # rounded: no door's address is kept
        self.assertLess(page.text.index(far), page.text.index(near))
        page = page.submit(form=page.form(with_field="spot"), spot="heyuan").ok().sees("由近到远")
        self.assertLess(page.text.index(near), page.text.index(far))
        page.sees("米", "公里")

    def test_staffs_map_leads_to_the_desk_and_keeps_to_its_place(self):
        title = self.at("监控坏了", "河岸花园")
        page = self.enter("worker").get("/desk").follow("地图").ok().follow(title).ok()
        self.assertTrue(page.path.endswith("/desk"))
        self.enter("nanan").get("/desk/map").ok().sees_not(title)
        self.enter("nanan").get("/desk/map?place=beian").ok(403)


class Voice(Day):
    def test_said_at_the_door_written_at_the_desk(self):
        grid = self.enter("grid")
        self.client().get("/file/quick").sees_not("录一段话")
        page = self.quick(grid, files={"voice": ("x.amr", "audio/amr", b"no sound at all")}, title="", phone="13900006601").ok(422)
        page.sees("不是能播放的录音")
        page = self.quick(grid, files={"voice": ("x.amr", "audio/amr", AMR)}, title="", phone="13900006601").ok()
        page.sees("录音收到了")
        self.enter("worker").get("/desk").sees("待整理的录音 1")
        page = self.enter("worker").get("/desk/voice").follow("河岸花园").ok()
        sound = re.search(r'<audio[^>]*src="([^"]+)"', page.html)[1]
        heard = page.client.get(sound).ok()
        self.assertEqual((heard.type, heard.body), ("audio/amr", AMR))
        for other in (self.client(), self.enter("nanan"), self.enter("unit")):
            self.assertIn(other.get(sound, follow=False).status, (303, 403))
        page.submit(title="").ok(422)
        page.submit(title="找13900006601开门").ok(422).sees("好像有电话")
        done = page.submit(title="楼下的路灯一闪一闪", body="住户说晚上看不清。").ok().sees("收到了", "编号")
        address = done.link(href=r"^/beian/\d{4}-\d+$")
        public = self.client().get(address).ok().sees("楼下的路灯一闪一闪").sees_not("录音", "13900006601")
        desk = self.enter("worker").get(address + "/desk").sees("录音（不公开）", "139****6601")
        file = re.search(r'href="(/files/\d+)">录音', desk.html)[1]
        self.assertEqual(desk.client.get(file).ok().body, AMR)
        self.client().get(file).ok(404)
        self.assertEqual(self.resident("13900006601").get("/mine").ok().status, 200)
        page.client.get(page.path).ok()                                  # already written down: leads to the matter
        page.submit(title="再写一次").ok().sees("楼下的路灯一闪一闪")
        self.assertEqual(self.value("SELECT count(*) FROM matter WHERE title = '再写一次'"), 0)
        self.assertNotIn("/files/", public.html)
        self.sound()

    def test_nothing_to_act_on_is_deleted_for_good(self):
        self.quick(self.enter("grid"), files={"voice": ("x.amr", "audio/amr", AMR)}, title="").ok()
        page = self.enter("worker").get("/desk/voice").follow("河岸花园").ok()
        sound = re.search(r'<audio[^>]*src="([^"]+)"', page.html)[1]
        page.submit(button="删除录音", reason="").ok(422).sees("请写明为什么删除")
        page.submit(button="删除录音", reason="只有风声").ok().sees("录音已删除")
        page.client.get(sound).ok(404)


class Cover(Day):
    def days(self, first, last):
        now = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8))).date()
        return (now + first * DAY).isoformat(), (now + last * DAY).isoformat()

    def ask(self, me, login, first, last):
        page = me.get("/account").follow("休假代班").ok()
        start, end = self.days(first, last)
        deputy = self.value("SELECT id FROM account WHERE login = ?", login)
        return page.submit(form=page.form(with_field="deputy"), deputy=str(deputy), from__=start, to=end)

    def test_the_deputy_has_the_rights_and_the_record_says_so(self):
        address, worker, grid = self.filed("雨棚漏水"), self.enter("worker"), self.enter("grid")
        self.assertNotIn("/do/take_in", grid.get(address + "/desk").html)
        self.ask(worker, "grid", 2, 1).ok(422).sees("结束日不能早于")
        self.ask(worker, "grid", 0, 3).ok().sees("安排好了", "网格员（grid）代我")
        self.ask(worker, "street", 1, 5).ok(422).sees("已经安排了代班")
        grid.get("/desk").sees("您正在代班：社区工作者")
        grid.get("/account").sees("代：社区工作者")
        page = grid.get(address + "/desk")
        page.submit(form=page.form(action="/do/take_in$"), words="明天看。").ok()
        self.client().get(address).sees("社区（网格员代）")
        worker_id = self.value("SELECT id FROM account WHERE login = 'worker'")
        self.assertIn(f'"for":"{worker_id}"', self.value("SELECT CAST(payload AS TEXT) FROM entry JOIN entry_body USING (area, id) WHERE act = 'take_in'"))
        other = self.filed("另一个社区的事")
        self.assertNotIn("代）", self.client().get(other).text)
        grid.get("/admin/users").ok(403)
        worker.get("/account/cover").submit(button="提前结束").ok().sees("已经结束")
        self.assertNotIn("/do/adopt", grid.get(address + "/desk").html)
        self.assertNotIn("您正在代班", grid.get("/desk").text)
        self.sound()

    def test_it_begins_and_ends_by_itself(self):
        worker, street = self.enter("nanan"), self.enter("moderator")
        self.ask(worker, "moderator", 2, 4).ok()
        street.get("/desk").sees_not("您正在代班")
        worker.get("/account/cover").submit(button="提前结束").ok()
        other = self.enter("leader").get("/account/cover").ok()
        other.client.post("/account/cover/1/end", self.token(other.client)).ok(404)

    def test_letters_reach_the_deputy_too(self):
        worker = self.enter("street")
        page = worker.get("/alerts").submit(pace="now").ok().sees("好了")
        self.ask(worker, "moderator", 0, 1).ok()
        self.filed("雪堆挡路")
        self.wait_for("alert", 1)
        shown = self.rows("SELECT owner FROM outbox JOIN letter ON letter.id = outbox.letter WHERE purpose = 'alert'")
        ids = {self.value("SELECT id FROM account WHERE login = ?", l) for l in ("street", "moderator")}
        self.assertEqual({o for o, in shown}, ids)
        page.client.get("/alerts").submit(button="不再提醒").ok().sees("已停止提醒")

    def wait_for(self, purpose, n):
        wait_for(self, purpose, n)


def wait_for(case, purpose, n):
    """The timer's pass writes the letters: it makes one when the server starts."""
    case.server.stop()
    case.server.start()
    for _ in range(100):
        if len(case.letters(purpose)) >= n:
            return case.letters(purpose)
        time.sleep(0.1)
    case.fail(f"no letter {purpose}")


class Alerts(Day):
    def test_a_place_a_category_and_one_press_to_end_it(self):
        me = self.resident("13900008801")
        self.client().get("/alerts").sees("手机号")                 # a visitor is led to the door
        page = me.get("/mine").follow("新事提醒").ok()
        estate = self.value("SELECT id FROM place WHERE slug = 'heyuan'")
        page.submit(form=page.form(with_field="pace"), place=str(estate), category="light", pace="now").ok().sees("河岸花园", "短信告诉您")
        page = me.get("/alerts")
        page.submit(form=page.form(with_field="pace"), place=str(estate), category="light", pace="daily").ok(422).sees("已经有一个一样的提醒")
        page = me.get("/alerts")
        page.submit(form=page.form(with_field="pace"), place="0", category="", pace="daily").ok()
        self.filed("花坛没人浇水")                                    # another category
        form = self.client().get("/file")
        step = form.submit("下一步", title="南门路灯不亮了")
        step = step.submit("下一步", place=roads.option(step, "place", "河岸花园"), category="light")
        if step.path.startswith("/file/3"):
            step = step.submit("都不是")
        roads.send_filing(step.submit("下一步", phone=""))
        letters = wait_for(self, "alert", 1)
        now = [l for l in letters if "河岸花园" in l[2]]
        self.assertEqual(len(now), 1)
        self.assertIn("南门路灯不亮了", now[0][2])
        self.assertNotIn("花坛没人浇水", now[0][2])
        link = re.search(r"/alert-end/[\w-]+", now[0][2])[0]
        other = self.client()
        other.get(link[:-2] + "00").ok(404)
        page = other.get(link).ok().sees("不再收这个提醒", "河岸花园")
        self.assertEqual(self.value("SELECT count(*) FROM alert WHERE ended IS NULL AND category = 'light'"), 1)
        page.submit(button="停止提醒").ok().sees("已停止提醒")
        me.get("/alerts").sees_not("路灯，")
        self.assertEqual(self.value("SELECT count(*) FROM alert WHERE ended IS NULL AND category = 'light'"), 0)
