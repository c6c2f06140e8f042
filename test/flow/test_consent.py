"""What a firm allows: each named bank, one purpose, chosen fields, a time; taken back at once; every look kept and shown to the firm. No
bank sees a firm that did not choose it: on pages, in search, in the table to download, in the API, in the log of the server."""
import datetime
import hashlib

import flow
import town
from test_firm import CODE, CODE_2

def today():
    """The district's day, whatever this machine's."""
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=8)).date()


FACTS = dict(x_staff="6017", x_revenue="160077", x_industry="software", x_grade="B", x_tax="8642", x_debt="41.3", x_balance="7531")
TAX, SIZE, DEBT = ("B", "8642"), ("6017", "160077", "软件和信息技术服务业"), ("41.3", "7531")


class Consent(town.Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        me = cls(methodName="test_1_nothing_without_consent")
        cls.me = me.resident("13900003201")
        cls.bank, cls.bank2, cls.bureau, cls.boss = (me.enter(who) for who in ("bank", "bank2", "bureau", "boss"))
        page = cls.me.get("/finance/firm").submit("登记", code=CODE, name="只给一家看").ok()
        cls.firm = page.path.removesuffix("/figures")
        cls.firm_id = cls.firm.rsplit("/", 1)[1]
        page.submit("存起来", **FACTS).ok()

    def org(self, code):
        return self.value("SELECT id FROM org WHERE code = ?", code)

    def allow(self, org="yinhang", purpose="look", groups=("tax",), days=30, me=None, firm=None):
        to = (today() + datetime.timedelta(days)).isoformat()
        who = f"org_{self.org(org) if org else 0}"
        page = (me or self.me).get((firm or self.firm) + "/consent")
        page = page.submit("看一遍授权书", **{who: "yes", "purpose": purpose, "to": to}, **{f"group_{g}": "yes" for g in groups}).ok()
        return page.submit("同意授权", agree="yes").ok().sees("授权好了")

    def take_back(self, me=None):
        page = (me or self.me).get(self.firm + "/consents")
        while any((f.action or "").endswith("/end") for f in page.forms):
            page = page.submit("收回", form=page.form(action="/end$")).ok()

    def nothing(self, client, base="/bank"):
        """Not the name, not a figure, not that there is such a firm."""
        pages = [client.get(f"{base}/firms"), client.get(f"{base}/firms?q=只给一家"), client.get(f"{base}/firms?q={CODE[:8]}"), client.get(f"{base}/firms/table")]
        for page in pages:
            page.ok()
            for word in ("只给一家看", CODE, *TAX[1:], *SIZE[:2], *DEBT):
                self.assertNotIn(word, page.body.decode().replace(f'value="{CODE[:8]}"', ""), page.path)
        client.get(f"{base}/firm/{self.firm_id}").ok(404)

    def test_1_nothing_without_consent(self):
        for client, base in ((self.bank, "/bank"), (self.bank2, "/bank"), (self.bureau, "/bureau")):
            self.nothing(client, base)
        self.bank.get("/bureau/firms").ok(403)
        self.bureau.get("/bank/firms").ok(403)
        self.client().get(f"/bank/firm/{self.firm_id}", follow=False).ok(303)
        self.assertEqual(self.value("SELECT count(*) FROM access_log WHERE subject = ?", int(self.firm_id)), 0)

    def test_2_one_bank_one_purpose_chosen_fields(self):
        page = self.me.get(self.firm).follow("谁能看我的企业").ok().sees("还没有给任何机构看").follow("新的授权")
        page.submit("看一遍授权书", to="2020-01-01").ok(422).sees("至少选一家", "请选用来做什么", "至少勾一项", "从今天起最长两年")
        self.allow()
        kept, digest = self.rows("SELECT text, hash FROM fin_consent ORDER BY id DESC LIMIT 1")[0]
        self.assertEqual(digest, hashlib.blake2b(kept.encode(), digest_size=32).hexdigest())
        self.assertIn("只给一家看", kept)
        self.assertIn("北岸银行", kept)
        self.assertIn("纳税信用等级", kept)
        self.assertNotIn("从业人数", kept)
        page = self.bank.get("/bank").follow("授权企业").ok().sees("只给一家看", "代表人未核对", "B")
        page = page.follow("只给一家看").ok().sees("B", "8642", "未授权", CODE)
        for word in SIZE + DEBT:
            self.assertNotIn(word, page.text)
        table = self.bank.get("/bank/firms/table").ok().body.decode()
        self.assertIn("北岸银行 于", table)
        self.assertIn("8642", table)
        for word in SIZE + DEBT:
            self.assertNotIn(word, table)
        self.nothing(self.bank2)
        self.nothing(self.bureau, "/bureau")
        self.assertEqual(self.bank.get("/bank/firms?q=只_一").ok().text.count("只给一家看"), 0, "signs of LIKE stand for themselves")
        # each look is shown to the firm
        page = self.me.get(self.firm + "/consents").ok().sees("北岸银行，银行经办", "打开企业资料", "列在授权企业名单里", "下载名单")
        self.assertEqual(page.text.count("打开企业资料"), 1)
        self.bank.get(f"/bank/firm/{self.firm_id}").ok()
        self.bank.get("/bank/firms").ok()
        page = self.me.get(self.firm + "/consents").ok()
        self.assertEqual(page.text.count("打开企业资料"), 2)
        self.assertEqual(page.text.count("列在授权企业名单里"), 1, "a list is kept once a day")
        self.take_back()
        self.me.get(self.firm + "/consents").sees("还没有给任何机构看", "已经结束")
        self.nothing(self.bank)

    def test_3_counting_shows_no_firm(self):
        self.allow(purpose="count", groups=("tax", "size"))
        self.nothing(self.bank)
        self.take_back()

    def test_4_time_ends_it(self):
        self.allow(days=0)
        self.bank.get(f"/bank/firm/{self.firm_id}").ok()
        self.later("UPDATE fin_consent SET to_day = to_day - 1 WHERE revoked = 0")
        self.nothing(self.bank)
        self.me.get(self.firm + "/consents").sees("到期")

    def later(self, sql):
        import os
        import sqlite3
        db = sqlite3.connect(os.path.join(self.data, "qiao.db"), timeout=30)
        with db:
            db.execute(sql)
        db.close()

    def test_5_only_the_firm_gives_and_takes(self):
        self.allow()
        consent = self.value("SELECT id FROM fin_consent WHERE revoked = 0")
        other = self.resident("13900003202")
        page = other.get("/finance/firm")
        token = [(k, v) for k, v in page.forms[-1].fields if k == "_csrf"]
        other.get(self.firm + "/consents").ok(404)
        other.get(self.firm + "/consent").ok(404)
        other.get(f"{self.firm}/consent/{consent}").ok(404)
        other.post(f"{self.firm}/consent/{consent}/end", token + [("_key", "c" * 32)]).ok(404)
        other.post(f"{self.firm}/consent", token + [("_key", "d" * 32), ("go", "sign"), ("agree", "yes"), (f"org_{self.org('yinhang2')}", "yes"),
                                                    ("purpose", "look"), ("group_tax", "yes"), ("to", today().isoformat())]).ok(404)
        # another firm of one's own does not open this one's consent
        mine = other.get("/finance/firm").submit("登记", code=CODE_2, name="别家").ok().path.removesuffix("/figures")
        other.post(f"{mine}/consent/{consent}/end", token + [("_key", "e" * 32)]).ok(404)
        self.assertEqual(self.value("SELECT revoked FROM fin_consent WHERE id = ?", consent), 0)
        page = self.me.get(self.firm + "/consent").submit("看一遍授权书", **{f"org_{self.org('yinhang2')}": "yes"}, purpose="look", group_debt="yes")
        page.submit("同意授权").ok(422).sees("请先看完")
        form = page.form(button="同意授权")
        page.submit("同意授权", form=form, agree="yes").ok()
        page.submit("同意授权", form=form, agree="yes").ok()
        self.assertEqual(self.value("SELECT count(*) FROM fin_consent WHERE org = ?", self.org("yinhang2")), 1, "twice is once")
        page = self.bank2.get(f"/bank/firm/{self.firm_id}").ok().sees("41.3")
        self.assertNotIn("8642", page.text)
        self.take_back()

    def test_6_the_bureau_checks_who_speaks(self):
        self.allow()
        page = self.bureau.get("/bureau").sees("位等着核对").follow("核对谁代表企业").ok().sees("只给一家看", "139****3201")
        page.submit(form=next(f for f in page.forms if (("firm", self.firm_id) in f.fields)), button="能代表").ok().sees_not("只给一家看")
        self.bank.get(f"/bank/firm/{self.firm_id}").sees("代表人已核对")
        self.me.get(self.firm).sees("金融局已核对").sees_not("还没有核对")
        self.me.get(self.firm + "/consents").sees("核对谁代表企业")
        self.boss.get("/admin/access").ok().sees("一家企业").sees_not("只给一家看")
        self.take_back()

    def test_7_other_doors_are_shut(self):
        self.allow()
        document = self.client().get("/api/v1/openapi.json").body.decode()
        for words in ("/firm", "/consent", "/need", "/referral"):           # what fits a firm is asked with figures, never by its name
            self.assertNotIn(words, document)
        for path in ("/search?q=只给一家看", "/hall?q=只给一家看", "/finance/open/handbook.json", "/open", "/finance/handbook", "/finance/figures"):
            page = self.client().get(path)
            self.assertNotIn("只给一家看", page.text.replace("“只给一家看”", ""), path)
        for who in ("worker", "leader", "street", "unit"):
            self.enter(who).get(f"/bank/firm/{self.firm_id}").ok(403)
            self.enter(who).get(f"/bureau/firm/{self.firm_id}").ok(403)
        self.boss.get(self.firm).ok(404)
        self.assertNotIn("只给一家看", flow.qiao("export", "handbook", "--data", self.data).stdout)
        with open(self.data + ".log", encoding="utf-8") as f:
            words = f.read()
        for word in ("只给一家看", CODE, "8642", "6017"):
            self.assertNotIn(word, words)
        self.take_back()


class Erased(town.Case):
    def test_who_spoke_is_erased_and_the_consents_end(self):
        me, bank = self.resident("13900003203"), self.enter("bank")
        firm = me.get("/finance/firm").submit("登记", code=CODE, name="留下的企业").ok().path.removesuffix("/figures")
        org = self.value("SELECT id FROM org WHERE code = 'yinhang'")
        page = me.get(firm + "/consent").submit("看一遍授权书", **{f"org_{org}": "yes"}, purpose="look", group_tax="yes")
        page.submit("同意授权", agree="yes").ok()
        bank.get("/bank/firms").sees("留下的企业")
        self.assertIn("留下的企业", me.get("/account/data.txt").ok().body.decode())
        account = self.value("SELECT account FROM fin_firm_person")
        self.server.stop()
        flow.qiao("erase", "account", str(account), "--data", self.data, "--yes")
        self.server.start()
        bank.get("/bank/firms").ok().sees_not("留下的企业")
        self.assertEqual(self.value("SELECT count(*) FROM fin_firm_person"), 0)
        self.assertEqual(self.value("SELECT count(*) FROM fin_consent WHERE revoked = 0"), 0)
        self.assertEqual(self.value("SELECT count(*) FROM fin_firm"), 1, "the firm is no person")
