"""Pages kept ready (src/web/ready.c): the same for everybody, never stale after anything was acknowledged, nobody's own in them."""
import re

import roads
import town


class Ready(town.Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        me = cls.client(cls)
        cls.address = roads.send_filing(roads.ready_to_file(me, "门口的灯不亮"))

    def count(self):
        return int(re.search(r"^qiao_http_ready_total (\d+)", self.client().get("/metrics").html, re.M)[1])

    def is_ready(self, page):
        """Asked again by somebody new, it comes ready and is the same but for the guards of its forms."""
        def bare(p):
            return re.sub(r'name="_(csrf|key)" value="\w+"', "", p.html)

        for _ in range(4):                                # the server itself may write, the minute may end between two requests
            before = self.count()
            again = self.client().get(page.path)
            if self.count() == before + 1:
                self.assertEqual(bare(again), bare(page))
                return
        self.fail(f"{page.path} was not kept")

    def test_public_pages_are(self):
        for path in ("/", "/hall", "/hall?place=beian", self.address, "/contacts", "/privacy", "/accessibility"):
            self.is_ready(self.client().get(path).ok())

    def test_each_reader_has_a_guard_and_a_cookie_of_their_own(self):
        pages = [self.client().get(self.address).ok() for _ in range(3)]
        for what in (r'name="_csrf" value="(\w+)"', r'name="_key" value="(\w+)"'):
            found = [re.findall(what, p.html) for p in pages]
            self.assertTrue(all(found))
            self.assertEqual(len({f[0] for f in found}), 3, what)
        keys = [k for p in pages for k in re.findall(r'name="_key" value="(\w+)"', p.html)]
        self.assertEqual(len(set(keys)), len(keys))
        self.assertEqual(len({p.client.cookies["visitor"] for p in pages}), 3)
        self.assertNotIn("visitor", (still := self.client()).get("/accessibility").client.cookies)
        self.assertFalse(still.set_cookies)

    def test_what_was_acknowledged_shows_at_once(self):
        self.client().get(self.address)
        for n in range(1, 4):
            me = self.client()
            me.get(self.address).submit(button="支持").ok().sees("支持")
            for who in (self.client(), self.client()):
                self.assertIn(f"<b>{n}</b>", who.get(self.address).form(action="support").text and who.last.html)

    def test_a_command_beside_the_server_shows_at_once(self):
        self.client().get("/contacts").sees_not("园林养护单位")
        self.is_ready(self.client().get("/contacts"))
        town.load(self.data, "orgs", town.ORGS + [("park", "unit", "园林养护单位", "Park care", "000-2600-0109", "park@unit.example", "", "no")])
        self.client().get("/contacts").sees("园林养护单位")

    def test_who_has_done_something_gets_their_own(self):
        me = self.client()
        me.get(self.address)
        before = self.count()
        page = me.get(self.address)                       # a cookie alone is nobody's yet
        self.assertEqual(self.count(), before + 1)
        page.submit(button="支持").ok()
        self.assertEqual(me.cookies.get("acted"), "1")
        self.client().get(self.address)
        before = self.count()
        own = me.get(self.address)
        self.assertEqual(self.count(), before)
        with self.assertRaises(AssertionError):
            own.form(action="support")                    # supported already
        self.client().get(self.address).form(action="support")
        old = self.client()                               # cookies from before there was "acted"
        old.cookies["visitor"] = "0123456789abcdef0123456789abcdef"
        old.get(self.address).ok()
        self.assertEqual(self.count(), before + 1)        # the stranger's, not this one's

    def test_staff_see_theirs_and_leave_no_trace(self):
        self.client().get(self.address).sees_not("去办理")
        desk = self.enter("worker").get(self.address)
        self.assertTrue([h for h, _ in desk.links if h == self.address + "/desk"])
        stranger = self.client().get(self.address)
        self.assertFalse([h for h, _ in stranger.links if h == self.address + "/desk"])

    def test_language_and_mode_are_apart(self):
        zh, en = self.client(), self.client(lang="en")
        for c, words in ((zh, "编号"), (en, "Number"), (zh, "编号"), (en, "Number")):
            c.get(self.address).ok()
            self.assertIn("lang=\"en\"" if c is en else "lang=\"zh-CN\"", c.last.html[:200])
        zh.cookies["mode"] = "elder"
        self.assertIn('data-mode="elder"', zh.get(self.address).html[:300])
        self.assertIn('data-mode="standard"', self.client().get(self.address).html[:300])

    def test_a_head_is_as_long_and_empty(self):
        whole = self.client().get("/accessibility")
        head = self.client().request("HEAD", "/accessibility")
        self.assertEqual(head.status, 200)
        self.assertEqual(head.body, b"")
        self.assertEqual(head.headers["content-length"], str(len(whole.body)))
        self.assertEqual(head.headers["content-security-policy"], whole.headers["content-security-policy"])
