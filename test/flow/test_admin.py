"""test_admin.py - accounts as an administrator keeps them, tables imported whole or not at all, and every route for every
role: allowed exactly when the table says."""
import os
import re
import time

import flow
import roads
import town
from test_signin import Doors, totp

PLACES = """代码,类型,短名,名称,英文名,上级代码,电话,0-17,18-59,60-
120106000000,区,hongqiao-qu,河东区,East District,,,,,
120106001000,街道,dajie,大街街道,Main Street,120106000000,022-1,,,
120106001001,社区,beian,北岸社区,North Bank,120106001000,022-2,100,"2,000",900
"""
GOOD = PLACES.replace('"2,000"', "2000")
ORGS = "code,kind,zh,en,phone,email,place,superior\nbus,unit,公交集团,Bus Company,022-3,post@bus.example,120106001000,yes\n"


def totp_in(page, data):
    """Through the authenticator's set-up when it is asked for."""
    secret = re.search(r"<b>([A-Z2-7 ]{30,})</b>", page.html)[1].replace(" ", "")
    return page.submit(code=totp(secret)), secret


class Tables(Doors):
    def table(self, name, text):
        path = os.path.join(self.top, name)
        with open(path, "wb") as f:
            f.write(text if isinstance(text, bytes) else text.encode())
        return path

    def bring(self, what, text, *more, ok=True):
        return flow.qiao("import", what, self.table(what + ".csv", text), "--data", self.data, *more, ok=ok)

    def test_1_bad_rows_are_all_told_and_nothing_is_written(self):
        bad = PLACES + "12,社区,Beian!,,x,999,,1,2,3\n120106001002,village,beian,南岸,,120106001000,,1,2,x\n"
        done = self.bring("places", bad, ok=False)
        self.assertEqual(done.returncode, 1)
        for line, word in ((4, "2,000"), (5, "must not be empty"), (6, "village"), (6, "further up"), (6, "'x'")):
            self.assertRegex(done.stderr, rf"places\.csv:{line}: .*{re.escape(word)}")
        self.assertEqual(self.value("SELECT count(*) FROM place WHERE code LIKE '120106001%'"), 0)

    def test_2_a_dry_run_writes_nothing(self):
        self.assertIn("3 rows, all good", self.bring("places", GOOD, "--dry-run").stdout)
        self.assertEqual(self.value("SELECT count(*) FROM place WHERE code = '120106001001'"), 0)

    def test_3_places_orgs_and_users(self):
        self.assertIn("3 new", self.bring("places", GOOD).stdout)
        self.assertIn("3 changed", self.bring("places", GOOD.encode("gb18030")).stdout)
        heads = self.rows("SELECT age_from, age_to, heads FROM place_heads ORDER BY age_from")
        self.assertEqual(heads, [(0, 17, 100), (18, 59, 2000), (60, 200, 900)])
        self.assertIn("1 new", self.bring("orgs", ORGS).stdout)
        users = "login,role,place,org,zh,en,phone\nann,committee,120106001001,,北岸社区工作者,,\nann,moderator,120106001001,,,,\n" \
                "bus,办理单位,,bus,,,13900002222\n"
        words = dict(l.split() for l in self.bring("users", users).stdout.splitlines()[1:])
        self.assertEqual(sorted(words), ["ann", "bus"])
        self.words.update(words)
        me = self.staff("ann").client
        me.get("/account").sees("社区工作者（北岸社区）", "审核员（北岸社区）")
        listed = flow.qiao("user", "list", "--data", self.data).stdout
        self.assertRegex(listed, r"bus\s+active\s+sms\s+unit@bus")

    def test_4_wrong_columns_and_files(self):
        self.assertIn("no column of that name", self.bring("orgs", "code,kind,zh,colour\nx,unit,y,z\n", ok=False).stderr)
        self.assertIn("column is missing", self.bring("orgs", "code,zh\nx,y\n", ok=False).stderr)
        self.assertIn("cannot be read", flow.qiao("import", "orgs", "/nowhere", "--data", self.data, ok=False).stderr)
        self.assertEqual(flow.qiao("import", "cats", "x", "--data", self.data, ok=False).returncode, 2)
        self.assertEqual(self.bring("users", "login,role\nworker,grid\n", ok=False).returncode, 1)


