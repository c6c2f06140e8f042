"""test_signin.py - both ways of signing in, from outside: codes, limits, second factors, ways back, sessions that end."""
import re
import shutil
import sqlite3
import unittest
import urllib.parse

import flow

OWN = {"X-Forwarded-For": "203.0.113.7"}


class Doors(flow.Case):
    """An empty district whose letters lie in the database instead of leaving; some staff made on the command line."""
    settings = "post.deliver = show\n"

    @classmethod
    def setUpClass(cls):
        cls.top, cls.data, _ = flow.data_folder(False)
        with open(cls.data + "/qiao.conf", "a", encoding="utf-8") as f:
            f.write(cls.settings)
        cls.words = {}
        for login, role, *more in (("worker", "committee", "--phone", "13900001001"), ("plain", "grid"), ("boss", "admin")):
            out = flow.qiao("user", "add", login, "--role", role, *more, "--data", cls.data).stdout.split()
            cls.words[out[0]] = out[1]
        try:
            cls.server = flow.Server(cls.data)
        except BaseException:
            shutil.rmtree(cls.top, ignore_errors=True)
            raise

    def sms(self):
        """The newest letter with a code."""
        text = self.value("SELECT body FROM letter WHERE purpose = 'code' ORDER BY id DESC LIMIT 1")
        return re.search(r"\d{6}", text)[0]

    def ask(self, phone, me=None, start="/sign-in", headers=None):
        me = me or self.client()
        return me.get(start).submit(phone=phone)

    def enter(self, phone, start="/sign-in"):
        page = self.ask(phone, start=start)
        return page.submit(code=self.sms())

    def staff(self, login, me=None, start="/staff"):
        return (me or self.client()).get(start).submit(login=login, password=self.words[login])

    def sessions(self):
        return self.value("SELECT count(*) FROM session")


class Residents(Doors):
    def test_a_phone_and_its_code(self):
        page = self.enter("139 0000 0002")
        me = page.client
        me.get("/account").ok().sees("139****0002", "居民", "还没有人看过")
        self.assertNotIn("13900000002", me.get("/account").html)
        people = self.value("SELECT count(*) FROM account WHERE staff = 0")
        again = self.enter("13900000002")
        again.client.get("/account").sees("139****0002")
        self.assertEqual(self.value("SELECT count(*) FROM account WHERE staff = 0"), people, "the same person")

    def test_no_number_and_no_cookie_lie_readable_in_the_database(self):
        page = self.enter("13900000003")
        with open(self.data + "/qiao.db", "rb") as f:
            kept = f.read()
        for name in ("/qiao.db-wal",):
            try:
                with open(self.data + name, "rb") as f:
                    kept += f.read()
            except OSError:
                pass
        self.assertNotIn(b"13900000003", kept)
        self.assertNotIn(page.client.cookies["session"].encode(), kept)

    def test_a_wrong_number_stays_typed(self):
        page = self.ask("1390000").ok(422).sees("11 位")
        self.assertIn('value="1390000"', page.html)
        self.ask("").ok(422).sees("请填写手机号")

    def test_wrong_codes_and_the_fifth_is_the_last(self):
        page = self.ask("13900000004")
        right = self.sms()
        wrong = "000000" if right != "000000" else "111111"
        page.submit(code="12").ok(422).sees("6 位数字")
        for _ in range(4):
            page = page.submit(code=wrong).ok(422).sees("验证码不对")
        page = page.submit(code=wrong).ok(422).sees("不能用了")
        page = page.submit(code=right).ok(422).sees("不能用了")
        page = page.submit(button="再发一次")
        page.submit(code=self.sms())
        page.client.get("/account").ok().sees("139****0004")

    def test_full_width_digits_and_blanks_are_forgiven(self):
        page = self.ask("１３９００００００５５")
        code = self.sms()
        page.submit(code=" ".join(chr(0xff10 + int(c)) for c in code))
        page.client.get("/account").ok()

    def test_a_code_works_once_and_only_in_its_browser(self):
        page = self.ask("13900000006")
        code = self.sms()
        thief = self.client()
        thief.get("/sign-in")
        stolen = thief.get(page.path).submit(code=code)
        stolen.ok(422)
        done = page.submit(code=code)
        me = done.client
        me.get("/account").ok()
        me.get("/account").submit(button="退出登录")
        me.get(page.path).submit(code=code).ok(422)

    def test_an_impatient_finger(self):
        """The same form twice, the second answer is the one the browser keeps."""
        page = self.ask("13900000007")
        code, before = self.sms(), dict(page.client.cookies)
        page.submit(code=code)
        page.client.cookies = dict(before)
        page.submit(code=code)
        page.client.get("/account").ok().sees("139****0007")

    def test_a_new_token_at_sign_in_and_a_session_that_really_ends(self):
        me = self.client()
        me.cookies["session"] = "chosen-by-somebody-else-0123456789012345678"
        page = self.ask("13900000008", me).submit(code=self.sms())
        token = page.client.cookies["session"]
        self.assertNotIn("chosen", token)
        self.assertGreaterEqual(len(token), 43)
        page = me.get("/account").submit(button="退出登录", follow=False)
        self.assertIn("clear-site-data", page.headers)
        me.cookies["session"] = token
        me.get("/account").sees("用手机号登录")

    def test_a_limit_for_each_phone(self):
        for i in range(5):
            self.ask("13900000009").sees("139****0009")
        self.ask("13900000009").ok(429).sees("次数太多")
        self.ask("13900000010").sees("139****0010")

    def test_known_and_unknown_numbers_look_the_same(self):
        self.enter("13900000011")
        blank = lambda p: re.sub(r'value="[^"]*"|139\*{4}\d{4}|[?&]c=[^"&]*|to=[^"]*', "", p.html)
        self.assertEqual(blank(self.ask("13900000011")), blank(self.ask("13900000012")))

    def test_others_can_be_ended(self):
        a = self.enter("13900000013").client
        b = self.enter("13900000013").client
        a.get("/account").sees("另一处").submit(button="退出别处的登录").sees("这里").sees_not("另一处")
        b.get("/account").sees("用手机号登录")


