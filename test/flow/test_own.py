"""A person's own data: the copy is whole and holds nobody else's; what is kept has a term and goes after it; the notice says both."""
import os
import sqlite3
import time

import flow
import roads
import town

PHONE, OTHER = "13900007701", "13900007702"
DAY = 86400 * 10**6


def file_as(client, title):
    """Who has signed in is asked for no number."""
    page = client.get("/file").submit("下一步", title=title)
    page = page.submit("下一步", place=roads.option(page, "place", "河岸花园"))
    if page.path.startswith("/file/3"):
        page = page.submit("都不是")
    return roads.send_filing(page if "看一看对不对" in page.text else page.submit("下一步", lenient=True))


class Own(town.Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        case = cls(methodName="test_1_the_copy_is_whole")
        cls.me, cls.they = case.resident(PHONE), case.resident(OTHER)
        cls.address = file_as(cls.me, "我这里的路灯坏了")
        cls.others = file_as(cls.they, "别人家的井盖响")
        cls.me.get(cls.others).submit("发表", body="我的留言在这里").ok()
        cls.they.get(cls.others).submit("发表", body="别人的留言在这里").ok()
        for path in ("support", "follow"):
            page = cls.me.get(cls.others)
            page.submit(form=page.form(action=f"/{path}$")).ok()
        worker = town.sign_in(flow.Client(cls.server), cls.data, "worker", cls.passwords["worker"])
        page = worker.get(cls.address + "/desk")
        page.submit(form=page.form(action="/contact$"), why="问一问是哪盏灯").ok()
        cls.worker = worker

    def account(self, phone):
        return flow.qiao("erase", "account", "--phone", phone, "--data", self.data).stdout.strip()

    def test_1_the_copy_is_whole(self):
        self.me.get("/account").ok().sees("下载我的资料", "问一问是哪盏灯")
        page = self.me.get("/account/data.txt").ok()
        self.assertTrue(page.type.startswith("text/plain"), page.type)
        for words in (PHONE, "我这里的路灯坏了", self.address, "我的留言在这里", "别人家的井盖响", "问一问是哪盏灯", "社区工作者"):
            self.assertIn(words, page.html)
        for words in (OTHER, "别人的留言在这里"):
            self.assertNotIn(words, page.html)
        for heading, rows in (("我提的事", 1), ("我的留言和感谢", 1), ("我支持的事", 1), ("谁看过我的手机号，为什么", 1), ("登录着的地方", 1)):
            section = page.html.split(f"== {heading} ==")[1].split("==")[0]
            self.assertEqual(section.count("\n- "), rows, heading + section)

    def test_2_every_table_that_names_a_person_is_in_it(self):
        """A table with a column for an account, an author or an owner is in the copy, or stands here with the reason why not."""
        elsewhere = {"draft": "30 days, the person's own screen shows it", "idem": "two days, no words", "entry": "the timeline of what was raised",
                     "account_role": "roles of staff, shown under My account", "cover": "staff's leave", "bulk": "staff's work",
                     "import_kept": "staff's upload, minutes", "intake_run": "staff's upload", "plan": "staff's plans, public",
                     "survey": "staff's surveys, public", "roll": "the roll of voters: a door, the number is the account's",
                     "outbox": "letters to me", "reply_template": "staff's words", "apikey": "programs", "fin_version": "staff's figures, public", "rule_version": "staff's rules",
                     "fin_firm_fact": "a firm's figures, shown to it on its own page", "fin_firm_qual": "the same",
                     "fin_notice": "staff's notices, public",
                     "adviser": "members of staff, public", "poll_hander": "staff's work", "map_drawn": "staff's drawing, public"}
        sql = ""
        for path in ("council/council_own.sql", "finance/finance_copy.sql"):
            with open(f"{flow.ROOT}/src/services/{path}", encoding="utf-8") as f:
                sql += f.read()
        for name, in self.rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search%'"):
            columns = {r[1] for r in self.rows(f"SELECT * FROM pragma_table_info('{name}')")}
            if columns & {"account", "author", "owner", "subject"} and name not in ("code", "attempt"):
                self.assertTrue(name in elsewhere or name + "." in sql or f"FROM {name} " in sql, f"{name} is in no copy")

    def test_3_at_the_counter(self):
        who = self.account(PHONE)
        done = flow.qiao("own", who, "--data", self.data, "--lang", "en")
        self.assertIn("What I raised", done.stdout)
        self.assertIn("我这里的路灯坏了", done.stdout)
        self.assertNotIn("别人的留言在这里", done.stdout)
        self.assertEqual(flow.qiao("own", "12345", "--data", self.data, ok=False).returncode, 1)
        self.assertEqual(flow.qiao("own", "--data", self.data, ok=False).returncode, 2)

    def test_31_who_is_told_of_a_leak(self):
        days = [r[0] for r in self.rows("SELECT date(at / 1000000, 'unixepoch', '+8 hours') FROM access_log ORDER BY at")]
        run = lambda *more: flow.qiao("affected", "--from", days[0], "--to", days[-1], *more, "--data", self.data).stdout.splitlines()
        self.assertEqual([l.split()[:3] for l in run()], [[self.account(PHONE), "139****7701", "1"], ["1", "people"]])
        self.assertEqual(run(), run("--by", "worker"))
        self.assertEqual(run("--by", "boss"), ["0 people"])
        self.assertEqual(flow.qiao("affected", "--from", "2020-01-01", "--to", "2020-01-02", "--data", self.data).stdout, "0 people\n")
        for wrong in (("2026-03-02", "2026-03-01"), ("yesterday", "2026-03-01")):
            self.assertEqual(flow.qiao("affected", "--from", wrong[0], "--to", wrong[1], "--data", self.data, ok=False).returncode, 1)
        self.assertEqual(flow.qiao("affected", "--data", self.data, ok=False).returncode, 2)

    def test_4_for_nobody_else(self):
        self.assertNotIn(PHONE, self.client().get("/account/data.txt").html)
        self.assertNotIn(PHONE, self.they.get("/account/data.txt").html)
        self.assertNotIn(PHONE, self.worker.get("/account/data.txt").html)

    def test_5_what_is_erased_is_not_in_it(self):
        who = self.account(PHONE)
        flow.qiao("erase", "account", who, "--yes", "--data", self.data)
        text = flow.qiao("own", who, "--data", self.data).stdout
        for words in (PHONE, "我这里的路灯坏了", "我的留言在这里"):
            self.assertNotIn(words, text)


class Number(town.Case):
    """My number: corrected at once by who has it, or left alone; both recorded, and never without the other end knowing."""
    MINE, NEW, THEIRS = "13900007711", "13900007712", "13900007713"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        case = cls(methodName="test_1_a_new_number")
        cls.me, cls.they = case.resident(cls.MINE), case.resident(cls.THEIRS)
        cls.address = file_as(cls.me, "换号的人提的事")

    def test_1_a_new_number(self):
        other = self.resident(self.MINE)
        page = self.me.get("/account").sees("用验证码核对过").follow("换号").ok().sees("139****7711")
        page.submit(phone="123").ok(422).sees("11 位数字")
        page.submit(phone=self.MINE).ok(422).sees("这就是现在的号码")
        taken = page.submit(phone=self.THEIRS)
        taken.submit(code=town.newest_code(self.data)).ok(409).sees("已经有一个账户")
        page = self.me.get("/account/phone").submit(phone=self.NEW).sees("139****7712")
        code = town.newest_code(self.data)
        page.submit(code="000000" if code != "000000" else "111111").ok(422).sees("验证码不对")
        self.me.get("/account").sees("139****7711")
        page = page.submit(code=code).ok().sees("手机号换好了", "139****7712", "换了手机号").sees_not("另一处")
        other.get("/account").sees("用手机号登录")
        self.assertIn("换成了 139****7712", " ".join(b for _, _, b in self.letters("number")))
        self.assertNotIn(self.NEW, page.html)
        self.me.get("/mine").sees("换号的人提的事")
        self.assertIn("换号的人提的事", self.resident(self.NEW).get("/mine").text)
        self.assertNotIn("换号的人提的事", self.resident(self.MINE).get("/mine").text)

    def test_2_left_alone(self):
        worker = self.enter("worker")
        worker.get(self.address + "/desk").ok().sees("139****7712", "用验证码核对过").form(action="/contact$")
        before = len(self.letters())
        self.me.get("/account").submit("停用我的号码").ok().sees("您请我们先不要用这个号码")
        page = worker.get(self.address + "/desk").ok().sees("不能查看")
        self.assertFalse([f for f in page.forms if (f.action or "").endswith("/contact")])
        hidden = dict(page.form(action="/note$").fields)
        told = worker.post(self.address + "/contact", {"_csrf": hidden["_csrf"], "_key": hidden["_key"], "why": "想问一问"})
        told.ok(403).sees("先不要用这个号码")
        self.assertNotIn(self.NEW, told.html)
        page = worker.get(self.address + "/desk")
        page.submit(form=page.form(action="/take_in$"), lenient=True).ok()
        self.assertEqual(len(self.letters()), before, "no letter went out")
        self.assertIn("先不要用这个号码", self.resident(self.NEW).get("/account").text)     # signing in still works
        self.me.get("/account").submit("恢复使用").ok().sees("本人恢复使用号码", "本人要求先不要用号码")
        worker.get(self.address + "/desk").form(action="/contact$")

    def test_3_not_for_staff(self):
        worker = self.enter("worker")
        worker.get("/account").sees_not("换号", "停用我的号码")
        self.assertEqual(worker.get("/account/phone").path, "/account")


class Kept(town.Case):
    """Each term: a row that is one day over it goes with the day's pass, one that is a day short of it stays."""
    # table, the columns that time is read from, days
    terms = [("session", ("created", "seen"), 90), ("code", ("at",), 1), ("attempt", ("at",), 2), ("draft", ("at",), 30), ("idem", ("at",), 2),
             ("access_log", ("at",), 1098)]
    rows_of = {"session": "(area, token, account, created, seen, level) VALUES (120106, ?, 7, ?, ?, 2)",
               "code": "(area, subject, hash, tries, at) VALUES (120106, ?, 'x', 0, ?)",
               "attempt": "(area, subject, at, id) VALUES (120106, ?, ?, 1)",
               "draft": "(area, owner, form, body, at) VALUES (120106, ?, 'f', 'b', ?)",
               "idem": "(area, owner, key, hash, place, at) VALUES (120106, ?, 'k', x'00', '/', ?)",
               "access_log": "(area, id, at, account, subject, field, why) VALUES (120106, ?, ?, 1, 2, 'phone', 'w')"}
    names = {"session": "token", "code": "subject", "attempt": "subject", "draft": "owner", "idem": "owner", "access_log": "id"}

    def test_each_term(self):
        db, now = sqlite3.connect(self.data + "/qiao.db", timeout=30), time.time_ns() // 1000
        for table, columns, days in self.terms:
            over, short = (1, 2) if table == "access_log" else ("over", "short")
            young = now if table == "code" else now - (days - 1) * DAY
            for name, at in ((over, now - (days + 1) * DAY), (short, young)):
                db.execute(f"INSERT INTO {table} {self.rows_of[table]}", (name, *[at] * len(columns)))
        db.commit()
        self.server.stop()
        self.server.start()
        for table, _, _ in self.terms:
            over, short = (1, 2) if table == "access_log" else ("over", "short")
            for _ in range(100):
                if not self.rows(f"SELECT 1 FROM {table} WHERE {self.names[table]} = ?", over):
                    break
                time.sleep(0.05)
            left = [r[0] for r in self.rows(f"SELECT {self.names[table]} FROM {table} WHERE {self.names[table]} IN (?, ?)", over, short)]
            self.assertEqual(left, [short], table)
        db.close()

    def test_the_notice_tells_the_days_of_the_settings(self):
        with open(os.path.join(self.data, "qiao.conf"), "a", encoding="utf-8") as f:
            f.write("post.keep_days = 45\n")
        self.server.stop()
        self.server.start()
        self.client().get("/privacy").sees("发出的通知 45 天")

    def test_the_notice_tells_the_terms_and_why(self):
        page = self.client().get("/privacy").ok().sees("90 天", "2 天", "30 天", "三年", "第十三条", "不靠勾选同意", "随时停")
        english = flow.Client(self.server, lang="en").get("/privacy").ok().sees("90 days", "2 days", "30 days", "three years", "article 13")
        self.assertEqual(page.html.count("<tr"), english.html.count("<tr"))