class Pages(Doors):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        page, _ = totp_in(cls.client(cls).get("/staff").submit(login="boss", password=cls.words["boss"]), cls.data)
        cls.boss = page.client

    def test_a_new_account_from_the_first_password_to_the_last(self):
        page = self.boss.get("/account").follow("账号")
        page.submit(login="X", role="grid").ok(422).sees("2 到 40 个小写字母")
        page.submit(login="lamp", role="unit").ok(422).sees("要选一家单位")
        page = page.submit(login="lamp", role="grid", zh="灯管员").ok().sees("只显示这一次", "灯管员", "网格员")
        word = re.search(r"<b>([a-z2-9-]{19})</b>", page.html)[1]
        self.assertNotIn(word, self.boss.get(page.path.split("?")[0]).html)
        self.words["lamp"] = word
        lamp = self.staff("lamp").client
        lamp.get("/account").ok().sees("灯管员")
        lamp.get("/admin/users").ok(403)
        lamp.get(page.path).ok(403)
        page = self.boss.get(page.path.split("?")[0]).submit(button="加一个身份", role="moderator").sees("审核员")
        page.submit(form=page.form(action="/drop$"), button="去掉")
        lamp.get("/account").ok()
        page = self.boss.get(page.path).submit(button="重设密码").sees("只显示这一次")
        lamp.get("/account").sees("用手机号登录")
        self.staff("lamp").ok(422)
        page = page.submit(button="停用").sees("已停用")
        self.words["lamp"] = "x"
        page.submit(button="重新启用").sees("在用")

    def test_the_same_form_twice_is_one_account_and_the_same_password(self):
        page = self.boss.get("/admin/users")
        form = page.form(with_field="login")
        first = page.submit(form=form, login="twice", role="grid")
        second = page.submit(form=form, login="twice", role="grid")
        word = r"<b>([a-z2-9-]{19})</b>"
        self.assertEqual(re.search(word, first.html)[1], re.search(word, second.html)[1])
        page.client.get("/admin/users").submit(login="twice", role="grid").ok(422).sees("已经有人用了")

    def test_nobody_locks_themselves_out(self):
        page = self.boss.get("/admin/users").follow(href="users/%d" % self.value("SELECT id FROM account WHERE login = 'boss'"))
        page.sees("这是您自己的账号").sees_not("停用", "去掉")
        token = [("_csrf", v) for k, v in page.forms[0].fields if k == "_csrf"]
        self.boss.post(page.path + "/active", token + [("active", "0")]).ok(422)
        self.boss.post(page.path + "/drop", token + [("role", "admin"), ("place", "0"), ("org", "0")]).ok(422)
        self.boss.get("/admin/users").ok()

    def test_residents_are_nobodys_to_look_through(self):
        self.enter("13900003333")
        who = self.value("SELECT id FROM account WHERE staff = 0")
        self.boss.get(f"/admin/users/{who}").ok(404)
        self.boss.get("/admin/access").ok().sees("谁看过号码、改过账号")


    def test_a_new_phone_and_a_new_name_are_seen_by_who_is_called_so(self):
        flow.qiao("user", "add", "ring", "--role", "grid", "--phone", "13900005501", "--data", self.data)
        who = self.value("SELECT id FROM account WHERE login = 'ring'")
        word = flow.qiao("user", "password", "ring", "--data", self.data).stdout.split()[1]
        ring = self.client()
        page = ring.get("/staff").submit(login="ring", password=word)
        page.submit(code=town.newest_code(self.data))
        ring.get("/account").ok().sees("139****5501", "还没有人看过，也没有人改过")
        page = self.boss.get("/admin/users").follow(href=f"users/{who}$").sees("139****5501")
        page.submit("改称呼", zh="", en="").ok(422).sees("称呼不能空")
        page.submit("改称呼", zh="找我 13900005501", en="").ok(422).sees("不要写电话")
        self.assertIn(("zh", "找我 13900005501"), typed_in(self.boss.last, "zh"))
        page.submit("改称呼", zh="铃铛网格员", en="Bell worker").ok().sees("称呼改好了", "铃铛网格员")
        page.submit("换手机号", phone="12345").ok(422)
        self.assertIn(("phone", "12345"), typed_in(self.boss.last, "phone"))
        page.submit("换手机号", phone="").ok(422).sees("只靠短信验证")
        ring.get("/account").ok().sees("铃铛网格员", "改了页面上的称呼")
        page.submit("换手机号", phone="139 0000 5502").ok().sees("手机号换好了", "139****5502").sees_not("13900005502")
        ring.get("/account").sees("用手机号登录")
        page = ring.get("/staff").submit(login="ring", password=word).sees("139****5502")
        page.submit(code=town.newest_code(self.data))
        ring.get("/account").ok().sees("换了收验证码的手机号", "改了页面上的称呼", "139****5502")
        self.boss.get("/admin/access").sees("换了收验证码的手机号", "改了页面上的称呼")
        flow.qiao("user", "label", "ring", "--zh", "铃", "--data", self.data)
        ring.get("/account").ok().sees("铃", "服务器管理员（命令行）")
        self.assertEqual(flow.qiao("user", "phone", "ring", "--data", self.data, ok=False).returncode, 1)
        with open(os.path.join(self.data, "qiao.db"), "rb") as f:
            self.assertNotIn(b"13900005502", f.read())
        mine = self.value("SELECT id FROM account WHERE login = 'boss'")
        page = self.boss.get(f"/admin/users/{mine}").sees("改称呼").sees_not("换手机号")