class WaysBack(Doors):
    def test_only_our_own_pages(self):
        n = 0
        for back, where in (("/hall", "/hall"), ("/account?x=1", "/account?x=1")):
            page = self.ask(f"1390000100{n}", start="/sign-in?back=" + back)
            self.assertEqual(page.submit(code=self.sms(), follow=False).headers["location"], where)
            n += 1
        for back in ("//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "/sign-out", "/sign-in?back=/sign-in", "http:evil.example", "/\t/evil.example", "/hall%0d%0aSet-Cookie:x=1"):
            page = self.ask(f"139000010{n:02d}", start="/sign-in?back=" + urllib.parse.quote(back, safe=""))
            self.assertEqual(page.submit(code=self.sms(), follow=False).headers["location"], "/mine", back)
            n += 1

    def test_a_changed_hidden_field_leads_nowhere_else(self):
        page = self.ask("13900001099")
        form = page.form(with_field="code")
        form.fields = [(k, "https://evil.example/" if k == "back" else v) for k, v in form.fields]
        self.assertEqual(page.submit(form=form, code=self.sms(), follow=False).headers["location"], "/mine")

    def test_a_page_that_needs_signing_in_is_where_one_ends(self):
        me = self.client()
        page = me.get("/account").sees("用手机号登录").submit(phone="13900001098")
        page.submit(code=self.sms()).sees("我的账户")


class Staff(Doors):
    def test_password_alone_is_not_enough_where_there_is_a_phone(self):
        page = self.staff("worker").sees("139****1001")
        me = page.client
        me.get("/account").sees("用手机号登录")          # half a session is nobody's
        me.get("/staff/totp").sees("工作人员登录")        # and no way around the message
        page = me.get("/staff/code")
        code = self.sms()
        page.submit(code="000000" if code != "000000" else "111111").ok(422).sees("验证码不对")
        page.submit(code=code, lenient=True)
        me.get("/account").ok().sees("worker", "社区工作者")

    def test_without_any_second_factor_the_long_password_stands_alone(self):
        me = self.staff("plain").client
        me.get("/account").ok().sees("plain", "网格员", "没有设置")

    def test_an_administrator_sets_up_an_authenticator_first(self):
        page = self.staff("boss").sees("设置动态口令")
        me = page.client
        me.get("/account").sees("用手机号登录")
        secret = re.search(r"<b>([A-Z2-7 ]{30,})</b>", page.html)[1].replace(" ", "")
        page.submit(code="000000").ok(422).sees(secret[:4])
        page.submit(code=totp(secret))
        me.get("/account").ok().sees("管理员", "已设置")
        # the code that set it up is used up: it cannot sign in again
        page = self.staff("boss").sees("动态口令应用")
        page.submit(code=totp(secret)).ok(422)
        now = flow.qiao("user", "totp", "boss", "--data", self.data).stdout.strip()
        self.assertEqual(now, totp(secret))
        # the next step's code is accepted a little early, once
        late = totp(secret, 1)
        page = self.staff("boss").submit(code=late)
        page.client.get("/account").ok().sees("管理员")
        self.staff("boss").submit(code=late).ok(422).sees("验证码不对")

    def test_unknown_and_wrong_look_the_same(self):
        blank = lambda p: re.sub(r'value="[^"]*"|to=[^"]*', "", p.html)
        a = self.client().get("/staff").submit(login="worker", password="wrong-wrong-wrong").ok(422)
        b = self.client().get("/staff").submit(login="nobody", password="wrong-wrong-wrong").ok(422)
        self.assertEqual(blank(a), blank(b))

    def test_sms_codes_never_open_a_staff_account_by_themselves(self):
        me = self.enter("13900001001").client
        me.get("/account").sees("居民").sees_not("worker")

    def test_a_disabled_account_is_out_at_once(self):
        out = flow.qiao("user", "add", "leaver", "--role", "leader", "--data", self.data).stdout.split()
        self.words["leaver"] = out[1]
        me = self.staff("leaver").client
        me.get("/account").ok().sees("leaver")
        flow.qiao("user", "disable", "leaver", "--data", self.data)
        me.get("/account").sees("用手机号登录")
        self.staff("leaver").ok(422).sees("登录名或密码不对")

    def test_changing_the_password(self):
        out = flow.qiao("user", "add", "changer", "--role", "grid", "--data", self.data).stdout.split()
        self.words["changer"] = out[1]
        me, other = self.staff("changer").client, self.staff("changer").client
        page = me.get("/account")
        page.submit(old="wrong", new="a long enough pass phrase").ok(422).sees("现在的密码不对")
        page.submit(old=out[1], new="too short").ok(422).sees("至少 15 个字")
        page.submit(old=out[1], new="1234567890123456").ok(422)
        page.submit(old=out[1], new="changer-is-my-name").ok(422).sees("太常见")
        page.submit(old=out[1], new="南门口 有一棵 老槐树 四百年了").ok().sees("密码改好了")
        other.get("/account").sees("用手机号登录")
        self.words["changer"] = "南门口 有一棵 老槐树 四百年了"
        self.staff("changer").client.get("/account").ok().sees("changer")


class Again(Doors):
    """Before what would harm somebody if another did it, who signed in a while ago is asked once more (ASVS V7.5)."""

    def a_while_passes(self):
        db = sqlite3.connect(self.data + "/qiao.db", timeout=30)
        with db:
            db.execute("UPDATE session SET proved = proved - 601000000")
        db.close()

    def test_a_resident_and_their_copy(self):
        me = self.enter("13900000801").client
        me.get("/account").sees("下载我的资料")
        old = me.cookies["session"]
        self.a_while_passes()
        page = me.get("/account").ok().sees("先确认是您本人，再下载").sees_not("下载我的资料")
        self.assertEqual(me.get("/account/data.txt", follow=False).headers["location"], "/account/again?back=%2Faccount%2Fdata.txt")
        page = page.follow("先确认").ok().sees("请再确认一次是您本人", "139****0801")
        self.assertNotIn("13900000801", page.html)
        page = page.submit("发验证码").sees("输入验证码")
        page = page.submit(code=self.sms()).ok()
        self.assertEqual(page.path, "/account")
        page.sees("下载我的资料").sees_not("另一处")
        self.assertNotEqual(me.cookies["session"], old, "a new token with each proof")
        self.assertTrue(me.get("/account/data.txt").ok().type.startswith("text/plain"))
        me.get("/account/again?back=/mine").ok().sees_not("请再确认一次")    # asked once is enough

    def test_a_form_waits_and_loses_nothing(self):
        here, there, third = (self.enter("13900000802").client for _ in range(3))
        page = here.get("/account").sees("另一处")
        self.a_while_passes()
        page = page.submit("退出这一处").ok(403).sees("请再交一次", "确认是您本人")
        self.assertEqual(self.sessions_of("13900000802"), 3, "nothing has ended yet")
        here.get("/account/again").submit("发验证码").submit(code=self.sms()).ok()
        page.submit("再交一次")
        if "请再交一次" in here.last.text:                  # the token belongs to the session before
            here.last.submit("再交一次").ok()
        self.assertEqual(self.sessions_of("13900000802"), 2, "one of the two others has ended, not both")
        out = [c for c in (there, third) if "用手机号登录" in c.get("/account").text]
        self.assertEqual(len(out), 1)
        mine = here.get("/account")
        form = mine.form(button="退出这一处")
        one = dict(form.fields)["which"]
        stranger = self.enter("13900000803").client
        hidden = dict(stranger.get("/account").form(action="/sign-out").fields)
        stranger.post("/account/session", {"_csrf": hidden["_csrf"], "_key": hidden["_key"], "which": one})
        self.assertEqual(self.sessions_of("13900000802"), 2, "nobody ends another person's session")

    def sessions_of(self, phone):
        who = flow.qiao("erase", "account", "--phone", phone, "--data", self.data).stdout.strip()
        return self.value("SELECT count(*) FROM session WHERE account = ?", who)

    def test_staff_by_password_and_second_factor(self):
        me = self.staff("boss", me=self.client())
        secret = re.search(r"<b>([A-Z2-7 ]{30,})</b>", me.html)
        me = me.submit(code=totp(secret[1].replace(" ", ""))).client
        page = me.get("/admin/users")
        self.a_while_passes()
        page = page.submit(login="fresh", role="grid", zh="新网格员", lenient=True).ok(403).sees("确认是您本人")
        self.assertEqual(self.value("SELECT count(*) FROM account WHERE login = 'fresh'"), 0)
        again = me.get("/account/again").sees("密码")
        again.submit(password="not my password").ok(422).sees("登录名或密码不对")
        again = me.get("/account/again").submit(password=self.words["boss"]).sees("动态口令应用")
        me.get("/account").sees("用手机号登录")                # half a proof is none, and no session either
        again.submit(code=totp(secret[1].replace(" ", ""), 1))
        page = page.submit("再交一次")
        if "请再交一次" in page.text:
            page = page.submit("再交一次")
        page.ok().sees("新网格员")
        self.assertEqual(self.value("SELECT count(*) FROM account WHERE login = 'fresh'"), 1)

    def test_every_page_of_who_is_signed_in_has_the_way_out(self):
        me = self.enter("13900000804").client
        for path in ("/", "/hall", "/mine", "/account", "/privacy"):
            me.get(path).ok().form(action="^/sign-out$")
        self.assertFalse([f for f in self.client().get("/").forms if f.action == "/sign-out"])
        me.get("/hall").submit(form=me.last.form(action="^/sign-out$")).ok()
        self.assertNotIn("session", me.cookies)
        me.get("/account").sees("用手机号登录")


class Log(Doors):
    def test_the_log_tells_who_signed_in_and_no_number(self):
        me = self.enter("13900000777").client
        page = self.ask("13900000778")
        page.submit(code="000000" if self.sms() != "000000" else "111111").ok(422)
        me.get("/admin/users").ok(403)
        me.get("/account").submit(button="退出")
        self.client().get("/staff").submit(login="plain", password="not this\none").ok(422)
        self.staff("plain").ok()
        self.client().post("/sign-in", {"phone": "13900000779"}, headers={"User-Agent": "x"}).ok(403)
        log = self.server.words()
        for said in (r"info sign_in way=resident account=[1-9]\d* from=[0-9a-f]{8}$", r"warn sign_in_failed way=code account=0 from=",
                     r"info sign_out way=- account=[1-9]\d* ", r"warn sign_in_failed way=password account=[1-9]\d* ",
                     r"info sign_in way=staff account=[1-9]\d* ", r"warn refused status=403 verb=GET route=/admin/users account=[1-9]\d* from=",
                     r"warn refused status=403 verb=POST route=/sign-in account=0 from="):
            self.assertRegex(log, r"(?m)^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z " + said)
        for never in ("139000", "not this", "127.0.0.1 ", self.words["plain"]):
            self.assertNotIn(never, log)


class Throttle(Doors):
    def test_eight_wrong_passwords_and_then_even_the_right_one_waits(self):
        for _ in range(8):
            self.client().get("/staff").submit(login="plain", password="not this one").ok(422)
        self.client().get("/staff").submit(login="plain", password="not this one").ok(429).sees("次数太多")
        self.staff("plain").ok(429)
        self.staff("worker").ok()               # another login from the same address is free
        self.server.stop()
        self.server.start()
        self.staff("plain").ok(429)              # a restart forgives nobody

    def test_eight_wrong_codes(self):
        page = self.staff("worker")
        wrong = "000000" if self.sms() != "000000" else "111111"
        seen = [page.submit(code=wrong).status for _ in range(9)]
        self.assertEqual(seen, [422] * 8 + [429])


class FromOutside(Doors):
    """Behind a proxy the address counts: one that asks for everybody's codes is stopped."""
    settings = "post.deliver = show\nsite.trusted_proxies = 127.0.0.1\n"

    def test_a_limit_for_each_address(self):
        me = self.client()
        page = me.get("/sign-in", headers=OWN)
        form = page.form(with_field="phone")
        hidden = [(k, v) for k, v in form.fields if k not in ("phone", "_key")]
        answers = [me.post("/sign-in", hidden + [("phone", f"1391000{i:04d}")], headers=OWN, follow=False).status for i in range(42)]
        self.assertEqual(answers[:40], [303] * 40)
        self.assertEqual(answers[40:], [429] * 2)
        self.ask("13900009999").ok().sees("139****9999")


def totp(secret, steps=0):
    import base64
    import hmac
    import struct
    import time

    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    h = hmac.new(key, struct.pack(">Q", int(time.time()) // 30 + steps), "sha1").digest()
    at = h[-1] & 15
    return f"{(struct.unpack('>I', h[at:at + 4])[0] & 0x7fffffff) % 1000000:06d}"


if __name__ == "__main__":
    unittest.main()
