"""test_admin.py - accounts as an administrator keeps them, tables imported whole or not at all, and every route for every
role: allowed exactly when the table says."""
import os
import re

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
        self.boss.get("/admin/access").ok().sees("还没有人看过")


# What each role may do: written down a second time on purpose, so that the table in rights.c changes in no silence.
EVERY = {"PUBLIC"}
STAFF = EVERY | {"MINE", "DESK"}
MAY = {
    "visitor": EVERY,
    "resident": EVERY | {"MINE"},
    "grid": STAFF | {"FILE_FOR", "HANDLE", "NOTE", "CONTACT"},
    "committee": STAFF | {"FILE_FOR", "HANDLE", "MEET", "PLAN", "ASK", "MODERATE", "NOTE", "WORDS",
                          "CONTACT"},
    "moderator": STAFF | {"MODERATE", "NOTE"},
    "unit": EVERY | {"MINE", "ANSWER"},
    "street": STAFF | {"HANDLE", "ASK", "MODERATE", "NOTE", "WORDS"},
    "leader": STAFF,
    "admin": EVERY | {"MINE", "OUTBOX", "USERS", "AUDIT"},
}


class EveryRoute(town.Case):
    """Refused: 403, or led to a door. What no object is found for says 404 to everybody: that tells nothing, and is
    not counted, so that the test cannot become empty. "nanan" is a community worker of another community."""
    narrower = {"/:place/:number/resubmit"}         # the author's alone, whatever the role
    logins = {"grid": "grid", "committee": "worker", "moderator": "moderator", "street": "street", "unit": "unit",
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
        if role == "nanan":             # the same role as "committee", at another place
            return right in (MAY["visitor"] | {"MINE"} if path.startswith("/:place") else MAY["committee"])
        return right in MAY[role]

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
                away = page.status == 403 or self.led_away(page) and not path.startswith(("/sign-in", "/staff"))
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
                if page.status not in (403, 404) and not self.led_away(page):
                    wrong.append(f"{path} as {role}: {page.status}")
                told += page.status != 404
        self.assertEqual(wrong, [])
        self.assertGreater(told, 150)


del Doors
