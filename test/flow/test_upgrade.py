"""test_upgrade.py - a hall that an older program filled: today's program takes it over, and its history proves itself unchanged. The data are
those of test/release/halls, or, by hand, what the program QIAO_OLD makes now."""
import glob
import os
import shutil
import subprocess
import tarfile
import tempfile

import flow
import town

HALLS = sorted(glob.glob(os.path.join(flow.ROOT, "test/release/halls/*.tar.xz")))
KEPT = ("entry", "entry_body", "daily_root")


def history(data):
    """What no upgrade may touch: every entry, every body, every daily root, to the byte."""
    return {t: sorted(flow.rows(data, f"SELECT * FROM {t}"), key=repr) for t in KEPT}


class Upgrade(flow.Case):
    @classmethod
    def setUpClass(cls):
        cls.top = tempfile.mkdtemp(prefix="qiao-old-")
        cls.data = os.path.join(cls.top, "data")
        old = os.environ.get("QIAO_OLD")
        if old:
            for word in ("init", "demo"):
                subprocess.run([old, word, "--data", cls.data], check=True, stdout=subprocess.DEVNULL)
        else:
            with tarfile.open(HALLS[-1]) as t:
                t.extractall(cls.top)
        cls.was = history(cls.data)
        cls.version = flow.rows(cls.data, "PRAGMA user_version")[0][0]
        cls.published = os.path.join(cls.top, "published")
        shutil.copy(os.path.join(cls.data, "roots.txt"), cls.published)
        cls.server = flow.Server(cls.data)

    def verify(self):
        done = flow.qiao("verify", "--data", self.data, "--published", self.published).stdout
        self.assertIn("sound:", done)
        self.assertIn(", 0 faults", done)
        return done

    def test_1_nothing_of_the_history_moved(self):
        self.assertGreater(self.value("PRAGMA user_version"), self.version)
        self.assertGreater(len(self.was["entry"]), 500)
        now = history(self.data)
        for table in KEPT:
            for a, b in zip(self.was[table], now[table]):
                self.assertEqual(b[:len(a)], a, table)           # a later program may have added columns, not changed any
            self.assertEqual(len(now[table]), len(self.was[table]), table)
        self.verify()

    def test_2_a_copy_from_before_lies_beside_it(self):
        copy = os.path.join(self.data, f"qiao.db.before-{self.version + 1}")
        self.assertTrue(os.path.exists(copy), os.listdir(self.data))
        kept = os.path.join(self.top, "back")
        os.makedirs(kept)
        shutil.copy(copy, os.path.join(kept, "qiao.db"))
        self.assertEqual(history(kept), self.was)
        self.assertEqual(flow.rows(kept, "PRAGMA user_version")[0][0], self.version)

    def test_3_every_matter_still_opens_and_photos_with_their_old_keys(self):
        me = self.client()
        shown = self.rows("SELECT '/' || place.slug || '/' || matter.number, matter.title FROM matter JOIN place ON place.id = matter.place WHERE matter.home = ''")
        self.assertGreater(len(shown), 20)
        photos = 0
        for address, title in shown:
            page = me.get(address).ok()
            page.sees(title)
            for ref in [r for r in page.reader.refs if not r.startswith("/static/")][:1]:
                photos += me.get(ref).ok().type.startswith("image/")
        self.assertGreater(photos, 0)
        for path in ("/", "/hall", "/figures", "/open", "/proof", "/finance", "/privacy", "/polls"):
            self.assertIn(me.get(path).status, (200, 404), path)

    def test_4_who_was_there_is_still_there(self):
        me = self.client()
        me.get("/sign-in").submit(phone="13900002001").submit(code=town.newest_code(self.data))
        self.assertGreater(len([h for h, _ in me.get("/mine").ok().links if "/2023-" in h]), 0)
        worker = town.sign_in_demo(self.client(), self.data, "committee")
        worker.get("/desk").ok()

    def test_5_and_life_goes_on_in_it(self):
        me = self.client()
        address = self.value("SELECT '/' || place.slug || '/' || matter.number FROM matter JOIN place ON place.id = matter.place "
                             "WHERE matter.home = '' AND matter.closed IS NULL AND matter.merged_into = 0 ORDER BY matter.id DESC LIMIT 1")
        page = me.get(address)
        page.submit(form=page.form(action="/support$")).ok()
        me.get(address).submit("发表", body="旧数据里的新留言").ok()
        self.assertEqual(self.value("SELECT count(*) FROM entry"), len(self.was["entry"]) + 2)
        self.verify()
