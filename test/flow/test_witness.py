"""Daily roots at witnesses outside: a letter, a folder, another Qiao. What fails is seen and tried again; who keeps them finds a forger."""
import json
import os
import re
import shutil
import sqlite3
import tempfile
import time
import unittest
import urllib.request

import flow


def wait(what, seconds=20):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if what():
            return
        time.sleep(0.2)
    raise AssertionError("it never came")


class Witnesses(unittest.TestCase):
    """Two Qiaos: `here` has the demo's matters and really sends; `there` keeps what it gets."""

    @classmethod
    def setUpClass(cls):
        cls.top = tempfile.mkdtemp(prefix="qiao-witness-")
        top, here, _ = flow.data_folder(True)
        cls.here = os.path.join(cls.top, "here")
        shutil.move(here, cls.here)
        shutil.rmtree(top, True)
        cls.there = os.path.join(cls.top, "there")
        flow.qiao("init", "--data", cls.there)
        cls.port_here, cls.port_there = flow.free_port(), flow.free_port()
        cls.folder = os.path.join(cls.top, "usb")               # not there yet: the first try fails
        with open(cls.here + "/qiao.conf", encoding="utf-8") as f:
            conf = re.sub(r"(?m)^site\.demo\s*=.*$", "site.demo = no", f.read())
        with open(cls.here + "/qiao.conf", "w", encoding="utf-8") as f:
            f.write(conf + f"\nwitness.folder = {cls.folder}\nwitness.url = http://127.0.0.1:{cls.port_there}/witness\nnet.private = 127.0.0.1\n")      # the demo names a mail address
        cls.a = flow.Server(cls.here, port=cls.port_here)
        key = re.search(r"[A-Za-z0-9_-]{43}", flow.Client(cls.a).get("/witness").ok().text)[0]
        cls.a.stop()
        with open(cls.there + "/qiao.conf", "a", encoding="utf-8") as f:
            f.write(f"\nwitness.allow.hongqiao = {key}\n")
        cls.b = flow.Server(cls.there, port=cls.port_there)
        # handed over already, to nobody: forget it, so that the second start does it before our eyes
        db = sqlite3.connect(cls.here + "/qiao.db")
        db.execute("DELETE FROM witness")
        db.execute("DELETE FROM outbox WHERE letter IN (SELECT id FROM letter WHERE purpose = 'witness')")
        db.execute("DELETE FROM letter WHERE purpose = 'witness'")
        db.commit()
        db.close()
        cls.a = flow.Server(cls.here, port=cls.port_here)

    @classmethod
    def tearDownClass(cls):
        try:
            cls.a.stop()
            cls.b.stop()
        finally:
            shutil.rmtree(cls.top, ignore_errors=True)

    def post(self, body):
        r = urllib.request.Request(f"http://127.0.0.1:{self.port_there}/witness", json.dumps(body).encode(), {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(r) as got:
                return got.status, json.loads(got.read())
        except urllib.error.HTTPError as e:
            return e.code, json.loads(e.read())

    def test_1_they_arrive_signed_and_once(self):
        want = flow.rows(self.here, "SELECT day, upto_no, root FROM daily_root ORDER BY day")
        kept = lambda: flow.rows(self.there, "SELECT day, upto_no, root FROM foreign_root WHERE site = 'hongqiao' ORDER BY day")
        wait(lambda: len(kept()) == len(want))
        self.assertEqual(kept(), want)
        letter = flow.rows(self.here, "SELECT body FROM letter JOIN outbox ON outbox.letter = letter.id WHERE channel = 'webhook' AND purpose = 'witness'")[0][0]
        body = json.loads(letter)
        self.assertEqual(self.post(body), (200, {"kept": 0}))          # sent again it changes nothing
        self.assertEqual(len(kept()), len(want))
        for change in ({"roots": body["roots"].replace("0", "1", 1)}, {"site": "https://else.example"}, {"area": "1"}, {"signature": "A" * 86}):
            self.assertEqual(self.post({**body, **change})[0], 403, change)
        self.assertEqual(self.post({"format": "x"})[0], 400)
        self.assertEqual(len(kept()), len(want))
        flow.Client(self.b).get("/proof").follow("谁替我们存着").ok().sees("hongqiao", f"{len(want)} 天")
        flow.Client(self.b, lang="en").get("/witness").sees("What we keep for others", f"{len(want)} days")
        self.assertIn(want[-1][2].hex(), flow.Client(self.b).get("/open/witnessed.csv").html)

    def test_2_a_letter_goes_to_the_mail_address(self):
        subject, body = flow.rows(self.here, "SELECT subject, body FROM letter JOIN outbox ON outbox.letter = letter.id WHERE channel = 'mail' AND purpose = 'witness'")[0]
        newest = flow.rows(self.here, "SELECT hex(root) FROM daily_root ORDER BY day DESC LIMIT 1")[0][0].lower()
        self.assertIn("每日校验值", subject)
        self.assertEqual(body.count(newest), 1, "the lines once, for both readers")
        self.assertIn("Daily check values", subject)
        self.assertRegex(body, r"(?s)请保留这封信.*Please keep this letter")

    def test_3_a_folder_that_fails_is_seen_and_tried_again(self):
        wait(lambda: flow.rows(self.here, "SELECT 1 FROM witness WHERE kind = 'folder' AND tries > 0"))
        flow.Client(self.a).get("/witness").sees("没有送到", "正在重试").sees_not("No such file")
        os.mkdir(self.folder)
        self.a.stop()
        self.a = type(self).a = flow.Server(self.here, port=self.port_here)      # the timer's first pass
        name = f"{self.folder}/qiao-roots-120106.txt"
        wait(lambda: os.path.exists(name) and flow.rows(self.here, "SELECT 1 FROM witness WHERE kind = 'folder' AND tries = 0"))
        with open(name) as f, open(self.here + "/roots.txt") as g:
            self.assertEqual(f.read(), g.read())
        flow.Client(self.a).get("/witness").sees("已经交到")

    def test_4_what_a_witness_keeps_is_what_verify_takes(self):
        """Lines a witness kept are what qiao verify compares with: the true ones fit, others do not."""
        text = flow.Client(self.b).get("/witness/hongqiao/roots.txt").ok().html
        top = tempfile.mkdtemp(dir=self.top)
        with open(top + "/kept.txt", "w") as f:
            f.write(text.replace(text.split()[2], "ab" * 32, 1))
        self.assertEqual(flow.qiao("verify", "--data", self.here, "--published", self.keep(top, text), ok=False).returncode, 0)
        self.assertEqual(flow.qiao("verify", "--data", self.here, "--published", top + "/kept.txt", ok=False).returncode, 1)

    def keep(self, top, text):
        with open(top + "/good.txt", "w") as f:
            f.write(text)
        return top + "/good.txt"