def typed_in(page, field):
    return page.form(with_field=field).fields


def xlsx(rows):
    """A sheet as a spreadsheet program writes it, as small as it may be."""
    import io
    import zipfile
    from xml.sax.saxutils import escape

    head = '<?xml version="1.0" encoding="UTF-8"?>'
    cells = "".join(f'<row r="{y}">' + "".join(f'<c r="{chr(65 + x)}{y}" t="inlineStr"><is><t>{escape(v)}</t></is></c>' for x, v in enumerate(r)) + "</row>"
                    for y, r in enumerate(rows, 1))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        z.writestr("[Content_Types].xml", head + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>')
        z.writestr("_rels/.rels", head + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>')
        z.writestr("xl/workbook.xml", head + '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>')
        z.writestr("xl/_rels/workbook.xml.rels", head + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>')
        z.writestr("xl/worksheets/sheet1.xml", head + f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{cells}</sheetData></worksheet>')
    return out.getvalue()


class Uploads(Doors):
    """The same tables through the page: the first press looks, the second writes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        page, _ = totp_in(cls.client(cls).get("/staff").submit(login="boss", password=cls.words["boss"]), cls.data)
        cls.boss = page.client

    def first(self, what, data, name="表.csv", client=None):
        page = (client or self.boss).get("/admin/users").follow("用表格导入").ok()
        data = data.encode() if isinstance(data, str) else data
        return page.submit("试一遍", what=what, files={"file": (name, "application/octet-stream", data)})

    def everything(self):
        return {t: self.rows(f"SELECT * FROM {t}") for t in ("place", "org", "account", "account_role", "place_heads")}

    def test_1_mistakes_are_listed_and_nothing_is_written(self):
        before = self.everything()
        bad = PLACES + "12,社区,Beian!,,x,999,,1,2,3\n120106001002,village,beian,南岸,,120106001000,,1,2,x\n"
        page = self.first("places", bad).ok(422)
        page.sees("有错", "第 4 行", "2,000", "第 5 行", "这一格不能空", "第 6 行", "village", "前面已经有一个一样的").sees_not("写进去")
        self.assertIn("places", page.form(with_field="what").options["what"])
        self.assertIn(("what", "places"), page.form(with_field="what").fields, "what was chosen stays chosen")
        page.submit("试一遍").ok(422).sees("请选一个文件")
        self.boss.get("/admin/import").submit("试一遍").ok(422).sees("请选表里是什么", "请选一个文件")
        self.first("places", b"\x89PNG\r\n\x1a\n nothing of a table").ok(422).sees("有错")
        self.first("places", "").ok(422)
        self.assertEqual(self.everything(), before)
        self.assertEqual(self.value("SELECT count(*) FROM import_kept"), 0, "a table with mistakes is not kept")
        self.boss.cookies["lang"] = "en"
        self.boss.get("/admin/import").submit("Look it through", what="places", files={"file": ("a.csv", "text/csv", bad.encode())}).ok(422) \
            .sees("mistakes; nothing was written", "Line 6", "The kind must be one of")
        del self.boss.cookies["lang"]

    def test_2_places_are_written_by_the_second_press_only(self):
        before = self.everything()
        page = self.first("places", xlsx([l.split(",") for l in GOOD.strip().split("\n")]), "地点.xlsx").ok()
        page.sees("还没写入", "地点.xlsx", "3 行都没有错：新增 3 个，改动 0 个", "先替您保管一天")
        self.assertEqual(self.everything(), before)
        form = page.form(button="写进去")
        page.submit(form=form).ok().sees("写好了", "新增 3 个，改动 0 个").sees_not("初始密码")
        page.submit(form=form).ok().sees("写好了", "新增 3 个")
        self.boss.get(page.path).ok().sees("写好了")
        self.assertEqual(self.value("SELECT count(*) FROM place WHERE code LIKE '120106001%'"), 2)
        self.first("places", GOOD).ok().sees("新增 0 个，改动 3 个")

    def test_3_accounts_and_their_first_passwords(self):
        users = "login,role,place,org,zh,en,phone\nanna,committee,120106001001,,北岸社区工作者,,13900006601\nanna,moderator,120106001001,,,,\nbert,grid,120106001001,,,,\n"
        page = self.first("users", users).ok().sees("3 行都没有错：新增 2 个")
        self.assertNotIn("13900006601", page.html)
        path = page.path
        page = page.submit("写进去").ok().sees("写好了", "初始密码", "anna", "bert")
        words = dict(re.findall(r'<th scope="row">(\w+)</th><td><b>([a-z2-9-]{19})</b>', page.html))
        self.assertEqual(sorted(words), ["anna", "bert"])
        self.words |= words
        self.staff("bert").client.get("/account").ok().sees("网格员")
        self.staff("bert").client.get(path).ok(403)
        with open(os.path.join(self.data, "qiao.db"), "rb") as f, open(os.path.join(self.data, "qiao.db-wal"), "rb") as g:
            bytes_ = f.read() + g.read()
        for secret in ("13900006601", *words.values(), users):
            self.assertNotIn(secret.encode(), bytes_)
        self.later("UPDATE import_kept SET at = at - 601000000 WHERE what = 'done'")
        self.boss.get(path).ok(404).sees("这份表格不在了").sees_not(words["anna"])

    def later(self, sql):
        import sqlite3
        db = sqlite3.connect(os.path.join(self.data, "qiao.db"), timeout=30)
        with db:
            db.execute(sql)
        db.close()

    def test_4_what_was_good_and_is_not_any_more(self):
        page = self.first("users", "login,role,place\ncarl,grid,120106001001\n").ok().sees("新增 1 个")
        flow.qiao("user", "add", "carl", "--role", "grid", "--data", self.data)
        page.submit("写进去").ok(422).sees("第 2 行", "carl", "已经有人用了")
        self.assertEqual(self.value("SELECT count(*) FROM account WHERE login = 'carl'"), 1)

    def test_5_another_administrators_table_is_not_there(self):
        page = self.first("orgs", ORGS).ok().sees("新增 1 个")
        self.later("UPDATE import_kept SET account = account + 1")
        self.boss.get(page.path).ok(404)
        page.submit("写进去").ok(404)
        self.assertEqual(self.value("SELECT count(*) FROM org WHERE code = 'bus'"), 0)

    def test_6_the_timer_throws_away_what_lay_too_long(self):
        self.later("UPDATE import_kept SET at = 1")
        self.assertGreater(self.value("SELECT count(*) FROM import_kept"), 0)
        self.server.stop()
        self.server.start()
        for _ in range(100):
            if not self.value("SELECT count(*) FROM import_kept"):
                break
            time.sleep(0.1)
        self.assertEqual(self.value("SELECT count(*) FROM import_kept"), 0)


# What each role may do: written down a second time on purpose, so that the table in rights.c changes in no silence.
EVERY = {"PUBLIC"}
STAFF = EVERY | {"MINE", "DESK"}
MAY = {
    "visitor": EVERY,
    "resident": EVERY | {"MINE"},
    "grid": STAFF | {"FILE_FOR", "HANDLE", "NOTE", "CONTACT", "BOOTH"},
    "committee": STAFF | {"FILE_FOR", "INTAKE", "HANDLE", "MEET", "PLAN", "ASK", "MODERATE", "NOTE", "WORDS",
                          "CONTACT", "POLL", "BOOTH"},
    "moderator": STAFF | {"MODERATE", "NOTE"},
    "unit": EVERY | {"MINE", "ANSWER"},
    "street": STAFF | {"INTAKE", "HANDLE", "ASK", "MODERATE", "NOTE", "WORDS", "RULES"},
    "bank": EVERY | {"MINE", "BANK"},
    "bureau": EVERY | {"MINE", "BUREAU", "FAIR"},
    "adviser": EVERY | {"MINE", "ADVISE"},
    "leader": STAFF,
    "admin": EVERY | {"MINE", "OUTBOX", "USERS", "AUDIT"},
}


class EveryRoute(town.Case):
    """Refused: 403, or led to a door. What no object is found for says 404 to everybody: that tells nothing, and is
    not counted, so that the test cannot become empty. "nanan" is a community worker of another community."""
    narrower = {"/:place/:number/resubmit", "/:place/:number/correct"}         # the author's alone, whatever the role
    logins = {"grid": "grid", "committee": "worker", "moderator": "moderator", "street": "street", "district": "district", "unit": "unit",
              "bank": "bank", "bureau": "bureau", "adviser": "adviser",
              "leader": "leader", "admin": "boss", "nanan": "nanan"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        me = cls(methodName="test_reading")
        cls.matter = roads.send_filing(roads.ready_to_file(me.client(), "北门外的路灯不亮"))
        cls.people = {"visitor": me.client(), "resident": me.resident("13900004444")}
        cls.people |= {role: me.enter(login) for role, login in cls.logins.items()}
        cls.routes = [l.split()[:3] for l in flow.qiao("routes").stdout.splitlines()]

    def allowed(self, role, path, right):
        if path.startswith("/api/v1"):  # a sign-in counts for nothing there; keys are test_api's
            return right in MAY["visitor"]
        if role in ("street", "district"):  # one role, at a street and for the whole district: the dispatch rules are the district's
            return right in MAY["street"] and (right != "RULES" or role == "district")
        if role == "nanan":             # the same role as "committee", at another place
            return right in (MAY["visitor"] | {"MINE"} if path.startswith("/:place") else MAY["committee"])
        return right in MAY[role]

    homes = {"grid": "/desk", "committee": "/desk", "moderator": "/moderate", "street": "/desk", "district": "/desk", "unit": "/unit",
             "bank": "/bank", "bureau": "/bureau", "adviser": "/adviser", "leader": "/desk", "admin": "/admin/users", "nanan": "/desk"}

    def test_signing_in_ends_at_ones_own_work(self):
        for role, home in self.homes.items():
            with self.subTest(role):
                self.assertEqual(self.people[role].get("/staff", follow=False).headers["location"], home)

    @staticmethod
    def led_away(page):
        return page.status == 303 and re.match(r"/(sign-in|staff)(\?|$)", page.headers["location"])

    def address(self, path):
        place, number = self.matter.strip("/").split("/")[:2]
        some = {":place": place, ":number": number, ":move": "take_in"}
        if path.startswith("/admin"):
            some[":id"] = str(self.value("SELECT id FROM account WHERE login = 'leader'"))
        return re.sub(r":\w+", lambda m: some.get(m[0], "1"), path)

    def test_every_route_names_a_right(self):
        self.assertGreater(len(self.routes), 30)
        for verb, path, right in self.routes:
            self.assertIn(right, set().union(*MAY.values()), path)

    def test_reading(self):
        told, wrong = {True: 0, False: 0}, []
        for verb, path, right in self.routes:
            if verb != "GET":
                continue
            for role, client in self.people.items():
                page = client.get(self.address(path), follow=False)
                may = self.allowed(role, path, right)
                away = page.status in (401, 403) or self.led_away(page) and not path.startswith(("/sign-in", "/staff"))
                if page.status == 404:
                    continue
                told[may] += 1
                if may and page.status == 403 and path in self.narrower:
                    continue
                if bool(away) == may or page.status >= 500:
                    wrong.append(f"{path} as {role}: {page.status} {page.headers.get('location', '')}")
        self.assertEqual(wrong, [])
        self.assertGreater(told[True], 100)
        self.assertGreater(told[False], 50)

    def test_writing_is_refused_to_whom_the_table_does_not_name(self):
        told, wrong = 0, []
        for role, client in self.people.items():
            client.get("/sign-in" if role == "visitor" else "/account")
            token = [(k, v) for k, v in client.last.forms[0].fields if k == "_csrf"]
            self.assertTrue(token)
            for verb, path, right in self.routes:
                if verb != "POST" or self.allowed(role, path, right):
                    continue
                page = client.post(self.address(path), token, follow=False)
                if page.status not in (401, 403, 404) and not self.led_away(page):
                    wrong.append(f"{path} as {role}: {page.status}")
                told += page.status != 404
        self.assertEqual(wrong, [])
        self.assertGreater(told, 150)


del Doors
