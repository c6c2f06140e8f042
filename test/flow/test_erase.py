"""Erasing: after `qiao erase` no byte of the person's words or number is in any file of the data folder, the history still verifies and
says what was done, forging around it is found; a copy from before is erased again when it is restored. And what nobody names is swept."""
import os
import shutil
import sqlite3
import time

import flow
import roads
import town
from test_meet import here

PHONE = "13900008801"
MARK = "紫罗兰色的"           # no other text of the town has it


class Erasing(town.Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.me = me = cls(methodName="test_1_a_person").resident(PHONE)
        page = me.get("/file").submit("下一步", title=MARK + "路灯坏了", files={"photo": ("灯.png", "image/png", roads.png())})
        page = page.submit("下一步", place=roads.option(page, "place", "河岸花园"))
        if page.path.startswith("/file/3"):
            page = page.submit("都不是")
        cls.address = roads.send_filing(page if "看一看对不对" in page.text else page.submit("下一步", lenient=True))
        worker = town.sign_in(flow.Client(cls.server), cls.data, "worker", cls.passwords["worker"])
        other = roads.send_filing(roads.ready_to_file(flow.Client(cls.server), "别人提的井盖响", phone="13900008802"))
        cls.other, cls.worker = other, worker
        for address in (cls.address, other):
            me.get(address).submit("发表", body=MARK + "留言，请早点办").ok()
        for move, values in (("take_in", {}), ("start_work", {}), ("publish_result", {"result": "灯换好了。"})):
            page = worker.get(cls.address + "/desk")
            page.submit(form=page.form(action=rf"/do/{move}$"), **values).ok()
        page = me.get(cls.address + "/rate")
        page.submit(form=page.form(with_field="score"), score="4", solved="yes", words=MARK + "满意的话").ok()
        page = worker.get("/moderate")
        page.submit("公开", form=next(f for f in page.forms if "/moderate/" in (f.action or "") and f.names() >= {"show"})).ok()
        flow.Client(cls.server).get("/search?q=紫罗兰").sees(MARK)
        cls.copy, cls.keys = os.path.join(cls.top, "copy"), os.path.join(cls.top, "keys")
        flow.qiao("backup", "--data", cls.data, "--to", cls.copy, "--keys", cls.keys)
        shutil.copy(os.path.join(cls.data, "qiao.db"), os.path.join(cls.data, "qiao.db.before-1"))

    def everywhere(self, word, data=None):
        """The files of a data folder that hold these bytes."""
        found = []
        for top, _, names in os.walk(data or self.data):
            for name in names:
                with open(os.path.join(top, name), "rb") as f:
                    if word in f.read():
                        found.append(name)
        return found

    def sound(self, data=None):
        done = flow.qiao("verify", "--data", data or self.data, ok=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def test_1_a_person(self):
        self.assertTrue(self.everywhere(MARK.encode()), "the words are there before")
        stored = self.rows("SELECT stored, thumb FROM file WHERE matter = (SELECT id FROM matter WHERE title LIKE ?)", MARK + "%")[0]
        who = flow.qiao("erase", "account", "--phone", PHONE, "--data", self.data).stdout.strip()
        self.assertEqual(flow.qiao("erase", "account", who, "--data", self.data, ok=False).returncode, 2, "nothing without --yes")
        boss = self.value("SELECT id FROM account WHERE login = 'boss'")
        self.assertEqual(flow.qiao("erase", "account", str(boss), "--yes", "--data", self.data, ok=False).returncode, 1)
        self.assertIn("2 matters", flow.qiao("erase", "account", who, "--yes", "--data", self.data).stdout)
        for word in (MARK, MARK[:3], PHONE):
            self.assertEqual(self.everywhere(word.encode()), [], word)
        for name in stored:
            self.assertFalse(os.path.exists(os.path.join(self.data, "files", name[:2], name)))
        self.assertNotIn("0 erased", self.sound())
        page = self.client().get(self.address).ok().sees("文字已应本人要求删除", "应本人要求，删除了文字和照片", "灯换好了", "受理")
        self.assertNotIn("<img src=\"/files", page.html)
        self.client().get(self.other).ok().sees("别人提的井盖响", "应本人要求，删除了文字和照片").sees_not(MARK)
        self.client().get("/search?q=紫罗兰").sees_not(MARK)
        self.me.get("/account").sees("用手机号登录")
        self.worker.get(self.address + "/desk").ok().sees_not(MARK)
        self.client().get("/privacy").sees("怎么删")
        flow.qiao("erase", "account", who, "--yes", "--data", self.data)
        self.sound()
        self.assertEqual(self.value("SELECT count(*) FROM entry WHERE act = 'erase'"), 2, "done twice it is once")

    def test_2_forging_beside_an_erasure_is_found(self):
        for sql in ("UPDATE matter SET outcome = 'x' WHERE title LIKE '%应本人要求%'", "UPDATE remark SET body = 'x' WHERE state = 'erased'",
                    "DELETE FROM entry_body WHERE id = (SELECT id FROM entry WHERE act = 'take_in' LIMIT 1)",
                    "DELETE FROM entry_body WHERE id = (SELECT id FROM entry WHERE act = 'erase' LIMIT 1)",
                    "UPDATE matter SET state = 'filed' WHERE title LIKE '%应本人要求%'"):
            with self.subTest(sql=sql):
                data = os.path.join(self.top, "forged")
                shutil.copytree(self.data, data)
                self.addCleanup(shutil.rmtree, data, True)
                db = sqlite3.connect(os.path.join(data, "qiao.db"))
                self.assertGreater(db.execute(sql).rowcount, 0)
                db.commit()
                db.close()
                self.assertEqual(flow.qiao("verify", "--data", data, ok=False).returncode, 1)
                shutil.rmtree(data)

    def test_3_a_copy_from_before_is_erased_again(self):
        self.assertTrue(self.everywhere(MARK.encode(), self.copy))
        data = os.path.join(self.top, "again")
        done = flow.qiao("restore", "--from", self.copy, "--keys", self.keys, "--erased", os.path.join(self.data, "erased"), "--data", data)
        self.assertIn("erasures done again", done.stdout)
        self.assertEqual(self.everywhere(MARK.encode(), data), [])
        self.assertEqual(self.everywhere(PHONE.encode(), data), [])
        self.sound(data)
        newer = os.path.join(self.top, "newer")
        flow.qiao("backup", "--data", self.data, "--to", newer, "--keys", self.keys)
        shutil.rmtree(data)
        self.assertIn("erasures done again", flow.qiao("restore", "--from", self.copy, "--keys", self.keys, "--data", data).stdout,
                      "the ledger comes with the keys")
        self.assertEqual(self.everywhere(MARK.encode(), data), [])
        self.assertEqual(flow.qiao("restore", "--from", self.copy, "--keys", self.keys, "--erased", "/nowhere", "--data", data + "2", ok=False).returncode, 1)

    def test_4_one_matter(self):
        words = "琥珀色的井盖"
        address = roads.send_filing(roads.ready_to_file(self.client(), words, phone="13900008803"))
        page = self.client().get(address)
        page.submit(form=page.form(action="/support$")).ok()
        self.assertEqual(flow.qiao("erase", "matter", "beian/2020-1", "--yes", "--data", self.data, ok=False).returncode, 1)
        self.assertIn("1 matters", flow.qiao("erase", "matter", address, "--yes", "--data", self.data).stdout)
        self.assertEqual(self.everywhere("琥珀".encode()), [])
        self.client().get(address).ok().sees("文字已应本人要求删除", "1 人")
        self.assertTrue(self.value("SELECT phone FROM account WHERE id = (SELECT author FROM matter ORDER BY id DESC LIMIT 1)"))
        self.sound()

    def test_5_what_nobody_names_is_swept(self):
        me = self.client()
        page = me.get("/file").submit("下一步", title="还没写完的事", files={"photo": ("灯.png", "image/png", roads.png())}).ok()
        folder = os.path.join(self.data, "files")
        draft = self.value("SELECT body FROM draft WHERE body LIKE '%' || ? || '%'", "photo")
        names = [n for _, _, ns in os.walk(folder) for n in ns]
        mine = [n for n in names if n in draft]
        self.assertTrue(mine, "the draft names its photo")
        rows = [n for r in self.rows("SELECT stored, thumb FROM file") for n in r]
        stray = "ab" + "0" * 62
        os.makedirs(os.path.join(folder, "ab"), exist_ok=True)
        for name in (stray, ".1234"):
            with open(os.path.join(folder, "ab", name), "wb") as f:
                f.write(b"left by a crash")
        voice = "ab" + "2" * 62
        with open(os.path.join(folder, "ab", voice), "wb") as f:
            f.write(b"what somebody said at the door")
        self.change("INSERT INTO voice_clip (area, id, place, spot, stored, key, type, bytes, author, made_by, at, state) "
                    "VALUES (120106, 7, 1, 1, ?, 0, 'audio/mpeg', 1, 0, 1, 1, 'waiting')", voice)
        young = os.path.join(folder, "ab", "ab" + "1" * 62)
        with open(young, "wb") as f:
            f.write(b"just written")
        old = time.time() - 2 * 86400
        for top, _, ns in os.walk(folder):
            for n in ns:
                if os.path.join(top, n) != young:
                    os.utime(os.path.join(top, n), (old, old))
        self.swept(os.path.join(folder, "ab", stray))
        self.assertFalse(os.path.exists(os.path.join(folder, "ab", ".1234")))
        self.assertTrue(os.path.exists(young), "a file is on the disk before its row")
        for n in mine + [voice] + [r for r in rows if r]:
            self.assertTrue(os.path.exists(os.path.join(folder, n[:2], n)), n)
        self.change("UPDATE draft SET at = at - ?", 31 * 86400 * 10**6)
        self.swept(os.path.join(folder, mine[0][:2], mine[0]))
        self.assertTrue(page)
        self.sound()

    def change(self, sql, *params):
        """Time passes, a clip is kept: without the minutes and the microphone that it takes."""
        db = sqlite3.connect(os.path.join(self.data, "qiao.db"), timeout=30)
        with db:
            db.execute(sql, params)
        db.close()

    def swept(self, path):
        self.server.stop()
        self.server.start()
        for _ in range(100):
            if not os.path.exists(path):
                return
            time.sleep(0.1)
        self.fail(f"{path} is still there")


class Traces(town.Case):
    """What is left beside words: the roll's number, alerts, invitations, a sign-in at a door, what was said on the telephone."""
    everywhere, sound = Erasing.everywhere, Erasing.sound

    def meeting(self, worker, address):
        ident = str(self.value("SELECT id FROM matter WHERE number = ?", address.split("/")[-1]))
        page = worker.get(f"/meetings/new?matter={ident}")
        day, hour = here(30)
        page = page.submit("召集会议", title="商量路灯", day=day, hour=hour, until=here(80)[1], venue="议事厅", **{"matter[]": [ident]}).ok()
        return page.follow("邀请与签到")

    def test_nothing_says_who(self):
        phone, said = "13900008811", "靛青色的灯还是暗"
        town.load(self.data, "roll", [("no", "kind", "place", "door", "area", "owner", "phone", "out")] + [
            (f"R{i}", "voter", town.ESTATE + "001", f"50{i}", "90", f"O{i}", tel, "no") for i, tel in ((1, phone), (2, phone), (3, "13900008812"))])
        worker, me = self.enter("worker"), self.resident(phone)
        me.get("/alerts").submit(form=me.last.form(with_field="pace"), place="0", category="", pace="daily").ok()
        address = roads.send_filing(roads.ready_to_file(self.client(), roads.fresh_title("巷口路灯"), phone=phone))
        worker.get(address + "/desk").submit(form=worker.last.form(action="do/take_in$")).ok()
        listed = self.meeting(worker, address)
        listed = listed.submit(form=listed.form(with_field="phone"), phone=phone, invite_as="stairwell").ok().sees("139****8811")
        me.get(listed.follow("打印签到码").link(href="^/g/")).submit("签到", **{"as": "stairwell"}).ok().sees("签到成功")
        called = roads.send_filing(roads.ready_to_file(self.client(), roads.fresh_title("灯杆歪了"), phone=phone))
        for move, values in (("take_in", {}), ("start_work", {}), ("publish_result", {"result": "扶正了。"})):
            page = worker.get(called + "/desk")
            page.submit(form=page.form(action=rf"/do/{move}$"), **values).ok()
        page = worker.get(called + "/desk").follow("电话回访").ok()
        page.submit(form=page.form(with_field="reached"), reached="yes", solved="no", words=said).ok()

        who = flow.qiao("erase", "account", "--phone", phone, "--data", self.data).stdout.strip()
        hashed, = self.rows("SELECT DISTINCT phone_hash FROM roll WHERE no IN ('R1', 'R2')")
        sealed = [bytes(r[0]) for r in self.rows("SELECT phone FROM roll WHERE no IN ('R1', 'R2')")]
        counts = "SELECT (SELECT count(*) FROM roll WHERE active = 1), (SELECT count(*) FROM invitation), (SELECT count(*) FROM attendance)"
        before = self.rows(counts)
        self.assertEqual(before, [(3, 1, 1)])
        self.assertEqual(self.rows("SELECT owner FROM attendance"), [("a" + who,)])
        for word in (said.encode(), hashed[0].encode(), *sealed):
            self.assertTrue(self.everywhere(word), "it is there before")
        flow.qiao("erase", "account", who, "--yes", "--data", self.data)
        for word in (said.encode(), said[:3].encode(), phone.encode(), hashed[0].encode(), *sealed):
            self.assertEqual(self.everywhere(word), [], word)
        self.assertEqual(self.rows(counts), before, "still one each")
        self.assertEqual(self.rows("SELECT count(*) FROM alert")[0][0], 0)
        self.assertEqual(self.value("SELECT count(*) FROM invitation WHERE account = ?", who), 0)
        self.assertEqual(self.value("SELECT count(*) FROM attendance WHERE owner LIKE 'a%'"), 0)
        self.assertEqual(self.rows("SELECT no FROM roll WHERE phone IS NOT NULL"), [("R3",)], "another number stays")
        self.sound()
        worker.get(listed.path).ok().sees("楼门长").sees_not("8811")
        self.client().get(called).ok().sees_not(said)
        flow.qiao("erase", "account", who, "--yes", "--data", self.data)
        self.sound()
