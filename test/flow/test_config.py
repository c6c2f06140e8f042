"""The settings file: every key the program knows stands in it, it passes its own check, mistakes are told with their line."""
import datetime
import glob
import os
import re
import tempfile
import unittest

import flow
import roads
import town

KEY = re.compile(r"^#?([a-z]+\.[a-z_]+)(?= =)", re.M)


def known():
    """The keys that the sources name, without those of many parts (sms.param.*)."""
    out = set()
    for path in glob.glob(os.path.join(flow.ROOT, "src", "**", "*.c"), recursive=True):
        with open(path, encoding="utf-8") as f:
            out |= set(re.findall(r'(?:\{ |KEY\()"([a-z]+\.[a-z_]+)", CONF_', f.read()))
    return out


class Settings(unittest.TestCase):
    def check(self, text):
        with tempfile.TemporaryDirectory() as top:
            path = os.path.join(top, "qiao.conf")
            with open(path, "w", encoding="utf-8") as f:
                f.write(text)
            return flow.qiao("config", "check", path, ok=False)

    def test_every_key_is_explained_and_none_is_invented(self):
        self.assertGreater(len(known()), 30)
        self.assertEqual(set(KEY.findall(flow.qiao("config", "show").stdout)), known())

    def test_the_manual_knows_the_same_keys(self):
        with open(os.path.join(flow.ROOT, "docs/operate/configuration.md"), encoding="utf-8") as f:
            words = f.read()
        self.assertEqual([k for k in sorted(known()) if f"`{k}`" not in words], [])

    def test_the_file_passes_its_own_check(self):
        done = self.check(flow.qiao("config", "show", "--area", "330106").stdout)
        self.assertEqual((done.returncode, "no mistakes" in done.stdout), (0, True), done.stderr)

    def test_the_usual_values_it_shows_are_the_usual_values(self):
        """Every commented line, uncommented, is taken: no value is shown that the program would refuse."""
        shown = flow.qiao("config", "show").stdout
        done = self.check("\n".join(re.sub(r"^#", "", l) if re.match(r"#\w[\w.]* = \S", l) and "https://" not in l else l
                                    for l in shown.splitlines()))
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_mistakes_are_told_with_line_and_advice(self):
        done = self.check("site.area = 120106\nmail.hots = x\nsite.workers = many\n")
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r"qiao\.conf:2: .*mail\.host")
        self.assertRegex(done.stderr, r"qiao\.conf:3: ")

    def test_a_file_that_is_not_there_and_wrong_use(self):
        self.assertEqual(flow.qiao("config", "check", "/nowhere/qiao.conf", ok=False).returncode, 1)
        self.assertEqual(flow.qiao("config", ok=False).returncode, 2)
        self.assertEqual(flow.qiao("config", "show", "--area", "12", ok=False).returncode, 2)

    def test_a_new_folder_gets_it_with_its_own_area(self):
        with tempfile.TemporaryDirectory() as top:
            flow.qiao("init", "--data", top + "/d", "--area", "330106")
            with open(top + "/d/qiao.conf", encoding="utf-8") as f:
                self.assertEqual(f.read(), flow.qiao("config", "show", "--area", "330106").stdout)
            self.assertEqual(flow.qiao("config", "check", "--data", top + "/d").returncode, 0)


class Holidays(town.Case):
    """A year's notice from a file of the district: the days of a deadline move, mistakes stop the start."""
    TODAY = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8))).date()

    @classmethod
    def setUpClass(cls):
        with tempfile.NamedTemporaryFile("w", suffix=".txt", delete=False) as f:     # all days are off but the last few of a year
            f.write("# of this test\n" + "".join(cls.year(cls.TODAY.year + i) for i in range(3)))
        cls.days = f.name
        cls.settings = f"site.calendar = {cls.days}\n"
        super().setUpClass()

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        os.remove(cls.days)

    @staticmethod
    def year(y):
        first = datetime.date(y, 1, 1)
        days = [(first + datetime.timedelta(30 * i), first + datetime.timedelta(30 * i + 29)) for i in range(12)]
        return f"year {y}\n" + "".join(f"{a} {b} off\n" for a, b in days)

    def test_a_deadline_waits_for_the_next_working_day(self):
        """Only the last days of a year (after 360 days off) are worked: the answer is promised there."""
        roads.send_filing(roads.ready_to_file(self.client(), "路灯坏了", phone=""))
        due = datetime.date(1970, 1, 1) + datetime.timedelta(self.value("SELECT due FROM matter"))
        self.assertGreater(due.month, 11)
        self.assertGreater(due.day, 25)

    def test_a_mistake_is_told_with_file_and_line(self):
        with tempfile.TemporaryDirectory() as top:
            for name, text in (("qiao.conf", "site.calendar = days.txt\n"), ("days.txt", "year 2027\n2027-01-32 2027-01-33 off\n")):
                with open(os.path.join(top, name), "w", encoding="utf-8") as f:
                    f.write(text)
            for text, words in (("", r"days\.txt:2: "), ("year 2027\n2028-01-01 2028-01-01 off", r"days\.txt:2: "), ("year 2027\n", None)):
                if text:
                    with open(os.path.join(top, "days.txt"), "w", encoding="utf-8") as f:
                        f.write(text)
                done = flow.qiao("config", "check", os.path.join(top, "qiao.conf"), ok=False)
                self.assertEqual(done.returncode, 1 if words else 0, done.stderr)
                self.assertRegex(done.stderr, words or "^$")
            os.remove(os.path.join(top, "days.txt"))
            self.assertIn("days.txt: ", flow.qiao("config", "check", os.path.join(top, "qiao.conf"), ok=False).stderr)

    def test_figures_are_counted_anew_when_the_calendar_changes(self):
        made = self.value("SELECT value FROM counter WHERE name = 'tally'")
        data = os.path.join(self.top, "other")
        flow.qiao("init", "--data", data)
        server = flow.Server(data)
        try:
            plain = flow.rows(data, "SELECT value FROM counter WHERE name = 'tally'")[0][0]
        finally:
            server.stop()
        self.assertNotEqual(made, plain)
        self.assertEqual(made & 0xffff, plain & 0xffff)
